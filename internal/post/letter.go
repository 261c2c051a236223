// Package post owns the e-mails to patients, and those to staff about alerts: their words, which say nothing about health,
// and handing them to a mail server over SMTP. It is the only importer of the mail library. It must not know plans, records or rows.
package post

import (
	"fmt"
	"net/mail"
	"strings"
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
	Until    string // the last day on which the link works, in words
	Stop     string // the link that stops these e-mails
}

// words is one language's texts. A further language is a further entry.
type words struct {
	Subject, Body map[Kind]string
	Contact, Stop string
}

// The parts in braces are filled in by compose.
var languages = map[string]words{
	"en": {
		Subject: map[Kind]string{
			Questions: "There are questions for you",
			Reminder:  "A reminder: there are questions for you",
			Test:      "A test message",
		},
		Body: map[Kind]string{
			Questions: "Hello,\n\nthere are questions for you from {site}.\n\nOpen them here:\n{link}\n\nThe link is for you alone, and works up to and including {until}. You can stop at any time and go on later.",
			Reminder: "Hello,\n\n{site} sent you some questions, and they are still open. If you have just answered them, thank you: you need do nothing more.\n\n" +
				"Open them here:\n{link}\n\nThe link is for you alone, and works up to and including {until}. Earlier links still work too.",
			Test: "Hello,\n\nthis is a test message of {site}. It shows that the mail server takes messages. There is nothing to do.",
		},
		Contact: "How to reach us: {contact}",
		Stop:    "Nobody reads answers to this e-mail at once, and it is not for emergencies.\n\nIf you want no more of these e-mails, say so here:\n{stop}",
	},
}

// Text is a letter's words as they are sent.
type Text struct{ Subject, Body string }

// Compose puts a letter into words, in English where its language has none.
func (l Letter) Compose() (Text, error) {
	w, ok := languages[l.Language]
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
	fill := strings.NewReplacer("{site}", line(l.Site), "{contact}", line(l.Contact), "{link}", line(l.Link), "{until}", line(l.Until), "{stop}", line(l.Stop))
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
