package proof

import (
	"slices"

	q "steelyard/internal/questionnaire"
	"steelyard/internal/safety"
	"steelyard/internal/scoring"
)

// Mutation says how well the examples of a definition bite.
type Mutation struct {
	Mutants    int
	Killed     int        // some example fails
	Equivalent []string   // proven to give the same for all answers
	Survivors  []Survivor // no example notices
	Undecided  []string   // no example notices, and no proof either way
}

// Survivor is a mutant that no example notices, with answers that would: what they come to, and what the mutant makes
// of them.
type Survivor struct {
	Name    string
	Answers []*q.Given

	original, mutant *scoring.Program
}

// bite tries every mutant against the examples.
func bite(p *scoring.Program, reaches []Reach) Mutation {
	d := p.Definition()
	examples := readExamples(d)
	var r Mutation
	for _, m := range mutants(d, reaches) {
		r.Mutants++
		mutated, err := scoring.Compile(m.definition)
		if err != nil || killed(mutated, examples, m.answers) {
			r.Killed++
			continue
		}
		switch witness, found, proven := difference(p, mutated); {
		case found:
			r.Survivors = append(r.Survivors, Survivor{m.name, witness, p, mutated})
		case proven:
			r.Equivalent = append(r.Equivalent, m.name)
		default:
			r.Undecided = append(r.Undecided, m.name)
		}
	}
	return r
}

type example struct {
	*q.Example
	answers q.Answers
}

func readExamples(d *q.Definition) (list []example) {
	for i := range d.Examples {
		if a, err := answersOf(d, &d.Examples[i]); err == nil {
			list = append(list, example{&d.Examples[i], a})
		}
	}
	return list
}

// killed says whether some example comes out otherwise than it expects.
func killed(p *scoring.Program, examples []example, reread bool) bool {
	for _, e := range examples {
		answers := e.answers
		if reread {
			a, err := answersOf(p.Definition(), e.Example)
			if err != nil {
				return true
			}
			answers = a
		}
		result := p.Score(answers)
		for i := range result.Scores {
			if want, ok := e.Expect[result.Scores[i].Scale]; ok && !meets(&result.Scores[i], &want) {
				return true
			}
		}
		if !raises(safety.Raise(answers, &result), e.Flags) {
			return true
		}
	}
	return false
}

func meets(got *scoring.Score, want *q.Expected) bool {
	if want.State != "" && got.State != want.State || want.Band != "" && got.Band != want.Band || want.Category != "" && got.Category != want.Category {
		return false
	}
	if want.Value == "" {
		return true
	}
	_, same := compare(got, want.Value)
	return same
}

func raises(raised []safety.Flag, want []q.FlagID) bool {
	n := 0
	for _, f := range raised {
		if f.Unanswered {
			continue
		}
		n++
		if !slices.Contains(want, f.Rule.ID) {
			return false
		}
	}
	return n == len(want)
}

// difference looks for answers of which two definitions make something else, in any scale or flag that both have.
// proven is true where every way they can come out was compared.
func difference(a, b *scoring.Program) (witness []*q.Given, found, proven bool) {
	space := newSpace(a, b)
	proven = true
	for _, t := range common(a.Definition(), b.Definition()) {
		witness, found, known := space.differ(t)
		if found {
			return witness, true, true
		}
		proven = proven && known
	}
	if !proven {
		if witness, found = trials(space); found {
			return witness, true, true
		}
	}
	return nil, false, proven
}

// common gives the scales and flags that both definitions have.
func common(a, b *q.Definition) (list []target) {
	for i := range a.Scales {
		if _, ok := b.Scale(a.Scales[i].ID); ok {
			list = append(list, target{scale: a.Scales[i].ID})
		}
	}
	for i := range a.Flags {
		if slices.ContainsFunc(b.Flags, func(f q.Flag) bool { return f.ID == a.Flags[i].ID }) {
			list = append(list, target{flag: a.Flags[i].ID})
		}
	}
	return list
}

// differ walks one scale or flag in both definitions at once.
func (s *space) differ(t target) (witness []*q.Given, found, proven bool) {
	other := t
	other.side = 1
	w, ok := newWalk(s, t, other)
	if !ok {
		return nil, false, false
	}
	for _, complete := range []bool{true, false} {
		all, ok := w.run(complete)
		if !ok {
			return nil, false, false
		}
		for _, r := range all {
			if r.outcomes[0] != r.outcomes[1] {
				return s.filled(w, r.last), true, true
			}
		}
	}
	return nil, false, true
}

// filled gives the answers of a state, the items that do not matter answered with their first choice.
func (s *space) filled(w *walk, t *state) []*q.Given {
	list := s.witness(w, t, 0)
	d := s.programs[0].Definition()
	for i := range list {
		slot := s.slotOf(0, d.Items[i].ID)
		if _, walked := w.place[slot]; !walked && len(s.slots[slot].options) > 1 && !d.Items[i].Optional {
			g := s.slots[slot].options[1].given
			list[i] = &g
		}
	}
	return list
}

// trials tries answers in a row where a walk can't be made: chains from all lowest to all highest of every scale, and
// the same with one answer left out.
func trials(s *space) (witness []*q.Given, found bool) {
	a, b := s.programs[0], s.programs[1]
	d := a.Definition()
	for i := range d.Scales {
		if len(d.Scales[i].Items) == 0 {
			continue
		}
		for _, answers := range chain(d, &d.Scales[i]) {
			for gap := -1; gap < len(d.Items); gap++ {
				if list, differs := tried(a, b, answers, gap); differs {
					return list, true
				}
			}
		}
	}
	return nil, false
}

func tried(a, b *scoring.Program, answers q.Answers, gap int) (list []*q.Given, differs bool) {
	form := answers.Form()
	if gap >= 0 {
		delete(form, a.Definition().Items[gap].ID)
	}
	x, errX := a.Definition().Answers(form)
	y, errY := b.Definition().Answers(form)
	if errX != nil || errY != nil {
		return nil, false
	}
	one, two := a.Score(x), b.Score(y)
	for i := range one.Scores {
		other, ok := two.Score(one.Scores[i].Scale)
		differs = differs || ok && outcomeOf(&one.Scores[i]) != outcomeOf(other)
	}
	list = make([]*q.Given, len(a.Definition().Items))
	for i := range list {
		if v := x.At(i); v.Given {
			g := q.Given(v.Raw)
			list[i] = &g
		}
	}
	return list, differs
}
