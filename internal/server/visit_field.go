package server

import (
	"net/url"
	"strconv"
	"strings"

	"steelyard/internal/app"
	q "steelyard/internal/questionnaire"
)

// visitField is one question as it stands on a page.
type visitField struct {
	ID      string // of the question, in the page and as the name of its field
	Kind    string
	Number  int
	Text    string
	Choices []visitChoice
	Value   string // as it is stored, or as it was typed where that was wrong
	Hours   string
	Minutes string
	Was     string // as it was stored when the page was made
	Unit    string
	Hint    string
	Error   string
	Alone   bool   // the only question of its page, so that its text is the page's heading
	Intro   string // read before the question where it stands alone
}

// visitChoice is one answer to choose from. Key is the digit that chooses it.
type visitChoice struct {
	Code    string
	Label   string
	Key     int
	Checked bool
}

// newVisitField gives one question with its stored answer.
func newVisitField(v *app.Visit, s step, number int, l q.Language) visitField {
	d := v.Parts[s.part].Entry.Definition
	item := &d.Items[s.item]
	f := visitField{ID: string(item.ID), Kind: string(item.Kind()), Number: number, Text: itemText(item, l)}
	if a := v.Parts[s.part].Answers.At(s.item); a.Given {
		f.Was = a.Raw
	}
	for n, c := range d.ChoicesOf(item) {
		f.Choices = append(f.Choices, visitChoice{Code: string(c.Code), Label: c.Label.In(l), Key: n + 1})
	}
	if item.Bounds != nil {
		f.Unit = item.Bounds.Unit
	}
	if item.Kind() == q.DurationItem {
		f.Hours, f.Minutes = splitDuration(f.Was)
	}
	f.Hint = fieldHint(item)
	f.put(f.Was)
	return f
}

// fieldHint says what to type; a choice needs no words.
func fieldHint(i *q.Item) string {
	switch i.Kind() {
	case q.NumberItem:
		if b := i.Bounds; b != nil {
			return "A number from " + b.Min.String() + " to " + b.Max.String() + "."
		}
		return "A number."
	case q.TimeItem:
		return "For example 22:30."
	case q.DateItem:
		return "Year, month and day, for example 2026-11-23."
	case q.TextItem:
		return "In your own words, up to " + strconv.Itoa(q.MaxTextAnswer) + " characters."
	}
	return ""
}

func (f *visitField) put(value string) {
	f.Value = value
	for i := range f.Choices {
		f.Choices[i].Checked = f.Choices[i].Code == value
	}
}

// keep puts what was posted in place of what is stored, so that a page that can't be saved loses nothing.
func (f *visitField) keep(post url.Values) {
	if f.Kind == string(q.DurationItem) && post.Has(f.ID+".h") {
		f.Hours, f.Minutes = post.Get(f.ID+".h"), post.Get(f.ID+".m")
	}
	if post.Has(f.ID) {
		f.put(post.Get(f.ID))
	}
}

// Chosen says whether there is an answer to take back.
func (f visitField) Chosen() bool { return f.Was != "" }

// splitDuration gives the hours and minutes of an answer kept as 7:30 or as 450 minutes.
func splitDuration(raw string) (hours, minutes string) {
	if raw == "" {
		return "", ""
	}
	if h, m, both := strings.Cut(raw, ":"); both {
		return h, m
	}
	n, err := strconv.Atoi(raw)
	if err != nil {
		return raw, ""
	}
	return strconv.Itoa(n / 60), strconv.Itoa(n % 60)
}
