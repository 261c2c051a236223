package scoring

import (
	"strings"
	"testing"

	"steelyard/internal/exact"
	"steelyard/internal/psychometrics"
	q "steelyard/internal/questionnaire"
)

func TestDifferencesNamesEveryField(t *testing.T) {
	whole := func() Result {
		return Result{Questionnaire: q.Ref{ID: "mood", Version: "1.0.0"}, Hash: "aa", Engine: "1", Items: 3, Answered: 3, Scores: []Score{{
			Scale: "total", State: q.Complete, Value: exact.Ratio(7, 3), Band: "mild", Operands: 3,
			Error: &Uncertainty{SE: 1.5, Interval: psychometrics.Interval{Low: 0.5, High: 4}, Basis: q.Published}}}}
	}
	cases := []struct {
		want   string
		change func(*Result)
	}{
		{"", func(*Result) {}},
		{"", func(r *Result) { r.Scores[0].Error.SE *= 1 + 1e-15 }},
		{"the questionnaire was", func(r *Result) { r.Questionnaire.Version = "2.0.0" }},
		{"the definition's hash was aa and is bb", func(r *Result) { r.Hash = "bb" }},
		{"the scoring engine was", func(r *Result) { r.Engine = "2" }},
		{"answered of shown was 3 of 3 and is 2 of 3", func(r *Result) { r.Answered = 2 }},
		{"the number of scores was 1 and is 0", func(r *Result) { r.Scores = nil }},
		{"scale total was total: complete 7/3, mild, 0 of 3 missing, standard error 1.5, 0.5 to 4, published and is", func(r *Result) { r.Scores[0].Value = exact.Int(2) }},
		{"scale total", func(r *Result) { r.Scores[0].Band = "" }},
		{"scale total", func(r *Result) { r.Scores[0].State = q.Prorated }},
		{"scale total", func(r *Result) { r.Scores[0].Error = nil }},
		{"scale total", func(r *Result) { r.Scores[0].Error.SE = 1.6 }},
		{"scale total", func(r *Result) { r.Scores[0].Error.Interval.High = 4.1 }},
		{"scale total", func(r *Result) { r.Scores[0].Error.Basis = q.Assumed }},
	}
	for i, c := range cases {
		was, is := whole(), whole()
		c.change(&is)
		if got := strings.Join(Differences(&was, &is), "; "); (got == "") != (c.want == "") || !strings.Contains(got, c.want) {
			t.Errorf("case %d: got %q, want %q", i, got, c.want)
		}
	}
}
