package psychometrics

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

func anyElements() *rapid.Generator[[]Element] {
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Element {
		return Element{
			Value:   rapid.Float64Range(0, 100).Draw(t, "value"),
			ErrorSD: rapid.Float64Range(0, 20).Draw(t, "error"),
			WeightA: rapid.Float64Range(0.1, 1).Draw(t, "a"),
			WeightB: rapid.Float64Range(0.1, 1).Draw(t, "b"),
		}
	}), 1, 10)
}

func TestSharedErrorsCancel(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := must(NewContrast(anyElements().Draw(t, "elements")))
		variance := c.SEA*c.SEA + c.SEB*c.SEB - 2*c.ErrorCovariance
		if math.Abs(c.SE*c.SE-variance) > 1e-9 {
			t.Fatalf("variance: got %v, want SE_A²+SE_B²−2cov = %v", c.SE*c.SE, variance)
		}
		if math.Abs(c.Difference-(c.A-c.B)) > 1e-9 {
			t.Fatalf("difference: got %v, want %v", c.Difference, c.A-c.B)
		}
		if c.SharedWeight <= 0 || c.SharedWeight > 1+1e-12 {
			t.Fatalf("shared weight: got %v, want above 0, at most 1", c.SharedWeight)
		}
	})
}

func TestACompositeDoesNotDifferFromItself(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		elements := anyElements().Draw(t, "elements")
		for i := range elements {
			elements[i].WeightB = 2 * elements[i].WeightA // only proportions count
		}
		c := must(NewContrast(elements))
		if math.Abs(c.Difference) > 1e-9 || c.SE > 1e-9 || math.Abs(c.SharedWeight-1) > 1e-9 {
			t.Fatalf("got %+v, want difference 0 ± 0 and everything shared", c)
		}
	})
}

func TestDisjointCompositesShareNothing(t *testing.T) {
	c := must(NewContrast([]Element{
		{Value: 40, ErrorSD: 3, WeightA: 1}, {Value: 30, ErrorSD: 4, WeightB: 0.5},
	}))
	if c.Difference != 10 || c.SE != 5 || c.SharedWeight != 0 || c.ErrorCovariance != 0 {
		t.Errorf("got %+v, want 10 ± 5 and nothing shared", c)
	}
}

// The table of FACTS B.8: reliability of a difference and what it takes to exceed error.
func TestReliabilityOfADifference(t *testing.T) {
	tests := []struct{ rel, r, reliability, se, needed float64 }{
		{0.85, 0.65, 0.57, 0.55, 1.07},
		{0.80, 0.50, 0.60, 0.63, 1.24},
		{0.90, 0.75, 0.60, 0.45, 0.88},
		{0.85, 0.75, 0.40, 0.55, 1.07},
	}
	for _, c := range tests {
		d := must(CompositePair{ReliabilityA: c.rel, ReliabilityB: c.rel, Correlation: c.r}.Difference(0, 0))
		got := [3]float64{d.Reliability, d.SE, Z95 * d.SE}
		for i, want := range [3]float64{c.reliability, c.se, c.needed} {
			if math.Abs(got[i]-want) > 0.00501 {
				t.Errorf("reliability %v, correlation %v: got %v, want %v", c.rel, c.r, got[i], want)
			}
		}
	}
}
