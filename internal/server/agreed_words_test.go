package server_test

import (
	"html"
	"regexp"
	"slices"
	"strings"
	"testing"

	"steelyard/internal/clinic"
	q "steelyard/internal/questionnaire"
)

// agreedIn is the place on a page where words stand in a language.
func agreedIn(page string, l q.Language, dir string) string {
	m := regexp.MustCompile(`(?s)<(?:div class="card"|blockquote) lang="` + string(l) + `" dir="` + dir + `">(.*?)</(?:div|blockquote)>`).FindStringSubmatch(page)
	if m == nil {
		return ""
	}
	return html.UnescapeString(m[1])
}

// What was agreed to is read in the words that were agreed to, in whatever language the page is; a text in the page's language
// stands beneath as a help and is marked as one. Whoever has not agreed reads the page's own language.
func TestWhatWasAgreedToIsShownAsItWas(t *testing.T) {
	w := newVisitClinic(t)
	texts := func(version string, languages ...q.Language) {
		site, err := w.Site(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		site.Texts = []clinic.SiteText{{Kind: clinic.ConsentText, Language: "en"}} // taken back, unless it is given
		for _, l := range languages {
			site.Texts = slices.DeleteFunc(site.Texts, func(t clinic.SiteText) bool { return t.Language == l })
			site.Texts = append(site.Texts, clinic.SiteText{Kind: clinic.ConsentText, Language: l, Text: "Words in " + string(l) + " " + version + ".\n\nWhat you answer is kept in your record for ten years."})
		}
		if err := w.PutSite(t.Context(), w.Administrator, site); err != nil {
			t.Fatal(err)
		}
	}
	texts("first", "en", "ar")
	root := w.unasked("phq-2")
	b := w.browser()
	b.post(root+"/language", "_language", "ar", "back", "/consent").at(t, root+"/consent").wants(t, 200, "Words in ar first").lacks(t, "Words in en")
	b.post(root+"/consent", "hash", b.get(root+"/consent").hash(t), "agree", "true")
	b.get(root+"/consent").wants(t, 200, "Words in ar first").lacks(t, "Words in en", "وافقت على هذه الكلمات")

	page := b.post(root+"/language", "_language", "en", "back", "/consent").at(t, root+"/consent").wants(t, 200, "You agreed to these words, in another language (Arabic).",
		"In this language, to help you", "What you agreed to is the text above.", "Words in en first", "Version 1 of this text")
	if got := agreedIn(page.body, "ar", "rtl"); !strings.Contains(got, "Words in ar first") || strings.Contains(got, "Words in en") {
		t.Errorf("got %q, want the words that were agreed to, marked as Arabic", got)
	}
	if strings.Index(page.words(), "Words in ar first") > strings.Index(page.words(), "Words in en first") {
		t.Error("the help stands before the words that were agreed to")
	}
	b.post(root+"/language", "_language", "de", "back", "/consent").at(t, root+"/consent").wants(t, 200, "Sie haben in diese Worte eingewilligt, in einer anderen Sprache (Arabisch).").
		lacks(t, "als Hilfe", "Words in en", "diesen Text nur in einer anderen Sprache")

	staff, at := w.browser().signIn(), "/patients/"+string(w.patient)
	for _, texted := range []func(){func() {}, func() { texts("second", "en", "ar") }, func() { b.post(root + "/withdraw") }} {
		texted()
		page := staff.get(at).wants(t, 200, "The words that were agreed to", "The patient agreed to these words, in Arabic.", "In English, to help you read it", "What the patient agreed to is the text above.")
		if got := agreedIn(page.body, "ar", "rtl"); !strings.Contains(got, "Words in ar first") {
			t.Errorf("staff read %q, want the words that were agreed to", got)
		}
	}
	texts("third", "ar")
	staff.get(at).wants(t, 200, "Words in ar first").lacks(t, "In English, to help")
}

// Of an agreement in English nothing is said of languages.
func TestAnAgreementInThePagesLanguageIsShownPlainly(t *testing.T) {
	w := newVisitClinic(t)
	root, _ := w.invite("phq-2")
	w.browser().get(root+"/consent").wants(t, 200, "You agreed to this text on").lacks(t, "in another language", "to help you")
	w.browser().signIn().get("/patients/"+string(w.patient)).wants(t, 200, "The words that were agreed to").lacks(t, "The patient agreed to these words, in", "to help you read")
}

// The words that were read out for e-mails stand with the agreement to them.
func TestTheWordsOfTheAgreementToMailsAreShownAsTheyWere(t *testing.T) {
	w := newVisitClinic(t)
	staff, at := w.browser().signIn(), "/patients/"+string(w.patient)
	p, err := w.App.Patient(t.Context(), w.Clinician, w.patient)
	if err != nil {
		t.Fatal(err)
	}
	p.Patient.Email = "someone@example.org"
	if err := w.EditPatient(t.Context(), w.Clinician, p.Patient); err != nil {
		t.Fatal(err)
	}
	words, _, _ := clinic.MailConsentWords("1-ar")
	page := staff.post(at+"/mail-consent", "how", "on paper", "language", "ar").wants(t, 200, "The patient agreed to these words, in Arabic.", "In English, to help you read it")
	if got := agreedIn(page.body, "ar", "rtl"); !strings.Contains(got, words) {
		t.Errorf("got %q, want %q", got, words)
	}
}
