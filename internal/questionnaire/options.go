package questionnaire

import (
	"fmt"
	"slices"
	"time"
)

// MaxOptions is how many answers an item can have and still be gone through one by one.
const MaxOptions = 2000

// Options gives every answer an item can have, as it would be stored, with its value. Items of free text and dates
// have none, because no score depends on them; ok is false where there are more than MaxOptions.
func (d *Definition) Options(at int) (given []Given, values []Value, ok bool) {
	item := &d.Items[at]
	raws, ok := d.rawOptions(item)
	for _, raw := range raws {
		v, problem := d.read(item, raw)
		if problem.What != "" {
			continue
		}
		v.Given, v.Shown, v.Raw = true, true, raw
		given, values = append(given, Given(raw)), append(values, v)
	}
	return given, values, ok
}

func (d *Definition) rawOptions(item *Item) (raws []string, ok bool) {
	switch item.Kind() {
	case ChoiceItem:
		for _, c := range d.ChoicesOf(item) {
			raws = append(raws, string(c.Code))
		}
	case NumberItem, DurationItem:
		for n := item.Bounds.Min; !item.Bounds.Max.Less(n); n = n.Add(item.Bounds.Step) {
			if len(raws) == MaxOptions {
				return nil, false
			}
			raws = append(raws, n.String())
		}
	case TimeItem:
		for m := range 24 * 60 {
			raws = append(raws, time.Date(0, 1, 1, 0, m, 0, 0, time.UTC).Format("15:04"))
		}
	}
	return raws, true
}

// AnswersOf makes answers from values that Options gave, one an item, for proofs that go through very many. Values
// that did not come from Options make answers that mean nothing.
func (d *Definition) AnswersOf(values []Value) (Answers, error) {
	if len(values) != len(d.Items) {
		return Answers{}, fmt.Errorf("%s has %d items, not %d", d.Ref(), len(d.Items), len(values))
	}
	return Answers{d, slices.Clone(values)}, nil
}
