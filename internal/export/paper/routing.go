package paper

import (
	"fmt"
	"strconv"
	"strings"

	"steelyard/internal/exact"
	q "steelyard/internal/questionnaire"
)

// OnlyIf says in one sentence when an item is to be answered; empty where it always is.
func OnlyIf(d *q.Definition, i *q.Item, l q.Language) string {
	if i.ShownWhen == nil {
		return ""
	}
	return "Answer this only if " + (reader{d, l}).condition(i.ShownWhen) + "."
}

// reader reads conditions out.
type reader struct {
	d *q.Definition
	l q.Language
}

func (r reader) condition(c *q.Condition) string {
	switch {
	case len(c.All) > 0:
		return r.several(c.All, " and ")
	case len(c.Any) > 0:
		return r.several(c.Any, " or ")
	}
	at := r.d.ItemIndex(c.Item)
	if at < 0 {
		return c.String() // a scale, which no condition of an item may read
	}
	item := &r.d.Items[at]
	question := "question " + strconv.Itoa(at+1)
	switch {
	case c.Is == q.Exists || c.Value == nil:
		return "you answered " + question
	case item.Kind() == q.ChoiceItem:
		return "your answer to " + question + " is " + r.choices(item, c)
	}
	return "your answer to " + question + " is " + compared(c.Is, amount(item, *c.Value))
}

func (r reader) several(cs []q.Condition, word string) string {
	parts := make([]string, len(cs))
	for i := range cs {
		parts[i] = r.condition(&cs[i])
		if len(cs[i].All)+len(cs[i].Any) > 0 {
			parts[i] = "(" + parts[i] + ")"
		}
	}
	return strings.Join(parts, word)
}

// choices names the choices for which a test holds, or the one for which it does not where that is shorter.
func (r reader) choices(item *q.Item, c *q.Condition) string {
	var yes, no []string
	for _, choice := range r.d.ChoicesOf(item) {
		name := "“" + choice.Label.In(r.l) + "”"
		if choice.Score != nil && c.Eval(given{item.ID, *choice.Score}) == q.True {
			yes = append(yes, name)
		} else {
			no = append(no, name)
		}
	}
	if len(yes) > 2 && len(no) == 1 {
		return "anything but " + no[0]
	}
	if len(yes) == 0 {
		return "none of the choices"
	}
	return list(yes)
}

// list joins words as a sentence does.
func list(words []string) string {
	last := len(words) - 1
	if last == 0 {
		return words[0]
	}
	return strings.Join(words[:last], ", ") + " or " + words[last]
}

// given is one answer, for which a condition is tried.
type given struct {
	item  q.ItemID
	score exact.Number
}

// ItemScore gives the one answer.
func (g given) ItemScore(id q.ItemID) (exact.Number, bool) { return g.score, id == g.item }

// ScaleValue is never known.
func (given) ScaleValue(q.ScaleID) (low, high exact.Number, known bool) { return low, high, false }

func compared(is q.Comparator, amount string) string {
	switch is {
	case q.Equal:
		return amount
	case q.NotEqual:
		return "not " + amount
	case q.Greater:
		return "more than " + amount
	case q.Less:
		return "less than " + amount
	case q.GreaterEqual:
		return amount + " or more"
	}
	return amount + " or less"
}

// amount writes a value as the form asks for it: a time of day, hours and minutes, or a number with its unit.
func amount(item *q.Item, v exact.Number) string {
	minutes := int(v.Float())
	switch item.Kind() {
	case q.TimeItem:
		return fmt.Sprintf("%02d:%02d", minutes/60, minutes%60)
	case q.DurationItem:
		return fmt.Sprintf("%d hours %d minutes", minutes/60, minutes%60)
	}
	unit := ""
	if item.Bounds != nil && item.Bounds.Unit != "" {
		unit = " " + item.Bounds.Unit
	}
	return v.String() + unit
}
