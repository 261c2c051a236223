package scoring

import (
	"math"

	"steelyard/internal/exact"
	"steelyard/internal/psychometrics"
	q "steelyard/internal/questionnaire"
)

// day is the minutes of a day.
var day = exact.Int(24 * 60)

// elapsed gives the minutes from one time of day to the next such time: 23:00 to 7:00 is eight hours.
func elapsed(from, to exact.Number) exact.Number {
	if d := to.Sub(from); d.Sign() >= 0 {
		return d
	}
	return to.Sub(from).Add(day)
}

// row gives the row of a conversion table for a raw score; nil where there is none.
func (c *compiled) row(raw exact.Number) *q.Row {
	for i := range c.Table {
		if c.Table[i].Raw == raw {
			return &c.Table[i]
		}
	}
	return nil
}

// ownError gives the standard error that a conversion table has for a raw score; 0 where it has none.
func (c *compiled) ownError(f *folded) float64 {
	if c.Operator != q.TableOf {
		return 0
	}
	if row := c.row(f.largest); row != nil && row.SE != nil {
		return row.SE.Float()
	}
	return 0
}

// pattern gives the T score of the answers under the scale's graded response model, rounded half up to one decimal as
// published tables are, and its standard error. The rounding goes by way of nine decimals, so that no score hangs on
// the last bit of a float.
func (c *compiled) pattern(r *run) (exact.Number, float64) {
	theta, err := c.model.EAP(c.categories(r))
	if err != nil {
		return exact.Unrepresentable, 0
	}
	t := psychometrics.OnT(theta)
	return exact.Ratio(int64(math.Round(t.Value*1e9)), 1e9).Mul(exact.Int(10)).RoundHalfUp().Div(exact.Int(10)), t.SE
}

// categories gives the answers as the model counts them, from 0.
func (c *compiled) categories(r *run) []int {
	list := make([]int, len(c.operands))
	for i := range c.operands {
		list[i] = psychometrics.Missing
		if v, known := r.value(&c.operands[i], &c.Missing); known {
			list[i] = c.category(i, v)
		}
	}
	return list
}

// Fit says how well the answers behind a scale fit its response model. It can be said of graded-response scales alone, because no
// other definition has its items' parameters, and of at least psychometrics.MinFitAnswers answers. It takes some ten milliseconds.
func (p *Program) Fit(a q.Answers, scale q.ScaleID) (psychometrics.Fit, bool) {
	i := p.definition.ScaleIndex(scale)
	if i < 0 || p.scales[i].model == nil {
		return psychometrics.Fit{}, false
	}
	c := &p.scales[i]
	f, err := c.model.Fit(c.categories(&run{a, p, nil}), psychometrics.FitDraws)
	return f, err == nil
}

func (c *compiled) category(i int, score exact.Number) int {
	for at, s := range c.scores[i] {
		if s == score {
			return at
		}
	}
	return psychometrics.Missing
}
