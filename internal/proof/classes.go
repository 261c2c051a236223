package proof

import (
	"slices"

	"steelyard/internal/exact"
	q "steelyard/internal/questionnaire"
)

// classes are the answers to one item that the conditions of other items can tell apart.
type classes struct {
	tests []*q.Condition
	of    []int // for every option
	first []int // an option of each class
	until int   // the depth after which no test reads them
}

func (w *walk) classesOf(slot int) *classes {
	c, known := w.classes[slot]
	if !known {
		c = &classes{until: -1}
		w.classes[slot] = c
	}
	return c
}

func (c *classes) add(t *q.Condition) {
	if !slices.Contains(c.tests, t) {
		c.tests = append(c.tests, t)
	}
}

// classify groups the options of a slot by the truth of every test that reads it.
func (c *classes) classify(s *space, slot int) {
	seen := map[string]int{}
	for o := range s.slots[slot].options {
		var key []byte
		for side := range s.sides {
			for _, t := range c.tests {
				key = append(key, byte(t.Eval(single{s.slots[slot].options[o].values[side]})+1))
			}
		}
		class, known := seen[string(key)]
		if !known {
			class = len(seen)
			seen[string(key)] = class
			c.first = append(c.first, o)
		}
		c.of = append(c.of, class)
	}
}

// seen lets the conditions of an item be asked of the classes of a state.
type seen struct {
	w    *walk
	side int
}

// ItemScore gives an answer that no test can tell from the one given.
func (s seen) ItemScore(id q.ItemID) (exact.Number, bool) {
	slot := s.w.space.at[id]
	class := int(s.w.full[cells*len(s.w.nodes)+s.w.place[slot]])
	first := s.w.classes[slot].first[class&(1<<hiddenShift-1)]
	v := s.w.space.value(s.side, slot, first|class>>hiddenShift<<hiddenShift)
	return v.Score, v.Given && v.Scored
}

// ScaleValue is never known: items are shown by items only.
func (s seen) ScaleValue(q.ScaleID) (low, high exact.Number, known bool) { return low, high, false }

// anchor finds times of day that only matter by how far they are apart. All such times can be moved together, so that
// one of each group can be held at midnight without losing any outcome.
func (w *walk) anchor() {
	group := map[int]int{} // slot → its group, named by its first slot
	bad := map[int]bool{}
	for _, n := range w.nodes {
		if n.spec == nil || n.module || len(n.slots) == 0 {
			continue
		}
		apart := n.spec.Operator == q.Elapsed && len(n.slots) == 2 && len(n.spec.Reversed) == 0
		for _, slot := range n.slots {
			if !apart || !w.clock(slot) {
				bad[slot] = true
			}
		}
		w.join(group, n.slots, apart)
	}
	for slot, name := range group {
		bad[name] = bad[name] || bad[slot]
	}
	for slot, name := range group {
		if slot == name && !bad[name] {
			w.anchored[slot] = true
		}
	}
}

func (w *walk) join(group map[int]int, slots []int, apart bool) {
	if !apart {
		return
	}
	for _, slot := range slots {
		if _, known := group[slot]; !known {
			group[slot] = slot
		}
	}
	into, from := group[slots[0]], group[slots[1]]
	for slot, name := range group {
		if name == from {
			group[slot] = into
		}
	}
}

// clock says whether a slot is a time of day that is always asked and that no test reads.
func (w *walk) clock(slot int) bool {
	if _, read := w.classes[slot]; read || slices.ContainsFunc(w.nodes, func(n *node) bool { return len(n.tests[slot]) > 0 }) {
		return false
	}
	for at := range w.space.sides {
		item := w.space.slots[slot].items[at]
		if item < 0 {
			continue
		}
		if i := &w.space.sides[at].definition.Items[item]; i.Kind() != q.TimeItem || i.ShownWhen != nil {
			return false
		}
	}
	return true
}
