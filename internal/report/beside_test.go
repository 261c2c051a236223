package report

import (
	"strings"
	"testing"
	"time"

	"steelyard/internal/clinic"
	q "steelyard/internal/questionnaire"
	"steelyard/internal/scoring"
)

var made = time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)

func event(name string, step clinic.TreatmentStep, on q.Date) clinic.TreatmentEvent {
	return clinic.TreatmentEvent{Kind: clinic.Medicine, Class: clinic.SSRI, Name: name, Dose: "50 mg", Step: step, On: on}
}

func TestBeside(t *testing.T) {
	r := &Report{At: made, Treatments: []clinic.TreatmentEvent{
		event("Sertraline", clinic.Started, "2026-09-01"), event("Sertraline", clinic.Changed, "2026-10-10"),
		event("Citalopram", clinic.Started, "2026-01-01"), event("Citalopram", clinic.Stopped, "2026-11-01"),
		event("Fluoxetine", clinic.Started, "2025-01-01"), event("Fluoxetine", clinic.Stopped, "2026-01-01"),
		event("Paroxetine", clinic.Started, "2027-01-01"),
	}}
	got := strings.Join(r.Beside(), "\n")
	want := "Current: Sertraline 50 mg (SSRI), changed on 10 October 2026.\nStopped in the last six weeks: Citalopram 50 mg (SSRI), on 1 November 2026."
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if got := (&Report{At: made}).Beside(); len(got) != 1 || !strings.HasPrefix(got[0], "No current treatment is recorded.") {
		t.Errorf("without treatments: got %q", got)
	}
}

// form defines six items of 0 to 4; turned says whether some are keyed the other way.
func form(t *testing.T, turned bool) *q.Definition {
	t.Helper()
	reversed := ""
	if turned {
		reversed = "\n    reversed: [b, d]"
	}
	items := ""
	for _, id := range strings.Split("abcdef", "") {
		items += "\n  - {id: " + id + ", label: {en: L}, text: {en: Text " + id + "}, choices: often}"
	}
	d, err := q.Parse("form.yaml", []byte(`id: form
version: 1.0.0
title: {en: Form}
short_title: {en: Form}
domain: test
purpose: {en: Tests.}
evidence: unvalidated
languages: [en]
respondent: patient
minutes: 1
rights: {holder: us, basis: own-work, commercial: "yes", source: s, as_of: 2026-11-23}
wording: included
choice_sets:
  - {id: often, choices: [{code: "0", label: {en: A}, score: 0}, {code: "4", label: {en: B}, score: 4}]}
items:`+items+`
scales:
  - id: total
    title: {en: Total}
    operator: sum
    items: [a, b, c, d, e, f]`+reversed+`
    missing: {rule: complete, source: s}
    direction: difficulty
    range: {min: 0, max: 24}
    source: s
sources: [{id: s, citation: Us, checked: verified}]
`))
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// TestQualityNeedsTwoSigns holds that one sign alone never makes a note.
func TestQualityNeedsTwoSigns(t *testing.T) {
	same := q.Form{"a": "4", "b": "4", "c": "4", "d": "4", "e": "4", "f": "4"}
	varied := q.Form{"a": "4", "b": "0", "c": "4", "d": "0", "e": "4", "f": "0"}
	for _, c := range []struct {
		name    string
		turned  bool
		answers q.Form
		seconds int
		by      clinic.UserID
		noted   bool
	}{
		{"fast and the same", true, same, 6, "", true},
		{"the same, at leisure", true, same, 60, "", false},
		{"fast and varied", true, varied, 6, "", false},
		{"a form keyed one way", false, same, 6, "", false},
		{"entered by staff", true, same, 6, "u1", false},
	} {
		d := form(t, c.turned)
		a, err := d.Answers(c.answers)
		if err != nil {
			t.Fatal(err)
		}
		done := made.Add(time.Duration(c.seconds) * time.Second)
		p, err := scoring.Compile(d)
		if err != nil {
			t.Fatal(err)
		}
		m, ok := newManner(&Completed{Response: clinic.Response{StartedAt: made, CompletedAt: &done, EnteredBy: c.by}, Program: p}, a)
		if got := m.note(); !ok || (got != "") != c.noted {
			t.Errorf("%s: got %q, want a note: %t", c.name, got, c.noted)
		}
	}
}
