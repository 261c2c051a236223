package scoring

import (
	"steelyard/internal/exact"
	q "steelyard/internal/questionnaire"
)

// Keyed gives what an answer counts as one of a scale's item operands: after reversal, and by the missing rule where
// the item is kept off the form. known is false where it counts as missing. The proofs use it, so that they and the
// scoring can't disagree on a key.
func (p *Program) Keyed(scale, operand int, v q.Value) (keyed exact.Number, known bool) {
	c := &p.scales[scale]
	return c.operands[operand].keyed(v, &c.Missing)
}
