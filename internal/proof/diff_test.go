package proof_test

import (
	"os"
	"strings"
	"testing"

	"steelyard/internal/proof"
	q "steelyard/internal/questionnaire"
	"steelyard/internal/safety"
	"steelyard/internal/scoring"
)

// version is the good definition after some changes to its text, each an old and a new piece, without its examples.
func version(t *testing.T, changes ...string) *scoring.Program {
	t.Helper()
	content, err := os.ReadFile(garden)
	if err != nil {
		t.Fatal(err)
	}
	text, _, _ := strings.Cut(string(content), "examples:\n")
	for i := 0; i < len(changes); i += 2 {
		if n := strings.Count(text, changes[i]); n != 1 {
			t.Fatalf("%q stands %d times, want once", changes[i], n)
		}
		text = strings.Replace(text, changes[i], changes[i+1], 1)
	}
	return compiled(t, garden, []byte(text))
}

// TestWhatAChangeMeans changes one thing each, and wants to be told of exactly the scales and flags whose results it changes, each
// with answers that show it.
func TestWhatAChangeMeans(t *testing.T) {
	cases := []struct {
		name    string
		changes []string
		want    map[string]proof.ChangeKind // all others are the same
	}{
		{"nothing", nil, nil},
		{"words", []string{"I slept well.", "I slept badly.", "title: {en: Total}", "title: {en: Sum}", "mean: 4, sd: 3", "mean: 5, sd: 2"}, nil},
		{"a reversal", []string{"reversed: [a, b]", "reversed: [a]"}, map[string]proof.ChangeKind{"total": proof.Differs, "screen": proof.Differs}},
		{"a band", []string{"{code: mid, from: 5,", "{code: mid, from: 6,"}, map[string]proof.ChangeKind{"total": proof.Differs}},
		{"a bound that no value tells from the old one", []string{"{code: mid, from: 5,", "{code: mid, from: 4.5,"}, nil},
		{"a limit", []string{"at_most: 1, round", "at_most: 2, round"}, map[string]proof.ChangeKind{"total": proof.Differs, "screen": proof.Differs}},
		{"a comparator that says the same", []string{`{scale: total, is: "<", value: 5}]`, `{scale: total, is: "<=", value: 4}]`}, nil},
		{"a table's value", []string{"value: 61.5}", "value: 62}"}, map[string]proof.ChangeKind{"converted": proof.Differs}},
		{"a condition", []string{`{item: d, is: ">=", value: 1}`, `{item: d, is: ">=", value: 2}`}, map[string]proof.ChangeKind{"outing": proof.Differs, "converted": proof.Differs}},
		{"a flag", []string{`{item: c, is: ">=", value: 2}`, `{item: c, is: ">=", value: 3}`}, map[string]proof.ChangeKind{"alarm": proof.Differs}},
		{"a flag that says the same", []string{`{item: c, is: ">=", value: 2}`, `{any: [{item: c, is: "=", value: 2}, {item: c, is: "=", value: 3}]}`}, nil},
		{"a flag's name", []string{"id: alarm", "id: alert"}, map[string]proof.ChangeKind{"alarm": proof.Removed, "alert": proof.Added}},
		{"a scale's name", []string{"id: converted", "id: turned"}, map[string]proof.ChangeKind{"converted": proof.Removed, "turned": proof.Added}},
		{"an item more in a scale", []string{"items: [c, d]\n    at_least: 2", "items: [b, c, d]\n    at_least: 2"}, map[string]proof.ChangeKind{"symptoms": proof.Differs, "screen": proof.Differs}},
		{"a new item that a flag reads", []string{"  - {id: hours, label", "  - {id: new, label: {en: N}, text: {en: New?}, choices: often}\n  - {id: hours, label",
			`{item: c, is: ">=", value: 2}`, `{any: [{item: c, is: ">=", value: 2}, {item: new, is: ">=", value: 2}]}`}, map[string]proof.ChangeKind{"alarm": proof.Differs}},
		{"a choice more", []string{"label: {en: Always}, score: 3}", "label: {en: Always}, score: 3}\n      - {code: \"4\", label: {en: More}, score: 3}"},
			map[string]proof.ChangeKind{"total": proof.Differs, "outing": proof.Differs, "converted": proof.Differs, "symptoms": proof.Differs, "screen": proof.Differs, "alarm": proof.Differs}},
	}
	before := version(t)
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			after := version(t, c.changes...)
			for _, change := range proof.Diff(before, after) {
				name := string(change.Scale) + string(change.Flag)
				want, listed := c.want[name]
				if !listed {
					want = proof.Same
				}
				if change.Kind != want {
					t.Errorf("%s: got %s, want %s", name, change.Kind, want)
				}
				if change.Kind == proof.Differs {
					told(t, before, after, &change)
				}
			}
		})
	}
}

// told checks a counterexample by scoring it in both versions.
func told(t *testing.T, before, after *scoring.Program, c *proof.Change) {
	t.Helper()
	form := q.Form{}
	for i, g := range c.Answers {
		if g != nil {
			form[before.Definition().Items[i].ID] = string(*g)
		}
	}
	for id, raw := range c.Added {
		form[id] = raw
	}
	if got := outcomes(t, before, c, form); got != c.Before {
		t.Errorf("before: got %v, said to be %v", got, c.Before)
	}
	if got := outcomes(t, after, c, form); got != c.After {
		t.Errorf("after: got %v, said to be %v", got, c.After)
	}
	if c.Before == c.After {
		t.Errorf("%s%s: both come to %v", c.Scale, c.Flag, c.Before)
	}
}

func outcomes(t *testing.T, p *scoring.Program, c *proof.Change, form q.Form) proof.Outcome {
	t.Helper()
	known := q.Form{}
	for id, raw := range form {
		at := p.Definition().ItemIndex(id)
		if at < 0 {
			continue
		}
		given, _, _ := p.Definition().Options(at)
		for _, g := range given {
			if string(g) == raw {
				known[id] = raw
			}
		}
	}
	a, err := p.Definition().Answers(known)
	if err != nil {
		t.Fatal(err)
	}
	r := p.Score(a)
	if s, ok := r.Score(c.Scale); ok {
		return proof.Outcome{State: s.State, Value: s.Value, Category: s.Category, Band: s.Band}
	}
	for _, f := range safety.Raise(a, &r) {
		if f.Rule.ID == c.Flag && !f.Unanswered {
			return proof.Outcome{Raised: q.True}
		}
	}
	return proof.Outcome{Raised: q.False}
}

// TestItemsThatWaitOnEachOther compares versions that turn a condition around, so that no order of the items serves both.
func TestItemsThatWaitOnEachOther(t *testing.T) {
	text := func(first, second string) string {
		return strings.Replace(mutantHead, "  - {id: flat, choices: [{code: \"0\", score: 0}, {code: \"1\", score: 0}]}\n", "", 1) +
			"  - {id: " + first + ", label: {en: L}, choices: often}\n  - {id: " + second + ", label: {en: L}, choices: often, shown_when: {item: " + first + ", is: \">=\", value: 1}}\n" +
			"scales:\n" + sumOf + "items: [a, b], missing: {rule: complete, not_shown: 0, source: x}, range: {min: 0, max: 4}}\n"
	}
	one, two := compiled(t, "one.yaml", []byte(text("a", "b"))), compiled(t, "two.yaml", []byte(text("b", "a")))
	changes := proof.Diff(one, two)
	if len(changes) != 1 || changes[0].Kind == proof.Same || changes[0].Kind == proof.Added {
		t.Errorf("got %v, want a difference, or no proof", changes)
	}
	if changes[0].Kind == proof.Differs {
		told(t, one, two, &changes[0])
	}
}
