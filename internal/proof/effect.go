package proof

import (
	"encoding/binary"
)

// effects gives what can be taken at a depth, each effect once.
func (w *walk) effects(depth, hidden int, complete bool) ([]effect, verdict) {
	if m := w.units[depth].module; m != nil {
		return w.moduleEffects(m, complete)
	}
	var list []effect
	once := map[string]bool{}
	for _, option := range w.choices(depth, hidden, complete) {
		e, v := w.answer(depth, option)
		if v != done {
			return nil, v
		}
		if key := e.key(); !once[key] {
			once[key] = true
			list = append(list, e)
		}
	}
	return list, done
}

// choices gives the answers that are possible where an item is hidden in some definitions.
func (w *walk) choices(depth, hidden int, complete bool) (list []int) {
	slot := w.units[depth].slot
	at := &w.space.slots[slot]
	everywhere := true
	for side := range w.space.sides {
		everywhere = everywhere && (at.items[side] < 0 || hidden&(1<<side) != 0)
	}
	if everywhere || !complete || len(at.options) == 1 {
		list = append(list, hidden<<hiddenShift)
	}
	for o := 1; o < len(at.options) && !everywhere; o++ {
		list = append(list, hidden<<hiddenShift|o)
		if w.anchored[slot] {
			break
		}
	}
	return list
}

// answer is what one answer does: it feeds the scales that have the item, and is remembered as far as tests read it.
func (w *walk) answer(depth, option int) (effect, verdict) {
	slot := w.units[depth].slot
	e := effect{option: int32(option), class: -1}
	if c, read := w.classes[slot]; read {
		e.class = int64(c.of[option&(1<<hiddenShift-1)] | option>>hiddenShift<<hiddenShift)
	}
	for i, n := range w.nodes {
		if tests := n.tests[slot]; len(tests) > 0 {
			e.learns = append(e.learns, learn{i, n.residue.combination(tests, single{w.space.value(n.side, slot, option)})})
		}
		for operand, x := range n.slots {
			if x != slot {
				continue
			}
			keyed, known := w.space.sides[n.side].program.Keyed(n.at, operand, w.space.value(n.side, slot, option))
			f, v := w.feedOf(i, operand, keyed, known)
			if v != done {
				return e, v
			}
			e.feeds = append(e.feeds, f)
		}
	}
	return e, done
}

func (e *effect) key() string {
	b := binary.AppendVarint(nil, e.class)
	for _, f := range e.feeds {
		b = binary.AppendVarint(b, f.value)
		b = append(b, flag(f.known), flag(f.prorated))
	}
	for _, l := range e.learns {
		b = binary.AppendVarint(b, int64(l.combination))
	}
	return string(b)
}

func flag(is bool) byte {
	if is {
		return 1
	}
	return 0
}

// moduleEffects takes each way a module can come out: it feeds the scales that have the module's as operands, and is
// remembered as far as somebody reads it.
func (w *walk) moduleEffects(m *module, complete bool) ([]effect, verdict) {
	f := w.space.foundOf(m, complete)
	if f == nil {
		return nil, given
	}
	w.space.work.steps += f.len()
	var list []effect
	once := map[string]bool{}
	for i := range f.len() {
		e := effect{option: int32(i), class: -1}
		for at, t := range m.roots {
			node := w.nodeOf[t]
			o := f.outcome(i, at)
			e.learns = append(e.learns, w.learnOf(node, &o)...)
			for _, p := range w.nodes[node].parents {
				fed, v := w.feedScale(p, &o)
				if v != done {
					return nil, v
				}
				e.feeds = append(e.feeds, fed)
			}
		}
		if key := e.key(); !once[key] {
			once[key] = true
			list = append(list, e)
		}
	}
	return list, done
}

// learnOf gives what conditions learn of a scale's outcome.
func (w *walk) learnOf(node int, o *inner) (list []learn) {
	for _, at := range w.nodes[node].askers {
		n := w.nodes[at]
		list = append(list, learn{at, n.residue.combination(n.asked[node], finished{*o, n.spec != nil})})
	}
	return list
}
