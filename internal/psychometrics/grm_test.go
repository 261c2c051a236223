package psychometrics

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

func anyItem() *rapid.Generator[GRMItem] {
	return rapid.Custom(func(t *rapid.T) GRMItem {
		it := GRMItem{Discrimination: rapid.Float64Range(0.2, 5).Draw(t, "a")}
		b := rapid.Float64Range(-3, 0).Draw(t, "b1")
		for range rapid.IntRange(1, 5).Draw(t, "thresholds") {
			it.Thresholds = append(it.Thresholds, b)
			b += rapid.Float64Range(0.05, 1.5).Draw(t, "gap")
		}
		return it
	})
}

func anyModel(t *rapid.T, most int) (*GRM, []GRMItem) {
	items := rapid.SliceOfN(anyItem(), 1, most).Draw(t, "items")
	return must(NewGRM(items, DefaultGrid())), items
}

// plainProbability is the textbook difference of two logistics, written apart from the code under test.
func plainProbability(it GRMItem, c int, theta float64) float64 {
	reach := func(c int) float64 {
		if c == 0 {
			return 1
		}
		if c > len(it.Thresholds) {
			return 0
		}
		return 1 / (1 + math.Exp(-it.Discrimination*(theta-it.Thresholds[c-1])))
	}
	return reach(c) - reach(c+1)
}

func TestProbabilitiesSumToOne(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		it := anyItem().Draw(t, "item")
		theta := rapid.Float64Range(-30, 30).Draw(t, "theta")
		sum := 0.0
		for c, p := range must(it.Probabilities(theta)) {
			if p < 0 || p > 1 {
				t.Fatalf("category %d: got %v, want 0 to 1", c, p)
			}
			if want := plainProbability(it, c, theta); math.Abs(p-want) > 1e-12 {
				t.Fatalf("category %d: got %v, want %v", c, p, want)
			}
			sum += p
		}
		if math.Abs(sum-1) > 1e-12 {
			t.Fatalf("sum: got %v, want 1", sum)
		}
	})
}

func TestProbabilityKeepsItsDigitsFarFromTheThresholds(t *testing.T) {
	it := GRMItem{Discrimination: 5, Thresholds: []float64{-1, 0}}
	got := must(it.Probabilities(10))[1] // about e^(−50), where the plain difference is 0
	want := math.Exp(-50) - math.Exp(-55)
	if math.Abs(got/want-1) > 1e-9 {
		t.Errorf("got %v, want %v", got, want)
	}
}

// bruteForce walks every full pattern and adds up the posterior mean and variance for each sum of categories.
func bruteForce(items []GRMItem) (mean, sd []float64) {
	top := 0
	for _, it := range items {
		top += len(it.Thresholds)
	}
	w0, w1, w2 := make([]float64, top+1), make([]float64, top+1), make([]float64, top+1)
	for n := range 181 {
		theta := -4.5 + 0.05*float64(n)
		var walk func(i, sum int, p float64)
		walk = func(i, sum int, p float64) {
			if i == len(items) {
				w0[sum] += p
				w1[sum] += p * theta
				w2[sum] += p * theta * theta
				return
			}
			for c := range items[i].Categories() {
				walk(i+1, sum+c, p*plainProbability(items[i], c, theta))
			}
		}
		walk(0, 0, math.Exp(-theta*theta/2))
	}
	for s := range w0 {
		m := w1[s] / w0[s]
		mean = append(mean, m)
		sd = append(sd, math.Sqrt(w2[s]/w0[s]-m*m))
	}
	return mean, sd
}

func TestSumScoresEqualBruteForce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m, items := anyModel(t, 3)
		mean, sd := bruteForce(items)
		for s, e := range must(m.SumScores()) {
			if math.Abs(e.Value-mean[s]) > 1e-6 || math.Abs(e.SE-sd[s]) > 1e-6 {
				t.Fatalf("sum %d: got %v ± %v, want %v ± %v", s, e.Value, e.SE, mean[s], sd[s])
			}
		}
	})
}

func TestEAPOfOneItemEqualsItsSumScore(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m, items := anyModel(t, 1)
		for c, want := range must(m.SumScores()) {
			got := must(m.EAP([]int{c}))
			if math.Abs(got.Value-want.Value) > 1e-9 || math.Abs(got.SE-want.SE) > 1e-9 {
				t.Fatalf("category %d of %d: got %v, want %v", c, items[0].Categories(), got, want)
			}
		}
	})
}

func TestEAPRisesWithAnAnswerAndIgnoresMissing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m, items := anyModel(t, 6)
		pattern := make([]int, len(items))
		for i, it := range items {
			pattern[i] = rapid.IntRange(0, len(it.Thresholds)).Draw(t, "category")
		}
		before := must(m.EAP(pattern))
		if before.SE <= 0 {
			t.Fatalf("standard error: got %v", before.SE)
		}
		longer := must(NewGRM(append(append([]GRMItem{}, items...), items[0]), DefaultGrid()))
		if got := must(longer.EAP(append(append([]int{}, pattern...), Missing))); got != before {
			t.Fatalf("with a missing answer: got %v, want %v", got, before)
		}
		if pattern[0] < len(items[0].Thresholds) {
			pattern[0]++
			if got := must(m.EAP(pattern)); got.Value <= before.Value {
				t.Fatalf("one category higher: got %v, want above %v", got.Value, before.Value)
			}
		}
	})
}

func TestEAPOfALongFormDoesNotVanish(t *testing.T) {
	items := make([]GRMItem, 400)
	pattern := make([]int, len(items))
	for i := range items {
		items[i] = GRMItem{Discrimination: 4, Thresholds: []float64{-1, 0, 1}}
		pattern[i] = 3 * (i % 2)
	}
	got := must(must(NewGRM(items, DefaultGrid())).EAP(pattern))
	if math.Abs(got.Value) > 1e-9 || got.SE <= 0 {
		t.Errorf("got %v, want a finite estimate at 0", got)
	}
}

func TestModelKeepsItsOwnItems(t *testing.T) {
	items := []GRMItem{{Discrimination: 2, Thresholds: []float64{-1, 1}}}
	m := must(NewGRM(items, DefaultGrid()))
	want := must(m.EAP([]int{2}))
	items[0].Thresholds[1] = 4
	if got := must(m.EAP([]int{2})); got != want {
		t.Errorf("after the caller's change: got %v, want %v", got, want)
	}
}

func TestDefaultGridHas181Points(t *testing.T) {
	nodes := must(DefaultGrid().nodes())
	if len(nodes) != 181 || math.Abs(nodes[180]-4.5) > 1e-9 {
		t.Errorf("got %d points up to %v, want 181 up to 4.5", len(nodes), nodes[len(nodes)-1])
	}
}
