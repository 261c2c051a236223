package proof

import (
	"math"

	"steelyard/internal/exact"
	q "steelyard/internal/questionnaire"
)

// What an open scale remembers of its operands so far is three words: cellA and cellB hold what the operator folds,
// cellH which operands of a pair are known. Its outcome, once it is closed, is the fourth.
const (
	cellH = iota
	cellA
	cellB
	cellOutcome
	cells
)

const (
	deadMark  = math.MinInt64 // in cellA: so many operands are missing that no number can come of it
	maxWord   = 1 << 52
	maxUnit   = 1 << 30
	minutes   = 24 * 60 // of a day
	curveBits = 6       // of an answer in the pattern of a graded response scale
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
	switch s.Operator {
	case q.WeightedSum:
		n.weigh = func(operand int, v exact.Number) exact.Number { return v.Mul(s.Weights[s.Items[operand]]) }
	case q.GradedModel:
		n.weigh = numbered()
	}
}

// numbered gives each value a number from 1, in the order in which they come.
func numbered() func(int, exact.Number) exact.Number {
	seen := map[exact.Number]int64{}
	return func(_ int, v exact.Number) exact.Number {
		if _, known := seen[v]; !known {
			seen[v] = int64(len(seen)) + 1
		}
		return exact.Int(seen[v])
	}
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
	num, den := v.Fraction()
	if n.unit%den != 0 {
		finer := n.unit / gcd(n.unit, den) * den
		if den > maxUnit || finer > maxUnit {
			return 0, false, false
		}
		n.unit = finer
		return 0, true, true
	}
	by := n.unit / den
	if num > maxWord/by || num < -maxWord/by {
		return 0, false, false
	}
	return num * by, false, true
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
func (n *node) fold(word []int64, operand int, v int64, known bool) bool {
	if word[cellA] == deadMark {
		return true
	}
	if !known {
		n.miss(word)
		return true
	}
	switch n.spec.Operator {
	case q.Maximum:
		if word[cellH] == 0 || word[cellA] < v {
			word[cellH], word[cellA] = 1, v
		}
	case q.RatioOf, q.Difference, q.Elapsed:
		word[cellH] |= 1 << operand
		word[cellA+operand] = v
		if word[cellH] == 3 {
			word[cellA], word[cellB] = n.pair(word[cellA], word[cellB])
		}
	case q.GradedModel:
		word[cellA] = word[cellA]<<curveBits | v
	default:
		word[cellA] += v
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
		word[cellH], word[cellA], word[cellB] = 0, deadMark, 0
		return
	}
	if s.Operator == q.GradedModel {
		word[cellA] <<= curveBits
	}
}

// pair gives what is left to tell apart once both operands are known.
func (n *node) pair(a, b int64) (x, y int64) {
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
