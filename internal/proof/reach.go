package proof

import (
	"fmt"
	"slices"

	"steelyard/internal/exact"
	q "steelyard/internal/questionnaire"
	"steelyard/internal/scoring"
)

// Reach is the exact set of what one scale can come to.
type Reach struct {
	Scale      q.ScaleID
	Complete   []exact.Number // with every shown item answered, lowest first
	Prorated   []exact.Number // with permitted patterns of missing answers, lowest first
	Bands      []string       // that are reached
	Categories []q.Category   // that are reached
	Proven     bool           // false where the work grew past its bound
}

// reachOf walks one scale, whole and with every pattern of missing answers.
func reachOf(p *scoring.Program, id q.ScaleID) Reach {
	r := Reach{Scale: id}
	w, ok := newWalk(newSpace(p), target{scale: id})
	if !ok {
		return r
	}
	complete, okComplete := w.run(true)
	any, okAny := w.run(false)
	r.Proven = okComplete && okAny
	for _, o := range complete {
		if o.outcomes[0].State == q.Complete && o.outcomes[0].Category == "" {
			r.Complete = append(r.Complete, o.outcomes[0].Value)
		}
	}
	for _, o := range any {
		out := o.outcomes[0]
		if out.State == q.Prorated {
			r.Prorated = append(r.Prorated, out.Value)
		}
		if out.Band != "" {
			r.Bands = append(r.Bands, out.Band)
		}
		if out.Category != "" {
			r.Categories = append(r.Categories, out.Category)
		}
	}
	r.Complete, r.Prorated = sorted(r.Complete), sorted(r.Prorated)
	slices.Sort(r.Bands)
	r.Bands = slices.Compact(r.Bands)
	slices.Sort(r.Categories)
	r.Categories = slices.Compact(r.Categories)
	return r
}

func sorted(ns []exact.Number) []exact.Number {
	slices.SortFunc(ns, exact.Number.Cmp)
	return slices.Compact(ns)
}

// findings gathers what is wrong, each with the path of the value in the definition's file.
type findings struct {
	faults, warnings []Finding
}

// Finding is one thing a proof has to say, at a path such as scales[0].range.
type Finding struct {
	Path string
	What string
	Mend string
}

func (f *findings) fault(path, mend, what string, args ...any) {
	f.faults = append(f.faults, Finding{path, fmt.Sprintf(what, args...), mend})
}

func (f *findings) warn(path, mend, what string, args ...any) {
	f.warnings = append(f.warnings, Finding{path, fmt.Sprintf(what, args...), mend})
}

// scales checks every scale against what it can reach.
func (f *findings) scales(p *scoring.Program) []Reach {
	d := p.Definition()
	reaches := make([]Reach, len(d.Scales))
	for i := range d.Scales {
		s, path := &d.Scales[i], fmt.Sprintf("scales[%d]", i)
		if s.Operator == q.GradedModel {
			reaches[i] = f.gradedModel(p, i)
			continue
		}
		reaches[i] = reachOf(p, s.ID)
		if !reaches[i].Proven {
			f.warn(path, "make the items' steps coarser, or split the scale", "%s is not proven: too many combinations", s.ID)
			continue
		}
		if s.Operator == q.Decide {
			f.categories(path, s, &reaches[i])
			continue
		}
		f.numbers(path, s, &reaches[i])
		f.table(path, d, reaches, i)
	}
	return reaches
}

func (f *findings) categories(path string, s *q.Scale, r *Reach) {
	for i, c := range s.Decide {
		if !slices.Contains(r.Categories, c.Category) {
			f.fault(fmt.Sprintf("%s.decide[%d]", path, i), "correct the rule, or remove the category", "no answers lead to the category %q", c.Category)
		}
	}
}

func (f *findings) numbers(path string, s *q.Scale, r *Reach) {
	all := sorted(slices.Concat(r.Complete, r.Prorated))
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
	for i, b := range s.Bands {
		if !slices.Contains(r.Bands, b.Code) {
			f.fault(fmt.Sprintf("%s.bands[%d]", path, i), "correct the bounds", "no answers reach the band %q from %s", b.Code, b.From)
		}
	}
}

// table checks that a conversion table or a recode covers its operand and that a table is monotone.
func (f *findings) table(path string, d *q.Definition, reaches []Reach, at int) {
	s := &d.Scales[at]
	if s.Operator != q.TableOf && s.Operator != q.Recode {
		return
	}
	from := operandValues(d, s, reaches)
	for i := 1; i < len(s.Table); i++ {
		if s.Table[i].Value.Less(s.Table[i-1].Value) {
			f.fault(fmt.Sprintf("%s.table[%d]", path, i), "correct the row", "the value %s for %s is below the row before", s.Table[i].Value, s.Table[i].Raw)
		}
	}
	for _, v := range from {
		if s.Operator == q.TableOf && !slices.ContainsFunc(s.Table, func(r q.Row) bool { return r.Raw == v }) {
			f.fault(path+".table", "add the row, or correct the missing rule's rounding", "the operand can be %s, but no row has it", v)
		}
		if s.Operator == q.Recode && v.Less(s.Recode[0].From) {
			f.fault(path+".recode", "start the table lower", "the operand can be %s, below the first bound %s", v, s.Recode[0].From)
			break
		}
	}
	for i, r := range s.Table {
		if !slices.Contains(from, r.Raw) {
			f.fault(fmt.Sprintf("%s.table[%d]", path, i), "remove the row, or correct the operand", "the operand is never %s", r.Raw)
		}
	}
	for i, step := range s.Recode {
		to := i + 1
		if !slices.ContainsFunc(from, func(v exact.Number) bool {
			return !v.Less(step.From) && (to == len(s.Recode) || v.Less(s.Recode[to].From))
		}) {
			f.fault(fmt.Sprintf("%s.recode[%d]", path, i), "correct the bound", "the operand is never from %s up to the next bound", step.From)
		}
	}
}

// operandValues gives what the one operand of a scale can be.
func operandValues(d *q.Definition, s *q.Scale, reaches []Reach) (values []exact.Number) {
	if len(s.Scales) == 1 {
		r := reaches[d.ScaleIndex(s.Scales[0])]
		return sorted(slices.Concat(r.Complete, r.Prorated))
	}
	if len(s.Items) == 1 {
		_, options, _ := d.Options(d.ItemIndex(s.Items[0]))
		for _, o := range options {
			if o.Scored {
				values = append(values, o.Score)
			}
		}
	}
	return sorted(values)
}

// gradedModel checks a scale by the model's monotonicity: the more of every item, the higher the score, so the range
// lies between the lowest and the highest answers, and every band that one rising chain of answers meets is reached.
func (f *findings) gradedModel(p *scoring.Program, at int) Reach {
	d, path := p.Definition(), fmt.Sprintf("scales[%d]", at)
	s := &d.Scales[at]
	r := Reach{Scale: s.ID, Proven: true}
	for _, a := range chain(d, s) {
		result := p.Score(a)
		score := &result.Scores[at]
		r.Complete = append(r.Complete, score.Value)
		r.Bands = append(r.Bands, score.Band)
	}
	r.Complete = sorted(r.Complete)
	slices.Sort(r.Bands)
	r.Bands = slices.Compact(r.Bands)
	f.numbers(path, s, &r)
	return r
}

// chain gives answers from all lowest to all highest, one step of one item at a time.
func chain(d *q.Definition, s *q.Scale) (list []q.Answers) {
	values := make([]q.Value, len(d.Items))
	for i := range values {
		values[i].Shown = true
	}
	keyed := func(id q.ItemID) []q.Value {
		_, options, _ := d.Options(d.ItemIndex(id))
		options = slices.DeleteFunc(options, func(v q.Value) bool { return !v.Scored })
		slices.SortFunc(options, func(a, b q.Value) int { return a.Score.Cmp(b.Score) })
		if slices.Contains(s.Reversed, id) {
			slices.Reverse(options)
		}
		return options
	}
	add := func() {
		if a, err := d.AnswersOf(values); err == nil {
			list = append(list, a)
		}
	}
	for _, id := range s.Items {
		values[d.ItemIndex(id)] = keyed(id)[0]
	}
	add()
	for _, id := range s.Items {
		for _, v := range keyed(id)[1:] {
			values[d.ItemIndex(id)] = v
			add()
		}
	}
	return list
}
