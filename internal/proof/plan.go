package proof

import (
	q "steelyard/internal/questionnaire"
	"steelyard/internal/scoring"
)

// walk goes through all answers to the items that some targets depend on, one item after the other, and keeps one
// representative of all partial answers that can't be told apart by what is still to come: the same sums so far, the
// same truth of the tests that will be asked, the same outcomes of scales that somebody still reads. So it visits every
// outcome without visiting every answer. What a scale comes to is computed by the scoring itself, on a representative.
//
// A scale whose items nobody else reads is a module: it is walked once by itself, and what it can come to is then one
// step of the walk, as an item is.
type walk struct {
	space    *space
	nodes    []*node
	nodeOf   map[target]int
	targets  []int // the places of the targets among the nodes
	units    []unit
	place    map[int]int // slot → its depth
	open     map[int]bool
	moduleOf map[target]*module
	classes  map[int]*classes
	programs [2]*scoring.Program // with the scales that are needed and no others
	anchored map[int]bool        // slots of which one answer stands for all (see anchor)
	closing  [][]int             // by depth, the nodes that are computed there
	before   [][]int             // by depth, the words that tell states apart before those are computed
	after    [][]int             // and after
	full     []int64
	values   []q.Value // of the state that is being scored
	picks    []pick
	words    [cells]int64
}

// unit is one step of a walk: an item or a module.
type unit struct {
	slot   int
	module *module
}

// plan lays out the walk of some targets; ok is false where there can be none.
func (s *space) plan(targets ...target) (w *walk, ok bool) {
	if s.work.steps += len(s.slots); s.work.spent() {
		return nil, false
	}
	w = &walk{space: s, nodeOf: map[target]int{}, place: map[int]int{}, open: map[int]bool{},
		moduleOf: map[target]*module{}, classes: map[int]*classes{}, anchored: map[int]bool{}}
	for i := range targets {
		targets[i] = s.resolve(targets[i])
	}
	w.findModules(targets)
	for _, t := range targets {
		at, ok := w.visit(t)
		if !ok {
			return nil, false
		}
		w.targets = append(w.targets, at)
	}
	for _, at := range w.targets {
		w.nodes[at].until = len(w.units) + 1
	}
	if !w.settleAll() {
		return nil, false
	}
	return w, w.compile()
}

func (w *walk) settleAll() bool {
	for slot, c := range w.classes {
		c.classify(w.space, slot)
	}
	for _, u := range w.units {
		if u.module == nil && w.space.slots[u.slot].endless {
			return false
		}
	}
	w.anchor()
	w.cells()
	return true
}

// visit adds what a target depends on, children first, and gives its place.
func (w *walk) visit(t target) (at int, ok bool) {
	if at, known := w.nodeOf[t]; known {
		return at, true
	}
	if m := w.moduleOf[t]; m != nil {
		w.addModule(m)
		return w.nodeOf[t], true
	}
	n := w.newNode(t)
	if n.spec != nil && n.spec.Operator == q.GradedModel && !w.fewPatterns(n) {
		return 0, false
	}
	r := w.space.readsOf(t)
	for _, slot := range r.slots {
		depth, ok := w.walkSlot(slot)
		if !ok {
			return 0, false
		}
		n.slots = append(n.slots, slot)
		n.reads(depth)
	}
	if !w.readTests(n, r) {
		return 0, false
	}
	return w.readScales(n, r)
}

func (w *walk) newNode(t target) *node {
	n := &node{target: t, closes: -1, until: -1, begins: 1 << 30, unit: 1,
		tests: map[int][]*q.Condition{}, asked: map[int][]*q.Condition{}}
	if n.spec = w.space.spec(t); n.spec != nil {
		n.at = w.space.sides[t.side].definition.ScaleIndex(t.scale)
	}
	n.shape()
	n.table = w.space.home(t).tableOf(t)
	if n.spec != nil && n.spec.Operator == q.GradedModel {
		n.weigh = w.space.home(t).numbered(t)
	}
	if conditions := w.space.conditionsOf(t); len(conditions) > 0 {
		n.residue, n.cells = newResidue(conditions, n.spec != nil), []int{cellA}
	}
	return n
}

func (n *node) reads(depth int) {
	n.closes, n.begins = max(n.closes, depth), min(n.begins, depth)
}

func (w *walk) readTests(n *node, r *reads) bool {
	for _, x := range r.tests {
		depth, ok := w.walkSlot(x.slot)
		if !ok {
			return false
		}
		n.reads(depth)
		n.tests[x.slot] = append(n.tests[x.slot], x.test)
	}
	return true
}

// readScales visits the scales a node reads, and settles the node after them.
func (w *walk) readScales(n *node, r *reads) (at int, ok bool) {
	for i, t := range r.asked {
		child, ok := w.visit(t)
		if !ok {
			return 0, false
		}
		n.reads(w.nodes[child].closes)
		n.asked[child] = append(n.asked[child], r.askedBy[i])
	}
	kids := make([]int, len(r.scales))
	for i, t := range r.scales {
		if kids[i], ok = w.visit(t); !ok {
			return 0, false
		}
		n.reads(w.nodes[kids[i]].closes)
	}
	at = w.put(n)
	for i, kid := range kids {
		w.nodes[kid].parents = append(w.nodes[kid].parents, link{at, len(n.slots) + i})
	}
	for child := range n.asked {
		w.nodes[child].askers = append(w.nodes[child].askers, at)
	}
	return at, true
}

func (w *walk) put(n *node) int {
	w.nodes = append(w.nodes, n)
	w.nodeOf[n.target] = len(w.nodes) - 1
	return len(w.nodes) - 1
}

// walkSlot makes sure that a slot is walked, after the slots that decide whether it is shown, and gives its depth. It
// is false where two definitions make items wait on each other in a ring.
func (w *walk) walkSlot(slot int) (depth int, ok bool) {
	if depth, ok := w.place[slot]; ok {
		return depth, true
	}
	if w.open[slot] {
		return 0, false
	}
	w.open[slot] = true
	controls := w.controls(slot)
	for _, x := range controls {
		if _, ok := w.walkSlot(x.slot); !ok {
			return 0, false
		}
		w.classesOf(x.slot).add(x.test)
	}
	depth = len(w.units)
	w.units = append(w.units, unit{slot: slot})
	w.place[slot] = depth
	for _, x := range controls {
		w.classesOf(x.slot).until = max(w.classesOf(x.slot).until, depth)
	}
	return depth, true
}

// controls gives the tests that decide whether a slot's item is shown.
func (w *walk) controls(slot int) (list []tested) {
	for _, c := range w.space.visibility(slot) {
		if c != nil {
			c.Tests(func(t *q.Condition) { list = append(list, tested{w.space.at[t.Item], t}) })
		}
	}
	return list
}

// fewPatterns says whether a graded response scale, of which no two patterns of answers can be taken for one, has few
// enough to go through them all.
func (w *walk) fewPatterns(n *node) bool {
	patterns := 1
	for _, id := range n.spec.Items {
		patterns *= len(w.space.slots[w.space.at[id]].options)
		if patterns > maxPatterns || len(n.spec.Items)*curveBits > 50 {
			return false
		}
	}
	return true
}
