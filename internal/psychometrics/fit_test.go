package psychometrics

import (
	"math"
	"math/rand/v2"
	"testing"
)

func depressionForm(t testing.TB, items int) *GRM {
	t.Helper()
	var form []GRMItem
	for _, item := range promisItems(t) {
		if item.bank == "depression" && len(form) < items {
			form = append(form, item.GRMItem)
		}
	}
	return must(NewGRM(form, DefaultGrid()))
}

// TestFitIsTheShareOfAllPatterns goes through all 625 patterns of four items instead of drawing some, by the functions
// that are held to published vectors.
func TestFitIsTheShareOfAllPatterns(t *testing.T) {
	m := depressionForm(t, 4)
	for _, observed := range [][]int{{0, 0, 0, 0}, {2, 1, 2, 1}, {4, 0, 3, 0}, {0, 4, 1, 3}, {1, 1, 1, 2}} {
		theta := must(m.EAP(observed)).Value
		lz := must(m.LZ(observed, theta))
		share := 0.0
		for n := range 625 {
			x := []int{n % 5, n / 5 % 5, n / 25 % 5, n / 125}
			if must(m.LZ(x, must(m.EAP(x)).Value)) <= lz+1e-9 {
				p := 1.0
				for i, c := range x {
					p *= m.items[i].probability(c, theta)
				}
				share += p
			}
		}
		const draws = 20_000
		f := must(m.Fit(observed, draws))
		if math.Abs(f.LZ-lz) > 1e-9 {
			t.Errorf("%v: got lz %v, want %v", observed, f.LZ, lz)
		}
		if got, off := float64(f.AsBad)/draws, 4*math.Sqrt(share*(1-share)/draws)+1e-4; math.Abs(got-share) > off {
			t.Errorf("%v: %v of the patterns drawn fit as badly, of all it is %v", observed, got, share)
		}
	}
}

// TestFitUnderTheModel simulates people whose answers are the model's: about 1 in 20 must be called unusual, or fewer. Of those
// who answer at random most must be.
func TestFitUnderTheModel(t *testing.T) {
	const people, draws = 500, 199
	m := depressionForm(t, 8)
	random := rand.New(rand.NewPCG(9, 45))
	model, chance := 0, 0
	for range people {
		theta := random.NormFloat64()
		own, loose := make([]int, 8), make([]int, 8)
		for i, it := range m.items {
			loose[i] = random.IntN(5)
			u := random.Float64()
			for own[i] = 0; own[i] < 4; own[i]++ {
				if u -= it.probability(own[i], theta); u < 0 {
					break
				}
			}
		}
		if must(m.Fit(own, draws)).Unusual() {
			model++
		}
		if must(m.Fit(loose, draws)).Unusual() {
			chance++
		}
	}
	if share := float64(model) / people; share < .01 || share > .075 {
		t.Errorf("%v of the answers by the model are called unusual, want about .05", share)
	}
	if share := float64(chance) / people; share < .8 {
		t.Errorf("only %v of the answers at random are called unusual", share)
	}
}

// TestEqualLowestAnswersFit holds that no symptoms at all, the usual truth, is never a sign.
func TestEqualLowestAnswersFit(t *testing.T) {
	m := depressionForm(t, 8)
	if f := must(m.Fit(make([]int, 8), FitDraws)); f.Unusual() || f.LZ < 0 {
		t.Errorf("got %+v", f)
	}
}

func TestFitPassesOverWhatIsMissing(t *testing.T) {
	long, short := depressionForm(t, 6), depressionForm(t, 4)
	got, want := must(long.Fit([]int{4, 0, 3, 0, Missing, Missing}, 300)), must(short.Fit([]int{4, 0, 3, 0}, 300))
	if got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
	if again := must(short.Fit([]int{4, 0, 3, 0}, 300)); again != want {
		t.Errorf("the same answers fit %+v and %+v", again, want)
	}
	for _, pattern := range [][]int{{1, 1, 1}, {1, 1, 1, Missing}, {1, 1, 1, 5}, {Missing, Missing, Missing, Missing}} {
		if f, err := short.Fit(pattern, 10); err == nil {
			t.Errorf("%v has the fit %+v", pattern, f)
		}
	}
	if _, err := short.Fit([]int{1, 1, 1, 1}, 0); err == nil {
		t.Error("a fit was computed from no draws")
	}
}

func BenchmarkFit(b *testing.B) {
	m := depressionForm(b, 8)
	for b.Loop() {
		must(m.Fit([]int{4, 0, 3, 0, 2, 1, 4, 0}, FitDraws))
	}
}
