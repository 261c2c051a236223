package report

import (
	"strings"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

	"steelyard/internal/clinic"
	q "steelyard/internal/questionnaire"
)

// tongues names every language in which a response was answered, in English: "German", or "English and German" where the
// language was changed on the way. A score does not depend on it; what the words mean to somebody may.
func tongues(r *clinic.Response) string {
	list := r.Languages
	if len(list) == 0 && r.Language != "" {
		list = []q.Language{r.Language}
	}
	names := make([]string, len(list))
	for i, l := range list {
		names[i] = tongue(l)
	}
	return strings.Join(names, " and ")
}

var tongueNames = display.English.Languages()

func tongue(l q.Language) string {
	if tag, err := language.Parse(string(l)); err == nil {
		return tongueNames.Name(tag)
	}
	return string(l)
}

// abroad gives the names of languages again where they are not just that of the report, whose readers take its own for granted.
func abroad(tongues string, own q.Language) string {
	if tongues == tongue(own) {
		return ""
	}
	return tongues
}
