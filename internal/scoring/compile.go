package scoring

import (
	"steelyard/internal/exact"
	"steelyard/internal/fault"
	"steelyard/internal/psychometrics"
	q "steelyard/internal/questionnaire"
)

// Program is a definition made ready for scoring: every name is resolved once. It is safe for concurrent use.
type Program struct {
	definition *q.Definition
	scales     []compiled
}

type compiled struct {
	*q.Scale
	operands []operand
	alone    bool    // every operand is an item
	groupSEM float64 // of the item mean for a sum or a mean of items, of the raw value otherwise; 0 where no basis exists
	limits   psychometrics.Interval
	model    *psychometrics.GRM // of a graded response scale
	scores   [][]exact.Number   // and the scores of each of its items, lowest first
	site     *SiteSample        // behind groupSEM where it is the site's own
}

// operand is an item (at index item) or an earlier scale (at index scale, with item -1).
type operand struct {
	item, scale int
	reversed    bool
	ends        exact.Number // lowest plus highest score: a reversed score is ends less the score
	weight      exact.Number
	atLeast     exact.Number
	blank       *exact.Number // what an item left blank counts, where the key says so
}

// Compile resolves a parsed definition.
func Compile(d *q.Definition) (*Program, error) {
	p := &Program{definition: d, scales: make([]compiled, len(d.Scales))}
	for i := range d.Scales {
		c, err := compileScale(d, &d.Scales[i])
		if err != nil {
			return nil, err
		}
		p.scales[i] = c
	}
	return p, nil
}

// Definition gives the definition behind the program.
func (p *Program) Definition() *q.Definition { return p.definition }

func compileScale(d *q.Definition, s *q.Scale) (compiled, error) {
	c := compiled{Scale: s, alone: len(s.Scales) == 0}
	for _, id := range s.Items {
		o, err := compileItem(d, s, id)
		if err != nil {
			return c, err
		}
		c.operands = append(c.operands, o)
	}
	for _, id := range s.Scales {
		c.operands = append(c.operands, operand{item: -1, scale: d.ScaleIndex(id), weight: exact.Int(1)})
	}
	if s.Range != nil {
		c.limits = psychometrics.Interval{Low: s.Range.Min.Float(), High: s.Range.Max.Float()}
	}
	if err := c.compileModel(d); err != nil {
		return c, err
	}
	sem, err := c.sem()
	c.groupSEM = sem
	return c, err
}

func (c *compiled) compileModel(d *q.Definition) error {
	if c.Operator != q.GradedModel {
		return nil
	}
	items := make([]psychometrics.GRMItem, len(c.Items))
	for i, id := range c.Items {
		curve := c.Model[id]
		items[i].Discrimination = curve.Discrimination.Float()
		for _, t := range curve.Thresholds {
			items[i].Thresholds = append(items[i].Thresholds, t.Float())
		}
		item, _ := d.Item(id)
		c.scores = append(c.scores, d.ScoresOf(item))
	}
	model, err := psychometrics.NewGRM(items, psychometrics.DefaultGrid())
	if err != nil {
		return fault.Wrap(err, fault.Invalid, "The model of the scale "+string(c.ID)+" can't be used.")
	}
	c.model = model
	return nil
}

func compileItem(d *q.Definition, s *q.Scale, id q.ItemID) (operand, error) {
	item, ok := d.Item(id)
	if !ok {
		return operand{}, fault.New(fault.Invalid, "The scale "+string(s.ID)+" names the unknown item "+string(id)+".")
	}
	low, high, _ := d.ScoreRange(item)
	o := operand{item: d.ItemIndex(id), ends: low.Add(high), weight: exact.Int(1)}
	for _, r := range s.Reversed {
		o.reversed = o.reversed || r == id
	}
	if w, ok := s.Weights[id]; ok {
		o.weight = w
	}
	if s.AtLeast != nil {
		o.atLeast = *s.AtLeast
	}
	if blank, ok := s.Missing.Blank[id]; ok {
		o.blank = &blank
	}
	if own, ok := s.Exceptions[id]; ok {
		o.atLeast = own
	}
	return o, nil
}

// sem gives the group's standard error of measurement on the metric that the estimator wants.
func (c *compiled) sem() (float64, error) {
	if c.Precision == nil {
		return 0, nil
	}
	if c.Precision.Basis != q.Published {
		return c.raw(c.Precision.SEM.Float()), nil
	}
	sem, err := psychometrics.SEM(c.Precision.SD.Float(), c.Precision.Reliability.Float())
	if err != nil {
		return 0, fault.Wrap(err, fault.Invalid, "The precision of the scale "+string(c.ID)+" can't be used.")
	}
	return c.raw(sem), nil
}

// raw brings a standard error of the reported value to the metric that the estimator wants.
func (c *compiled) raw(reported float64) float64 {
	raw := reported / c.multiplier()
	if c.Operator == q.Sum && c.alone {
		raw /= float64(len(c.operands))
	}
	return raw
}

// multiplier gives the size of the transform's factor.
func (c *compiled) multiplier() float64 {
	if c.Transform == nil {
		return 1
	}
	if m := c.Transform.Multiply.Float(); m < 0 {
		return -m
	}
	return c.Transform.Multiply.Float()
}
