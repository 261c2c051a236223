package safety_test

import (
	"os"
	"slices"
	"strings"
	"testing"

	q "steelyard/internal/questionnaire"
	"steelyard/internal/safety"
	"steelyard/internal/scoring"
)

// flags stands in for the one flag of the minimal definition: over an item, over a scale, and over both.
const flags = `flags:
  - {id: item, when: {item: a, is: ">=", value: 2}, level: urgent, clinician: {en: C}, unanswered: {en: U}, source: made-up}
  - {id: scale, when: {scale: total, is: ">=", value: 3}, level: prompt, clinician: {en: C}, source: made-up}
  - {id: either, when: {any: [{item: b, is: "=", value: 2}, {scale: often, is: ">=", value: 2}]}, level: notice, clinician: {en: C}, source: made-up}
  - {id: hidden, when: {item: c, is: ">=", value: 1}, level: urgent, clinician: {en: C}, source: made-up}
`

func program(t *testing.T) *scoring.Program {
	t.Helper()
	content, err := os.ReadFile("../questionnaire/testdata/minimal.yaml")
	if err != nil {
		t.Fatal(err)
	}
	before, rest, _ := strings.Cut(string(content), "flags:\n")
	_, after, _ := strings.Cut(rest, "sources:\n")
	after, _, _ = strings.Cut(after, "examples:\n")
	d, err := q.Parse("flags.yaml", []byte(before+flags+"sources:\n"+after))
	if err != nil {
		t.Fatal(err)
	}
	p, err := scoring.Compile(d)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// TestRaise answers the form, unfinished (no result yet) and finished, and names the flags; ? marks one that can't be
// decided because an answer was left out.
func TestRaise(t *testing.T) {
	p := program(t)
	cases := []struct {
		answers              q.Form
		unfinished, finished string
		urgent               bool // once it is finished
	}{
		{q.Form{}, "", "item?", false},
		{q.Form{"a": "0", "b": "0"}, "", "", false},
		{q.Form{"a": "2"}, "item", "item", true}, // without b nobody knows whether c would be shown: no total
		{q.Form{"a": "2", "b": "0"}, "item", "item scale", true},
		{q.Form{"a": "1", "b": "2", "c": "0"}, "either", "either", false},
		{q.Form{"b": "2"}, "either", "item? either", false},
		{q.Form{"a": "2", "b": "1", "c": "2"}, "item hidden", "item scale either hidden", true},
		{q.Form{"a": "0", "b": "0", "c": "2"}, "", "", false},   // c is not shown, so its answer counts nowhere
		{q.Form{"a": "na", "b": "0"}, "", "item? scale", false}, // "does not apply" has no score: total is prorated to 3
	}
	for _, c := range cases {
		a, err := p.Definition().Answers(c.answers)
		if err != nil {
			t.Fatal(err)
		}
		if got := named(safety.Raise(a, nil)); got != c.unfinished {
			t.Errorf("%v, unfinished: got %q, want %q", c.answers, got, c.unfinished)
		}
		r := p.Score(a)
		raised := safety.Raise(a, &r)
		if got := named(raised); got != c.finished {
			t.Errorf("%v, finished: got %q, want %q", c.answers, got, c.finished)
		}
		if got := safety.Urgent(raised); got != c.urgent {
			t.Errorf("%v: urgent %v, want %v", c.answers, got, c.urgent)
		}
	}
}

func named(raised []safety.Flag) string {
	names := make([]string, len(raised))
	for i, f := range raised {
		names[i] = string(f.Rule.ID)
		if f.Unanswered {
			names[i] += "?"
		}
	}
	return strings.Join(names, " ")
}

// TestUnansweredIsANotice wants what is not known to be said in its own words, and never to be urgent.
func TestUnansweredIsANotice(t *testing.T) {
	rule := &q.Flag{Level: q.Urgent, Clinician: q.Text{"en": "known"}, Unanswered: q.Text{"en": "not known"}}
	known, unknown := safety.Flag{Rule: rule}, safety.Flag{Rule: rule, Unanswered: true}
	if known.Level() != q.Urgent || known.Clinician().In("en") != "known" || !safety.Urgent([]safety.Flag{unknown, known}) {
		t.Errorf("known: got %s, %q", known.Level(), known.Clinician())
	}
	if unknown.Level() != q.Notice || unknown.Clinician().In("en") != "not known" || safety.Urgent([]safety.Flag{unknown}) {
		t.Errorf("not known: got %s, %q", unknown.Level(), unknown.Clinician())
	}
}

// TestFlagsComeInTheirOrder wants the definition's order, so that a list of them does not jump.
func TestFlagsComeInTheirOrder(t *testing.T) {
	var ids []q.FlagID
	for _, f := range program(t).Definition().Flags {
		ids = append(ids, f.ID)
	}
	if want := []q.FlagID{"item", "scale", "either", "hidden"}; !slices.Equal(ids, want) {
		t.Errorf("got %v, want %v", ids, want)
	}
}
