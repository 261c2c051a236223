package server

import (
	"net/url"
	"regexp"
	"strings"

	"steelyard/internal/clinic"
	q "steelyard/internal/questionnaire"
)

// What a visit's pages post beside answers begins with an underscore, which no item's name does.
const (
	fieldIn       = "_in"       // the language the questions stood in
	fieldGo       = "_go"       // where to go after saving
	fieldClear    = "_clear"    // the question whose answer is taken back
	fieldFrom     = "_from"     // "review" where the visitor came to change one answer
	fieldLanguage = "_language" // the language to go on in
	fieldWas      = "_was."     // followed by an item's name: the answer when the page was made
	fieldNote     = "_note."    // followed by an item's name: what staff noted beside it
	fieldNoteWas  = "_noted."   // the note when the page was made
)

// answersForm is the id of the form that has the answers of a page.
const answersForm = "answers"

// changes gives what the visitor changed on the page that was posted. What stands as it stood when the page was made is
// left out, so that an old page in another tab takes nothing back. Names that no item has are kept, for app to refuse.
func changes(d *q.Definition, post url.Values) q.Form {
	form := q.Form{}
	for i := range d.Items {
		item := &d.Items[i]
		raw, ok := posted(item, post)
		if ok && raw != tidy(post.Get(fieldWas+string(item.ID))) {
			form[item.ID] = raw
		}
		if post.Get(fieldClear) == string(item.ID) {
			form[item.ID] = ""
		}
	}
	for name := range post {
		if id, _, _ := strings.Cut(name, "."); !strings.HasPrefix(name, "_") && d.ItemIndex(q.ItemID(id)) < 0 {
			form[q.ItemID(name)] = post.Get(name)
		}
	}
	return form
}

// noteChanges gives the notes that staff changed on the page that was posted, as changes does for answers.
func noteChanges(d *q.Definition, post url.Values) clinic.Notes {
	notes := clinic.Notes{}
	for i := range d.Items {
		id := d.Items[i].ID
		if name := fieldNote + string(id); post.Has(name) && tidy(post.Get(name)) != tidy(post.Get(fieldNoteWas+string(id))) {
			notes[id] = tidy(post.Get(name))
		}
	}
	return notes
}

// posted gives an item's answer as it was posted; ok is false where the page had none, as with a choice not taken.
func posted(item *q.Item, post url.Values) (raw string, ok bool) {
	name := string(item.ID)
	switch item.Kind() {
	case q.DurationItem:
		if post.Has(name + ".h") {
			return joinDuration(plainDigits(tidy(post.Get(name+".h"))), plainDigits(tidy(post.Get(name+".m")))), true
		}
	case q.NumberItem:
		return decimalComma.ReplaceAllString(plainDigits(tidy(post.Get(name))), "$1.$2"), post.Has(name)
	}
	if item.Kind() == q.TimeItem || item.Kind() == q.DateItem {
		return plainDigits(tidy(post.Get(name))), post.Has(name)
	}
	return tidy(post.Get(name)), post.Has(name)
}

// plainDigits writes a number that was typed with Arabic or Persian digits as it is kept.
func plainDigits(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= '٠' && r <= '٩':
			return r - '٠' + '0'
		case r >= '۰' && r <= '۹':
			return r - '۰' + '0'
		case r == '٫':
			return '.'
		}
		return r
	}, s)
}

// decimalComma is a number as many languages write it. Three digits behind the comma could be thousands: those are refused.
var decimalComma = regexp.MustCompile(`^([+-]?\d+),(\d{1,2})$`)

func joinDuration(hours, minutes string) string {
	switch {
	case hours == "" && minutes == "":
		return ""
	case hours == "":
		hours = "0"
	case minutes == "":
		minutes = "0"
	}
	return hours + ":" + minutes
}

// tidy takes off what a browser adds: the carriage returns of a text area and the spaces around it.
func tidy(s string) string {
	return strings.TrimSpace(strings.ReplaceAll(s, "\r\n", "\n"))
}
