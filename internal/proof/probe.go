package proof

import (
	"slices"

	q "steelyard/internal/questionnaire"
	"steelyard/internal/scoring"
)

// probe tries a few plain sets of answers before a walk is made: all items answered alike, and of each scale as many
// operands left out as change what its missing rule says.
func (s *space) probe() (form q.Form, found bool) {
	for _, form := range s.probes() {
		if s.tells(form) {
			return form, true
		}
	}
	return nil, false
}

func (s *space) tells(form q.Form) bool {
	a, b := s.sides[0].program, s.sides[1].program
	x, errX := a.Definition().Answers(form)
	y, errY := b.Definition().Answers(form)
	if errX != nil || errY != nil {
		return false
	}
	return apart(a, x, b, y)
}

// apart says whether two programs make something else of some answers, in a scale or flag that both have.
func apart(a *scoring.Program, x q.Answers, b *scoring.Program, y q.Answers) bool {
	one, two := a.Score(x), b.Score(y)
	for i := range one.Scores {
		if other, ok := two.Score(one.Scores[i].Scale); ok && outcomeOf(&one.Scores[i]) != outcomeOf(other) {
			return true
		}
	}
	return !slices.Equal(raisedIDs(x, &one), raisedIDs(y, &two))
}

// probes are made once for a definition and used for all its mutants, which have the same items.
func (s *space) probes() []q.Form {
	if s.alone.probed != nil {
		return s.alone.probed
	}
	d := s.sides[0].definition
	var list []q.Form
	for option := range 3 {
		list = append(list, s.alone.alike(option+1))
	}
	for i := range d.Scales {
		spec := &d.Scales[i]
		form := s.alone.alike(2)
		for k := range min(spec.Missing.AtMost+2, operandsOf(spec)) {
			form = s.alone.withoutOperand(form, spec, k)
			list = append(list, form)
		}
	}
	s.alone.probed = list
	return list
}

// alike answers every item with its nth answer, or its last.
func (s *space) alike(n int) q.Form {
	form := q.Form{}
	for slot := range s.slots {
		if o := s.slots[slot].options; len(o) > 1 {
			form[s.id(slot)] = string(o[min(n, len(o)-1)].given)
		}
	}
	return form
}

func (s *space) withoutOperand(form q.Form, spec *q.Scale, k int) q.Form {
	if k < len(spec.Items) {
		return without(form, spec.Items[k])
	}
	for slot, is := range s.span(target{scale: spec.Scales[k-len(spec.Items)]}) {
		if is {
			form = without(form, s.id(slot))
		}
	}
	return form
}
