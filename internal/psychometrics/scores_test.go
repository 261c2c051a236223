package psychometrics

import (
	"math"
	"testing"

	"gonum.org/v1/gonum/stat/distuv"
	"pgregory.net/rapid"
)

func TestNormalQuantiles(t *testing.T) {
	for name, c := range map[string]struct{ got, p float64 }{"Z90": {Z90, 0.95}, "Z95": {Z95, 0.975}} {
		if want := distuv.UnitNormal.Quantile(c.p); math.Abs(c.got-want) > 1e-12 {
			t.Errorf("%s: got %v, want %v", name, c.got, want)
		}
	}
}

func TestIntervalContainsItsValueAndStaysInRange(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		low := rapid.Float64Range(-100, 100).Draw(t, "low")
		width := rapid.Float64Range(0.5, 200).Draw(t, "width")
		possible := Interval{low, low + width}
		x := rapid.Float64Range(possible.Low, possible.High).Draw(t, "x")
		se := rapid.Float64Range(0, 50).Draw(t, "se")
		around, within := must(Around(x, se, Z95)), must(Within(x, se, Z95, possible))
		if !around.Contains(x) || !within.Contains(x) {
			t.Fatalf("%v and %v must contain %v", around, within, x)
		}
		if within.Low < possible.Low || within.High > possible.High {
			t.Fatalf("%v must stay in %v", within, possible)
		}
		if possible.Contains(around.Low) && possible.Contains(around.High) && within != around {
			t.Fatalf("got %v, want %v uncut", within, around)
		}
	})
}

func TestPOMPRisesFrom0To100(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		possible := Interval{0, float64(rapid.IntRange(1, 200).Draw(t, "max"))}
		a := rapid.Float64Range(0, possible.High).Draw(t, "a")
		b := rapid.Float64Range(a, possible.High).Draw(t, "b")
		pa, pb := must(POMP(a, possible)), must(POMP(b, possible))
		if pa < 0 || pb > 100+1e-9 || pa > pb {
			t.Fatalf("POMP of %v and %v: got %v and %v", a, b, pa, pb)
		}
		if got := must(POMP(possible.High, possible)); got != 100 {
			t.Fatalf("POMP of the highest score: got %v, want 100", got)
		}
	})
}

func TestKelleyLiesBetweenScoreAndMean(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := rapid.Float64Range(-50, 50).Draw(t, "x")
		ref := Reference{rapid.Float64Range(-50, 50).Draw(t, "mean"), rapid.Float64Range(0, 20).Draw(t, "sd")}
		r := rapid.Float64Range(0, 1).Draw(t, "r")
		got := must(Kelley(x, ref, r))
		if got.Value < min(x, ref.Mean)-1e-9 || got.Value > max(x, ref.Mean)+1e-9 {
			t.Fatalf("got %v, want between %v and %v", got.Value, x, ref.Mean)
		}
		if sem := must(SEM(ref.SD, r)); got.SE > sem+1e-9 {
			t.Fatalf("standard error: got %v, want at most %v", got.SE, sem)
		}
	})
}

func TestFloorChangeIsNotReliable(t *testing.T) {
	// FACTS B.5: from T 49.0 (3.2) to the floor 41.0 (6.2) gives z = −1.15.
	c := must(IRTChange(Estimate{49, 3.2}, Estimate{41, 6.2}))
	if math.Abs(c.Z+1.15) > 0.005 || c.Reliable(Z95) {
		t.Errorf("got z %v, reliable %v; want about −1.15, not reliable", c.Z, c.Reliable(Z95))
	}
}

func TestReliableChangeIsMoreThanTheDetectable(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		sd, r := rapid.Float64Range(0.5, 20).Draw(t, "sd"), rapid.Float64Range(0, 0.99).Draw(t, "r")
		c := must(JacobsonTruax(0, rapid.Float64Range(-60, 60).Draw(t, "x2"), sd, r))
		mdc := must(c.MDC(Z95))
		if beyond := math.Abs(c.Difference) - mdc; math.Abs(beyond) > 1e-9 && c.Reliable(Z95) != (beyond > 0) {
			t.Fatalf("change %v, MDC95 %v: reliable %v", c.Difference, mdc, c.Reliable(Z95))
		}
	})
}

func TestClinicalCutoff(t *testing.T) {
	tests := []struct {
		name                      string
		functional, dysfunctional Reference
		want                      float64
	}{
		{"equal spreads: half-way", Reference{4, 3}, Reference{16, 3}, 10},
		{"nearer to the narrower sample", Reference{4, 2}, Reference{16, 4}, 8}, // (2·16+4·4)/6
		{"high scores are good", Reference{60, 5}, Reference{30, 10}, 50},       // (5·30+10·60)/15
	}
	for _, c := range tests {
		if got := must(ClinicalCutoff(c.functional, c.dysfunctional)); math.Abs(got-c.want) > 1e-12 {
			t.Errorf("%s: got %v, want %v", c.name, got, c.want)
		}
	}
}

func TestMoreExtreme(t *testing.T) {
	for _, c := range []struct{ z, want float64 }{{0, 100}, {Z95, 5}, {-Z95, 5}, {Z90, 10}} {
		if got := must(MoreExtreme(c.z)); math.Abs(got-c.want) > 1e-9 {
			t.Errorf("z %v: got %v, want %v", c.z, got, c.want)
		}
	}
}

func TestQualityFlags(t *testing.T) {
	tests := []struct {
		name           string
		answers        []float64
		seconds        float64
		longest        int
		fast, straight bool
	}{
		{"two equal", []float64{1, 1}, 4, 2, false, true},
		{"two different", []float64{0, 1}, 3.9, 1, true, true}, // a run of 1 is half of 2
		{"run at the end", []float64{0, 1, 0, 2, 2, 2}, 12, 3, false, true},
		{"run below half", []float64{0, 1, 0, 2, 2}, 0, 2, true, false},
	}
	for _, c := range tests {
		q := must(NewQuality(c.answers, c.seconds))
		if q.LongString != c.longest || q.Fast() != c.fast || q.Straightlined() != c.straight {
			t.Errorf("%s: got %+v, fast %v, straight %v", c.name, q, q.Fast(), q.Straightlined())
		}
	}
}

func TestGuttmanErrorsLeaveOutMissing(t *testing.T) {
	order := []ItemStep{{0, 1}, {1, 1}, {2, 1}}
	for _, c := range []struct {
		pattern []int
		want    int
	}{{[]int{0, 0, 1}, 2}, {[]int{Missing, 0, 1}, 1}, {[]int{1, 1, 0}, 0}, {[]int{0, 1, 1}, 2}} {
		if got := must(GuttmanErrors(order, c.pattern)); got != c.want {
			t.Errorf("%v: got %d, want %d", c.pattern, got, c.want)
		}
	}
}

func TestAdjustedPValues(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := rapid.SliceOfN(rapid.Float64Range(0, 1), 1, 20).Draw(t, "p")
		holm, bh := must(Holm(p)), must(BenjaminiHochberg(p))
		for i := range p {
			if p[i] > bh[i]+1e-12 || bh[i] > holm[i]+1e-12 || holm[i] > 1 {
				t.Fatalf("want p ≤ BH ≤ Holm ≤ 1, got %v, %v, %v", p[i], bh[i], holm[i])
			}
			for j := range p {
				if p[i] < p[j] && (holm[i] > holm[j] || bh[i] > bh[j]) {
					t.Fatalf("the order of %v and %v is not kept", p[i], p[j])
				}
			}
		}
	})
}
