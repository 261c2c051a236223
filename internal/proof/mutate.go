package proof

import (
	"fmt"
	"maps"
	"slices"

	"steelyard/internal/exact"
	q "steelyard/internal/questionnaire"
)

// mutant is a definition with one thing changed that an example should notice.
type mutant struct {
	name       string
	definition *q.Definition
	answers    bool // whether it reads answers otherwise, so that they must be read anew
}

// mutants gives every mutant of a definition: a reversal flipped, a choice's score moved, an item dropped from a scale
// or moved to another, a bound shifted by one step either way, a missing limit changed by one, a comparator turned.
func mutants(d *q.Definition, reaches []Reach) (list []mutant) {
	for i := range d.ChoiceSets {
		list = append(list, movedScores(d, i)...)
	}
	for i := range d.Scales {
		if len(list) <= maxMutants { // more would not be tried
			list = append(list, scaleMutants(d, i, reaches)...)
		}
	}
	for i := range d.Items {
		if d.Items[i].ShownWhen != nil {
			list = append(list, conditionMutants(d, "item "+string(d.Items[i].ID)+" shown when", func(d *q.Definition) *q.Condition {
				d.Items = slices.Clone(d.Items)
				d.Items[i].ShownWhen = cloneCondition(d.Items[i].ShownWhen)
				return d.Items[i].ShownWhen
			})...)
		}
	}
	for i := range d.Flags {
		list = append(list, conditionMutants(d, "flag "+string(d.Flags[i].ID), func(d *q.Definition) *q.Condition {
			d.Flags = slices.Clone(d.Flags)
			d.Flags[i].When = *cloneCondition(&d.Flags[i].When)
			return &d.Flags[i].When
		})...)
	}
	return list
}

func movedScores(d *q.Definition, set int) (list []mutant) {
	for i, c := range d.ChoiceSets[set].Choices {
		if c.Score == nil || !isScored(d, d.ChoiceSets[set].ID) {
			continue
		}
		for _, by := range []int64{-1, 1} {
			m := *d
			m.ChoiceSets = slices.Clone(d.ChoiceSets)
			m.ChoiceSets[set].Choices = slices.Clone(d.ChoiceSets[set].Choices)
			moved := c.Score.Add(exact.Int(by))
			m.ChoiceSets[set].Choices[i].Score = &moved
			list = append(list, mutant{fmt.Sprintf("choices %s: the score of %s moved from %s to %s", d.ChoiceSets[set].ID, c.Code, c.Score, moved), &m, true})
		}
	}
	return list
}

// isScored says whether some scale reads an item with these choices.
func isScored(d *q.Definition, set q.SetID) bool {
	return slices.ContainsFunc(d.Items, func(item q.Item) bool {
		return item.Choices == set && slices.ContainsFunc(d.Scales, func(s q.Scale) bool { return slices.Contains(s.Items, item.ID) })
	})
}

// changed gives a copy of the definition with one scale changed.
func changed(d *q.Definition, at int, change func(*q.Scale)) *q.Definition {
	m := *d
	m.Scales = slices.Clone(d.Scales)
	change(&m.Scales[at])
	return &m
}

func scaleMutants(d *q.Definition, at int, reaches []Reach) (list []mutant) {
	s := &d.Scales[at]
	add := func(change func(*q.Scale), what string, args ...any) {
		list = append(list, mutant{"scale " + string(s.ID) + ": " + fmt.Sprintf(what, args...), changed(d, at, change), false})
	}
	for _, id := range s.Items {
		add(func(m *q.Scale) { m.Reversed = toggled(m.Reversed, id) }, "the reversal of %s flipped", id)
		if operandsOf(s) > 2 || s.Operator == q.Count && operandsOf(s) > 1 {
			add(func(m *q.Scale) { drop(m, id) }, "item %s dropped", id)
		}
	}
	for _, id := range s.Scales {
		if operandsOf(s) > 2 {
			add(func(m *q.Scale) {
				m.Scales = slices.DeleteFunc(slices.Clone(m.Scales), func(x q.ScaleID) bool { return x == id })
			}, "scale %s dropped", id)
		}
	}
	for to := range d.Scales {
		if len(list) <= maxMutants {
			list = append(list, movedItems(d, at, to)...)
		}
	}
	list = append(list, boundMutants(d, at, reaches)...)
	list = append(list, limitMutants(d, at)...)
	for i := range s.Decide {
		list = append(list, conditionMutants(d, fmt.Sprintf("scale %s, category %s", s.ID, s.Decide[i].Category), func(d *q.Definition) *q.Condition {
			d.Scales = slices.Clone(d.Scales)
			d.Scales[at].Decide = slices.Clone(d.Scales[at].Decide)
			d.Scales[at].Decide[i].When = *cloneCondition(&d.Scales[at].Decide[i].When)
			return &d.Scales[at].Decide[i].When
		})...)
	}
	return list
}

func toggled(list []q.ItemID, id q.ItemID) []q.ItemID {
	if slices.Contains(list, id) {
		return slices.DeleteFunc(slices.Clone(list), func(x q.ItemID) bool { return x == id })
	}
	return append(slices.Clone(list), id)
}

func drop(s *q.Scale, id q.ItemID) {
	is := func(x q.ItemID) bool { return x == id }
	s.Items, s.Reversed = slices.DeleteFunc(slices.Clone(s.Items), is), slices.DeleteFunc(slices.Clone(s.Reversed), is)
	s.Weights, s.Exceptions = maps.Clone(s.Weights), maps.Clone(s.Exceptions)
	delete(s.Weights, id)
	delete(s.Exceptions, id)
	s.Missing.Blank = maps.Clone(s.Missing.Blank)
	delete(s.Missing.Blank, id)
}

// movedItems moves each item that only one of two like scales has to the other.
func movedItems(d *q.Definition, from, to int) (list []mutant) {
	a, b := &d.Scales[from], &d.Scales[to]
	if from == to || a.Operator != b.Operator || a.Operator != q.Sum && a.Operator != q.Mean && a.Operator != q.Count {
		return nil
	}
	for _, id := range a.Items {
		if slices.Contains(b.Items, id) || len(a.Items) < 2 {
			continue
		}
		m := changed(d, from, func(s *q.Scale) { drop(s, id) })
		m.Scales[to].Items = append(slices.Clone(b.Items), id)
		if slices.Contains(a.Reversed, id) {
			m.Scales[to].Reversed = append(slices.Clone(b.Reversed), id)
		}
		list = append(list, mutant{fmt.Sprintf("item %s moved from scale %s to %s", id, a.ID, b.ID), m, false})
	}
	return list
}

// boundMutants shift every lower bound of a band or a recode to the next value that is reached, up and down.
func boundMutants(d *q.Definition, at int, reaches []Reach) (list []mutant) {
	s := &d.Scales[at]
	values := reaches[at].Complete
	for i, b := range s.Bands {
		if !reaches[at].Proven || len(values) == 0 {
			values = []exact.Number{b.From.Sub(exact.Int(1)), b.From, b.From.Add(exact.Int(1))}
		}
		for _, v := range neighbours(values, b.From) {
			list = append(list, mutant{fmt.Sprintf("scale %s: band %s from %s instead of %s", s.ID, b.Code, v, b.From), changed(d, at, func(m *q.Scale) {
				m.Bands = slices.Clone(m.Bands)
				m.Bands[i].From = v
			}), false})
		}
	}
	if s.Operator == q.Recode {
		from, _ := operandValues(d, s, reaches)
		for i, step := range s.Recode {
			for _, v := range neighbours(from, step.From) {
				list = append(list, mutant{fmt.Sprintf("scale %s: recode from %s instead of %s", s.ID, v, step.From), changed(d, at, func(m *q.Scale) {
					m.Recode = slices.Clone(m.Recode)
					m.Recode[i].From = v
				}), false})
			}
		}
	}
	return append(list, countMutants(d, at)...)
}

// neighbours gives the nearest values on either side of a bound that make a difference: below it the largest value
// that is reached, and above it the one after the smallest that the bound lets in.
func neighbours(values []exact.Number, bound exact.Number) (list []exact.Number) {
	at, _ := slices.BinarySearchFunc(values, bound, exact.Number.Cmp)
	if at > 0 {
		list = append(list, values[at-1])
	}
	if at+1 < len(values) {
		list = append(list, values[at+1])
	}
	return list
}

func countMutants(d *q.Definition, at int) (list []mutant) {
	s := &d.Scales[at]
	if s.AtLeast == nil {
		return nil
	}
	for _, by := range []int64{-1, 1} {
		moved := s.AtLeast.Add(exact.Int(by))
		list = append(list, mutant{fmt.Sprintf("scale %s: counts from %s instead of %s", s.ID, moved, s.AtLeast), changed(d, at, func(m *q.Scale) { m.AtLeast = &moved }), false})
		for _, id := range slices.Sorted(maps.Keys(s.Exceptions)) {
			bound := s.Exceptions[id]
			list = append(list, mutant{fmt.Sprintf("scale %s: %s counts from %s instead of %s", s.ID, id, bound.Add(exact.Int(by)), bound), changed(d, at, func(m *q.Scale) {
				m.Exceptions = maps.Clone(m.Exceptions)
				m.Exceptions[id] = bound.Add(exact.Int(by))
			}), false})
		}
	}
	return list
}

// limitMutants change how many answers may be missing by one.
func limitMutants(d *q.Definition, at int) (list []mutant) {
	s := &d.Scales[at]
	if s.Operator != q.Sum && s.Operator != q.Mean && s.Operator != q.GradedModel || operandsOf(s) < 2 {
		return nil
	}
	for _, limit := range []int{s.Missing.AtMost - 1, s.Missing.AtMost + 1} {
		if limit < 0 || limit >= operandsOf(s) {
			continue
		}
		list = append(list, mutant{fmt.Sprintf("scale %s: at most %d missing instead of %d", s.ID, limit, s.Missing.AtMost), changed(d, at, func(m *q.Scale) {
			m.Missing.AtMost, m.Missing.Rule = limit, q.Prorate
			if limit == 0 {
				m.Missing.Rule = q.CompleteOnly
			}
		}), false})
	}
	return list
}

func operandsOf(s *q.Scale) int { return len(s.Items) + len(s.Scales) }
