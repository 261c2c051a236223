package proof

import (
	"fmt"
	"slices"

	"steelyard/internal/exact"
	q "steelyard/internal/questionnaire"
)

// scales checks every scale against what it can reach.
func (f *findings) scales(s *space) []Reach {
	d := s.sides[0].definition
	reaches := make([]Reach, len(d.Scales))
	for i := range d.Scales {
		spec, path := &d.Scales[i], fmt.Sprintf("scales[%d]", i)
		r := s.reachOf(spec.ID)
		if !r.Proven && spec.Operator == q.GradedModel {
			r, _ = s.rowOf(spec.ID)
		}
		reaches[i] = r
		switch {
		case !r.Proven:
			f.warn(path, "make the items' steps coarser, or split the scale", "%s is not proven: too many combinations", spec.ID)
		case spec.Operator == q.Decide:
			f.categories(path, s, spec, &r)
		default:
			f.numbers(path, spec, &r)
			f.table(path, d, reaches, i)
		}
	}
	return reaches
}

func (f *findings) categories(path string, s *space, spec *q.Scale, r *Reach) {
	for i, c := range spec.Decide {
		if !slices.Contains(r.Categories, c.Category) {
			f.fault(fmt.Sprintf("%s.decide[%d]", path, i), "correct the rule, or remove the category", "no answers lead to the category %q", c.Category)
		}
	}
	if r.stuck != nil {
		f.fault(path+".decide", "make the last category's condition cover what is left", "no category applies to the answers [%s]", answersLine(inOrder(s.sides[0].definition, r.stuck)))
	}
}

func (f *findings) numbers(path string, s *q.Scale, r *Reach) {
	all := r.values()
	if len(all) == 0 {
		f.fault(path, "correct the operands", "no answers give %s a value", s.ID)
		return
	}
	low, high := all[0], all[len(all)-1]
	if len(r.Complete) > 0 {
		low, high = r.Complete[0], r.Complete[len(r.Complete)-1]
	}
	if s.Range.Min != low || s.Range.Max != high {
		f.fault(path+".range", fmt.Sprintf("write min: %s, max: %s, or correct the key", low, high),
			"the range is declared as %s to %s, but the answers reach %s to %s", s.Range.Min, s.Range.Max, low, high)
	}
	if all[0].Less(low) || high.Less(all[len(all)-1]) {
		f.fault(path+".missing", "correct the missing rule", "with answers missing the score can lie outside the range, from %s to %s", all[0], all[len(all)-1])
	}
	f.bands(path, s, r)
}

func (f *findings) bands(path string, s *q.Scale, r *Reach) {
	for i, b := range s.Bands {
		if slices.Contains(r.Bands, b.Code) {
			continue
		}
		if at := fmt.Sprintf("%s.bands[%d]", path, i); r.Sampled && !r.Complete[len(r.Complete)-1].Less(b.From) {
			f.warn(at, "add an example that reaches it", "it is not proven that any answers reach the band %q from %s", b.Code, b.From)
		} else {
			f.fault(at, "correct the bounds", "no answers reach the band %q from %s", b.Code, b.From)
		}
	}
}

// table checks that a conversion table or a recode covers its operand, and that a table rises or falls throughout.
func (f *findings) table(path string, d *q.Definition, reaches []Reach, at int) {
	s := &d.Scales[at]
	if s.Operator != q.TableOf && s.Operator != q.Recode {
		return
	}
	from, proven := operandValues(d, s, reaches)
	f.turns(path, s)
	for _, v := range from {
		if s.Operator == q.TableOf && !slices.ContainsFunc(s.Table, func(r q.Row) bool { return r.Raw == v }) {
			f.fault(path+".table", "add the row, or correct the missing rule's rounding", "the operand can be %s, but no row has it", v)
		}
		if s.Operator == q.Recode && v.Less(s.Recode[0].From) {
			f.fault(path+".recode", "start the table lower", "the operand can be %s, below the first bound %s", v, s.Recode[0].From)
			break
		}
	}
	if proven {
		f.neverMet(path, s, from)
	}
}

// neverMet names rows and steps that no operand meets.
func (f *findings) neverMet(path string, s *q.Scale, from []exact.Number) {
	for i, r := range s.Table {
		if !slices.Contains(from, r.Raw) {
			f.fault(fmt.Sprintf("%s.table[%d]", path, i), "remove the row, or correct the operand", "the operand is never %s", r.Raw)
		}
	}
	for i, step := range s.Recode {
		if !slices.ContainsFunc(from, func(v exact.Number) bool {
			return !v.Less(step.From) && (i+1 == len(s.Recode) || v.Less(s.Recode[i+1].From))
		}) {
			f.fault(fmt.Sprintf("%s.recode[%d]", path, i), "correct the bound", "the operand is never from %s up to the next bound", step.From)
		}
	}
}

// turns names the first row that goes against the direction of its table.
func (f *findings) turns(path string, s *q.Scale) {
	if len(s.Table) == 0 {
		return
	}
	way := s.Table[len(s.Table)-1].Value.Cmp(s.Table[0].Value)
	for i := 1; i < len(s.Table); i++ {
		before, here := s.Table[i-1], s.Table[i]
		if here.Value.Cmp(before.Value) == -way || way == 0 && here.Value != before.Value {
			f.fault(fmt.Sprintf("%s.table[%d]", path, i), "correct the row",
				"the value %s for %s turns back from %s in the row before, against the way of the table", here.Value, here.Raw, before.Value)
			return
		}
	}
}

// operandValues gives what the one operand of a scale can be; proven is false where only some values are known.
func operandValues(d *q.Definition, s *q.Scale, reaches []Reach) (values []exact.Number, proven bool) {
	if len(s.Scales) == 1 {
		r := &reaches[d.ScaleIndex(s.Scales[0])]
		return r.values(), r.Proven && !r.Sampled
	}
	i := d.ItemIndex(s.Items[0])
	_, options, ok := d.Options(i)
	turn := slices.Contains(s.Reversed, s.Items[0])
	low, high, _ := d.ScoreRange(&d.Items[i])
	for _, o := range options {
		switch {
		case o.Scored && turn:
			values = append(values, low.Add(high).Sub(o.Score))
		case o.Scored:
			values = append(values, o.Score)
		}
	}
	if d.Items[i].ShownWhen != nil && s.Missing.NotShown != nil {
		values = append(values, *s.Missing.NotShown)
	}
	return sorted(values), ok
}
