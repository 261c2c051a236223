package proof

import (
	"math"

	"steelyard/internal/exact"
	q "steelyard/internal/questionnaire"
)

// What an open scale remembers of its operands so far is four words: cellA and cellB hold what the operator folds,
// cellH which operands of a pair are known, cellP whether a scale among the operands was prorated. Its outcome, once it
// is closed, is the fifth.
const (
	cellH = iota
	cellA
	cellB
	cellP
	cellOutcome
	cells
)

const (
	deadMark   = math.MinInt64 // in cellA: so many operands are missing that no number can come of it
	maxWord    = 1 << 52
	maxUnit    = 1 << 30
	maxRefined = 8       // times a unit is made finer
	minutes    = 24 * 60 // of a day
	curveBits  = 6       // of an answer in the pattern of a graded response scale
)

// shape settles which words of a node tell open states apart, and what an operand counts.
func (n *node) shape() {
	n.cells = nil
	if n.spec == nil || n.spec.Operator == q.Decide {
		return
	}
	s := n.spec
	n.weigh = func(_ int, v exact.Number) exact.Number { return v }
	switch s.Operator {
	case q.RatioOf, q.Difference, q.Elapsed:
		n.cells = []int{cellH, cellA, cellB}
	case q.Maximum:
		n.cells = []int{cellH, cellA}
	case q.Count:
		n.cells = []int{cellA, cellB}
		n.weigh = n.counts
	default:
		n.cells = []int{cellA}
		if s.Missing.Rule == q.Prorate {
			n.cells = []int{cellA, cellB}
		}
	}
	if len(s.Scales) > 0 {
		n.cells = append(n.cells, cellP)
	}
	switch s.Operator {
	case q.WeightedSum:
		n.weigh = func(operand int, v exact.Number) exact.Number { return v.Mul(s.Weights[s.Items[operand]]) }
	case q.Recode:
		n.weigh = n.stepOf
	}
}

// stepOf gives the number of the step of a recode that a value falls in, 0 below the first.
func (n *node) stepOf(_ int, v exact.Number) exact.Number {
	at := 0
	for at < len(n.spec.Recode) && !v.Less(n.spec.Recode[at].From) {
		at++
	}
	return exact.Int(int64(at))
}

func (n *node) counts(operand int, v exact.Number) exact.Number {
	bound := *n.spec.AtLeast
	if own, ok := n.spec.Exceptions[n.spec.Items[operand]]; ok {
		bound = own
	}
	if v.Less(bound) {
		return exact.Int(0)
	}
	return exact.Int(1)
}

// whole gives a number as a multiple of 1/unit. Where the unit is too coarse it is made finer, and again is true: the
// walk has to begin anew.
func (n *node) whole(v exact.Number) (words int64, again, ok bool) {
	if !v.OK() {
		return 0, false, false
	}
	if n.ledger != nil {
		return n.ledger.at(v), false, true
	}
	num, den := v.Fraction()
	if n.unit%den != 0 {
		n.refine(den)
		return 0, true, true
	}
	by := n.unit / den
	if num > maxWord/by || num < -maxWord/by {
		return 0, false, false
	}
	return num * by, false, true
}

// refine makes the unit fine enough for a denominator, or gives up having one.
func (n *node) refine(den int64) {
	n.refined++
	if den > maxUnit || n.unit/gcd(n.unit, den) > maxUnit/den || n.refined > maxRefined {
		n.ledger = newLedger()
		return
	}
	n.unit = n.unit / gcd(n.unit, den) * den
}

// ledger keeps exact numbers, so that a word can stand for each. The place of 0 is 0.
type ledger struct {
	numbers []exact.Number
	places  map[exact.Number]int64
}

func newLedger() *ledger {
	return &ledger{[]exact.Number{{}}, map[exact.Number]int64{{}: 0}}
}

func (l *ledger) at(v exact.Number) int64 {
	place, known := l.places[v]
	if !known {
		place = int64(len(l.numbers))
		l.numbers, l.places[v] = append(l.numbers, v), place
	}
	return place
}

// add and less work on words, which are numbers themselves where there is no ledger.
func (n *node) add(a, b int64) int64 {
	if n.ledger == nil {
		return a + b
	}
	return n.ledger.at(n.ledger.numbers[a].Add(n.ledger.numbers[b]))
}

func (n *node) less(a, b int64) bool {
	if n.ledger == nil {
		return a < b
	}
	return n.ledger.numbers[a].Less(n.ledger.numbers[b])
}

func gcd(a, b int64) int64 {
	for b != 0 {
		a, b = b, a%b
	}
	if a < 0 {
		return -a
	}
	return a
}

// fold takes one operand into the words of an open node, keeping only what its operator can still tell apart. It is
// false where a word would overflow.
func (n *node) fold(word []int64, f *feed) bool {
	if word[cellA] == deadMark {
		return true
	}
	if !f.known {
		n.miss(word)
		return true
	}
	if f.prorated {
		word[cellP] = 1
	}
	v := f.value
	switch n.spec.Operator {
	case q.Maximum:
		if word[cellH] == 0 || n.less(word[cellA], v) {
			word[cellH], word[cellA] = 1, v
		}
	case q.RatioOf, q.Difference, q.Elapsed:
		word[cellH] |= 1 << f.operand
		word[cellA+f.operand] = v
		if word[cellH] == 3 {
			word[cellA], word[cellB] = n.pair(word[cellA], word[cellB])
		}
	case q.GradedModel:
		word[cellA] = word[cellA]<<curveBits | v
	default:
		word[cellA] = n.add(word[cellA], v)
	}
	return word[cellA] < maxWord && word[cellA] > -maxWord
}

func (n *node) miss(word []int64) {
	s := n.spec
	word[cellB]++
	if s.Operator == q.Count {
		return
	}
	if s.Missing.Rule != q.Prorate || word[cellB] > int64(s.Missing.AtMost) {
		clear(word[:cellOutcome])
		word[cellA] = deadMark
		return
	}
	if s.Operator == q.GradedModel {
		word[cellA] <<= curveBits
	}
}

// pair gives what is left to tell apart once both operands are known.
func (n *node) pair(a, b int64) (x, y int64) {
	if n.ledger != nil { // by their exact values, which is enough for all three
		return a, b
	}
	switch n.spec.Operator {
	case q.Difference:
		return a - b, 0
	case q.Elapsed:
		day := minutes * n.unit
		return ((b-a)%day + day) % day, 0
	}
	if b == 0 {
		return 0, 0
	}
	by := gcd(a, b)
	if b < 0 {
		by = -by
	}
	return a / by, b / by
}
