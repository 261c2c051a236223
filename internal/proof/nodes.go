package proof

import (
	"slices"

	"steelyard/internal/exact"
	q "steelyard/internal/questionnaire"
	"steelyard/internal/scoring"
)

// node is one scale or flag of one definition that a walk follows.
type node struct {
	side    int
	program *scoring.Program
	scale   int
	spec    *q.Scale // nil for a flag
	flag    *q.Flag  // nil for a scale
	slots   []int    // of the item operands, in their order
	parents []link
	closes  int // the depth at which it has all it reads
	until   int // the depth after which nobody reads its value
	target  bool
}

type link struct{ node, operand int }

// target is what a walk is asked about: a scale or a flag of one of the definitions.
type target struct {
	side  int
	scale q.ScaleID
	flag  q.FlagID
}

func (n *node) operandAt(slot int) int { return slices.Index(n.slots, slot) }

// folds says whether the node takes its children in one by one; a decision and a flag read them when they close.
func (n *node) folds() bool { return n.spec != nil && n.spec.Operator != q.Decide }

func newWalk(s *space, targets ...target) (w *walk, ok bool) {
	for i := range s.slots {
		s.slots[i].tests, s.slots[i].until = nil, -1
	}
	w = &walk{space: s, place: map[int]int{}}
	ok = true
	for _, t := range targets {
		at := w.visit(t)
		if at < 0 {
			return nil, false
		}
		w.nodes[at].target, w.nodes[at].until = true, len(s.slots)+1
	}
	for i := range s.slots {
		s.slots[i].classify()
	}
	for _, slot := range w.order {
		ok = ok && len(s.slots[slot].options) <= q.MaxOptions
	}
	return w, ok && !s.endless
}

// visit adds what a target depends on, children first, and gives its place; -1 where it can't be walked.
func (w *walk) visit(t target) int {
	p := w.space.programs[t.side]
	d := p.Definition()
	at := slices.IndexFunc(w.nodes, func(n *node) bool {
		return n.side == t.side && (n.spec != nil && n.spec.ID == t.scale || n.flag != nil && n.flag.ID == t.flag)
	})
	if at >= 0 {
		return at
	}
	n := &node{side: t.side, program: p, scale: d.ScaleIndex(t.scale), closes: -1, until: -1}
	var conditions []*q.Condition
	var children []q.ScaleID
	if n.scale < 0 {
		i := slices.IndexFunc(d.Flags, func(f q.Flag) bool { return f.ID == t.flag })
		n.flag, conditions = &d.Flags[i], []*q.Condition{&d.Flags[i].When}
	} else {
		n.spec = &d.Scales[n.scale]
		children = n.spec.Scales
		for i := range n.spec.Decide {
			conditions = append(conditions, &n.spec.Decide[i].When)
		}
		if n.spec.Operator == q.GradedModel {
			return -1
		}
	}
	return w.settle(n, conditions, children)
}

// settle puts the node after everything it reads.
func (w *walk) settle(n *node, conditions []*q.Condition, children []q.ScaleID) int {
	reads := func(depth int) { n.closes = max(n.closes, depth) }
	if n.spec != nil {
		for _, id := range n.spec.Items {
			slot := w.space.slotOf(n.side, id)
			n.slots = append(n.slots, slot)
			reads(w.walkSlot(slot))
		}
	}
	var kids []link
	for i, id := range children {
		kids = append(kids, link{w.visit(target{side: n.side, scale: id}), len(n.slots) + i})
	}
	var tested []int
	for _, c := range conditions {
		c.Tests(func(t *q.Condition) {
			if t.Item != "" {
				slot := w.space.slotOf(n.side, t.Item)
				reads(w.walkSlot(slot))
				w.space.slots[slot].tests = append(w.space.slots[slot].tests, t)
				tested = append(tested, slot)
			} else {
				kids = append(kids, link{w.visit(target{side: n.side, scale: t.Scale}), 0})
			}
		})
	}
	for _, kid := range kids {
		if kid.node < 0 {
			return -1
		}
		reads(w.nodes[kid.node].closes)
	}
	at := len(w.nodes)
	w.nodes = append(w.nodes, n)
	for _, slot := range tested {
		w.space.slots[slot].until = max(w.space.slots[slot].until, n.closes)
	}
	for _, kid := range kids {
		child := w.nodes[kid.node]
		child.until = max(child.until, n.closes)
		child.parents = append(child.parents, link{at, kid.operand})
	}
	return at
}

// walkSlot makes sure that a slot is walked, after the slots that decide whether it is shown, and gives its depth.
func (w *walk) walkSlot(slot int) int {
	if depth, ok := w.place[slot]; ok {
		return depth
	}
	var controls []int
	for side, p := range w.space.programs {
		item := w.space.slots[slot].items[side]
		if item < 0 || p.Definition().Items[item].ShownWhen == nil {
			continue
		}
		p.Definition().Items[item].ShownWhen.Tests(func(t *q.Condition) {
			control := w.space.slotOf(side, t.Item)
			w.walkSlot(control)
			w.space.slots[control].tests = append(w.space.slots[control].tests, t)
			controls = append(controls, control)
		})
	}
	depth := len(w.order)
	w.order = append(w.order, slot)
	w.place[slot] = depth
	for _, control := range controls {
		w.space.slots[control].until = max(w.space.slots[control].until, depth)
	}
	return depth
}

// single lets one answer be tested.
type single struct{ v q.Value }

// ItemScore gives the answer whatever item is asked for.
func (s single) ItemScore(q.ItemID) (exact.Number, bool) { return s.v.Score, s.v.Given && s.v.Scored }

// ScaleValue is never known.
func (s single) ScaleValue(q.ScaleID) (low, high exact.Number, known bool) { return low, high, false }
