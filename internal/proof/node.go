package proof

import (
	"slices"

	"steelyard/internal/exact"
	q "steelyard/internal/questionnaire"
)

// target names a scale or a flag of one of the definitions of a space.
type target struct {
	side  int
	scale q.ScaleID
	flag  q.FlagID
}

// node is a scale or flag that a walk follows.
type node struct {
	target
	at      int                    // its place among the scales of its definition
	spec    *q.Scale               // nil for a flag
	slots   []int                  // of the item operands, in their order
	parents []link                 // that fold its value in
	begins  int                    // the depth at which the first operand comes
	closes  int                    // the depth at which it has all it reads
	until   int                    // the depth after which nobody reads its outcome
	module  bool                   // its outcome comes with a module and is not computed here
	tests   map[int][]*q.Condition // by slot, of a decision or a flag
	asked   map[int][]*q.Condition // by node
	askers  []int                  // nodes whose conditions read its outcome
	residue *residue
	memory  *memory
	table   *table
	unit    int64   // operands are folded as whole multiples of 1/unit
	refined int     // how often the unit was made finer
	ledger  *ledger // where no unit is fine enough, operands are folded as places in it
	weigh   func(operand int, v exact.Number) exact.Number
	cells   []int // which of its words tell open states apart
}

type link struct{ node, operand int }

// reads is what a scale or a flag looks at directly.
type reads struct {
	slots   []int // of the item operands
	scales  []target
	tests   []tested
	asked   []target       // scales that its conditions read
	askedBy []*q.Condition // and the tests that do
}

type tested struct {
	slot int
	test *q.Condition
}

// resolve gives the first definition's scale where both compute it alike, so that it is followed once.
func (s *space) resolve(t target) target {
	if t.side == 1 && (t.scale != "" && s.same.scale(t.scale) || t.flag != "" && s.same.flag(t.flag)) {
		t.side = 0
	}
	return t
}

func (s *space) spec(t target) *q.Scale {
	spec, _ := s.sides[t.side].definition.Scale(t.scale) // nil for a flag
	return spec
}

func (s *space) readsOf(t target) *reads {
	if r, known := s.reads[t]; known {
		return r
	}
	r := &reads{}
	for _, c := range s.conditionsOf(t) {
		c.Tests(func(test *q.Condition) {
			if test.Item != "" {
				r.tests = append(r.tests, tested{s.at[test.Item], test})
			} else {
				r.asked, r.askedBy = append(r.asked, s.resolve(target{side: t.side, scale: test.Scale})), append(r.askedBy, test)
			}
		})
	}
	if spec := s.spec(t); spec != nil {
		for _, id := range spec.Items {
			r.slots = append(r.slots, s.at[id])
		}
		for _, id := range spec.Scales {
			r.scales = append(r.scales, s.resolve(target{side: t.side, scale: id}))
		}
	}
	s.reads[t] = r
	return r
}

func (s *space) conditionsOf(t target) (list []*q.Condition) {
	if t.flag != "" {
		return []*q.Condition{&flagOf(s.sides[t.side].definition, t.flag).When}
	}
	spec := s.spec(t)
	for i := range spec.Decide {
		list = append(list, &spec.Decide[i].When)
	}
	return list
}

// visibility gives the conditions under which a slot's item is shown, with the definition each belongs to.
func (s *space) visibility(slot int) (list [2]*q.Condition) {
	for at := range s.sides {
		if item := s.slots[slot].items[at]; item >= 0 {
			list[at] = s.sides[at].definition.Items[item].ShownWhen
		}
	}
	return list
}

// span marks every slot that a target depends on, by way of its scales and of the conditions of its items too.
func (s *space) span(t target) []bool {
	if known, ok := s.spans[t]; ok {
		return known
	}
	marks := make([]bool, len(s.slots))
	r := s.readsOf(t)
	for _, slot := range r.slots {
		s.mark(marks, slot)
	}
	for _, x := range r.tests {
		s.mark(marks, x.slot)
	}
	for _, child := range slices.Concat(r.scales, r.asked) {
		for slot, is := range s.span(child) {
			marks[slot] = marks[slot] || is
		}
	}
	s.spans[t] = marks
	return marks
}

func (s *space) mark(marks []bool, slot int) {
	if marks[slot] {
		return
	}
	marks[slot] = true
	for _, c := range s.visibility(slot) {
		if c != nil {
			c.Tests(func(t *q.Condition) { s.mark(marks, s.at[t.Item]) })
		}
	}
}

// dependsOn says whether one target reads another, directly or not.
func (s *space) dependsOn(t, on target) bool {
	r := s.readsOf(t)
	return slices.ContainsFunc(slices.Concat(r.scales, r.asked), func(child target) bool { return child == on || s.dependsOn(child, on) })
}
