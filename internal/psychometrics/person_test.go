package psychometrics

import (
	"math"
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"
)

func anyScores(t *rapid.T) []float64 {
	scores := make([]float64, rapid.IntRange(2, 30).Draw(t, "items"))
	for i := range scores {
		scores[i] = float64(rapid.IntRange(0, 4).Draw(t, "score"))
	}
	return scores
}

func TestShrunkenSEMLiesBetweenPersonAndGroup(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		scores := anyScores(t)
		m := MomentsOf(scores)
		group := rapid.Float64Range(0, 2).Draw(t, "group")
		own := must(ConditionalSEM(m)).Mean
		got := must(ShrunkenSEM(m, len(scores), group)).Mean
		low, high := min(own, group), max(own, group)
		if got < low-1e-12 || got > high+1e-12 {
			t.Fatalf("got %v, want between %v and %v", got, low, high)
		}
	})
}

func TestConditionalSEMEqualsItsDefinition(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		scores := anyScores(t)
		k := float64(len(scores))
		sum, squares := 0.0, 0.0
		for _, x := range scores {
			sum += x
			squares += x * x
		}
		want := math.Sqrt(max(0, squares-sum*sum/k) / (k * (k - 1)))
		got := must(ConditionalSEM(MomentsOf(scores)))
		if math.Abs(got.Mean-want) > 1e-9 || math.Abs(got.Sum-k*want) > 1e-9 {
			t.Fatalf("got %v, want %v and %v", got, want, k*want)
		}
	})
}

func TestConditionalSEMOfBinaryItemsIsLords(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		k := rapid.IntRange(2, 40).Draw(t, "items")
		right := rapid.IntRange(0, k).Draw(t, "right")
		scores := make([]float64, k)
		for i := range right {
			scores[i] = 1
		}
		got, want := must(ConditionalSEM(MomentsOf(scores))).Sum, must(LordSEM(right, k))
		if math.Abs(got-want) > 1e-9 {
			t.Fatalf("got %v, want %v", got, want)
		}
	})
}

func TestEqualAnswersHaveNoErrorOfTheirOwn(t *testing.T) {
	m := MomentsOf([]float64{0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1})
	if got := must(ConditionalSEM(m)); got != (ItemSE{}) {
		t.Errorf("got %v, want exactly 0", got)
	}
}

func TestProratedSEMIsWidenedOnce(t *testing.T) {
	// By hand: 4 of 5 items answered 0 1 2 3, group SEM of 5 items 0.2.
	// Person: 5/(4·3) = 0.416667 with 3 df; group: 0.04·5/4 = 0.05 with 4 df; (1.25+0.2)/7 = 0.207143.
	got := must(ShrunkenSEM(MomentsOf([]float64{0, 1, 2, 3}), 5, 0.2))
	if want := math.Sqrt(1.45 / 7); math.Abs(got.Mean-want) > 1e-12 || math.Abs(got.Sum-5*want) > 1e-12 {
		t.Errorf("got %v, want %v and %v", got, want, 5*want)
	}
	// FACTS B.2: SE²·k/n, where SE² is that of a complete form with the same spread (s²/5) and 3 df.
	s2 := 5.0 / 3
	full := (3*s2/5 + 4*0.04) / 7
	if want := must(WidenProrated(math.Sqrt(full), 5, 4)); math.Abs(got.Mean-want) > 1e-12 {
		t.Errorf("got %v, want %v", got.Mean, want)
	}
}

func TestProratingNeverNarrows(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := MomentsOf(anyScores(t))
		group := rapid.Float64Range(0, 2).Draw(t, "group")
		missing := rapid.IntRange(0, 10).Draw(t, "missing")
		complete := must(ShrunkenSEM(m, m.Count(), group)).Mean
		if got := must(ShrunkenSEM(m, m.Count()+missing, group)).Mean; got < complete {
			t.Fatalf("got %v, want at least %v", got, complete)
		}
	})
}

// TestShrunkenIntervalsCover repeats the simulation behind PriorDF (FACTS B.4): 8 items drawn at random for each
// person from the 28 of the bank, whose expected mean is the person's true score; nominal 95%.
func TestShrunkenIntervalsCover(t *testing.T) {
	const people, k = 6000, 8
	var bank []GRMItem
	for _, item := range promisItems(t) {
		if item.bank == "depression" {
			bank = append(bank, item.GRMItem)
		}
	}
	random := rand.New(rand.NewPCG(1998, 22))
	truth, answers, squared := make([]float64, people), make([]Moments, people), 0.0
	for i := range people {
		truth[i], answers[i] = simulate(random, bank, k)
		d := answers[i].Mean() - truth[i]
		squared += d * d
	}
	group := math.Sqrt(squared / people)
	var own, shrunken float64
	for i, m := range answers {
		if covers(m, must(ConditionalSEM(m)).Mean, truth[i]) {
			own++
		}
		if covers(m, must(ShrunkenSEM(m, k, group)).Mean, truth[i]) {
			shrunken++
		}
	}
	if got := shrunken / people; got < 0.935 || got > 0.965 {
		t.Errorf("shrunken intervals cover %v, want about 0.95", got)
	}
	if got := own / people; got < 0.70 || got > 0.78 {
		t.Errorf("the person's own intervals cover %v, want about 0.74", got)
	}
}

func simulate(random *rand.Rand, bank []GRMItem, k int) (truth float64, m Moments) {
	theta := random.NormFloat64()
	for _, it := range bank {
		for c := range it.Categories() {
			truth += float64(c) * it.probability(c, theta) / float64(len(bank))
		}
	}
	for _, j := range random.Perm(len(bank))[:k] {
		u, category := random.Float64(), 0
		for c := range bank[j].Categories() {
			u -= bank[j].probability(c, theta)
			category = c
			if u < 0 {
				break
			}
		}
		m.Add(float64(category))
	}
	return truth, m
}

func covers(m Moments, se, truth float64) bool {
	return must(Around(m.Mean(), se, Z95)).Contains(truth)
}

func TestShrunkenSEMDoesNotAllocate(t *testing.T) {
	scores := []float64{1, 2, 3, 0, 1, 2, 3, 0, 1}
	var se ItemSE
	allocations := testing.AllocsPerRun(100, func() {
		se = must(ShrunkenSEM(MomentsOf(scores), len(scores), 0.25))
	})
	if allocations != 0 || se.Mean == 0 {
		t.Errorf("got %v allocations, want 0", allocations)
	}
}

func BenchmarkShrunkenSEM(b *testing.B) {
	scores := []float64{1, 2, 3, 0, 1, 2, 3, 0, 1}
	b.ReportAllocs()
	for b.Loop() {
		se, err := ShrunkenSEM(MomentsOf(scores), len(scores), 0.25)
		if err != nil || se.Sum == 0 {
			b.Fatal(se, err)
		}
	}
}

func BenchmarkShrunkenInterval(b *testing.B) {
	scores, possible := []float64{1, 2, 3, 0, 1, 2, 3, 0, 1}, Interval{0, 27}
	b.ReportAllocs()
	for b.Loop() {
		se, err := ShrunkenSEM(MomentsOf(scores), len(scores), 0.25)
		if err != nil {
			b.Fatal(err)
		}
		if _, err := Within(13, se.Sum, Z95, possible); err != nil {
			b.Fatal(err)
		}
	}
}
