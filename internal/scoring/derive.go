package scoring

import (
	"fmt"
	"strings"

	"steelyard/internal/exact"
	q "steelyard/internal/questionnaire"
)

// Derivation says how one score came about: which answers, which rule, which source. It is made when somebody asks,
// from the same answers and definition, so that scoring itself stays small.
type Derivation struct {
	Scale    q.ScaleID
	Terms    []Term
	Answered exact.Number // the operator over the answered operands alone; not a score where answers are missing
	Steps    []string     // the way from the terms to the value, a step a line
	Sources  []q.SourceID // behind the key, the missing rule, the band and the precision, each once
}

// Term is one operand's part in a score.
type Term struct {
	Item     q.ItemID  // empty for a scale
	Scale    q.ScaleID // empty for an item
	Known    bool
	Raw      exact.Number // the score of the answer
	Keyed    exact.Number // after reversal
	Reversed bool
	Weight   exact.Number
	Counts   bool // of a count: whether it is at or above its bound
}

// Derive says how the score of a scale in a Result of the same answers came about.
func (p *Program) Derive(a q.Answers, r *Result, id q.ScaleID) (Derivation, bool) {
	at := p.definition.ScaleIndex(id)
	if at < 0 || at >= len(r.Scores) {
		return Derivation{}, false
	}
	c := &p.scales[at]
	run := &run{a, p, r.Scores}
	fold := c.fold(run)
	d := Derivation{Scale: id, Answered: fold.total, Sources: c.sources(&r.Scores[at])}
	for i := range c.operands {
		d.Terms = append(d.Terms, c.term(run, i))
	}
	d.Steps = c.steps(&d, &r.Scores[at], &fold)
	return d, true
}

func (c *compiled) term(r *run, i int) Term {
	o := &c.operands[i]
	t := Term{Reversed: o.reversed, Weight: o.weight}
	t.Keyed, t.Known = r.value(o, &c.Missing)
	t.Raw = t.Keyed
	if o.item < 0 {
		t.Scale = c.Scales[i-len(c.Items)]
		return t
	}
	t.Item = c.Items[i]
	t.Counts = t.Known && c.Operator == q.Count && !t.Keyed.Less(o.atLeast)
	switch v := r.answers.At(o.item); {
	case v.Given:
		t.Raw = v.Score
	case t.Known: // not shown or left blank, and scored by the missing rule as it stands
		t.Reversed = false
	}
	return t
}

func (c *compiled) steps(d *Derivation, s *Score, f *folded) []string {
	if c.Operator == q.Decide {
		return c.decisionSteps(s)
	}
	steps := []string{fmt.Sprintf("%s of %s.", capital(string(c.Operator)), termList(d.Terms, c.Operator))}
	if s.Missing > 0 {
		steps = append(steps, fmt.Sprintf("%d of %d values are missing.", s.Missing, s.Operands))
	}
	switch {
	case s.State == q.Unscorable:
		return append(steps, "No score: "+s.Reason+".")
	case s.State == q.Prorated && s.Missing == 0:
		steps = append(steps, "Prorated, because a score that it is made of is.")
	case s.State == q.Prorated:
		steps = append(steps, fmt.Sprintf("Prorated: %s over %d answered, taken for all %d.", f.total, f.known, s.Operands))
	}
	if t := c.Transform; t != nil {
		steps = append(steps, fmt.Sprintf("Multiplied by %s, plus %s.", t.Multiply, t.Add))
	}
	steps = append(steps, "Value: "+s.Value.String()+".")
	if s.Band != "" {
		steps = append(steps, fmt.Sprintf("Band: the last one that starts at or below the value, “%s”.", c.bandLabel(s.Band)))
	}
	return append(steps, c.errorSteps(s)...)
}

func (c *compiled) bandLabel(code string) string {
	for i := range c.Bands {
		if c.Bands[i].Code == code {
			return c.Bands[i].Label.In(q.DefaultLanguage)
		}
	}
	return code
}

func (c *compiled) errorSteps(s *Score) []string {
	if s.Error == nil {
		return []string{"No interval: no error of measurement is known for this scale."}
	}
	own := "the group’s standard error of measurement"
	switch c.Operator {
	case q.TableOf:
		own = "from the conversion table’s row"
	case q.GradedModel:
		own = "the posterior standard deviation under the model"
	}
	if c.alone && s.Operands-s.Missing >= 2 && (c.Operator == q.Sum || c.Operator == q.Mean) {
		own = "the person’s own item-sampling error drawn towards the group’s with 4 degrees of freedom"
	}
	return []string{fmt.Sprintf("Standard error %.2f: %s (%s basis). 95%% interval: value ± 1.96 standard errors, cut at the range.", s.Error.SE, own, s.Error.BasisWords())}
}

func (c *compiled) decisionSteps(s *Score) []string {
	if s.State == q.Unscorable {
		return []string{"No decision: " + s.Reason + "."}
	}
	for _, d := range c.Scale.Decide {
		if d.Category == s.Category {
			return []string{"The first rule that is true: " + d.When.String() + "."}
		}
	}
	return nil
}

func termList(terms []Term, op q.Operator) string {
	parts := make([]string, len(terms))
	for i, t := range terms {
		name := string(t.Item) + string(t.Scale)
		switch {
		case !t.Known:
			parts[i] = name + " missing"
		case t.Reversed:
			parts[i] = fmt.Sprintf("%s = %s (reversed from %s)", name, t.Keyed, t.Raw)
		case op == q.WeightedSum:
			parts[i] = fmt.Sprintf("%s = %s × %s", name, t.Keyed, t.Weight)
		case t.Counts:
			parts[i] = fmt.Sprintf("%s = %s (counts)", name, t.Keyed)
		default:
			parts[i] = fmt.Sprintf("%s = %s", name, t.Keyed)
		}
	}
	return strings.Join(parts, ", ")
}

// Sources gives the sources behind the score of a scale in a Result: those of its key, missing rule, band and precision, each once.
func (p *Program) Sources(r *Result, id q.ScaleID) []q.SourceID {
	at := p.definition.ScaleIndex(id)
	if at < 0 || at >= len(r.Scores) {
		return nil
	}
	return p.scales[at].sources(&r.Scores[at])
}

func (c *compiled) sources(s *Score) (ids []q.SourceID) {
	add := func(id q.SourceID) {
		for _, known := range ids {
			if known == id {
				return
			}
		}
		ids = append(ids, id)
	}
	add(c.Source)
	if s.Missing > 0 {
		add(c.Missing.Source)
	}
	for i := range c.Bands {
		if c.Bands[i].Code == s.Band {
			add(c.Bands[i].Source)
		}
	}
	if s.Error != nil && s.Error.Basis != q.Site && c.Precision != nil {
		add(c.Precision.Source)
	}
	return ids
}

func capital(s string) string { return strings.ToUpper(s[:1]) + s[1:] }
