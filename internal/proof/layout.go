package proof

import (
	"slices"

	q "steelyard/internal/questionnaire"
)

// cells settles which words tell states apart at each depth.
func (w *walk) cells() {
	w.closing, w.before, w.after = make([][]int, len(w.units)), make([][]int, len(w.units)), make([][]int, len(w.units))
	w.full = make([]int64, cells*len(w.nodes)+len(w.units))
	w.values = make([]q.Value, len(w.space.slots))
	for depth := range w.units {
		for i, n := range w.nodes {
			if n.closes == depth && !n.module {
				w.closing[depth] = append(w.closing[depth], i)
			}
			w.before[depth] = append(w.before[depth], n.alive(i, depth, true)...)
			w.after[depth] = append(w.after[depth], n.alive(i, depth, false)...)
		}
		for slot, c := range w.classes {
			at, walked := w.place[slot]
			if !walked || at > depth {
				continue
			}
			if c.until >= depth {
				w.before[depth] = append(w.before[depth], cells*len(w.nodes)+at)
			}
			if c.until > depth {
				w.after[depth] = append(w.after[depth], cells*len(w.nodes)+at)
			}
		}
		slices.Sort(w.before[depth])
		slices.Sort(w.after[depth])
	}
}

// alive gives the words of a node that matter after a depth, or before what closes there is computed.
func (n *node) alive(at, depth int, before bool) (list []int) {
	closed := n.closes < depth || n.closes == depth && (!before || n.module)
	switch {
	case closed && (n.until > depth || before && n.until == depth):
		return []int{cells*at + cellOutcome}
	case !closed && n.begins <= depth:
		for _, cell := range n.cells {
			list = append(list, cells*at+cell)
		}
	}
	return list
}
