package server

import (
	"net/url"

	"steelyard/internal/clinic"
	"steelyard/internal/locale"
	q "steelyard/internal/questionnaire"
)

// siteTongue is what a site can write in one language.
type siteTongue struct {
	Name    string
	Field   Field
	Shipped string // the agreement's text that stands where the site wrote none
	Lang    q.Language
	Dir     string
	Written bool // the site has its own text
}

// textsPosted gives the texts of the form, of every language.
func textsPosted(post url.Values) (list []clinic.SiteText) {
	for _, l := range tongues {
		for _, kind := range []clinic.TextKind{clinic.CrisisText, clinic.ConsentText} {
			if name := string(kind) + "_" + string(l); post.Has(name) {
				list = append(list, clinic.SiteText{Kind: kind, Language: l, Text: post.Get(name)})
			}
		}
	}
	return list
}

// siteTongues gives a field for each language in which a site may write a text of a kind. The crisis text of the site's own
// language is a field above.
func siteTongues(kind clinic.TextKind, in siteInput, problems Problems) (list []siteTongue) {
	written := clinic.Site{Texts: in.texts}
	for _, l := range tongues {
		t := siteTongue{Name: languageName(l), Lang: l, Dir: locale.Direction(l)}
		t.Field = Field{Name: string(kind) + "_" + string(l), Kind: "area", Value: written.Own(kind, l), Optional: true}
		switch {
		case kind == clinic.ConsentText:
			t.Shipped = (&clinic.Site{}).Consent(l).Text
			t.Field.Label = "What patients agree to, in " + t.Name
			t.Field.Hint = "Whoever agreed to an older text is asked again. Empty: your text in another language, or else the one that ships with the program."
		case string(l) == in.Language:
			continue
		default:
			t.Field.Label = "Whom to call in a crisis, in " + t.Name
			t.Field.Hint = "Empty: patients are shown the main text, marked as being in another language."
		}
		t.Written = t.Field.Value != ""
		t.Field.Problem = problems.Of(t.Field.Name)
		list = append(list, t)
	}
	return list
}

// tonguesWith names the languages in which a site wrote a text of a kind itself.
func tonguesWith(site *clinic.Site, kind clinic.TextKind) (names []string) {
	for _, l := range tongues {
		if site.Own(kind, l) != "" {
			names = append(names, languageName(l))
		}
	}
	return names
}
