package locale

import (
	"fmt"
	"html"
	"html/template"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"
	"golang.org/x/text/language/display"
	"golang.org/x/text/message"
	"golang.org/x/text/number"

	q "steelyard/internal/questionnaire"
)

// Voice speaks one language to one reader. It remembers whether it had to fall back to the default language, so that the
// page can say so. It belongs to one request.
type Voice struct {
	catalog   *Catalog
	language  q.Language
	localizer *i18n.Localizer
	numbers   *message.Printer
	fellBack  bool
}

// Language gives the language that is spoken.
func (v *Voice) Language() q.Language { return v.language }

// Direction says how the language is written: ltr or rtl.
func (v *Voice) Direction() string { return Direction(v.language) }

// FellBack says whether a message was not there in the language.
func (v *Voice) FellBack() bool { return v.fellBack }

// Say gives a message as plain text. The arguments are names and values in turn, such as "Count", 3; the value of Count
// decides the plural. A message that is not there in the language is given in the default one, marked in words.
func (v *Voice) Say(id string, args ...any) string {
	text, own := v.find(id, args)
	if !own {
		return text + " [" + string(q.DefaultLanguage) + "]"
	}
	return text
}

// HTML gives a message for a page, as Say does. One in the default language is marked as being in that.
func (v *Voice) HTML(id string, args ...any) template.HTML {
	text, own := v.find(id, args)
	text = html.EscapeString(text)
	if !own {
		text = `<span lang="` + string(q.DefaultLanguage) + `" dir="ltr">` + text + `</span>`
	}
	return template.HTML(text) //nolint:gosec // every part of it was escaped above
}

// find gives a message and whether it is in the voice's own language.
func (v *Voice) find(id string, args []any) (text string, own bool) {
	config := &i18n.LocalizeConfig{MessageID: id}
	data := map[string]any{}
	for i := 0; i+1 < len(args); i += 2 {
		name := fmt.Sprint(args[i])
		if n, ok := args[i+1].(int); ok && name == "Count" {
			config.PluralCount = n
		}
		data[name] = v.shown(args[i+1])
	}
	config.TemplateData = data
	text, tag, err := v.localizer.LocalizeWithTag(config)
	own = err == nil && tag == language.Make(string(v.language))
	if text == "" {
		text, own = id, false
	}
	v.fellBack = v.fellBack || !own
	return text, own
}

// shown gives a value as it stands within a message: a number as the language writes it, and words so that they can't turn the
// message around them.
func (v *Voice) shown(value any) string {
	switch s := value.(type) {
	case int:
		return v.Number(s)
	case Words:
		return string(s)
	default:
		return v.isolated(fmt.Sprint(s))
	}
}

// Words are a voice's own, such as a date or another message: they are put into a message as they are. Kept apart, they would
// lose the direction of what stands around them.
type Words string

// Unicode's marks around words whose direction is their own.
const isolate, popIsolate = "\u2068", "\u2069"

// isolated keeps words apart from the direction of what stands around them, where either is written from right to left.
func (v *Voice) isolated(s string) string {
	if v.Direction() == "ltr" && !strings.ContainsFunc(s, rightToLeft) {
		return s
	}
	return isolate + s + popIsolate
}

func rightToLeft(r rune) bool { return unicode.In(r, unicode.Arabic, unicode.Hebrew, unicode.Syriac) }

// Number gives a whole number as the language writes it.
func (v *Voice) Number(n int) string { return v.numbers.Sprint(number.Decimal(n)) }

// Day gives the calendar day of a time, in the zone that the time is given in.
func (v *Voice) Day(t time.Time) string {
	month := v.Say("month." + strconv.Itoa(int(t.Month())))
	text, _ := v.find("date.day", []any{"Day", Words(strconv.Itoa(t.Day())), "Month", Words(month), "Year", Words(strconv.Itoa(t.Year()))})
	return text
}

// Moment gives a day and a time of day, and names the zone that the time is given in.
func (v *Voice) Moment(t time.Time, zone string) string {
	return v.Say("date.moment", "Date", Words(v.Day(t)), "Time", Words(t.Format("15:04")), "Zone", zone)
}

// Date gives a calendar day in words, and what can't be read as it stands.
func (v *Voice) Date(d q.Date) string {
	t, err := time.Parse(time.DateOnly, string(d))
	if err != nil {
		return string(d)
	}
	return v.Day(t)
}

// Name gives a language's name in the language that is spoken, such as German, or Deutsch where that is German.
func (v *Voice) Name(l q.Language) string {
	names := display.Languages(language.Make(string(v.language)))
	tag, err := language.Parse(string(l))
	if err != nil || names == nil || names.Name(tag) == "" {
		return string(l)
	}
	return names.Name(tag)
}

// Own gives a language's own name for itself, such as Deutsch.
func (v *Voice) Own(l q.Language) string {
	if !v.catalog.Has(l) {
		return string(l)
	}
	return v.catalog.In(l).Say("language.name")
}
