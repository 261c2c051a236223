package proof

import (
	"steelyard/internal/exact"
	q "steelyard/internal/questionnaire"
	"steelyard/internal/safety"
	"steelyard/internal/scoring"
)

// Outcome is what one scale or flag came to for some answers.
type Outcome struct {
	State    q.State
	Value    exact.Number
	Category q.Category
	Band     string
	Raised   q.Truth // of a flag
}

// inner is an outcome with what a decision can see of it besides: a count with answers missing is known within bounds.
type inner struct {
	Outcome
	counted int64 // of a count that has no number, how many answers counted
	missing int64 // and how many are missing
	stuck   bool  // of a decision whose conditions are all known to be false
}

// finish computes what closes at a depth, once for all states that are alike until then.
func (w *walk) finish(f *found, depth int, staged *level) (*level, verdict) {
	out := newLevel(len(w.after[depth]))
	packed := make([]int64, len(w.after[depth]))
	if w.space.work.spent() {
		return nil, given
	}
	for _, i := range w.closing[depth] {
		w.remember(w.nodes[i])
	}
	for i := range staged.len() {
		w.unpack(staged.row(i), w.before[depth])
		if v := w.close(f, depth, staged, i); v != done {
			return nil, v
		}
		w.pack(packed, w.after[depth])
		out.add(packed, staged.from[i], staged.option[i])
	}
	return out, done
}

// close computes the nodes that close in a state, children before what reads them, and hands on what they come to.
func (w *walk) close(f *found, depth int, staged *level, at int) verdict {
	var results [2]*scored
	for _, i := range w.closing[depth] {
		n := w.nodes[i]
		words := w.words[:len(n.cells)]
		for k, cell := range n.cells {
			words[k] = w.full[cells*i+cell]
		}
		outcome, known := n.memory.find(words)
		if !known {
			if results[n.side] == nil {
				w.picks = w.pick(f.picks(w.picks[:0], depth, int(staged.from[at])), depth, int(staged.option[at]), f.complete)
				results[n.side] = w.score(n.side, w.picks)
			}
			outcome = n.table.at(results[n.side].outcome(n, w.full[cells*i:cells*(i+1)]))
			n.memory.keep(words, outcome)
		}
		w.full[cells*i+cellOutcome] = outcome
		if v := w.handOn(i, &n.table.list[outcome]); v != done {
			return v
		}
	}
	return done
}

// handOn feeds the outcome of a node to the scales and conditions that read it.
func (w *walk) handOn(node int, o *inner) verdict {
	for _, l := range w.learnOf(node, o) {
		w.full[cells*l.node+cellA] = w.nodes[l.node].residue.step(w.full[cells*l.node+cellA], l.combination)
	}
	for _, p := range w.nodes[node].parents {
		fed, v := w.feedScale(p, o)
		if v != done {
			return v
		}
		if !w.nodes[p.node].fold(w.full[cells*p.node:cells*(p.node+1)], &fed) {
			return given
		}
	}
	return done
}

// pick is the answer taken to one item.
type pick struct{ slot, option int }

// picks adds the answers that led to a state to a list.
func (f *found) picks(list []pick, depth, at int) []pick {
	for ; depth > 0; depth-- {
		l := f.levels[depth]
		list = f.walk.pick(list, depth-1, int(l.option[at]), f.complete)
		at = int(l.from[at])
	}
	return list
}

func (w *walk) pick(list []pick, depth, option int, complete bool) []pick {
	u := w.units[depth]
	if u.module == nil {
		return append(list, pick{u.slot, option})
	}
	f, before := w.space.foundOf(u.module, complete), len(list)
	list = f.picks(list, len(f.levels)-1, option)
	if f.walk.space == w.space {
		return list
	}
	for i := before; i < len(list); i++ { // what is hidden in the one definition that the module was walked in is hidden in both
		hidden := list[i].option >> hiddenShift
		list[i].option |= (hidden&5)<<1<<hiddenShift | (hidden&10)>>1<<hiddenShift
	}
	return list
}

func (f *found) len() int { return f.levels[len(f.levels)-1].len() }

// outcome gives what one of the targets comes to in one of the ways.
func (f *found) outcome(at, target int) inner {
	n := f.walk.nodes[f.walk.targets[target]]
	row := f.levels[len(f.levels)-1].row(at)
	for i, cell := range f.walk.after[len(f.walk.units)-1] {
		if cell == cells*f.walk.targets[target]+cellOutcome {
			return n.table.list[row[i]]
		}
	}
	return inner{}
}

// answers gives the answers of one way in a definition: one an item, nil where it is not answered.
func (f *found) answers(at int) []pick { return f.picks(nil, len(f.levels)-1, at) }

// scored is what a definition makes of some answers.
type scored struct {
	program *scoring.Program
	answers q.Answers
	result  scoring.Result
	raised  []safety.Flag
}

func (w *walk) score(side int, picks []pick) *scored {
	w.space.work.scored++
	r := &scored{program: w.programs[side]}
	d := r.program.Definition()
	values := w.values[:len(d.Items)]
	for i := range values {
		values[i] = q.Value{Shown: true} // what was not walked is not answered, and does not matter
	}
	for _, p := range picks {
		if item := w.space.slots[p.slot].items[side]; item >= 0 {
			values[item] = w.space.value(side, p.slot, p.option)
		}
	}
	answers, err := d.AnswersOf(values)
	if err != nil {
		panic(err) // values has one entry an item
	}
	r.answers = answers
	r.result = r.program.Score(answers)
	if len(d.Flags) > 0 {
		r.raised = safety.Raise(answers, &r.result)
	}
	return r
}

// outcome gives what a node came to; words are what it was left with.
func (r *scored) outcome(n *node, words []int64) inner {
	if n.spec == nil {
		for _, f := range r.raised {
			if f.Rule.ID == n.flag && !f.Unanswered {
				return inner{Outcome: Outcome{Raised: q.True}}
			}
		}
		return inner{Outcome: Outcome{Raised: q.False}}
	}
	s := &r.result.Scores[n.at]
	o := inner{Outcome: outcomeOf(s)}
	if n.spec.Operator == q.Count && n.spec.Transform == nil && s.State == q.Unscorable {
		o.counted, o.missing = words[cellA], words[cellB]
	}
	o.stuck = s.State == q.Unscorable && n.spec.Operator == q.Decide && r.stuck(n.spec)
	return o
}

// stuck says whether every condition of a decision is known to be false, so that no category applies.
func (r *scored) stuck(s *q.Scale) bool {
	for i := range s.Decide {
		if s.Decide[i].When.Eval(reader{r}) != q.False {
			return false
		}
	}
	return true
}

// reader lets conditions be asked of a result.
type reader struct{ *scored }

// ItemScore gives an item's score.
func (r reader) ItemScore(id q.ItemID) (exact.Number, bool) { return r.answers.ItemScore(id) }

// ScaleValue gives a scale's value where it has one.
func (r reader) ScaleValue(id q.ScaleID) (low, high exact.Number, known bool) {
	s, ok := r.result.Score(id)
	if !ok {
		return low, high, false
	}
	v, known := s.Number()
	return v, v, known
}

// outcomeOf reads one scale's score.
func outcomeOf(s *scoring.Score) Outcome {
	return Outcome{State: s.State, Value: s.Value, Category: s.Category, Band: s.Band}
}
