package report

import (
	"strings"
	"testing"
	"time"

	"steelyard/internal/clinic"
	q "steelyard/internal/questionnaire"
	"steelyard/internal/scoring"
)

// modelled is a form of eight items with a response model, all keyed one way; half of them are rarely agreed to.
func modelled(t testing.TB) *scoring.Program {
	t.Helper()
	items, model, names := "", "", []string{}
	for i, id := range strings.Split("abcdefgh", "") {
		items += "\n  - {id: " + id + ", label: {en: L}, text: {en: Text " + id + "}, choices: often}"
		thresholds := "[-2, -1, 0, 1]"
		if i%2 == 1 {
			thresholds = "[1, 2, 3, 4]"
		}
		model += "\n      " + id + ": {discrimination: 3.1, thresholds: " + thresholds + "}"
		names = append(names, id)
	}
	d, err := q.Parse("form.yaml", []byte(`id: modelled
version: 1.0.0
title: {en: Modelled}
short_title: {en: Modelled}
domain: test
purpose: {en: Tests.}
evidence: validated
languages: [en]
respondent: patient
minutes: 1
rights: {holder: us, basis: own-work, commercial: "yes", source: s, as_of: 2026-11-23}
wording: included
choice_sets:
  - {id: often, choices: [{code: "0", label: {en: A}, score: 0}, {code: "1", label: {en: B}, score: 1}, {code: "2", label: {en: C}, score: 2}, {code: "3", label: {en: D}, score: 3}, {code: "4", label: {en: E}, score: 4}]}
items:`+items+`
scales:
  - id: t
    title: {en: T}
    operator: graded-response
    items: [`+strings.Join(names, ", ")+`]
    model:`+model+`
    missing: {rule: prorate, at_most: 4, round: none, source: s}
    direction: difficulty
    range: {min: 10, max: 90}
    source: s
sources: [{id: s, citation: Us, checked: verified}]
`))
	if err != nil {
		t.Fatal(err)
	}
	p, err := scoring.Compile(d)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// codes gives a form from a row of codes; a dot is not answered.
func codes(row string) q.Form {
	f := q.Form{}
	for i, c := range row {
		if c != '.' {
			f[q.ItemID("abcdefgh"[i:i+1])] = string(c)
		}
	}
	return f
}

// TestAFitAloneIsNoSign holds that a pattern that fits badly makes a note only where the pace agrees, and that what the pattern
// says twice is one sign.
func TestAFitAloneIsNoSign(t *testing.T) {
	p := modelled(t)
	for _, c := range []struct {
		name, row string
		seconds   int
		by        clinic.UserID
		unusual   bool
		noted     bool
	}{
		{"as the model has it, at leisure", "31203020", 90, "", false, false},
		{"as the model has it, fast", "31203020", 6, "", false, false},
		{"turned round, at leisure", "04040404", 90, "", true, false},
		{"turned round, fast", "04040404", 6, "", true, true},
		{"turned round, typed in by staff", "04040404", 6, "u1", true, false},
		{"nothing at all, fast", "00000000", 6, "", false, false},
	} {
		a, err := p.Definition().Answers(codes(c.row))
		if err != nil {
			t.Fatal(err)
		}
		done := made.Add(time.Duration(c.seconds) * time.Second)
		m, ok := newManner(&Completed{Program: p, Response: clinic.Response{StartedAt: made, CompletedAt: &done, EnteredBy: c.by}}, a)
		f := m.fit("t")
		if !ok || f == nil || f.Unusual() != c.unusual {
			t.Fatalf("%s: got the fit %+v, want unusual: %t", c.name, f, c.unusual)
		}
		if got := m.note(); (got != "") != c.noted {
			t.Errorf("%s: got the note %q, want one: %t", c.name, got, c.noted)
		}
	}
}

// TestFitIsSaidWhereItCanBe says that four answers are needed and a model is, and that no words accuse anybody.
func TestFitIsSaidWhereItCanBe(t *testing.T) {
	p := modelled(t)
	for _, c := range []struct {
		row  string
		want string
	}{
		{"3120....", "which is nothing unusual."},
		{"04040404", "which is uncommon. There are many reasons for that"},
		{"312.....", ""},
	} {
		r, err := New(Material{Language: "en", At: made, Profile: balance(t), Completed: []Completed{answered(t, p, codes(c.row), 1)}, Fits: true})
		if err != nil {
			t.Fatal(err)
		}
		words := ""
		if f := r.Responses[0].Scores[0].Fit; f != nil {
			words = f.Words
		}
		if !strings.Contains(words, c.want) || c.want == "" && words != "" {
			t.Errorf("%s: got %q, want %q", c.row, words, c.want)
		}
		for _, word := range []string{"careless", "lie", "honest", "invalid", "wrong", "suspicious"} {
			if said := words + strings.Join(r.Responses[0].Manner, " "); strings.Contains(strings.ToLower(said), word) {
				t.Errorf("%q says %s", said, word)
			}
		}
	}
	if r := reportOf(t, answered(t, p, codes("31203020"), 1)); r.Responses[0].Scores[0].Fit != nil {
		t.Error("a fit was worked out that nobody asked for")
	}
	r, err := New(Material{Language: "en", At: made, Profile: balance(t), Completed: []Completed{given(t, nine(t), 9, 1)}, Fits: true})
	if err != nil || r.Responses[0].Scores[0].Fit != nil || len(r.Responses[0].Manner) != 2 {
		t.Errorf("a sum has a fit: %+v, %v", r.Responses[0], err)
	}
}
