package proof_test

import (
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"
	"testing"

	"steelyard/internal/proof"
	q "steelyard/internal/questionnaire"
	"steelyard/internal/safety"
	"steelyard/internal/scoring"
	"steelyard/questionnaires"
)

const mutantHead = `id: made-up
version: 1.0.0
title: {en: T}
short_title: {en: T}
domain: test
purpose: {en: T}
evidence: unvalidated
languages: [en]
respondent: patient
minutes: 1
rights: {holder: nobody, basis: own-work, commercial: "yes", source: x, as_of: 2026-11-23}
wording: supplied
sources: [{id: x, citation: X, checked: verified}]
choice_sets:
  - {id: often, choices: [{code: "0", score: 0}, {code: "1", score: 1}, {code: "2", score: 2}]}
  - {id: flat, choices: [{code: "0", score: 0}, {code: "1", score: 0}]}
items:
`

// defined is a definition of items a, b, … with the given choices, its scales, flags and examples.
func defined(t *testing.T, choices []string, scales string, examples ...string) *scoring.Program {
	t.Helper()
	var s strings.Builder
	head := mutantHead
	if !slices.ContainsFunc(choices, func(c string) bool { return strings.HasPrefix(c, "flat") }) {
		head = strings.Replace(head, "  - {id: flat, choices: [{code: \"0\", score: 0}, {code: \"1\", score: 0}]}\n", "", 1)
	}
	s.WriteString(head)
	for i, c := range choices {
		s.WriteString("  - {id: " + string(rune('a'+i)) + ", label: {en: L}, choices: " + c + "}\n")
	}
	s.WriteString("scales:\n" + scales)
	if len(examples) > 0 {
		s.WriteString("examples:\n")
	}
	for i, e := range examples {
		s.WriteString("  - {id: e" + string(rune('0'+i)) + ", source: x, " + e + "}\n")
	}
	return compiled(t, "made-up.yaml", []byte(s.String()))
}

const (
	sumOf   = "  - {id: s, title: {en: S}, operator: sum, direction: neither, source: x, "
	whole   = "missing: {rule: complete, source: x}, "
	bandsAt = "bands: [{code: l, from: 0, label: {en: L}, rank: 0, source: x}, {code: h, from: 2, label: {en: H}, rank: 1, source: x}]"
)

func survivors(m *proof.Mutation) (names []string) {
	for _, s := range m.Survivors {
		names = append(names, s.Name)
	}
	return names
}

// TestOneMutantAliveOfEachKind has for every kind of mutant examples that notice all changes but some of that kind.
func TestOneMutantAliveOfEachKind(t *testing.T) {
	often := []string{"often", "often"}
	cases := []struct {
		name     string
		choices  []string
		scales   string
		examples []string
		alive    []string
	}{
		{"a reversal", often, sumOf + "items: [a, b], " + whole + "range: {min: 0, max: 4}}\n",
			[]string{`answers: ["0", "1"], expect: {s: {value: "1"}}`, `answers: ["2", "1"], expect: {s: {value: "3"}}`, `answers: ["2", null], expect: {s: {state: unscorable}}`},
			[]string{"scale s: the reversal of b flipped"}},
		{"a choice's score", often, sumOf + "items: [a, b], " + whole + "range: {min: 0, max: 4}}\n",
			[]string{`answers: ["0", "0"], expect: {s: {value: "0"}}`, `answers: ["1", "0"], expect: {s: {value: "1"}}`, `answers: ["0", "1"], expect: {s: {value: "1"}}`, `answers: ["2", null], expect: {s: {state: unscorable}}`},
			[]string{"choices often: the score of 2 moved from 2 to 1", "choices often: the score of 2 moved from 2 to 3"}},
		{"an item dropped", []string{"often", "often", "often"}, sumOf + "items: [a, b, c], " + whole + "range: {min: 0, max: 6}}\n",
			[]string{`answers: ["0", "2", "1"], expect: {s: {value: "3"}}`, `answers: ["1", "0", "2"], expect: {s: {value: "3"}}`, `answers: ["0", "2", "0"], expect: {s: {value: "2"}}`, `answers: ["0", "1", null], expect: {s: {state: unscorable}}`},
			nil},
		{"a bound", often, sumOf + "items: [a, b], " + whole + "range: {min: 0, max: 4}, " + bandsAt + "}\n",
			[]string{`answers: ["0", "0"], expect: {s: {value: "0", band: l}}`, `answers: ["0", "1"], expect: {s: {value: "1", band: l}}`, `answers: ["2", "1"], expect: {s: {value: "3", band: h}}`, `answers: ["2", "0"], expect: {s: {value: "2"}}`, `answers: ["2", null], expect: {s: {state: unscorable}}`},
			[]string{"scale s: band h from 3 instead of 2"}},
		{"a limit", often, sumOf + "items: [a, b], " + whole + "range: {min: 0, max: 4}}\n",
			[]string{`answers: ["0", "0"], expect: {s: {value: "0"}}`, `answers: ["0", "1"], expect: {s: {value: "1"}}`, `answers: ["2", "0"], expect: {s: {value: "2"}}`},
			[]string{"scale s: at most 1 missing instead of 0"}},
		{"a count's bound", often, "  - {id: s, title: {en: S}, operator: count, at_least: 2, direction: neither, source: x, items: [a, b], " + whole + "range: {min: 0, max: 2}}\n",
			[]string{`answers: ["1", "1"], expect: {s: {value: "0"}}`, `answers: ["2", "0"], expect: {s: {value: "1"}}`, `answers: ["0", "2"], expect: {s: {value: "1"}}`},
			[]string{}},
		{"a comparator", often, sumOf + "items: [a, b], " + whole + "range: {min: 0, max: 4}}\n" +
			"flags:\n  - {id: f, when: {item: a, is: \">=\", value: 1}, level: notice, clinician: {en: C}, unanswered: {en: U}, source: x}\n",
			[]string{`answers: ["0", "0"], expect: {s: {value: "0"}}`, `answers: ["0", "1"], expect: {s: {value: "1"}}`, `answers: ["2", "0"], flags: [f], expect: {s: {value: "2"}}`, `answers: ["2", null], flags: [f], expect: {s: {state: unscorable}}`},
			[]string{"flag f: a ≥ 1 became a > 1", "flag f: a ≥ 1 became a ≥ 2"}},
		{"a recode's bound", []string{"often"}, "  - {id: s, title: {en: S}, operator: recode, recode: [{from: 0, to: 0}, {from: 2, to: 1}], direction: neither, source: x, items: [a], " + whole + "range: {min: 0, max: 1}}\n",
			[]string{`answers: ["0"], expect: {s: {value: "0"}}`, `answers: ["2"], expect: {s: {value: "1"}}`},
			[]string{"choices often: the score of 1 moved from 1 to 2", "scale s: recode from 1 instead of 2"}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			got := proof.Prove(defined(t, c.choices, c.scales, c.examples...))
			if names := survivors(&got.Mutation); !slices.Equal(names, c.alive) && len(names)+len(c.alive) > 0 {
				t.Errorf("alive: got %q, want %q; %v", names, c.alive, got.Faults)
			}
			if len(got.Mutation.Undecided) > 0 {
				t.Errorf("undecided: %q", got.Mutation.Undecided)
			}
		})
	}
}

// TestEquivalentMutantsAreProven has for every kind of mutant a definition of which one changes nothing.
func TestEquivalentMutantsAreProven(t *testing.T) {
	cases := []struct{ name, scales, want string }{
		{"a reversal of an item whose answers all score alike", sumOf + "items: [a, b, c], " + whole + "range: {min: 0, max: 4}}\n",
			"scale s: the reversal of c flipped"},
		{"an item dropped that adds nothing and can't be missing", sumOf + "items: [a, b, c], missing: {rule: complete, blank: {c: 0}, source: x}, range: {min: 0, max: 4}}\n",
			"scale s: item c dropped"},
		{"a limit of what can't be missing", sumOf + "items: [c, d], missing: {rule: complete, blank: {c: 0, d: 1}, source: x}, range: {min: 0, max: 2}}\n",
			"scale s: at most 1 missing instead of 0"},
		{"a bound below which nothing lies with answers missing either", sumOf + "items: [a, b], " + whole + "range: {min: 0, max: 4}, bands: [{code: l, from: 0, label: {en: L}, rank: 0, source: x}, {code: h, from: 1.5, label: {en: H}, rank: 1, source: x}]}\n" +
			"flags:\n  - {id: f, when: {scale: s, is: \">=\", value: 1.5}, level: notice, clinician: {en: C}, unanswered: {en: U}, source: x}\n",
			"flag f: s ≥ 1.5 became s > 1.5"},
		{"a count's bound between two scores", "  - {id: s, title: {en: S}, operator: count, at_least: 1.5, exceptions: {c: 0}, direction: neither, source: x, items: [a, c], " + whole + "range: {min: 1, max: 2}}\n",
			"scale s: c counts from -1 instead of 0"},
		{"a bound of a category that comes last", "  - {id: s, title: {en: S}, operator: decision, decide: [{category: x, label: {en: X}, when: {item: a, is: \">=\", value: 1}}, {category: y, label: {en: Y}, when: {item: a, is: \"<\", value: 1}}], direction: neither, source: x, missing: {rule: complete, source: x}}\n",
			"scale s, category y: a < 1 became a ≤ 1"},
		{"a comparator between two scores", "  - {id: s, title: {en: S}, operator: decision, decide: [{category: x, label: {en: X}, when: {item: a, is: \">=\", value: 0.5}}, {category: y, label: {en: Y}, when: {item: a, is: \"<\", value: 0.5}}], direction: neither, source: x, missing: {rule: complete, source: x}}\n",
			"scale s, category x: a ≥ 0.5 became a > 0.5"},
		{"a choice's score beyond a count's bound", "  - {id: s, title: {en: S}, operator: count, at_least: 1, direction: neither, source: x, items: [a, b], " + whole + "range: {min: 0, max: 2}}\n",
			"choices often: the score of 2 moved from 2 to 3"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			got := proof.Prove(defined(t, []string{"often", "often", "flat, optional: true", "often, optional: true"}, c.scales))
			if !slices.Contains(got.Mutation.Equivalent, c.want) {
				t.Errorf("equivalent: got %q, want %q among them; alive %q; %v", got.Mutation.Equivalent, c.want, survivors(&got.Mutation), got.Faults)
			}
		})
	}
}

// TestSuggestionsNoticeAllSurvivors takes definitions without their examples, adds what is suggested as examples, here with
// what the scoring makes of them, and wants no mutant alive.
func TestSuggestionsNoticeAllSurvivors(t *testing.T) {
	texts := map[string]string{}
	content, err := os.ReadFile(garden)
	if err != nil {
		t.Fatal(err)
	}
	texts[garden] = string(content)
	for _, id := range []string{"phq-9", "gad-7", "core-motivation", "mos-sleep", "phq-15", "promis-depression-4a"} {
		files, err := fs.Glob(questionnaires.FS, id+"/*.yaml")
		if err != nil || len(files) == 0 {
			continue
		}
		content, err := fs.ReadFile(questionnaires.FS, files[0])
		if err != nil {
			t.Fatal(err)
		}
		texts[id] = string(content)
	}
	for name, text := range texts {
		t.Run(name, func(t *testing.T) {
			bare, _, _ := strings.Cut(text, "\nexamples:")
			p := compiled(t, name, []byte(bare+"\n"))
			first := proof.Prove(p)
			list := first.Mutation.Suggest()
			if len(first.Mutation.Survivors) == 0 || len(list) == 0 {
				t.Fatalf("%d mutants are alive and %d examples are suggested", len(first.Mutation.Survivors), len(list))
			}
			var s strings.Builder
			s.WriteString(bare + "\nexamples:\n")
			for i := range list {
				s.WriteString(finished(t, p, i, &list[i]))
			}
			again := proof.Prove(compiled(t, name, []byte(s.String())))
			if len(again.Faults) > 0 || len(again.Mutation.Survivors) > 0 {
				t.Errorf("%d suggestions leave %q: %v", len(list), survivors(&again.Mutation), again.Faults)
			}
			if again.Mutation.Mutants != first.Mutation.Mutants || len(again.Mutation.Equivalent) != len(first.Mutation.Equivalent) {
				t.Errorf("mutants %d and %d, equivalent %q and %q", first.Mutation.Mutants, again.Mutation.Mutants, first.Mutation.Equivalent, again.Mutation.Equivalent)
			}
		})
	}
}

// finished writes a suggestion as an example, with what the scoring makes of its answers.
func finished(t *testing.T, p *scoring.Program, n int, s *proof.Suggestion) string {
	t.Helper()
	d := p.Definition()
	form, answers := q.Form{}, make([]string, len(s.Answers))
	for i, g := range s.Answers {
		answers[i] = "null"
		if g != nil {
			form[d.Items[i].ID], answers[i] = string(*g), fmt.Sprintf("%q", *g)
		}
	}
	a, err := d.Answers(form)
	if err != nil {
		t.Fatal(err)
	}
	result := p.Score(a)
	var expect, flags []string
	for i := range result.Scores {
		expect = append(expect, string(result.Scores[i].Scale)+": "+expected(&result.Scores[i]))
	}
	for _, f := range safety.Raise(a, &result) {
		if !f.Unanswered {
			flags = append(flags, string(f.Rule.ID))
		}
	}
	return fmt.Sprintf("  - {id: s%d, answers: [%s], expect: {%s}, flags: [%s], source: %s}\n", n, strings.Join(answers, ", "), strings.Join(expect, ", "), strings.Join(flags, ", "), d.Sources[0].ID)
}

func expected(s *scoring.Score) string {
	parts := []string{"state: " + string(s.State)}
	if v, ok := s.Number(); ok {
		parts = append(parts, fmt.Sprintf("value: %q", v))
	}
	if s.Band != "" {
		parts = append(parts, "band: "+s.Band)
	}
	if s.Category != "" {
		parts = append(parts, "category: "+string(s.Category))
	}
	return "{" + strings.Join(parts, ", ") + "}"
}

// TestSuggestionsExpectNothing wants answers and names only: what they come to is for a person to look up.
func TestSuggestionsExpectNothing(t *testing.T) {
	p := defined(t, []string{"often", "often"}, sumOf+"items: [a, b], "+whole+"range: {min: 0, max: 4}}\n")
	proven := proof.Prove(p)
	for _, s := range proven.Mutation.Suggest() {
		if len(s.Answers) != 2 || len(s.Kills) == 0 {
			t.Errorf("got %v", s)
		}
	}
	for _, f := range proven.Faults {
		if strings.Contains(f.Mend, "comes to ") || !strings.Contains(f.Mend, "what the source says") {
			t.Errorf("a value is proposed: %s", f.Mend)
		}
	}
}
