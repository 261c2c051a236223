package proof

import (
	"fmt"
	"slices"
	"strings"

	"steelyard/internal/exact"
	"steelyard/internal/fault"
	q "steelyard/internal/questionnaire"
	"steelyard/internal/safety"
	"steelyard/internal/scoring"
)

// Examples scores every example of a definition and says each thing that comes out otherwise than it expects.
// Where names the example and the scale.
func Examples(p *scoring.Program) (list []fault.Detail) {
	for _, m := range examplesOf(p) {
		list = append(list, fault.Detail{Where: m.where, What: m.what, Mend: m.mend})
	}
	return list
}

// mismatch is one thing that comes out otherwise than an example expects: where in words, and the path in the file.
type mismatch struct{ where, path, what, mend string }

type mismatches []mismatch

func examplesOf(p *scoring.Program) (m mismatches) {
	for i := range p.Definition().Examples {
		m.example(p, i)
	}
	return m
}

// place is where an example says something, in words and as a path.
type place struct{ words, path string }

func (m *mismatches) add(at place, what, got, want string) {
	*m = append(*m, mismatch{at.words, at.path,
		fmt.Sprintf("%s is %s, but the example expects %s", what, said(got), said(want)),
		"look it up in the source, and correct the definition or the example"})
}

func (m *mismatches) example(p *scoring.Program, i int) {
	d, e := p.Definition(), &p.Definition().Examples[i]
	where := place{"example " + e.ID, fmt.Sprintf("examples[%d]", i)}
	answers, err := answersOf(d, e)
	if err != nil {
		*m = append(*m, mismatch{where.words, where.path + ".answers", err.Error(), "correct the answers"})
		return
	}
	result := p.Score(answers)
	for i := range result.Scores {
		got := &result.Scores[i]
		if want, ok := e.Expect[got.Scale]; ok {
			m.score(place{where.words + ", scale " + string(got.Scale), where.path + ".expect." + string(got.Scale)}, got, &want)
		}
	}
	m.flags(where, safety.Raise(answers, &result), e.Flags)
}

func answersOf(d *q.Definition, e *q.Example) (q.Answers, error) {
	given := make([]string, len(e.Answers))
	for i, g := range e.Answers {
		if g != nil {
			given[i] = string(*g)
		}
	}
	form, err := d.InOrder(given)
	if err != nil {
		return q.Answers{}, err
	}
	return d.Answers(form)
}

func (m *mismatches) score(where place, got *scoring.Score, want *q.Expected) {
	if want.State != "" && got.State != want.State {
		m.add(where, "the state", string(got.State), string(want.State))
	}
	if want.Band != "" && got.Band != want.Band {
		m.add(where, "the band", got.Band, want.Band)
	}
	if want.Category != "" && got.Category != want.Category {
		m.add(where, "the category", string(got.Category), string(want.Category))
	}
	if want.Value == "" {
		return
	}
	if shown, same := compare(got, want.Value); !same {
		m.add(where, "the value", shown, want.Value)
	}
}

// compare says whether a score is the value an example expects, at the decimals that one is written with, rounded
// half up; a fraction such as 28/3 must be met exactly.
func compare(got *scoring.Score, want string) (shown string, same bool) {
	value, ok := got.Number()
	if !ok {
		return "", false
	}
	expected, err := exact.Parse(want)
	if err != nil || strings.Contains(want, "/") {
		return value.String(), err == nil && value == expected
	}
	_, decimals, _ := strings.Cut(want, ".")
	return value.String(), value.Decimal(len(decimals)) == expected.Decimal(len(decimals))
}

func (m *mismatches) flags(where place, raised []safety.Flag, want []q.FlagID) {
	var got []q.FlagID
	for _, f := range raised {
		if f.Unanswered {
			continue
		}
		got = append(got, f.Rule.ID)
		if !slices.Contains(want, f.Rule.ID) {
			m.add(where, "the flag "+string(f.Rule.ID), "raised", "it not to be")
		}
	}
	for _, id := range want {
		if !slices.Contains(got, id) {
			m.add(where, "the flag "+string(id), "not raised", "it to be")
		}
	}
}

func said(s string) string {
	if s == "" {
		return "none"
	}
	return s
}
