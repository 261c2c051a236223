package proof

import (
	"slices"

	q "steelyard/internal/questionnaire"
	"steelyard/internal/safety"
	"steelyard/internal/scoring"
)

// space is the items of one or two definitions, laid side by side, with every answer each can have. Two definitions
// are two versions, or a definition and its mutant; an item or a choice that only one of them has counts there only.
type space struct {
	programs []*scoring.Program
	slots    []slot
	endless  bool // some item has more answers than can be gone through
}

type slot struct {
	items   []int // its place in each definition, or -1
	options []option
	tests   []*q.Condition // that read it
	classOf []int          // for every option, which of them no test can tell apart
	until   int            // the depth after which no test reads it any more
}

// option is one answer; the first of every slot is none.
type option struct {
	given  q.Given
	values []q.Value // in each definition
}

// hiddenShift is where an option carries which definitions keep the item off the form; undecidedShift, counted from
// there, which of them can't say, because an answer that decides it is missing.
const (
	hiddenShift    = 16
	undecidedShift = 8
)

func newSpace(programs ...*scoring.Program) *space {
	s := &space{programs: programs}
	at := map[q.ItemID]int{}
	for side, p := range programs {
		d := p.Definition()
		for i := range d.Items {
			k, ok := at[d.Items[i].ID]
			if !ok {
				k = len(s.slots)
				at[d.Items[i].ID] = k
				s.slots = append(s.slots, slot{items: slices.Repeat([]int{-1}, len(programs)), options: []option{{values: make([]q.Value, len(programs))}}})
			}
			s.slots[k].items[side] = i
			s.addOptions(&s.slots[k], side, d, i)
		}
	}
	return s
}

func (s *space) addOptions(to *slot, side int, d *q.Definition, item int) {
	given, values, ok := d.Options(item)
	s.endless = s.endless || !ok
	for i, g := range given {
		at := slices.IndexFunc(to.options, func(o option) bool { return o.given == g })
		if at <= 0 {
			at = len(to.options)
			to.options = append(to.options, option{g, make([]q.Value, len(s.programs))})
		}
		to.options[at].values[side] = values[i]
	}
}

// slotOf gives the slot of an item of a definition.
func (s *space) slotOf(side int, id q.ItemID) int {
	at := s.programs[side].Definition().ItemIndex(id)
	return slices.IndexFunc(s.slots, func(x slot) bool { return x.items[side] == at })
}

// value gives what an option is in one definition.
func (s *space) value(side, slot, option int) q.Value {
	if hidden := option >> hiddenShift; hidden&(1<<side) != 0 {
		return q.Value{Undecided: hidden&(1<<(side+undecidedShift)) != 0}
	}
	v := s.slots[slot].options[option&(1<<hiddenShift-1)].values[side]
	v.Shown = true
	return v
}

// choices gives the options of the slot at a depth that some partial answers allow.
func (s *space) choices(w *walk, t *state, depth int, complete bool) []int {
	at := &s.slots[w.order[depth]]
	hidden, everywhere := 0, true
	for side, p := range s.programs {
		if at.items[side] < 0 {
			continue
		}
		when := p.Definition().Items[at.items[side]].ShownWhen
		shown := q.True
		if when != nil {
			shown = when.Eval(s.answers(w, t, side))
		}
		switch shown {
		case q.True:
			everywhere = false
		case q.False:
			hidden |= 1 << side
		default:
			hidden |= 1<<side | 1<<(side+undecidedShift)
		}
	}
	var list []int
	if everywhere || !complete || len(at.options) == 1 {
		list = append(list, hidden<<hiddenShift)
	}
	if everywhere {
		return list
	}
	for o := 1; o < len(at.options); o++ {
		list = append(list, hidden<<hiddenShift|o)
	}
	return list
}

// answers gives the partial answers of a state in one definition; what was not walked yet is not answered.
func (s *space) answers(w *walk, t *state, side int) q.Answers {
	d := s.programs[side].Definition()
	values := make([]q.Value, len(d.Items))
	for i := range values {
		values[i].Shown = true
	}
	for ; t.from != nil; t = t.from {
		slot := w.order[t.depth-1]
		if item := s.slots[slot].items[side]; item >= 0 {
			values[item] = s.value(side, slot, t.option)
		}
	}
	a, err := d.AnswersOf(values)
	if err != nil {
		panic(err) // values has one entry an item
	}
	return a
}

// scored is what a definition makes of some answers.
type scored struct {
	answers q.Answers
	result  scoring.Result
	raised  []safety.Flag
}

func (s *space) score(w *walk, t *state, side int) *scored {
	r := &scored{answers: s.answers(w, t, side)}
	r.result = s.programs[side].Score(r.answers)
	r.raised = safety.Raise(r.answers, &r.result)
	return r
}

func (r *scored) outcome(n *node) Outcome {
	if n.spec != nil {
		return outcomeOf(&r.result.Scores[n.scale])
	}
	for _, f := range r.raised {
		if f.Rule.ID == n.flag.ID && !f.Unanswered {
			return Outcome{Raised: q.True}
		}
	}
	return Outcome{Raised: q.False}
}

// witness gives the answers of a state in the form of an example: one an item, null where it is not answered.
func (s *space) witness(w *walk, t *state, side int) []*q.Given {
	a := s.answers(w, t, side)
	list := make([]*q.Given, len(a.Definition().Items))
	for i := range list {
		if v := a.At(i); v.Given {
			g := q.Given(v.Raw)
			list[i] = &g
		}
	}
	return list
}

// class tells apart the options that some test can tell apart.
func (s *slot) class(option int) int {
	return s.classOf[option&(1<<hiddenShift-1)] | option>>hiddenShift<<hiddenShift
}

// classify groups the options by the truth of every test that reads the slot.
func (s *slot) classify() {
	s.classOf = make([]int, len(s.options))
	seen := map[string]int{}
	for o := range s.options {
		var key []byte
		for side := range s.options[o].values {
			v := s.options[o].values[side]
			for _, t := range s.tests {
				key = append(key, byte(t.Eval(single{v})+1))
			}
		}
		if _, ok := seen[string(key)]; !ok {
			seen[string(key)] = len(seen)
		}
		s.classOf[o] = seen[string(key)]
	}
}
