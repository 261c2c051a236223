package proof

import (
	"steelyard/internal/exact"
	q "steelyard/internal/questionnaire"
)

// The bounds of the work. What needs more is said to be not proven, never assumed good.
const (
	maxStates   = 400_000     // at one depth of one walk
	maxPatterns = 1_500       // of answers to a graded response scale, of which each is scored
	maxSteps    = 150_000_000 // of one proof
	maxScored   = 1_500_000   // representatives scored in one proof
	maxAnew     = 200         // times a walk begins anew with a finer unit
)

// work counts what one proof has done.
type work struct{ steps, scored int }

func (w *work) spent() bool { return w.steps > maxSteps || w.scored > maxScored }

// found is every way the targets of a walk can come out.
type found struct {
	walk     *walk
	levels   []*level
	complete bool
}

// effect is what one answer, or one outcome of a module, does to the words of a state.
type effect struct {
	option int32
	class  int64 // of the answer, where tests read it
	feeds  []feed
	learns []learn
}

// learn is what the conditions of a decision or a flag learn of one answer or one scale.
type learn struct{ node, combination int }

type feed struct {
	node, operand int
	value         int64
	known         bool
	prorated      bool // the operand is a scale that was prorated, and so is what is made of it
}

type word struct {
	at    int
	value int64
}

// outcome of one attempt to run a walk.
type verdict int

const (
	done  verdict = iota
	anew          // a unit was too coarse
	given         // up
)

// run gives every way the targets can come out; nil where the work grew past its bound. complete leaves no shown item
// unanswered.
func (w *walk) run(complete bool) *found {
	for range maxAnew {
		f := &found{walk: w, complete: complete}
		switch w.attempt(f) {
		case done:
			return f
		case given:
			return nil
		}
	}
	return nil
}

func (w *walk) attempt(f *found) verdict {
	first := newLevel(0)
	first.add(nil, -1, -1)
	f.levels = []*level{first}
	for depth := range w.units {
		next := newLevel(len(w.staged(depth)))
		if v := w.step(f, depth, next); v != done {
			return v
		}
		if len(w.closing[depth]) > 0 {
			settled, v := w.finish(f, depth, next)
			if v != done {
				return v
			}
			next = settled
		}
		f.levels = append(f.levels, next)
	}
	return done
}

// step answers one item, or takes one outcome of a module, in every state.
func (w *walk) step(f *found, depth int, next *level) verdict {
	effects := map[int][]effect{}
	last := f.levels[depth]
	cells := w.cellsAfter(depth - 1)
	staged := w.staged(depth)
	packed := make([]int64, len(staged))
	var undo []word
	for i := range last.len() {
		w.unpack(last.row(i), cells)
		hidden := w.hidden(depth)
		list, known := effects[hidden]
		if !known {
			var v verdict
			if list, v = w.effects(depth, hidden, f.complete); v != done {
				return v
			}
			effects[hidden] = list
		}
		w.space.work.steps += len(list)
		if next.len() > maxStates || w.space.work.spent() {
			return given
		}
		for e := range list {
			undo = undo[:0]
			if !w.apply(&list[e], depth, &undo) {
				return given
			}
			w.pack(packed, staged)
			next.add(packed, int32(i), list[e].option)
			for _, u := range undo {
				w.full[u.at] = u.value
			}
		}
	}
	return done
}

// staged gives the words of the states before what closes at a depth is computed, or at once of those after it where
// nothing does.
func (w *walk) staged(depth int) []int {
	if len(w.closing[depth]) > 0 {
		return w.before[depth]
	}
	return w.after[depth]
}

func (w *walk) cellsAfter(depth int) []int {
	if depth < 0 {
		return nil
	}
	return w.after[depth]
}

func (w *walk) unpack(row []int64, cells []int) {
	clear(w.full)
	for i, at := range cells {
		w.full[at] = row[i]
	}
}

func (w *walk) pack(into []int64, cells []int) {
	for i, at := range cells {
		into[i] = w.full[at]
	}
}

func (w *walk) apply(e *effect, depth int, undo *[]word) bool {
	for i := range e.feeds {
		to := &e.feeds[i]
		at := cells * to.node
		for cell := range cellOutcome {
			*undo = append(*undo, word{at + cell, w.full[at+cell]})
		}
		if !w.nodes[to.node].fold(w.full[at:at+cells], to) {
			return false
		}
	}
	for _, l := range e.learns {
		at := cells*l.node + cellA
		*undo = append(*undo, word{at, w.full[at]})
		w.full[at] = w.nodes[l.node].residue.step(w.full[at], l.combination)
	}
	if e.class >= 0 {
		w.full[cells*len(w.nodes)+depth] = e.class
	}
	undoLast(*undo)
	return true
}

// undoLast turns the list around, because a node that was fed twice must get its oldest words back last.
func undoLast(list []word) {
	for i, j := 0, len(list)-1; i < j; i, j = i+1, j-1 {
		list[i], list[j] = list[j], list[i]
	}
}

// hidden says in which definitions the item at a depth is kept off the form.
func (w *walk) hidden(depth int) (mask int) {
	u := w.units[depth]
	if u.module != nil {
		return 0
	}
	for side, c := range w.space.visibility(u.slot) {
		if c == nil {
			continue
		}
		switch c.Eval(seen{w, side}) {
		case q.False:
			mask |= 1 << side
		case q.Unknown:
			mask |= 1<<side | 1<<side<<undecidedShift
		}
	}
	return mask
}

// feedScale makes of the outcome of a scale what a node folds.
func (w *walk) feedScale(to link, o *inner) (feed, verdict) {
	f, v := w.feedOf(to.node, to.operand, o.Value, o.State != q.Unscorable)
	f.prorated = o.State == q.Prorated
	return f, v
}

// feedOf makes of a keyed operand what a node folds.
func (w *walk) feedOf(node, operand int, v exact.Number, known bool) (feed, verdict) {
	f := feed{node: node, operand: operand, known: known}
	if !known {
		return f, done
	}
	n := w.nodes[node]
	value, again, ok := n.whole(n.weigh(operand, v))
	f.value = value
	switch {
	case again:
		return f, anew
	case !ok:
		return f, given
	}
	return f, done
}
