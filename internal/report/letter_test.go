package report

import (
	"strings"
	"testing"

	q "steelyard/internal/questionnaire"
)

// TestLetterClaimsNoMoreThanTheReport holds every sentence about a change to the change that it is about.
func TestLetterClaimsNoMoreThanTheReport(t *testing.T) {
	for _, c := range []struct {
		change Change
		want   string
	}{
		{Change{Why: "the wording changed"}, "not compared, because the wording changed"},
		{Change{Comparable: true, Difference: -2, Shown: "−2"}, "lower by 2; how much of it is error of measurement is not known"},
		{Change{Comparable: true, Difference: 0, Shown: "0"}, "the same"},
		{Change{Comparable: true, Difference: 0, Shown: "0", Criteria: make([]Criterion, 1)}, "the same; no change beyond measurement error"},
		{Change{Comparable: true, Difference: 3.5, Shown: "+3.5", Criteria: make([]Criterion, 1)}, "higher by 3.5, which is not beyond measurement error"},
		{Change{Comparable: true, Difference: -9, Shown: "−9", Criteria: make([]Criterion, 1), Exceeds: true, Direction: "difficulty"}, "lower by 9, beyond measurement error (less difficulty)"},
		{Change{Comparable: true, Difference: -9, Shown: "−9", Criteria: make([]Criterion, 1), Exceeds: true, Direction: "well-being"}, "lower by 9, beyond measurement error (more difficulty)"},
		{Change{Comparable: true, Difference: 9, Shown: "+9", Criteria: make([]Criterion, 1), Exceeds: true, Assumed: true, Direction: "difficulty"}, "higher by 9, beyond measurement error as far as it is assumed (more difficulty)"},
	} {
		if got := c.change.brief(); got != c.want {
			t.Errorf("got %q, want %q", got, c.want)
		}
	}
}

// TestLetterComparesWithTheFirstAndTheLast has three answers, of which the last two differ little.
func TestLetterComparesWithTheFirstAndTheLast(t *testing.T) {
	r := &Report{At: made, Responses: []Response{{Ref: q.Ref{ID: "mood", Version: "1.0.0"}, CompletedAt: made.AddDate(0, 0, -3), ShortTitle: "Mood", Evidence: "validated", Scores: []Score{{Scale: "total", Title: "Total", Shown: "8"}}}}}
	change := func(months int, exceeds bool) Change {
		return Change{Questionnaire: "mood", Scale: "total", From: TrendPoint{At: made.AddDate(0, -months, 0), Response: "r"}, Comparable: true, Difference: -4, Shown: "−4", Criteria: make([]Criterion, 1), Exceeds: exceeds, Direction: "difficulty"}
	}
	r.Comparison = &Comparison{Scales: []Change{change(3, true)}}
	r.previous = []Change{change(1, false)}
	r.previous[0].From.Response = "s"
	f := r.Letter().Findings
	want := "Since the first score, 23 August 2026: lower by 4, beyond measurement error (less difficulty). Since the one before, 23 October 2026: lower by 4, which is not beyond measurement error."
	if len(f) != 1 || !strings.Contains(f[0].Says, want) || !f[0].Beyond {
		t.Errorf("got %+v, want %q", f, want)
	}
}

// TestLetterOfRealAnswers takes three answers through the whole report.
func TestLetterOfRealAnswers(t *testing.T) {
	p := nine(t)
	r := reportOf(t, given(t, p, 20, 0), given(t, p, 10, 150), given(t, p, 9, 190))
	f := r.Letter().Findings
	want := "Since the first score, 7 May 2026: lower by 11, beyond measurement error (less difficulty). Since the one before, 4 October 2026: lower by 1, which is not beyond measurement error."
	if len(f) != 1 || !strings.Contains(f[0].Says, want) || !strings.HasPrefix(f[0].Value, "Nine, total: 9 on a scale of 0–27, 95% interval ") {
		t.Errorf("got %+v, want %q", f, want)
	}
}

// TestLetterSaysWhichLanguageWasUsed has answers in the report's language, in another one, and in both.
func TestLetterSaysWhichLanguageWasUsed(t *testing.T) {
	for _, c := range []struct {
		languages []q.Language
		want      string
	}{
		{[]q.Language{"en"}, "Answered on 7 May 2026."},
		{[]q.Language{"ar"}, "Answered on 7 May 2026, in Arabic."},
		{[]q.Language{"de", "en"}, "Answered on 7 May 2026, in German and English."},
	} {
		one := given(t, nine(t), 20, 0)
		one.Response.Languages = c.languages
		if got := reportOf(t, one).Letter().Findings[0].Says; !strings.Contains(got, c.want) {
			t.Errorf("%v: got %q, want %q", c.languages, got, c.want)
		}
	}
}

// TestLetterLetsNoOlderScoreStandForTheNewest has newest answers without a score: nothing is said of a change.
func TestLetterLetsNoOlderScoreStandForTheNewest(t *testing.T) {
	p := nine(t)
	f := reportOf(t, given(t, p, 20, 0), given(t, p, 5, 150), little(t, p, 190)).Letter().Findings
	if len(f) != 1 || strings.Contains(f[0].Says, "lower by") || f[0].Beyond || !strings.Contains(f[0].Value, "no score") {
		t.Errorf("got %+v", f)
	}
}
