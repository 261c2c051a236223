// Package post owns the e-mails to patients, and those to staff about alerts: their words, which say nothing about health,
// and handing them to a mail server over SMTP. It is the only importer of the mail library. It must not know plans, records or rows.
package post

import (
	"fmt"
	"net/mail"
	"strings"
	"time"
	"unicode"

	"steelyard/internal/fault"
)

// Kind is what a letter is for.
type Kind string

// The kinds.
const (
	Questions Kind = "questions"
	Reminder  Kind = "reminder"
	Test      Kind = "test"
)

// Letter is everything that goes into one e-mail. It has no place for a patient's name, for a questionnaire's or for an answer.
type Letter struct {
	ID       string // makes the Message-ID, which stays the same however often the letter is tried
	To       string // an address and nothing else
	Kind     Kind
	Language string
	Site     string // what the clinic is called in e-mails
	Contact  string // how to reach it, in one line; may be empty
	Link     string
	Until    time.Time // in the last day on which the link works
	Stop     string    // the link that stops these e-mails
}

// Text is a letter's words as they are sent.
type Text struct{ Subject, Body string }

// Compose puts a letter into words, in English where its language has none.
func (l Letter) Compose() (Text, error) {
	w, ok := languages[base(l.Language)]
	if !ok {
		w = languages["en"]
	}
	subject, body := w.Subject[l.Kind], w.Body[l.Kind]
	if subject == "" {
		return Text{}, fmt.Errorf("there is no letter of the kind %q", l.Kind)
	}
	if l.Contact != "" {
		body += "\n\n" + w.Contact
	}
	if l.Kind != Test {
		body += "\n\n" + w.Stop
	}
	fill := strings.NewReplacer("{site}", w.apart(line(l.Site)), "{contact}", w.apart(line(l.Contact)), "{link}", line(l.Link), "{until}", w.date(l.Until), "{stop}", line(l.Stop))
	return Text{subject, fill.Replace(body) + "\n\n" + line(l.Site) + "\n"}, nil
}

// line makes one line of a text: a line break in a name would begin a header or a paragraph of somebody else's.
func line(s string) string {
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool { return unicode.IsControl(r) || r == '\u2028' || r == '\u2029' }), " ")
}

// Address wants an address and nothing else: no name, no second one, no line break.
func Address(s string) (string, error) {
	a, err := mail.ParseAddress(s)
	if err != nil || a.Address != s || len(s) > 254 || line(s) != s {
		return "", fault.New(fault.Invalid, "This is not an e-mail address such as name@example.org.")
	}
	return s, nil
}

// telling are the beginnings of words that say in an inbox what a message is about. In lower case.
var telling = []string{
	"depress", "anxi", "panic", "mood", "suicid", "self-harm", "psych", "mental", "bipolar", "mania", "manic", "schizo", "trauma", "ptsd", "ocd",
	"obsess", "compuls", "addict", "alcohol", "drug", "substance", "eating disorder", "anorex", "bulim", "adhd", "autis", "dement", "parkinson", "dopamin",
	"seroton", "symptom", "disorder", "disease", "diagnos", "illness", "therap", "treatment", "medic", "patient", "sleep", "insomn", "pain", "impuls",
	"sexual", "questionnaire", "score", "screening", "phq", "gad-7", "wellbeing", "well-being",
	// German
	"seelisch", "angst", "ängst", "zwang", "sucht", "erkrank", "störung", "stimmung", "schlaf", "schmerz", "behandl", "demenz", "gemüt", "fragebogen", "beschwerde",
	// Spanish
	"ansied", "depresi", "ánimo", "trastorn", "enferm", "síntoma", "sintoma", "cuestionario", "tratamient", "adicc", "esquizo", "psiqui", "psic", "terap",
	// French
	"anxié", "dépress", "humeur", "trouble", "maladie", "malade", "symptôme", "traitement", "sommeil", "douleur", "démence", "toxico", "thérap", "angoiss",
	// Arabic, with the article and without
	"اكتئاب", "الاكتئاب", "قلق", "القلق", "نفسي", "النفسي", "مرض", "المرض", "مريض", "المريض", "أعراض", "الأعراض", "علاج", "العلاج", "إدمان", "الإدمان", "دواء", "الدواء", "استبيان", "الاستبيان",
}

// Tells gives the first word of a text that says something about health; empty where there is none.
func Tells(text string) string {
	lower := strings.ToLower(text)
	for _, word := range telling {
		for at, rest := 0, lower; ; {
			i := strings.Index(rest, word)
			if i < 0 {
				break
			}
			at += i
			if at == 0 || !letter(lower[:at]) {
				return word
			}
			at += len(word)
			rest = lower[at:]
		}
	}
	return ""
}

// letter says whether a text ends with a letter, so that what follows it is no beginning of a word.
func letter(s string) bool {
	r := []rune(s)
	return unicode.IsLetter(r[len(r)-1])
}
