package questionnaire

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"steelyard/internal/exact"
	"steelyard/internal/fault"
)

// MaxTextAnswer is the longest free-text answer, in characters.
const MaxTextAnswer = 4000

// Form is what was posted or read from a file: for an item, the answer as it was written. An item that is absent
// or empty was not answered, which is never the same as an answer of zero.
type Form map[ItemID]string

// Answers are the answers to one questionnaire, checked against its definition; they can only be made by it.
type Answers struct {
	definition *Definition
	values     []Value
}

// Value is one answer. The zero value was not answered.
type Value struct {
	Given     bool
	Shown     bool         // false where a condition keeps the item off the form; then it is not missing either
	Undecided bool         // not shown, because an answer that its condition reads is missing: nobody knows whether it would be
	Scored    bool         // whether Score means anything
	Choice    int          // the place of the choice taken, for a choice item
	Score     exact.Number // the choice's score, the number, the minutes
	Raw       string       // the answer as it is stored
}

// Answers checks a form and gives its answers. Everything that is wrong comes at once, each detail naming its item.
// A form may be unfinished: what is not there is not answered. Answers to items that are not shown are refused
// nowhere and counted nowhere, because going back may hide an item that was answered.
func (d *Definition) Answers(f Form) (Answers, error) {
	a := Answers{d, make([]Value, len(d.Items))}
	var details []fault.Detail
	known := 0
	for i := range d.Items {
		item := &d.Items[i]
		shown := True
		if item.ShownWhen != nil {
			shown = item.ShownWhen.Eval(a)
		}
		a.values[i].Shown, a.values[i].Undecided = shown == True, shown == Unknown
		raw, ok := f[item.ID]
		if !ok {
			continue
		}
		known++
		if raw == "" || !a.values[i].Shown {
			continue
		}
		v, problem := d.read(item, raw)
		if problem.What != "" {
			problem.Where = string(item.ID)
			details = append(details, problem)
			continue
		}
		v.Given, v.Shown, v.Raw = true, true, raw
		a.values[i] = v
	}
	if known < len(f) {
		details = append(details, d.unknownItems(f)...)
	}
	if len(details) > 0 {
		return Answers{}, fault.New(fault.Invalid, "Some answers can't be accepted. Nothing was changed.", details...)
	}
	return a, nil
}

func (d *Definition) unknownItems(f Form) (details []fault.Detail) {
	for id := range f {
		if d.ItemIndex(id) < 0 {
			details = append(details, fault.Detail{Where: short(string(id)), What: "there is no such question in " + d.Ref().String()})
		}
	}
	slices.SortFunc(details, func(a, b fault.Detail) int { return strings.Compare(a.Where, b.Where) })
	return details
}

func (d *Definition) read(item *Item, raw string) (v Value, problem fault.Detail) {
	switch item.Kind() {
	case ChoiceItem:
		return d.readChoice(item, raw)
	case NumberItem:
		return readNumber(item, raw)
	case TimeItem:
		return readClock(raw)
	case DurationItem:
		return readDuration(item, raw)
	case DateItem:
		if _, err := time.Parse(time.DateOnly, raw); err != nil {
			return v, wrong(fault.Phrase{ID: "answer.no-date", Given: short(raw)}, "%q is not a date such as 2026-11-23", short(raw))
		}
		return v, fault.Detail{}
	}
	switch {
	case !utf8.ValidString(raw) || strings.ContainsFunc(raw, control):
		return v, wrong(fault.Phrase{ID: "answer.unseen"}, "the text has characters that can't be shown")
	case utf8.RuneCountInString(raw) > MaxTextAnswer:
		return v, wrong(fault.Phrase{ID: "answer.too-long", High: strconv.Itoa(MaxTextAnswer)}, "the text must have at most %d characters", MaxTextAnswer)
	}
	return v, fault.Detail{}
}

// wrong says what is the matter with an answer, in English and by a phrase.
func wrong(phrase fault.Phrase, english string, args ...any) fault.Detail {
	return fault.Detail{What: fmt.Sprintf(english, args...), Phrase: phrase}
}

// control marks the characters that no keyboard enters on purpose, line breaks and tabs apart.
func control(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\r' && r != '\t' }

func (d *Definition) readChoice(item *Item, raw string) (v Value, problem fault.Detail) {
	choices := d.ChoicesOf(item)
	for i := range choices {
		if string(choices[i].Code) == raw {
			v.Choice = i
			if s := choices[i].Score; s != nil {
				v.Score, v.Scored = *s, true
			}
			return v, fault.Detail{}
		}
	}
	codes := make([]string, len(choices))
	for i := range choices {
		codes[i] = string(choices[i].Code)
	}
	return v, wrong(fault.Phrase{ID: "answer.no-choice", Given: short(raw)}, "%q is not one of the choices (%s)", short(raw), strings.Join(codes, ", "))
}

func readNumber(item *Item, raw string) (v Value, problem fault.Detail) {
	n, err := exact.Parse(raw)
	if err != nil || strings.Contains(raw, "/") {
		return v, wrong(fault.Phrase{ID: "answer.no-number", Given: short(raw)}, "%q is not a number", short(raw))
	}
	return within(item.Bounds, n)
}

func readClock(raw string) (v Value, problem fault.Detail) {
	t, err := time.Parse("15:04", raw)
	if err != nil {
		return v, wrong(fault.Phrase{ID: "answer.no-time", Given: short(raw)}, "%q is not a time such as 22:30", short(raw))
	}
	return Value{Scored: true, Score: exact.Int(int64(t.Hour()*60 + t.Minute()))}, fault.Detail{}
}

// readDuration reads hours and minutes (7:30) or minutes (450).
func readDuration(item *Item, raw string) (v Value, problem fault.Detail) {
	if !durationForm.MatchString(raw) {
		return v, wrong(fault.Phrase{ID: "answer.no-duration", Given: short(raw)}, "%q is not a duration such as 7:30", short(raw))
	}
	hours, minutes, both := strings.Cut(raw, ":")
	n, err := exact.Parse(hours)
	if err == nil && both {
		var m exact.Number
		m, err = exact.Parse(minutes)
		n = n.Mul(exact.Int(60)).Add(m)
	}
	if err != nil {
		return v, wrong(fault.Phrase{ID: "answer.no-duration", Given: short(raw)}, "%q is not a duration such as 7:30", short(raw))
	}
	return within(item.Bounds, n)
}

var durationForm = regexp.MustCompile(`^\d{1,5}(:[0-5]\d)?$`)

func within(b *Bounds, n exact.Number) (v Value, problem fault.Detail) {
	if b == nil { // a fault of the definition that itemShape names
		return v, fault.Detail{}
	}
	if n.Less(b.Min) || b.Max.Less(n) {
		return v, wrong(fault.Phrase{ID: "answer.outside", Given: n.String(), Low: b.Min.String(), High: b.Max.String()}, "%s is outside the range %s to %s", n, b.Min, b.Max)
	}
	if b.Step.Sign() > 0 && !n.Sub(b.Min).Div(b.Step).IsInt() {
		return v, wrong(fault.Phrase{ID: "answer.off-step", Given: n.String(), Low: b.Min.String(), High: b.Step.String()}, "%s is not a multiple of %s from %s", n, b.Step, b.Min)
	}
	return Value{Scored: true, Score: n}, fault.Detail{}
}

func short(s string) string {
	if r := []rune(s); len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return s
}

// InOrder makes a form from answers in item order, as a file has them; an empty string is not answered.
// The wrong number of answers is an error, because then no answer can be trusted to belong to its item.
func (d *Definition) InOrder(given []string) (Form, error) {
	if len(given) != len(d.Items) {
		return nil, fault.New(fault.Invalid, fmt.Sprintf("%s has %d items, but %d answers were given.", d.Ref(), len(d.Items), len(given)))
	}
	f := Form{}
	for i, g := range given {
		if g != "" {
			f[d.Items[i].ID] = g
		}
	}
	return f, nil
}

// Definition gives the definition the answers were checked against.
func (a Answers) Definition() *Definition { return a.definition }

// At gives the answer to the item at a place in Items.
func (a Answers) At(i int) Value { return a.values[i] }

// Of gives the answer to an item; the zero Value where there is no such item.
func (a Answers) Of(id ItemID) Value {
	if i := a.definition.ItemIndex(id); i >= 0 && i < len(a.values) {
		return a.values[i]
	}
	return Value{}
}

// ItemScore gives the score of an item for a condition.
func (a Answers) ItemScore(id ItemID) (exact.Number, bool) {
	v := a.Of(id)
	return v.Score, v.Given && v.Scored
}

// ScaleValue is never known here: conditions of items read items only.
func (a Answers) ScaleValue(ScaleID) (low, high exact.Number, known bool) { return low, high, false }

// Unanswered gives the items that are shown and were not answered, in order.
func (a Answers) Unanswered() (ids []ItemID) {
	for i, v := range a.values {
		if v.Shown && !v.Given {
			ids = append(ids, a.definition.Items[i].ID)
		}
	}
	return ids
}

// Given counts the items that were answered.
func (a Answers) Given() (n int) {
	for _, v := range a.values {
		if v.Given {
			n++
		}
	}
	return n
}

// Form gives the answers as they are stored.
func (a Answers) Form() Form {
	f := Form{}
	for i, v := range a.values {
		if v.Given {
			f[a.definition.Items[i].ID] = v.Raw
		}
	}
	return f
}
