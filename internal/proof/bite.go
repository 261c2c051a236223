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
	Cut        bool       // whether there were more mutants than one proof tries
}

// Survivor is a mutant that no example notices, with answers that would: what they come to, and what the mutant makes
// of them.
type Survivor struct {
	Name    string
	Answers []*q.Given

	original, mutant *scoring.Program
}

// maxMutants bounds how many mutants one proof tries.
const maxMutants = 20_000

// bite tries every mutant against the examples.
func bite(s *space, reaches []Reach) Mutation {
	p, d := s.sides[0].program, s.sides[0].definition
	all := mutants(d, reaches)
	tried := min(len(all), maxMutants)
	r := Mutation{Mutants: tried, Cut: tried < len(all)}
	examples := readExamples(d)
	for _, m := range all[:tried] {
		changed, err := touched(d, m.definition)
		if err != nil || killed(changed, examples, m.answers) {
			r.Killed++
			continue
		}
		mutated, err := scoring.Compile(m.definition)
		if err != nil {
			r.Killed++
			continue
		}
		switch form, found, proven := s.beside(mutated).difference(); {
		case found:
			r.Survivors = append(r.Survivors, Survivor{m.name, inOrder(d, form), p, mutated})
		case proven:
			r.Equivalent = append(r.Equivalent, m.name)
		default:
			r.Undecided = append(r.Undecided, m.name)
		}
	}
	return r
}

// touched compiles the scales of a mutant that are computed otherwise than in the original, and what they need. The
// examples hold for the rest as they do for the original.
func touched(d, mutated *q.Definition) (*scoring.Program, error) {
	same := newSameness(d, mutated)
	needed := make([]bool, len(mutated.Scales))
	for i := range mutated.Scales {
		if !same.scale(mutated.Scales[i].ID) {
			need(mutated, needed, target{scale: mutated.Scales[i].ID})
		}
	}
	for i := range mutated.Flags {
		need(mutated, needed, target{flag: mutated.Flags[i].ID})
	}
	return only(mutated, needed, mutated.Flags)
}

// difference looks for answers of which two definitions make something else, in any scale or flag that both have.
// proven is true where every way they can come out was compared.
func (s *space) difference() (form q.Form, found, proven bool) {
	if form, found := s.probe(); found {
		return form, true, true
	}
	alike := map[q.ScaleID]bool{}
	var open []target
	for _, t := range s.common() {
		c := s.compare(t, alike)
		if c.differs {
			return s.written(c.picks), true, true
		}
		if !c.known {
			open = append(open, t)
		}
	}
	for _, t := range open {
		if form, _, _, found := s.trials(t); found {
			return form, true, true
		}
	}
	return nil, false, len(open) == 0
}

type example struct {
	*q.Example
	answers q.Answers
}

func readExamples(d *q.Definition) (list []*example) {
	for i := range d.Examples {
		if a, err := answersOf(d, &d.Examples[i]); err == nil {
			list = append(list, &example{&d.Examples[i], a})
		}
	}
	return list
}

// killed says whether some example comes out otherwise than it expects. The one that noticed is moved to the front,
// because what notices one change is likely to notice the next.
func killed(p *scoring.Program, examples []*example, reread bool) bool {
	for i, e := range examples {
		if !e.holds(p, reread) {
			copy(examples[1:i+1], examples[:i])
			examples[0] = e
			return true
		}
	}
	return false
}

func (e *example) holds(p *scoring.Program, reread bool) bool {
	answers := e.answers
	if reread {
		a, err := answersOf(p.Definition(), e.Example)
		if err != nil {
			return false
		}
		answers = a
	}
	result := p.Score(answers)
	for i := range result.Scores {
		if p.Definition().Scales[i].Missing.Rule == "" { // not among those compiled
			continue
		}
		if want, ok := e.Expect[result.Scores[i].Scale]; ok && !meets(&result.Scores[i], &want) {
			return false
		}
	}
	return raises(p.Definition(), answers, &result, e.Flags)
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

func raises(d *q.Definition, a q.Answers, r *scoring.Result, want []q.FlagID) bool {
	if len(d.Flags) == 0 {
		return len(want) == 0
	}
	n := 0
	for _, f := range safety.Raise(a, r) {
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
