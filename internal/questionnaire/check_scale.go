package questionnaire

import (
	"fmt"
	"slices"

	"steelyard/internal/exact"
)

func (c checker) scale(at int) {
	s, path := &c.Scales[at], fmt.Sprintf("scales[%d]", at)
	c.name(path+".id", string(s.ID))
	if c.ScaleIndex(s.ID) != at {
		c.fault(path+".id", "the id %q stands twice", "give each its own id", s.ID)
	}
	c.text(path+".title", s.Title, true)
	c.source(path+".source", s.Source)
	c.operands(path, at)
	c.operatorShape(path, s)
	c.missingRule(path+".missing", s)
	for i := range s.Decide {
		c.text(fmt.Sprintf("%s.decide[%d].label", path, i), s.Decide[i].Label, true)
		c.condition(fmt.Sprintf("%s.decide[%d].when", path, i), &s.Decide[i].When, len(c.Items), at)
	}
	c.rangeAndBands(path, s)
	c.precision(path+".precision", s)
	c.norms(path, s)
}

func (c checker) operands(path string, at int) {
	s := &c.Scales[at]
	seen := map[string]bool{}
	for i, id := range s.Items {
		p := fmt.Sprintf("%s.items[%d]", path, i)
		c.unique(p, string(id), seen)
		c.operand(p, "item", string(id), c.ItemIndex(id), len(c.Items))
	}
	for i, id := range s.Scales {
		p := fmt.Sprintf("%s.scales[%d]", path, i)
		c.unique(p, string(id), seen)
		c.operand(p, "scale", string(id), c.ScaleIndex(id), at)
	}
	for i, id := range s.Reversed {
		if !slices.Contains(s.Items, id) {
			c.fault(fmt.Sprintf("%s.reversed[%d]", path, i), "the item %q is reversed but not among the items", "add it to items, or remove it here", id)
		}
	}
	for name, m := range map[string]map[ItemID]exact.Number{"weights": s.Weights, "exceptions": s.Exceptions} {
		for id := range m {
			if !slices.Contains(s.Items, id) {
				c.fault(path+"."+name+"."+string(id), "the item %q is not among the items", "add it to items, or remove it here", id)
			}
		}
	}
}

// operatorShape wants of each operator the keys it reads, and no key it would ignore.
func (c checker) operatorShape(path string, s *Scale) {
	n := len(s.Items) + len(s.Scales)
	counts := map[Operator][2]int{ValueOf: {1, 1}, Recode: {1, 1}, RatioOf: {2, 2}, Difference: {2, 2}, Elapsed: {2, 2}, TableOf: {1, 1}, Decide: {0, 0}, Count: {1, 1 << 20}}
	want, ok := counts[s.Operator]
	if !ok {
		want = [2]int{2, 1 << 20}
	}
	if n < want[0] || n > want[1] {
		c.fault(path, "the operator %s has the wrong number of operands: %d", wantedOperands(s.Operator, want), s.Operator, n)
	}
	for _, k := range []struct {
		key   string
		given bool
		owner Operator
		must  bool
	}{
		{"weights", len(s.Weights) > 0, WeightedSum, true},
		{"at_least", s.AtLeast != nil, Count, true},
		{"exceptions", len(s.Exceptions) > 0, Count, false},
		{"recode", len(s.Recode) > 0, Recode, true},
		{"decide", len(s.Decide) > 0, Decide, true},
		{"table", len(s.Table) > 0, TableOf, true},
		{"model", len(s.Model) > 0, GradedModel, true},
	} {
		switch {
		case s.Operator == k.owner && k.must && !k.given:
			c.fault(path+"."+k.key, "the operator %s needs the key %s", "add it", s.Operator, k.key)
		case s.Operator != k.owner && k.given:
			c.fault(path+"."+k.key, "the operator %s does not read %s", "remove it, or change the operator", s.Operator, k.key)
		}
	}
	if s.Operator == Count && len(s.Scales) > 0 {
		c.fault(path+".scales", "count reads items only", "remove the scales")
	}
	if s.Operator == WeightedSum && len(s.Weights) > 0 && (len(s.Weights) != len(s.Items) || len(s.Scales) > 0) {
		c.fault(path+".weights", "there must be one weight for every item, and no scales", "add or remove weights")
	}
	c.tableAndModel(path, s)
	for i := 1; i < len(s.Recode); i++ {
		if !s.Recode[i-1].From.Less(s.Recode[i].From) {
			c.fault(fmt.Sprintf("%s.recode[%d]", path, i), "the lower bounds do not rise", "sort the rows by from")
		}
	}
}

// wantedOperands says how many operands an operator takes.
func wantedOperands(op Operator, want [2]int) string {
	switch {
	case op == Decide:
		return "a decision takes none: its conditions name what they read; remove items and scales"
	case want[0] == want[1]:
		return fmt.Sprintf("it takes %d, in items and scales together", want[0])
	}
	return fmt.Sprintf("it takes at least %d, in items and scales together", want[0])
}

// tableAndModel wants rows that rise by raw score, and for every item a curve that fits its scores.
func (c checker) tableAndModel(path string, s *Scale) {
	for i, r := range s.Table {
		at := fmt.Sprintf("%s.table[%d]", path, i)
		if i > 0 && !s.Table[i-1].Raw.Less(r.Raw) {
			c.fault(at, "the raw scores do not rise", "sort the rows by raw")
		}
		if r.SE != nil && r.SE.Sign() <= 0 {
			c.fault(at+".se", "a standard error must be above 0", "correct it, or leave it out")
		}
	}
	if s.Operator == Elapsed {
		for i, id := range s.Items {
			if item, ok := c.Item(id); ok && item.Kind() != TimeItem {
				c.fault(fmt.Sprintf("%s.items[%d]", path, i), "the item %q is no time of day", "elapsed reads items of type time", id)
			}
		}
	}
	if s.Operator != GradedModel {
		return
	}
	if len(s.Scales) > 0 {
		c.fault(path+".scales", "graded-response reads items only", "remove the scales")
	}
	for i, id := range s.Items {
		at := fmt.Sprintf("%s.items[%d]", path, i)
		curve, ok := s.Model[id]
		item, known := c.Item(id)
		switch {
		case !ok:
			c.fault(at, "the item %q has no curve", "add it to model", id)
		case curve.Discrimination.Sign() <= 0:
			c.fault(at, "the discrimination of %q must be above 0", "correct the parameter", id)
		case known && len(curve.Thresholds) != len(c.ScoresOf(item))-1:
			c.fault(at, "the item %q has %d scores and %d thresholds", "there is one threshold fewer than scores", id, len(c.ScoresOf(item)), len(curve.Thresholds))
		case !slices.IsSortedFunc(curve.Thresholds, exact.Number.Cmp) || len(slices.Compact(slices.Clone(curve.Thresholds))) < len(curve.Thresholds):
			c.fault(at, "the thresholds of %q do not rise", "sort them", id)
		}
	}
	if len(s.Model) > len(s.Items) {
		c.fault(path+".model", "the model has curves of items that the scale does not read", "remove them, or add the items")
	}
}

// ScoresOf gives the different scores of an item's choices, lowest first.
func (d *Definition) ScoresOf(item *Item) (scores []exact.Number) {
	for _, choice := range d.ChoicesOf(item) {
		if choice.Score != nil {
			scores = append(scores, *choice.Score)
		}
	}
	slices.SortFunc(scores, exact.Number.Cmp)
	return slices.Compact(scores)
}

func (c checker) missingRule(path string, s *Scale) {
	c.source(path+".source", s.Missing.Source)
	for id := range s.Missing.Blank {
		item, ok := c.Item(id)
		switch {
		case !slices.Contains(s.Items, id):
			c.fault(path+".blank."+string(id), "the item %q is not among the items", "add it to items, or remove it here", id)
		case ok && !item.Optional:
			c.fault(path+".blank."+string(id), "the item %q is not optional, so leaving it blank means nothing", "write optional: true in the item, or remove it here", id)
		}
	}
	n := len(s.Items) + len(s.Scales)
	switch {
	case s.Missing.Rule == CompleteOnly && (s.Missing.AtMost != 0 || s.Missing.Round != ""):
		c.fault(path, "the rule complete has no at_most and no round", "remove them, or use the rule prorate")
	case s.Missing.Rule == Prorate && (s.Missing.AtMost < 1 || s.Missing.AtMost >= n):
		c.fault(path, "at_most is %d of %d operands", "allow at least one missing and keep at least one answered", s.Missing.AtMost, n)
	case s.Missing.Rule == Prorate && (s.Operator == Mean || s.Operator == GradedModel) && s.Missing.Round != RoundNothing:
		c.fault(path, "a prorated %s is never rounded to a whole number", "write round: none", s.Operator)
	case s.Missing.Rule == Prorate && s.Operator != Sum && s.Operator != Mean && s.Operator != GradedModel:
		c.fault(path+".rule", "the operator %s can't be prorated", "use the rule complete", s.Operator)
	}
}

func (c checker) rangeAndBands(path string, s *Scale) {
	switch {
	case s.Operator == Decide && (s.Range != nil || len(s.Bands) > 0 || s.Transform != nil):
		c.fault(path, "a decision has categories, not a range, a transform or bands", "remove them")
		return
	case s.Operator == Decide:
		return
	case s.Range == nil:
		c.fault(path+".range", "the range is missing", "add min and max, the smallest and largest value that can be reached")
		return
	case !s.Range.Min.Less(s.Range.Max):
		c.fault(path+".range", "min must be less than max", "correct the range")
	}
	codes := map[string]bool{}
	for i := range s.Bands {
		b, p := &s.Bands[i], fmt.Sprintf("%s.bands[%d]", path, i)
		c.name(p+".code", b.Code)
		c.unique(p+".code", b.Code, codes)
		c.text(p+".label", b.Label, true)
		c.source(p+".source", b.Source)
		switch {
		case i == 0 && b.From != s.Range.Min:
			c.fault(p+".from", "the first band starts at %s, the range at %s", "start the first band where the range starts", b.From, s.Range.Min)
		case i > 0 && !s.Bands[i-1].From.Less(b.From):
			c.fault(p+".from", "the lower bounds do not rise", "sort the bands by from")
		case s.Range.Max.Less(b.From):
			c.fault(p+".from", "%s lies above the range", "correct the bound", b.From)
		}
	}
}

func (c checker) precision(path string, s *Scale) {
	p := s.Precision
	if p == nil {
		return
	}
	c.source(path+".source", p.Source)
	switch p.Basis {
	case Published:
		if p.SD == nil || p.Reliability == nil || p.Coefficient == "" || p.Sample == "" {
			c.fault(path, "a published precision needs sd, reliability, coefficient and sample", "add what is missing, with its source")
		} else if p.SD.Sign() <= 0 || p.Reliability.Sign() < 0 || exact.Int(1).Less(*p.Reliability) {
			c.fault(path, "sd must be above 0 and reliability from 0 to 1", "correct the figures")
		}
	case Assumed:
		c.text(path+".reasoning", p.Reasoning, true)
		if p.SEM == nil || p.SEM.Sign() <= 0 {
			c.fault(path, "an assumed precision needs a sem above 0", "add it, with the reasoning")
		}
	}
}

func (c checker) norms(path string, s *Scale) {
	for i := range s.Norms {
		p := fmt.Sprintf("%s.norms[%d]", path, i)
		c.source(p+".source", s.Norms[i].Source)
		if s.Norms[i].SD.Sign() <= 0 {
			c.fault(p+".sd", "the SD must be above 0", "correct it")
		}
	}
	if s.Change == nil {
		return
	}
	for name, f := range map[string]*Figure{"retest": s.Change.Retest, "important": s.Change.Important, "reliable": s.Change.Reliable} {
		if f != nil {
			c.source(path+".change."+name+".source", f.Source)
		}
	}
}
