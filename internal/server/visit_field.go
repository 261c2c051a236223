package server

import (
	"html/template"
	"net/url"
	"strconv"
	"strings"

	"steelyard/internal/app"
	"steelyard/internal/clinic"
	"steelyard/internal/locale"
	q "steelyard/internal/questionnaire"
)

// visitField is one question as it stands on a page.
type visitField struct {
	ID        string // of the question, in the page and as the name of its field
	Kind      string
	Number    int
	Text      string
	Choices   []visitChoice
	Value     string // as it is stored, or as it was typed where that was wrong
	Hours     string
	Minutes   string
	Was       string // as it was stored when the page was made
	Unit      string
	Hint      string
	Error     string
	ErrorLang string // where there are no words for it in the page's
	Lang, Dir string // of the question, where it is not the page's
	Alone     bool   // the only question of its page, so that its text is the page's heading
	Intro     string // read before the question where it stands alone
	Noting    bool   // staff can note something beside it
	Note      string // as it is stored, or as it was typed where that was wrong
	NoteWas   string // as it was stored when the page was made

	item  *q.Item
	voice *locale.Voice
}

// T gives a message in the page's language.
func (f visitField) T(id string, args ...any) template.HTML { return f.voice.HTML(id, args...) }

// PageLang and PageDir are of the words that are not the question's.
func (f visitField) PageLang() string { return string(f.voice.Language()) }

// PageDir says how the page's language is written.
func (f visitField) PageDir() string { return f.voice.Direction() }

// visitChoice is one answer to choose from. Key is the digit that chooses it.
type visitChoice struct {
	Code    string
	Label   string
	Key     int
	Checked bool
}

// field gives one question with its stored answer.
func (at *visitor) field(s step, number int) visitField {
	f := newVisitField(&at.Visit, s, number, at.asked(s.part))
	f.speak(at.voice)
	if at.staff {
		f.NoteWas = at.Visit.Parts[s.part].Response.Notes[at.item(s)]
		f.Noting, f.Note = true, f.NoteWas
	}
	if l := at.asked(s.part); l != at.page() {
		f.Lang, f.Dir = string(l), locale.Direction(l)
	}
	return f
}

// speak puts the words in that are the page's and not the question's.
func (f *visitField) speak(v *locale.Voice) {
	f.voice, f.Hint = v, fieldHint(v, f.item)
}

// newVisitField gives one question with its stored answer, without words of the page's.
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
	f.item = item
	f.put(f.Was)
	return f
}

// fieldHint says what to type; a choice needs no words.
func fieldHint(v *locale.Voice, i *q.Item) string {
	switch i.Kind() {
	case q.NumberItem:
		if b := i.Bounds; b != nil {
			return v.Say("field.number-range", "Low", b.Min, "High", b.Max)
		}
		return v.Say("field.number")
	case q.TimeItem:
		return v.Say("field.time")
	case q.DateItem:
		return v.Say("field.date")
	case q.TextItem:
		return v.Say("field.text", "Count", q.MaxTextAnswer)
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
	if f.Noting && post.Has(fieldNote+f.ID) {
		f.Note = post.Get(fieldNote + f.ID)
	}
}

// NoteMax is how many characters a note has at most.
func (f visitField) NoteMax() int { return clinic.MaxNote }

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
