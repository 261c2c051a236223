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
		names[i] = string(l)
		if tag, err := language.Parse(names[i]); err == nil {
			names[i] = display.English.Languages().Name(tag)
		}
	}
	return strings.Join(names, " and ")
}
