package proof

import (
	"slices"

	q "steelyard/internal/questionnaire"
	"steelyard/internal/safety"
	"steelyard/internal/scoring"
)

// trials tries answers in a row where a walk can't be made: chains from all lowest to all highest of every scale, and
// the same with one answer left out. What it finds is a true difference; that it finds none proves nothing.
func (s *space) trials(t target) (form q.Form, before, after Outcome, found bool) {
	for _, form := range s.rows() {
		for gap := -1; gap < len(s.slots); gap++ {
			tried := form
			if gap >= 0 {
				if _, given := form[s.id(gap)]; !given {
					continue
				}
				tried = without(form, s.id(gap))
			}
			before, after := outcomeIn(s.sides[0].program, t, tried), outcomeIn(s.sides[1].program, t, tried)
			if before != after {
				return tried, before, after, true
			}
		}
	}
	return nil, before, after, false
}

// maxRows bounds the rows of trials.
const maxRows = 200

func (s *space) rows() (list []q.Form) {
	for _, x := range s.sides {
		for i := range x.definition.Scales {
			if spec := &x.definition.Scales[i]; len(spec.Items) > 0 {
				for _, a := range chain(x.definition, spec) {
					list = append(list, a.Form())
				}
			}
		}
	}
	return list[:min(len(list), maxRows)]
}

func without(form q.Form, id q.ItemID) q.Form {
	less := q.Form{}
	for k, v := range form {
		if k != id {
			less[k] = v
		}
	}
	return less
}

// outcomeIn gives what a target comes to, leaving out what the definition does not know.
func outcomeIn(p *scoring.Program, t target, form q.Form) Outcome {
	a, err := p.Definition().Answers(known(p.Definition(), form))
	if err != nil {
		return Outcome{}
	}
	result := p.Score(a)
	if t.flag != "" {
		if slices.Contains(raisedIDs(a, &result), t.flag) {
			return Outcome{Raised: q.True}
		}
		return Outcome{Raised: q.False}
	}
	score, ok := result.Score(t.scale)
	if !ok {
		return Outcome{}
	}
	return outcomeOf(score)
}

// known gives the answers of a form that a definition has.
func known(d *q.Definition, form q.Form) q.Form {
	kept := q.Form{}
	for i := range d.Items {
		raw, given := form[d.Items[i].ID]
		if !given {
			continue
		}
		options, _, ok := d.Options(i)
		if !ok || slices.Contains(options, q.Given(raw)) {
			kept[d.Items[i].ID] = raw
		}
	}
	return kept
}

// raisedIDs gives the flags that are known to be raised.
func raisedIDs(a q.Answers, r *scoring.Result) (ids []q.FlagID) {
	for _, f := range safety.Raise(a, r) {
		if !f.Unanswered {
			ids = append(ids, f.Rule.ID)
		}
	}
	return ids
}

// chain gives answers from all lowest to all highest, one step of one item at a time.
func chain(d *q.Definition, s *q.Scale) (list []q.Answers) {
	values := make([]q.Value, len(d.Items))
	for i := range values {
		values[i].Shown = true
	}
	add := func() {
		if a, err := d.AnswersOf(values); err == nil {
			list = append(list, a)
		}
	}
	steps := make([][]q.Value, len(s.Items))
	for i, id := range s.Items {
		steps[i] = rising(d, s, id)
		if len(steps[i]) > 0 {
			values[d.ItemIndex(id)] = steps[i][0]
		}
	}
	add()
	for i, id := range s.Items {
		for _, v := range steps[i][min(1, len(steps[i])):] {
			values[d.ItemIndex(id)] = v
			if add(); len(list) > maxRows {
				return list
			}
		}
	}
	return list
}

// rising gives the scored answers of an item from what counts least in a scale to what counts most.
func rising(d *q.Definition, s *q.Scale, id q.ItemID) []q.Value {
	_, options, _ := d.Options(d.ItemIndex(id))
	options = slices.DeleteFunc(options, func(v q.Value) bool { return !v.Scored })
	slices.SortStableFunc(options, func(a, b q.Value) int { return a.Score.Cmp(b.Score) })
	if slices.Contains(s.Reversed, id) {
		slices.Reverse(options)
	}
	return options
}
