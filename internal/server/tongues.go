package server

import (
	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

	q "steelyard/internal/questionnaire"
)

// tongues are the languages that a patient's record can have and a site can write texts in: those that the pages speak.
var tongues = []q.Language{"en", "ar", "de", "es", "fr"}

// languageName gives a language's name in English, for staff.
func languageName(l q.Language) string {
	tag, err := language.Parse(string(l))
	if err != nil {
		return string(l)
	}
	return display.English.Languages().Name(tag)
}

// tongueOptions are the languages of a patient's record, and that it is not known.
func tongueOptions() []Option {
	list := []Option{{Value: "", Label: "Not recorded: the browser’s"}}
	for _, l := range tongues {
		list = append(list, Option{Value: string(l), Label: languageName(l)})
	}
	return list
}
