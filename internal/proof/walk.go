package proof

import (
	"encoding/binary"
	"slices"

	"steelyard/internal/exact"
	q "steelyard/internal/questionnaire"
	"steelyard/internal/scoring"
)

// maxStates bounds the work of one walk; a definition that needs more is said to be not proven, never assumed good.
const maxStates = 400_000

// Outcome is what one scale or flag came to for some answers.
type Outcome struct {
	State    q.State
	Value    exact.Number
	Category q.Category
	Band     string
	Raised   q.Truth // of a flag
}

// reached is one way the targets of a walk can come out, with answers that make them do so.
type reached struct {
	outcomes []Outcome
	last     *state
}

// walk goes through all answers to the items that some targets depend on, one item after the other, and keeps one
// representative of all partial answers that can't be told apart by what is still to come: the same sums so far, the
// same truth of the tests that will be asked, the same values of the scales that are finished. So it visits every
// outcome without visiting every answer. What a scale comes to is computed by the scoring itself, on a representative.
type walk struct {
	space *space
	nodes []*node
	order []int       // the slots that are walked, in order
	place map[int]int // slot → its place in order
}

// state is one partial answer.
type state struct {
	from    *state
	option  int // of the slot at this depth; -1 before the first
	depth   int
	accs    []acc     // for nodes that are open
	closed  []Outcome // for nodes that are finished
	classes []int     // the class of the option taken, for slots that tests will read
}

// acc is what an open scale remembers of its operands so far.
type acc struct {
	known int
	dead  bool // so many are missing that no number can come of it
	a, b  exact.Number
}

// run gives every way the targets can come out. complete leaves no shown item unanswered. ok is false where the work
// grew past its bound.
func (w *walk) run(complete bool) (all []reached, ok bool) {
	states := []*state{{option: -1, accs: make([]acc, len(w.nodes)), closed: make([]Outcome, len(w.nodes)), classes: make([]int, len(w.order))}}
	for depth := range w.order {
		next := map[string]*state{}
		var list []*state
		for _, s := range states {
			for _, option := range w.space.choices(w, s, depth, complete) {
				t := w.step(s, depth, option)
				key := w.key(t)
				if _, known := next[key]; !known {
					next[key] = t
					list = append(list, t)
				}
			}
			if len(list) > maxStates {
				return nil, false
			}
		}
		states = list
	}
	for _, s := range states {
		r := reached{last: s}
		for i, n := range w.nodes {
			if n.target {
				r.outcomes = append(r.outcomes, s.closed[i])
			}
		}
		all = append(all, r)
	}
	return all, true
}

// step answers one slot, and finishes the nodes that have all they read.
func (w *walk) step(s *state, depth, option int) *state {
	slot := w.order[depth]
	t := &state{from: s, option: option, depth: depth + 1, accs: slices.Clone(s.accs), closed: s.closed, classes: slices.Clone(s.classes)}
	t.classes[depth] = w.space.slots[slot].class(option)
	for i, n := range w.nodes {
		if operand := n.operandAt(slot); operand >= 0 {
			keyed, known := n.program.Keyed(n.scale, operand, w.space.value(n.side, slot, option))
			t.accs[i].add(n.spec, operand, keyed, known)
		}
	}
	closing := false
	for _, n := range w.nodes {
		closing = closing || n.closes == depth
	}
	if closing {
		w.finish(t, depth)
	}
	return t
}

// finish computes what closes here from the representative's answers, children before their parents.
func (w *walk) finish(t *state, depth int) {
	t.closed = slices.Clone(t.closed)
	results := map[int]*scored{}
	for i, n := range w.nodes {
		if n.closes != depth {
			continue
		}
		r, ok := results[n.side]
		if !ok {
			r = w.space.score(w, t, n.side)
			results[n.side] = r
		}
		t.closed[i] = r.outcome(n)
		for _, parent := range n.parents {
			p := w.nodes[parent.node]
			if p.folds() {
				keyed, known := t.closed[i].Value, t.closed[i].State != q.Unscorable
				t.accs[parent.node].add(p.spec, parent.operand, keyed, known)
			}
		}
	}
}

// add takes one operand in, keeping only what the operator can still tell apart.
func (a *acc) add(s *q.Scale, operand int, keyed exact.Number, known bool) {
	if !known {
		missing := operandsOf(s) // an upper bound is enough to know when too many are missing
		a.b = a.b.Add(missingMark(s))
		a.dead = a.dead || s.Operator != q.Count && tooMany(s, a.b, missing)
		if a.dead {
			*a = acc{dead: true}
		}
		return
	}
	if a.dead {
		return
	}
	a.known++
	switch s.Operator {
	case q.Count:
		a.a = a.a.Add(counts(s, operand, keyed))
	case q.WeightedSum:
		a.a = a.a.Add(keyed.Mul(s.Weights[s.Items[operand]]))
	case q.Maximum:
		if a.known == 1 || a.a.Less(keyed) {
			a.a = keyed
		}
	case q.RatioOf, q.Difference, q.Elapsed:
		if operand == 0 {
			a.a = keyed
		} else {
			a.b = keyed
		}
	default:
		a.a = a.a.Add(keyed)
	}
}

func operandsOf(s *q.Scale) int { return len(s.Items) + len(s.Scales) }

// missingMark counts a missing operand, for the operators that keep their count of missing in b.
func missingMark(s *q.Scale) exact.Number {
	if s.Operator == q.RatioOf || s.Operator == q.Difference || s.Operator == q.Elapsed {
		return exact.Int(0)
	}
	return exact.Int(1)
}

func tooMany(s *q.Scale, missing exact.Number, operands int) bool {
	if s.Missing.Rule != q.Prorate {
		return true
	}
	return exact.Int(int64(min(s.Missing.AtMost, operands))).Less(missing)
}

func counts(s *q.Scale, operand int, keyed exact.Number) exact.Number {
	bound := *s.AtLeast
	if own, ok := s.Exceptions[s.Items[operand]]; ok {
		bound = own
	}
	if keyed.Less(bound) {
		return exact.Int(0)
	}
	return exact.Int(1)
}

// key tells apart what is still to matter: open sums, finished values that somebody reads, and the classes of answers
// that tests will read.
func (w *walk) key(t *state) string {
	at := t.depth - 1
	b := make([]byte, 0, 64)
	for i, n := range w.nodes {
		switch {
		case n.closes > at:
			b = t.accs[i].append(b)
		case n.closes <= at && n.until > at:
			b = t.closed[i].append(b)
			if n.spec != nil && n.spec.Operator == q.Count {
				b = t.accs[i].append(b)
			}
		}
	}
	for depth := range t.depth {
		if w.space.slots[w.order[depth]].until > at {
			b = binary.AppendVarint(b, int64(t.classes[depth]))
		}
	}
	return string(b)
}

func (a *acc) append(b []byte) []byte {
	if a.dead {
		return append(b, 1)
	}
	b = append(b, 0)
	b = binary.AppendVarint(b, int64(a.known))
	return appendNumber(appendNumber(b, a.a), a.b)
}

func (o *Outcome) append(b []byte) []byte {
	b = append(append(b, o.State...), 0)
	b = appendNumber(b, o.Value)
	b = append(append(append(append(b, o.Category...), 0), o.Band...), 0)
	return append(b, byte(o.Raised+1))
}

func appendNumber(b []byte, n exact.Number) []byte {
	num, den := n.Fraction()
	return binary.AppendVarint(binary.AppendVarint(b, num), den)
}

// outcomeOf reads one scale's score.
func outcomeOf(s *scoring.Score) Outcome {
	return Outcome{State: s.State, Value: s.Value, Category: s.Category, Band: s.Band}
}
