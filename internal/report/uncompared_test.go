package report

import (
	"strings"
	"testing"
	"time"

	q "steelyard/internal/questionnaire"
	"steelyard/internal/scoring"
)

// between compares two days of a record, each to its end.
func between(t testing.TB, from, to int, list ...Completed) *Comparison {
	t.Helper()
	day := func(n int) time.Time { return made.AddDate(0, 0, n-200).Add(12 * time.Hour) }
	r, err := New(Material{Language: "en", At: made, Profile: balance(t), Completed: list, Between: &Span{day(from), day(to)}})
	if err != nil {
		t.Fatal(err)
	}
	return r.Comparison
}

// little leaves most of the form out, so that there is no score.
func little(t testing.TB, p *scoring.Program, on int) Completed {
	return answered(t, p, q.Form{"q1": "1"}, on)
}

// TestWhatIsNotComparedSaysWhy has a comparison of the days 10 and 100 for every reason.
func TestWhatIsNotComparedSaysWhy(t *testing.T) {
	p := nine(t)
	for name, c := range map[string]struct {
		list []Completed
		want string
	}{
		"only later":     {[]Completed{given(t, p, 9, 50), given(t, p, 8, 90)}, "it was answered only after 17 May 2026, first on 26 June 2026"},
		"not again":      {[]Completed{given(t, p, 9, 0), given(t, p, 8, 10)}, "it was not answered again after 17 May 2026"},
		"after both":     {[]Completed{given(t, p, 9, 150)}, "it was not answered up to 15 August 2026"},
		"no score then":  {[]Completed{little(t, p, 5), given(t, p, 9, 50)}, "no score could be computed of the answers of 12 May 2026: "},
		"no score later": {[]Completed{given(t, p, 9, 5), little(t, p, 50)}, "no score could be computed of the answers of 26 June 2026: "},
	} {
		x := between(t, 10, 100, c.list...)
		if len(x.Scales) != 0 || len(x.Apart) != 1 || !strings.HasPrefix(x.Apart[0].Why, c.want) || x.Apart[0].Title != "Nine: total" {
			t.Errorf("%s: got %+v and %d compared, want %q", name, x.Apart, len(x.Scales), c.want)
		}
	}
	if x := between(t, 10, 100, given(t, p, 9, 5), given(t, p, 20, 50)); len(x.Apart) != 0 || len(x.Scales) != 1 || x.Scales[0].Instead != "" {
		t.Errorf("what is compared is said not to be: %+v", x)
	}
}

// TestOlderAnswersThatStandForNewerOnesAreNamed has newer answers without a score before each of the two days.
func TestOlderAnswersThatStandForNewerOnesAreNamed(t *testing.T) {
	p := nine(t)
	x := between(t, 10, 100, given(t, p, 9, 5), little(t, p, 8), given(t, p, 20, 50), little(t, p, 60))
	want := []string{"The answers of 12 May 2026 stand for 17 May 2026, because no score could be computed of those of 15 May 2026: ", "The answers of 26 June 2026 stand for 15 August 2026, because no score could be computed of those of 6 July 2026: "}
	if len(x.Scales) != 1 || !strings.Contains(x.Scales[0].Instead, want[0]) || !strings.Contains(x.Scales[0].Instead, want[1]) {
		t.Errorf("got %+v, want %q", x.Scales, want)
	}
}

// TestAnsweredOnceIsSaid is about a comparison that nobody chose: of the first answers and the newest.
func TestAnsweredOnceIsSaid(t *testing.T) {
	p, other := nine(t), nine(t, "id: nine\n", "id: nine-b\n")
	x := reportOf(t, given(t, p, 9, 5), given(t, p, 8, 90), given(t, other, 3, 90)).Comparison
	if len(x.Scales) != 1 || len(x.Apart) != 1 || x.Apart[0].Questionnaire != "nine-b" || x.Apart[0].Why != "it was answered only once" {
		t.Errorf("got %+v", x)
	}
}

// TestASelectionNamesNoOtherScale leaves out what was not chosen also where it is not compared.
func TestASelectionNamesNoOtherScale(t *testing.T) {
	p, other, third := nine(t), nine(t, "id: nine\n", "id: nine-b\n"), nine(t, "id: nine\n", "id: nine-c\n")
	r, err := New(Material{Language: "en", At: made, Profile: balance(t), Between: &Span{made.AddDate(0, 0, -150), made}, Selection: &Selection{Scales: []ScaleKey{{"nine", "total"}, {"nine-b", "total"}}},
		Completed: []Completed{given(t, p, 9, 5), given(t, p, 8, 90), given(t, other, 3, 90), given(t, third, 3, 90)}})
	if err != nil {
		t.Fatal(err)
	}
	if a := r.Comparison.Apart; len(a) != 1 || a[0].Questionnaire != "nine-b" {
		t.Errorf("got %+v", a)
	}
}
