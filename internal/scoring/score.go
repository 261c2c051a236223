package scoring

import (
	"fmt"
	"slices"

	"steelyard/internal/exact"
	"steelyard/internal/psychometrics"
	q "steelyard/internal/questionnaire"
)

// Score computes every scale of the program's definition from answers that were checked against it.
// A scale that can't be scored says why and has no number; that is a Result, not an error.
func (p *Program) Score(a q.Answers) Result {
	d := p.definition
	r := Result{Questionnaire: d.Ref(), Hash: d.Hash(), Engine: Engine, Scores: make([]Score, len(p.scales))}
	for i := range d.Items {
		if v := a.At(i); v.Shown {
			r.Items++
			if v.Given {
				r.Answered++
			}
		}
	}
	errors := make([]Uncertainty, len(p.scales))
	run := &run{a, p, r.Scores}
	for i := range p.scales {
		p.scales[i].score(run, &r.Scores[i], &errors[i])
	}
	return r
}

// run is what the scales of one Result read: the answers, and the scales before them.
type run struct {
	answers q.Answers
	program *Program
	scores  []Score
}

// ItemScore gives an item's score to a condition.
func (r *run) ItemScore(id q.ItemID) (exact.Number, bool) { return r.answers.ItemScore(id) }

// ScaleValue gives an earlier scale's value to a condition. A count with answers missing is known within bounds: it is
// at least what was counted, and at most that plus what is missing.
func (r *run) ScaleValue(id q.ScaleID) (low, high exact.Number, known bool) {
	i := r.program.definition.ScaleIndex(id)
	if i < 0 {
		return low, high, false
	}
	c := &r.program.scales[i]
	if v, ok := r.scores[i].Number(); ok {
		return v, v, true
	}
	if c.Operator != q.Count || c.Transform != nil {
		return low, high, false
	}
	low = c.fold(r).total
	return low, low.Add(exact.Int(int64(r.scores[i].Missing))), true
}

// value gives an operand's keyed score.
func (r *run) value(o *operand, rule *q.MissingRule) (exact.Number, bool) {
	if o.item < 0 {
		return r.scores[o.scale].Number()
	}
	return o.keyed(r.answers.At(o.item), rule)
}

// keyed gives what an answer counts: turned where the item is reversed.
func (o *operand) keyed(v q.Value, rule *q.MissingRule) (exact.Number, bool) {
	switch {
	case !v.Shown && !v.Undecided && rule.NotShown != nil:
		return *rule.NotShown, true
	case v.Shown && !v.Given && o.blank != nil:
		return *o.blank, true
	case !v.Given || !v.Scored:
		return exact.Number{}, false
	case o.reversed:
		return o.ends.Sub(v.Score), true
	}
	return v.Score, true
}

func (c *compiled) score(r *run, s *Score, e *Uncertainty) {
	s.Scale, s.Operands = c.ID, len(c.operands)
	if c.Operator == q.Decide {
		c.decide(r, s)
		return
	}
	fold := c.fold(r)
	s.Missing = len(c.operands) - fold.known
	switch {
	case s.Missing == 0:
		s.State = q.Complete
	case c.Missing.Rule == q.Prorate && s.Missing <= c.Missing.AtMost:
		s.State = q.Prorated
	default:
		s.State, s.Reason = q.Unscorable, c.whyMissing(s.Missing)
		return
	}
	raw := fold.value(c, s.State)
	se := c.ownError(&fold)
	if c.Operator == q.GradedModel {
		raw, se = c.pattern(r)
	}
	value := c.report(raw)
	if !value.OK() {
		s.State, s.Reason = q.Unscorable, "the value can't be computed from these answers"
		return
	}
	s.Value, s.Band = value, c.band(s.State, value, raw)
	if c.carriesProration(r) {
		s.State = q.Prorated
	}
	if se > 0 {
		c.around(s, se, q.Published, e)
		return
	}
	c.uncertainty(s, &fold, e)
}

// carriesProration says whether a scale among the operands was prorated: then what is made of it is prorated too.
func (c *compiled) carriesProration(r *run) bool {
	return slices.ContainsFunc(c.operands, func(o operand) bool { return o.item < 0 && r.scores[o.scale].State == q.Prorated })
}

func (c *compiled) whyMissing(missing int) string {
	if len(c.operands) == 1 {
		return "its answer is missing"
	}
	allowed := "none may be"
	if c.Missing.Rule == q.Prorate {
		allowed = fmt.Sprintf("at most %d may be", c.Missing.AtMost)
	}
	return fmt.Sprintf("%d of %d answers missing, %s", missing, len(c.operands), allowed)
}

// folded is what one pass over the operands gathers.
type folded struct {
	known   int
	total   exact.Number // the sum, the weighted sum or the count, over what is known
	largest exact.Number
	pair    [2]exact.Number // the first two operands, for a ratio or a difference
	moments psychometrics.Moments
}

func (c *compiled) fold(r *run) (f folded) {
	for i := range c.operands {
		o := &c.operands[i]
		v, known := r.value(o, &c.Missing)
		if !known {
			continue
		}
		if f.known == 0 || f.largest.Less(v) {
			f.largest = v
		}
		if i < 2 {
			f.pair[i] = v
		}
		f.known++
		f.moments.Add(v.Float())
		switch {
		case c.Operator == q.Count && !v.Less(o.atLeast):
			f.total = f.total.Add(exact.Int(1))
		case c.Operator == q.WeightedSum:
			f.total = f.total.Add(v.Mul(o.weight))
		case c.Operator != q.Count:
			f.total = f.total.Add(v)
		}
	}
	return f
}

// value gives the operator's value; Unrepresentable where there is none, as for a ratio to zero.
func (f *folded) value(c *compiled, state q.State) exact.Number {
	switch c.Operator {
	case q.Mean:
		return f.total.Div(exact.Int(int64(f.known)))
	case q.Maximum, q.ValueOf:
		return f.largest
	case q.Recode:
		return recode(c.Scale.Recode, f.largest)
	case q.RatioOf:
		return f.pair[0].Div(f.pair[1])
	case q.Difference:
		return f.pair[0].Sub(f.pair[1])
	case q.Elapsed:
		return elapsed(f.pair[0], f.pair[1])
	case q.TableOf:
		if row := c.row(f.largest); row != nil {
			return row.Value
		}
		return exact.Unrepresentable
	}
	if state != q.Prorated {
		return f.total
	}
	prorated := f.total.Mul(exact.Ratio(int64(len(c.operands)), int64(f.known)))
	switch c.Missing.Round {
	case q.RoundHalfUp:
		return prorated.RoundHalfUp()
	case q.RoundUp:
		return prorated.Ceil()
	}
	return prorated
}

func recode(steps []q.Step, v exact.Number) exact.Number {
	to := exact.Unrepresentable
	for _, s := range steps {
		if v.Less(s.From) {
			break
		}
		to = s.To
	}
	return to
}

// report applies the scale's linear transform.
func (c *compiled) report(raw exact.Number) exact.Number {
	if c.Transform == nil {
		return raw
	}
	return raw.Mul(c.Transform.Multiply).Add(c.Transform.Add)
}

// band gives the code of the band a value falls in. A prorated value is looked up with its raw value rounded half up,
// unless the rule says otherwise, and so a band never hangs on a fraction that no full set of answers could give.
func (c *compiled) band(state q.State, at, raw exact.Number) string {
	if state == q.Prorated && (c.Missing.Round == "" || c.Missing.Round == q.RoundBand) {
		at = c.report(raw.RoundHalfUp())
	}
	code := ""
	for i := range c.Bands {
		if at.Less(c.Bands[i].From) {
			break
		}
		code = c.Bands[i].Code
	}
	return code
}

// decide takes the first category whose condition is true. Where one is unknown, so is the decision: a missing answer
// is never taken for a "no".
func (c *compiled) decide(r *run, s *Score) {
	for i := range c.Scale.Decide {
		switch c.Scale.Decide[i].When.Eval(r) {
		case q.True:
			s.State, s.Category = q.Complete, c.Scale.Decide[i].Category
			return
		case q.Unknown:
			s.State, s.Reason = q.Unscorable, "an answer that decides it is missing"
			return
		}
	}
	s.State, s.Reason = q.Unscorable, "no category applies"
}

// uncertainty gives the 95 % interval of a score where a basis for its error exists (PROFILE.md, step 2): the
// person's own item-sampling error drawn towards the group's for a sum or mean of items, the group's for the rest.
func (c *compiled) uncertainty(s *Score, f *folded, e *Uncertainty) {
	if c.groupSEM == 0 {
		return
	}
	k := len(c.operands)
	raw, err := psychometrics.WidenProrated(c.groupSEM, k, f.known)
	if c.alone && f.known >= 2 && (c.Operator == q.Sum || c.Operator == q.Mean) {
		var se psychometrics.ItemSE
		se, err = psychometrics.ShrunkenSEM(f.moments, k, c.groupSEM)
		raw = se.Mean
	}
	if err != nil { // no interval is better than a wrong one
		return
	}
	if c.alone && c.Operator == q.Sum { // from the item mean to the sum
		raw *= float64(k)
	}
	c.around(s, raw, c.basis(), e)
}

// around puts the 95 % interval of a raw standard error around a score, cut at the range.
func (c *compiled) around(s *Score, raw float64, basis q.Basis, e *Uncertainty) {
	e.SE, e.Basis = raw*c.multiplier(), basis
	if basis == q.Site {
		e.Site = c.site
	}
	interval, err := psychometrics.Within(s.Value.Float(), e.SE, psychometrics.Z95, c.limits)
	if err != nil || interval.Low >= interval.High { // one without width would look certain
		return
	}
	e.Interval = interval
	s.Error = e
}
