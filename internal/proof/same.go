package proof

import (
	"maps"
	"slices"

	"steelyard/internal/exact"
	q "steelyard/internal/questionnaire"
)

// sameness says which items and scales of two definitions are computed alike, whatever their words. What is the same
// needs no comparing.
type sameness struct {
	a, b   *q.Definition
	items  map[q.ItemID]bool
	scales map[q.ScaleID]bool
}

func newSameness(a, b *q.Definition) sameness {
	return sameness{a, b, map[q.ItemID]bool{}, map[q.ScaleID]bool{}}
}

// item says whether an item has the same answers and scores and is shown in the same cases.
func (s *sameness) item(id q.ItemID) bool {
	if known, ok := s.items[id]; ok {
		return known
	}
	s.items[id] = false // while it is being found out, so that items that wait on each other end
	x, okA := s.a.Item(id)
	y, okB := s.b.Item(id)
	s.items[id] = okA && okB && x.Kind() == y.Kind() && equal(x.Bounds, y.Bounds, sameBounds) &&
		slices.EqualFunc(s.a.ChoicesOf(x), s.b.ChoicesOf(y), sameChoice) && (x.ShownWhen == nil) == (y.ShownWhen == nil) && (x.ShownWhen == nil || s.condition(x.ShownWhen, y.ShownWhen))
	return s.items[id]
}

// scale says whether a scale is computed alike from the same operands.
func (s *sameness) scale(id q.ScaleID) bool {
	if known, ok := s.scales[id]; ok {
		return known
	}
	x, okA := s.a.Scale(id)
	y, okB := s.b.Scale(id)
	s.scales[id] = okA && okB && sameSpec(x, y) && s.operands(x, s.scale) &&
		slices.EqualFunc(x.Decide, y.Decide, func(d, e q.Decision) bool { return s.condition(&d.When, &e.When) })
	return s.scales[id]
}

func (s *sameness) operands(x *q.Scale, scale func(q.ScaleID) bool) bool {
	return !slices.ContainsFunc(x.Items, func(id q.ItemID) bool { return !s.item(id) }) &&
		!slices.ContainsFunc(x.Scales, func(id q.ScaleID) bool { return !scale(id) })
}

func (s *sameness) flag(id q.FlagID) bool {
	x, y := flagOf(s.a, id), flagOf(s.b, id)
	return x != nil && y != nil && s.condition(&x.When, &y.When)
}

func flagOf(d *q.Definition, id q.FlagID) *q.Flag {
	for i := range d.Flags {
		if d.Flags[i].ID == id {
			return &d.Flags[i]
		}
	}
	return nil
}

// condition says whether two conditions are written alike and read the same.
func (s *sameness) condition(x, y *q.Condition) bool {
	if !sameCondition(x, y) {
		return false
	}
	same := true
	x.Tests(func(t *q.Condition) {
		same = same && (t.Item == "" || s.item(t.Item)) && (t.Scale == "" || s.scale(t.Scale))
	})
	return same
}

func sameCondition(x, y *q.Condition) bool {
	alike := func(a, b q.Condition) bool { return sameCondition(&a, &b) }
	return x.Item == y.Item && x.Scale == y.Scale && x.Is == y.Is && equal(x.Value, y.Value, sameNumber) &&
		slices.EqualFunc(x.All, y.All, alike) && slices.EqualFunc(x.Any, y.Any, alike)
}

// sameSpec compares what a scale computes, not its words, its sources or its figures for readers.
func sameSpec(x, y *q.Scale) bool {
	return x.Operator == y.Operator && slices.Equal(x.Items, y.Items) && slices.Equal(x.Scales, y.Scales) &&
		sameMembers(x.Reversed, y.Reversed) && maps.Equal(x.Weights, y.Weights) && maps.Equal(x.Exceptions, y.Exceptions) &&
		equal(x.AtLeast, y.AtLeast, sameNumber) && slices.Equal(x.Recode, y.Recode) && slices.EqualFunc(x.Table, y.Table, sameRow) &&
		maps.EqualFunc(x.Model, y.Model, sameCurve) && slices.EqualFunc(x.Decide, y.Decide, sameDecision) &&
		sameMissing(&x.Missing, &y.Missing) && equal(x.Transform, y.Transform, func(a, b *q.Transform) bool { return *a == *b }) &&
		slices.EqualFunc(x.Bands, y.Bands, func(a, b q.Band) bool { return a.Code == b.Code && a.From == b.From })
}

func sameMissing(x, y *q.MissingRule) bool {
	return x.Rule == y.Rule && x.AtMost == y.AtMost && x.Round == y.Round && maps.Equal(x.Blank, y.Blank) && equal(x.NotShown, y.NotShown, sameNumber)
}

func sameMembers(x, y []q.ItemID) bool {
	return len(x) == len(y) && !slices.ContainsFunc(x, func(id q.ItemID) bool { return !slices.Contains(y, id) })
}

func sameRow(a, b q.Row) bool { return a.Raw == b.Raw && a.Value == b.Value }

func sameCurve(a, b q.Curve) bool {
	return a.Discrimination == b.Discrimination && slices.Equal(a.Thresholds, b.Thresholds)
}

func sameDecision(a, b q.Decision) bool {
	return a.Category == b.Category && sameCondition(&a.When, &b.When)
}

func sameBounds(a, b *q.Bounds) bool { return a.Min == b.Min && a.Max == b.Max && a.Step == b.Step }

func sameChoice(a, b q.Choice) bool { return a.Code == b.Code && equal(a.Score, b.Score, sameNumber) }

func sameNumber(a, b *exact.Number) bool { return *a == *b }

// equal compares what two pointers point at; nil is like nil only.
func equal[T any](x, y *T, same func(a, b *T) bool) bool {
	return x == y || x != nil && y != nil && same(x, y)
}
