package proof

import (
	"slices"

	"steelyard/internal/exact"
	q "steelyard/internal/questionnaire"
)

var turned = map[q.Comparator]q.Comparator{
	q.Equal: q.NotEqual, q.NotEqual: q.Equal, q.Greater: q.GreaterEqual, q.GreaterEqual: q.Greater, q.Less: q.LessEqual, q.LessEqual: q.Less,
}

// conditionMutants turn each comparator of a condition and shift each value by one either way; a test for whether
// something is known has neither. copied copies the definition's condition so that it can be changed.
func conditionMutants(d *q.Definition, where string, copied func(*q.Definition) *q.Condition) (list []mutant) {
	changes := []func(*q.Condition){func(t *q.Condition) { t.Is = turned[t.Is] }}
	for _, by := range []int64{-1, 1} {
		changes = append(changes, func(t *q.Condition) {
			moved := t.Value.Add(exact.Int(by))
			t.Value = &moved
		})
	}
	for _, at := range comparisons(d, copied) {
		for _, change := range changes {
			m, was := withTest(d, copied, at, change)
			list = append(list, mutant{where + ": " + was, m, true})
		}
	}
	return list
}

// comparisons gives the places of the tests of a condition that compare with a value.
func comparisons(d *q.Definition, copied func(*q.Definition) *q.Condition) (places []int) {
	original := *d
	at := 0
	copied(&original).Tests(func(t *q.Condition) {
		if t.Value != nil {
			places = append(places, at)
		}
		at++
	})
	return places
}

func withTest(d *q.Definition, copied func(*q.Definition) *q.Condition, place int, change func(*q.Condition)) (m *q.Definition, was string) {
	c := *d
	at := 0
	copied(&c).Tests(func(t *q.Condition) {
		if at == place {
			was = t.String()
			change(t)
			was += " became " + t.String()
		}
		at++
	})
	return &c, was
}

func cloneCondition(c *q.Condition) *q.Condition {
	m := *c
	m.All, m.Any = slices.Clone(c.All), slices.Clone(c.Any)
	for i := range m.All {
		m.All[i] = *cloneCondition(&m.All[i])
	}
	for i := range m.Any {
		m.Any[i] = *cloneCondition(&m.Any[i])
	}
	return &m
}
