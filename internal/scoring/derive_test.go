package scoring_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"steelyard/internal/exact"
	q "steelyard/internal/questionnaire"
	"steelyard/internal/scoring"
)

// TestDerivation wants every number of a prorated score traced: its terms, its steps and its sources.
func TestDerivation(t *testing.T) {
	p := defined(t, "operator: sum, items: [a, b, f, c], reversed: [b, f], range: {min: 0, max: 12}, transform: {multiply: 2, add: 1}, "+
		"missing: {rule: prorate, at_most: 1, round: band-half-up, not_shown: 0, source: x}, bands: [{code: low, from: 0, label: {en: L}, rank: 0, source: x}]")
	s := answered(t, p, "a=0 b=1")
	got, ok := p.Derive(s.answers, &s.result, "s0")
	if !ok {
		t.Fatal("no derivation")
	}
	one := exact.Int(1)
	want := scoring.Derivation{
		Scale: "s0",
		Terms: []scoring.Term{
			{Item: "a", Known: true, Weight: one},
			{Item: "b", Known: true, Raw: one, Keyed: exact.Int(2), Reversed: true, Weight: one},
			{Item: "f", Known: true, Weight: one}, // not shown, scored 0 by the rule, and so not reversed
			{Item: "c", Weight: one},
		},
		Answered: exact.Int(2),
		Steps: []string{
			"Sum of a = 0, b = 2 (reversed from 1), f = 0, c missing.",
			"1 of 4 values are missing.",
			"Prorated: 2 over 3 answered, taken for all 4.",
			"Multiplied by 2, plus 1.",
			"Value: 19/3.",
			"Band: the last one that starts at or below the value, “L”.",
			"No interval: no error of measurement is known for this scale.",
		},
		Sources: []q.SourceID{"x"},
	}
	if diff := cmp.Diff(want, got, cmp.Comparer(func(a, b exact.Number) bool { return a == b })); diff != "" {
		t.Error(diff)
	}
	if _, ok := p.Derive(s.answers, &s.result, "nothing"); ok {
		t.Error("derived a scale that is not there")
	}
}

func TestDerivationSteps(t *testing.T) {
	const assumed = ", range: {min: 0, max: 6}, precision: {basis: assumed, sem: 1, reasoning: {en: R}, source: x}"
	cases := []struct{ name, scale, answers, want string }{
		{"weights", "operator: weighted-sum, items: [a, b], weights: {a: 2, b: 0.5}", "a=1 b=2", "Weighted-sum of a = 1 × 2, b = 2 × 0.5."},
		{"counts", "operator: count, items: [a, b], at_least: 2", "a=1 b=2", "Count of a = 1, b = 2 (counts)."},
		{"no score", "operator: sum, items: [a, b]", "a=1", "No score: 1 of 2 answers missing, none may be."},
		{"own error", "operator: sum, items: [a, b]" + assumed, "a=1 b=1",
			"Standard error 0.89: the person’s own item-sampling error drawn towards the group’s with 4 degrees of freedom (assumed basis). 95% interval: value ± 1.96 standard errors, cut at the range."},
		{"the group's error", "operator: value, items: [a]" + assumed, "a=1",
			"Standard error 1.00: the group’s standard error of measurement (assumed basis). 95% interval: value ± 1.96 standard errors, cut at the range."},
		{"decision", `operator: decision, decide: [{category: yes-one, label: {en: Y}, when: {item: a, is: "=", value: 1}}]`, "a=1", "The first rule that is true: a = 1."},
		{"no decision", `operator: decision, decide: [{category: yes-one, label: {en: Y}, when: {item: a, is: "=", value: 1}}]`, "", "No decision: an answer that decides it is missing."},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			p := defined(t, c.scale)
			s := answered(t, p, c.answers)
			d, _ := p.Derive(s.answers, &s.result, "s0")
			for _, step := range d.Steps {
				if step == c.want {
					return
				}
			}
			t.Errorf("got %q, want among them %q", d.Steps, c.want)
		})
	}
}

// TestDerivationNamesScales wants a scale of scales to name them, with their values.
func TestDerivationNamesScales(t *testing.T) {
	p := defined(t, "id: one, operator: sum, items: [a, b]", "id: two, operator: value, items: [c]", "id: three, operator: difference, scales: [one, two]")
	s := answered(t, p, "a=1 b=3 c=2")
	d, _ := p.Derive(s.answers, &s.result, "three")
	if len(d.Terms) != 2 || d.Terms[0].Scale != "one" || d.Terms[0].Item != "" || d.Steps[0] != "Difference of one = 4, two = 2." {
		t.Errorf("got %+v", d)
	}
}

// TestDerivationSources names the key, the missing rule, the band and the precision, each once.
func TestDerivationSources(t *testing.T) {
	p := shipped(t, "phq-9")
	one := 1
	s := score(t, p, []*int{&one, &one, &one, &one, &one, &one, &one, &one, nil})
	d, _ := p.Derive(s.answers, &s.result, "total")
	if diff := cmp.Diff([]q.SourceID{"kroenke-2001", "missing-convention", "kocalevent-2013-alpha"}, d.Sources); diff != "" {
		t.Error(diff)
	}
}
