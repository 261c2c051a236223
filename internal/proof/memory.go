package proof

import "steelyard/internal/exact"

// memory is what a scale came to for the words it was left with, so that it is computed once in all walks.
type memory struct {
	level    *level
	outcomes []int64 // in the node's table
	ledger   *ledger
}

func newMemory(n *node) *memory { return &memory{level: newLevel(len(n.cells)), ledger: n.ledger} }

func (m *memory) find(words []int64) (outcome int64, known bool) {
	if at := m.level.find(words); at >= 0 {
		return m.outcomes[at], true
	}
	return 0, false
}

func (m *memory) keep(words []int64, o int64) {
	m.level.add(words, -1, -1)
	m.outcomes = append(m.outcomes, o)
}

type memoryKey struct {
	target
	unit int64
}

// remember gives a node its memory. What is left of conditions is numbered in one walk only, and so are the numbers of
// a ledger; all other words mean the same in every walk of one definition with the same unit.
func (w *walk) remember(n *node) {
	if n.residue != nil || n.ledger != nil {
		if n.memory == nil || n.memory.ledger != n.ledger {
			n.memory = newMemory(n)
		}
		return
	}
	in := w.space.home(n.target)
	key := memoryKey{n.target, n.unit}
	if in.memories[key] == nil {
		in.memories[key] = newMemory(n)
	}
	n.memory = in.memories[key]
}

// home is where what belongs to one target is kept: with the first definition, which all its mutants share, or with the pair.
func (s *space) home(t target) *space {
	if t.side == 0 {
		return s.alone
	}
	return s
}

// table numbers the outcomes of one scale or flag, the same in every walk.
type table struct {
	list  []inner
	known map[inner]int64
}

func (s *space) tableOf(t target) *table {
	if s.tables[t] == nil {
		s.tables[t] = &table{known: map[inner]int64{}}
	}
	return s.tables[t]
}

func (t *table) at(o inner) int64 {
	at, known := t.known[o]
	if !known {
		at = int64(len(t.list))
		t.list, t.known[o] = append(t.list, o), at
	}
	return at
}

// numbered gives each value of an operand a number from 1, in the order in which they come, the same in every walk.
func (s *space) numbered(t target) func(int, exact.Number) exact.Number {
	if s.numbers[t] == nil {
		s.numbers[t] = map[exact.Number]int64{}
	}
	seen := s.numbers[t]
	return func(_ int, v exact.Number) exact.Number {
		if _, known := seen[v]; !known {
			seen[v] = int64(len(seen)) + 1
		}
		return exact.Int(seen[v])
	}
}
