package psychometrics

import (
	"math"
	"testing"

	"gonum.org/v1/gonum/stat/distuv"
	"pgregory.net/rapid"
)

// fixedRows is invented. The expected values were worked out in exact fractions from covariances (k²·mean
// covariance / total variance for alpha), apart from the code under test.
var fixedRows = [][]float64{
	{0, 1, 2, 1, 3}, {1, 1, 2, 2, 2}, {3, 2, 3, 3, 3}, {0, 0, 1, 0, 1},
	{2, 3, 2, 3, 2}, {1, 0, 0, 1, 2}, {2, 2, 3, 1, 3}, {0, 1, 0, 0, 1},
}

func TestReliabilityOfAFixedSample(t *testing.T) {
	s := must(NewSample(fixedRows))
	binary := make([][]float64, len(fixedRows))
	for i, row := range fixedRows {
		for _, x := range row {
			binary[i] = append(binary[i], math.Floor(x/2)) // 2 and 3 count as 1
		}
	}
	got := fields{
		"alpha":      must(s.Alpha()),
		"lambda2":    must(s.Lambda2()),
		"inter-item": must(s.MeanInterItem()),
		"odd-even":   must(s.OddEven()),
		"KR-20":      must(must(NewSample(binary)).KR20()),
	}
	var rest, dropped []float64
	for j := range fixedRows[0] {
		rest = append(rest, must(s.ItemRest(j)))
		dropped = append(dropped, must(s.AlphaIfDropped(j)))
	}
	got["item-rest"], got["dropped"] = rest, dropped
	compareFields(t, got, fields{
		"alpha":      0.9037162162,
		"lambda2":    0.9098842566,
		"inter-item": 0.6555925560,
		"odd-even":   0.8770787750,
		"KR-20":      0.875,
		"item-rest":  []any{0.8273494076, 0.7504325944, 0.7886440900, 0.7886440900, 0.6690617341},
		"dropped":    []any{0.8671201814, 0.8844221106, 0.8766620816, 0.8766620816, 0.9027932961},
	})
}

func anyRows() *rapid.Generator[[][]float64] {
	return rapid.Custom(func(t *rapid.T) [][]float64 {
		k := rapid.IntRange(2, 6).Draw(t, "items")
		rows := make([][]float64, rapid.IntRange(3, 20).Draw(t, "people"))
		for i := range rows {
			for range k {
				rows[i] = append(rows[i], float64(rapid.IntRange(0, 3).Draw(t, "score")))
			}
		}
		return rows
	})
}

// hoyt is alpha by analysis of variance (Hoyt 1941): (MS people − MS residual)/MS people.
func hoyt(rows [][]float64) float64 {
	n, k := float64(len(rows)), float64(len(rows[0]))
	var total, squares, people float64
	columns := make([]float64, len(rows[0]))
	for _, row := range rows {
		sum := 0.0
		for j, x := range row {
			sum += x
			squares += x * x
			columns[j] += x
		}
		total += sum
		people += sum * sum / k
	}
	items := 0.0
	for _, c := range columns {
		items += c * c / n
	}
	correction := total * total / (n * k)
	msPeople := (people - correction) / (n - 1)
	msResidual := (squares - people - items + correction) / ((n - 1) * (k - 1))
	return (msPeople - msResidual) / msPeople
}

func TestAlphaEqualsHoytAndIsBelowLambda2(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rows := anyRows().Draw(t, "rows")
		s := must(NewSample(rows))
		alpha, err := s.Alpha()
		if err != nil {
			t.Skip("everyone has the same sum")
		}
		if want := hoyt(rows); math.Abs(alpha-want) > 1e-6*max(1, math.Abs(want)) {
			t.Fatalf("alpha: got %v, want %v", alpha, want)
		}
		if got := must(s.Lambda2()); got < alpha-1e-9 {
			t.Fatalf("lambda2: got %v, want at least alpha %v", got, alpha)
		}
	})
}

func TestFeldtIntervalByTabledF(t *testing.T) {
	// Tabled F(0.975) is 3.717 on 10 and 10 degrees of freedom and its reciprocal is F(0.025).
	got := must(FeldtInterval(0.8, 11, 2, 0.95))
	if math.Abs(got.Low-(1-0.2*3.717)) > 1e-4 || math.Abs(got.High-(1-0.2/3.717)) > 1e-4 {
		t.Errorf("got %v, want about 0.2566 to 0.9462", got)
	}
}

func TestFeldtIntervalInvertsF(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		alpha := rapid.Float64Range(-0.5, 0.99).Draw(t, "alpha")
		n, k := rapid.IntRange(3, 20_000).Draw(t, "people"), rapid.IntRange(2, 60).Draw(t, "items")
		got := must(FeldtInterval(alpha, n, k, 0.95))
		if !got.Contains(alpha) {
			t.Fatalf("%v must contain %v", got, alpha)
		}
		f := distuv.F{D1: float64(n - 1), D2: float64((n - 1) * (k - 1))}
		for end, p := range map[float64]float64{got.Low: 0.975, got.High: 0.025} {
			if back := f.CDF((1 - end) / (1 - alpha)); math.Abs(back-p) > 1e-6 {
				t.Fatalf("alpha %v, n %d, k %d: F gives %v back, want %v", alpha, n, k, back, p)
			}
		}
	})
}

func TestOmegaTotal(t *testing.T) {
	// By hand: (0.6+0.7+0.8)² = 4.41 and residuals 1−λ² sum to 1.51; 4.41/5.92.
	got := must(OmegaTotal([]float64{0.6, 0.7, 0.8}, []float64{0.64, 0.51, 0.36}))
	if want := 4.41 / 5.92; math.Abs(got-want) > 1e-12 {
		t.Errorf("got %v, want %v", got, want)
	}
	// Equal loadings and residuals: omega is alpha, here Spearman and Brown's 4r/(1+3r) of r = 0.25.
	got = must(OmegaTotal([]float64{0.5, 0.5, 0.5, 0.5}, []float64{0.75, 0.75, 0.75, 0.75}))
	if want := 4 * 0.25 / (1 + 3*0.25); math.Abs(got-want) > 1e-12 {
		t.Errorf("got %v, want %v", got, want)
	}
}
