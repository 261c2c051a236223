package proof

import (
	"slices"

	q "steelyard/internal/questionnaire"
)

// comparison is what is known of one target in two definitions.
type comparison struct {
	known         bool // every way both can come out was compared, or there was no need
	differs       bool
	before, after Outcome
	picks         []pick // of the answers that tell them apart
	within        bool   // alike in what a decision sees of it too
}

// common gives the scales and flags that both definitions have, operands before what reads them.
func (s *space) common() (list []target) {
	a, b := s.sides[0].definition, s.sides[1].definition
	for i := range a.Scales {
		if _, ok := b.Scale(a.Scales[i].ID); ok {
			list = append(list, target{scale: a.Scales[i].ID})
		}
	}
	for i := range a.Flags {
		if flagOf(b, a.Flags[i].ID) != nil {
			list = append(list, target{flag: a.Flags[i].ID})
		}
	}
	return list
}

// compare says of one target after the other whether two definitions can differ in it. alike holds the scales that
// were shown to be the same, so that what reads nothing else needs no walk.
func (s *space) compare(t target, alike map[q.ScaleID]bool) comparison {
	other := t
	other.side = 1
	c := comparison{known: true, within: true}
	if s.resolve(other) != t && !s.follows(t, alike) {
		c = s.walkBoth(t, other)
	}
	if t.scale != "" {
		alike[t.scale] = c.known && !c.differs && c.within
	}
	return c
}

// follows says whether a target is computed alike from operands that were shown to be alike.
func (s *space) follows(t target, alike map[q.ScaleID]bool) bool {
	read := func(c *q.Condition) bool {
		same := true
		c.Tests(func(x *q.Condition) {
			same = same && (x.Item == "" || s.same.item(x.Item)) && (x.Scale == "" || alike[x.Scale])
		})
		return same
	}
	a, b := s.sides[0].definition, s.sides[1].definition
	if t.flag != "" {
		x, y := flagOf(a, t.flag), flagOf(b, t.flag)
		return sameCondition(&x.When, &y.When) && read(&x.When)
	}
	x, _ := a.Scale(t.scale)
	y, _ := b.Scale(t.scale)
	return sameSpec(x, y) && s.same.operands(x, func(id q.ScaleID) bool { return alike[id] }) &&
		!slices.ContainsFunc(x.Decide, func(d q.Decision) bool { return !read(&d.When) })
}

// walkBoth walks a target in both definitions at once, first with every item answered.
func (s *space) walkBoth(t, other target) comparison {
	within := true
	for _, complete := range []bool{true, false} {
		f := s.outcomes(complete, t, other)
		if f == nil {
			return comparison{}
		}
		for i := range f.len() {
			a, b := f.outcome(i, 0), f.outcome(i, 1)
			if a.Outcome != b.Outcome {
				return comparison{known: true, differs: true, before: a.Outcome, after: b.Outcome, picks: f.answers(i)}
			}
			within = within && a == b
		}
	}
	return comparison{known: true, within: within}
}

// written gives the answers of picks as a form, and what matters to neither definition answered as first comes.
func (s *space) written(picks []pick) q.Form {
	form := q.Form{}
	at := map[int]int{}
	for _, p := range picks {
		at[p.slot] = p.option
	}
	for slot := range s.slots {
		option, walked := at[slot]
		o := s.slots[slot].options
		switch {
		case walked && option>>hiddenShift == 0, walked && option&(1<<hiddenShift-1) > 0:
			option &= 1<<hiddenShift - 1
		case !walked && len(o) > 1 && !s.optional(slot):
			option = 1
		default:
			option = 0
		}
		if option > 0 {
			form[s.id(slot)] = string(o[option].given)
		}
	}
	return form
}

func (s *space) id(slot int) q.ItemID { return s.item(slot).ID }

func (s *space) optional(slot int) bool { return s.item(slot).Optional }

func (s *space) item(slot int) *q.Item {
	at := &s.slots[slot]
	if at.items[0] >= 0 {
		return &s.sides[0].definition.Items[at.items[0]]
	}
	return &s.sides[1].definition.Items[at.items[1]]
}

// inOrder gives the answers of a form in the order of a definition's items, nil where there is none.
func inOrder(d *q.Definition, form q.Form) []*q.Given {
	list := make([]*q.Given, len(d.Items))
	for i := range list {
		if raw, ok := form[d.Items[i].ID]; ok {
			g := q.Given(raw)
			list[i] = &g
		}
	}
	return list
}
