package export

import (
	"bytes"
	"strings"
	"testing"

	csvfile "steelyard/internal/export/csv"
	"steelyard/internal/report"
)

// TestSelectionIsSaid wants every form of a selected report to say which selection it is, each page of the PDF too, and what
// the digest is over.
func TestSelectionIsSaid(t *testing.T) {
	m := material(t, 4)
	m.Selection = &report.Selection{Scales: []report.ScaleKey{{Questionnaire: "phq-9", Scale: "total"}, {Questionnaire: "gad-7", Scale: "total"}}, Derivation: true}
	r := made(t, m)
	r.Digest = strings.Repeat("ab", 32)
	var scores bytes.Buffer
	check(t, csvfile.WriteReport(&scores, r, csvfile.Options{}))
	labelled := map[string]string{"CSV": scores.String(), "JSON": written(t, r)}
	pages := read(t, printed(t, r))
	for i, page := range pages {
		labelled["page "+string(rune('1'+i))] = flat(page)
	}
	for form, text := range labelled {
		for _, want := range []string{"This report is a selection of the record: ", "PHQ-9: Total", "Left out: "} {
			if !strings.Contains(text, want) {
				t.Errorf("%s does not say %q:\n%s", form, want, text)
			}
		}
	}
	all := flat(strings.Join(pages, " "))
	for _, want := range []string{report.WholeRecord, "How each number came about", "Reliable change index (Jacobson and Truax 1991)", "Minimal important difference: 5", "URGENT", "Sertraline"} {
		if !strings.Contains(all, want) {
			t.Errorf("the PDF does not say %q", want)
		}
	}
	if strings.Contains(all, "Mood (core)") {
		t.Error("the PDF has what was left out")
	}
	if !bytes.Equal(printed(t, r), printed(t, r)) {
		t.Error("two prints differ")
	}
}

// TestComparisonOfTwoDatesIsPrinted has the profile at both times, and a scale that only one of them has.
func TestComparisonOfTwoDatesIsPrinted(t *testing.T) {
	m := material(t, 4)
	m.Completed = append(m.Completed, completed(t, copied(t, "gad-7"), 0, 5))
	m.Between = &report.Span{From: now.AddDate(0, 0, -31), To: now}
	all := flat(strings.Join(read(t, printed(t, made(t, m))), " "))
	for _, want := range []string{"Change: 23 October 2026 and 23 November 2026", "The profile then and now", "comparisons were made between the two times",
		"Not compared, because it was answered only after 23 October 2026, first on 18 November 2026: GAD-7: Total; GAD-7: GAD-2 (items 1 and 2)."} {
		if !strings.Contains(all, want) {
			t.Errorf("the PDF does not say %q:\n%s", want, all)
		}
	}
}

// TestHowItWasAnsweredStandsBehind has the time, the run and the fit in the derivation and in the JSON, for the newest answers.
func TestHowItWasAnsweredStandsBehind(t *testing.T) {
	m := material(t, 0)
	e, ok := shipped(t).FindLatest("promis-depression-8b")
	if !ok {
		t.Fatal("there is no such form")
	}
	for i := range 2 {
		m.Completed = append(m.Completed, completed(t, entry{e.Definition, e.Program}, i, 3+28*i))
	}
	m.Selection = &report.Selection{Derivation: true}
	r := made(t, m)
	if r.Responses[0].Scores[2].Fit == nil || r.Responses[1].Scores[2].Fit != nil {
		t.Fatalf("got the fits %+v and %+v, want that of the newest answers alone", r.Responses[0].Scores[2].Fit, r.Responses[1].Scores[2].Fit)
	}
	words := r.Responses[0].Scores[2].Fit.Words
	for form, text := range map[string]string{"PDF": flat(strings.Join(read(t, printed(t, r)), " ")), "JSON": written(t, r)} {
		for _, want := range []string{words, "8 answers within 240 seconds as far as was seen", "The longest run of equal answers is 1 of 8."} {
			if !strings.Contains(text, want) {
				t.Errorf("the %s does not say %q", form, want)
			}
		}
	}
}
