package server

import (
	"cmp"
	"regexp"
	"slices"
	"strings"

	"steelyard/internal/app"
	"steelyard/internal/clinic"
	"steelyard/internal/locale"
	q "steelyard/internal/questionnaire"
)

// visitCrisis is the card that stands on every page of a visit in which an urgent flag was raised.
type visitCrisis struct {
	First  bool          // on the page after the answer: the card comes first, in full, and is read out
	Words  []personWords // what the questionnaires say to the person who answered
	Help   help
	Alerts []visitAlert // for a member of staff, in place of the words to the person
}

// visitAlert is what a member of staff is told.
type visitAlert struct{ Text, Link string }

// help is the words for a crisis, with a note where they stand in another language than the page.
type help struct {
	Lines           []helpLine
	Lang, Dir, Note string
}

func newHelp(site *clinic.Site, v *locale.Voice) help {
	text := site.Crisis(v.Language())
	h := help{Lines: helpLines(text.Text)}
	if text.Language != v.Language() {
		h.Lang, h.Dir = string(text.Language), locale.Direction(text.Language)
		h.Note = v.Say("help.not-translated", "Language", v.Name(text.Language))
	}
	return h
}

// contact is how a site is reached, in the site's language where that is not the page's; nil where the site does not say.
type contact struct {
	Line      helpLine
	Lang, Dir string
}

func newContact(site *clinic.Site, v *locale.Voice) *contact {
	if site.Contact == "" {
		return nil
	}
	words := newWording("", cmp.Or(site.Language, q.DefaultLanguage), v.Language())
	return &contact{findPhones(site.Contact), words.Lang, words.Dir}
}

func newVisitCrisis(at *visitor, h help, first bool) *visitCrisis {
	v := &at.Visit
	if !v.Crisis() {
		return nil
	}
	c := &visitCrisis{First: first, Help: h, Words: at.personWords(q.Urgent)}
	for _, a := range v.Alerts {
		if at.staff && a.Level == q.Urgent {
			c.Alerts = append(c.Alerts, visitAlert{Text: a.Text, Link: alertPath(a)})
		}
	}
	return c
}

// personWords is what a raised flag says to the person who answered. Where a questionnaire has no words in the page's language,
// an urgent flag has ours, and any other has ours before its own.
type personWords struct {
	Lead string
	wording
}

// personWords gives what the raised flags of a level say to the person who answered.
func (at *visitor) personWords(level q.Level) (words []personWords) {
	for _, a := range at.Visit.Alerts {
		if a.Level != level {
			continue
		}
		s := flagWords(&at.Visit, a, at.page())
		if s.Text == "" {
			continue
		}
		w := personWords{wording: s}
		switch {
		case s.Lang != "" && level == q.Urgent:
			w.wording = wording{Text: at.voice.Say("crisis.soon")}
		case s.Lang != "":
			w.Lead = at.voice.Say("review.flag-elsewhere", "Language", at.voice.Name(q.Language(s.Lang)))
		}
		if !slices.Contains(words, w) {
			words = append(words, w)
		}
	}
	return words
}

func flagWords(v *app.Visit, a clinic.Alert, l q.Language) wording {
	for i := range v.Parts {
		d := v.Parts[i].Entry.Definition
		for n := range d.Flags {
			if d.Ref() == a.Questionnaire && d.Flags[n].ID == a.Flag {
				return wordingOf(d.Flags[n].Person, l, l)
			}
		}
	}
	return wording{}
}

// helpLine is a line of a site's crisis text.
type helpLine []helpPart

// helpPart is a piece of a line; Call is the number to call where the piece is a telephone number.
type helpPart struct{ Text, Call string }

// phoneForm finds what may be a telephone number; callable decides.
var phoneForm = regexp.MustCompile(`\+?\(?\d[\d ()\-]*\d`)

// helpLines splits a site's crisis text into lines, and finds the telephone numbers, so that one tap calls.
func helpLines(text string) (lines []helpLine) {
	for line := range strings.Lines(strings.ReplaceAll(text, "\r\n", "\n")) {
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		lines = append(lines, findPhones(line))
	}
	return lines
}

func findPhones(line string) (parts helpLine) {
	from := 0
	for _, at := range phoneForm.FindAllStringIndex(line, -1) {
		call, ok := callable(line[at[0]:at[1]])
		if !ok {
			continue
		}
		if at[0] > from {
			parts = append(parts, helpPart{Text: line[from:at[0]]})
		}
		parts = append(parts, helpPart{Text: line[at[0]:at[1]], Call: call})
		from = at[1]
	}
	if from < len(line) {
		parts = append(parts, helpPart{Text: line[from:]})
	}
	return parts
}

var threeDigits = regexp.MustCompile(`\d{3}`)

// callable gives the digits to dial. Hours such as 9-17 are no number: one has three digits in a row, or eight in all.
func callable(s string) (string, bool) {
	digits := strings.Map(func(r rune) rune {
		if r == '+' || r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, s)
	return digits, len(digits) <= 16 && (threeDigits.MatchString(s) || len(digits) >= 8)
}

// alertPath is where a member of staff finds an alert.
func alertPath(a clinic.Alert) string { return "/alerts/" + string(a.ID) }
