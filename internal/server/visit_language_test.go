package server_test

import (
	"crypto/rand"
	"fmt"
	"strings"
	"testing"

	"steelyard/internal/clinic"
	q "steelyard/internal/questionnaire"
	"steelyard/internal/store"
)

// inLanguage adds a patient whose record names a language, and gives the root of a link of theirs.
func (w *visitClinic) inLanguage(l q.Language, battery ...q.ID) (root string) {
	w.Helper()
	id, err := w.AddPatient(w.Context(), w.Clinician, clinic.Patient{RecordNumber: "L-" + rand.Text(), Name: "Lena Sprachlos", Sex: clinic.UnknownSex, Language: l})
	if err != nil {
		w.Fatal(err)
	}
	w.patient = id
	root, _ = w.invite(battery...)
	return root
}

// response gives the only response of the patient.
func (w *visitClinic) response() (r clinic.Response) {
	w.Helper()
	err := w.Store.View(w.Context(), func(tx *store.Tx) error {
		all, err := tx.ResponsesOf(w.patient)
		if len(all) != 1 {
			w.Fatalf("got %d responses, want one", len(all))
		}
		r = all[0]
		return err
	})
	if err != nil {
		w.Fatal(err)
	}
	return r
}

// TestAWholeVisitInEveryLanguage walks every page of a visit in each language, and wants it in that language alone, with its
// direction.
func TestAWholeVisitInEveryLanguage(t *testing.T) {
	w := newVisitClinic(t)
	for _, c := range []struct {
		language          q.Language
		dir               string
		start, ask, often string
		review, thanks    string
		name              string // as staff read it beside the scores
	}{
		{"de", "ltr", "Beginnen", "Frage 1 von 9", "Fast immer", "Sehen Sie Ihre Antworten an", "Danke. Ihre Antworten sind abgeschickt.", "German"},
		{"es", "ltr", "Empezar", "Pregunta 1 de 9", "Casi siempre", "Revise sus respuestas", "Gracias. Sus respuestas se han enviado.", "Spanish"},
		{"fr", "ltr", "Commencer", "Question 1 sur 9", "Presque toujours", "Relisez vos réponses", "Merci. Vos réponses ont été envoyées.", "French"},
		{"ar", "rtl", "ابدأ", "السؤال 1 من 9", "دائمًا تقريبًا", "راجع إجاباتك", "شكرًا لك. أُرسلت إجاباتك.", "Arabic"},
		{"en", "ltr", "Start", "Question 1 of 9", "Almost always", "Look at your answers", "Thank you. Your answers have been sent.", "English"},
	} {
		t.Run(string(c.language), func(t *testing.T) {
			root := w.inLanguage(c.language, "core-mood")
			b := w.browser()
			html := fmt.Sprintf(`<html lang="%s" dir="%s"`, c.language, c.dir)
			b.get(root).wants(t, 200, html, c.start)
			b.get(root+"/consent").wants(t, 200, html)
			b.get(root+"/1/1").wants(t, 200, html, c.ask, c.often)
			b.post(root+"/1/1", "m1", "9").wants(t, 422, html, c.often)
			b.get(root+"/1/all").wants(t, 200, html, c.often)
			b.post(root+"/1/all", "m1", "4").at(t, root+"/review").wants(t, 200, html, c.review, c.often)
			b.get(root+"/7/7").wants(t, 404, html)
			s := b.post(root+"/submit").at(t, root+"/done").wants(t, 200, html, c.thanks)
			if c.language != "en" {
				s.lacks(t, "Thank you", "Your answers")
			}
			if r := w.response(); r.Language != c.language {
				t.Errorf("the response says it was answered in %q", r.Language)
			}
			seen := w.browser().signIn().get("/patients/" + string(w.response().PatientID))
			if seen.wants(t, 200, "answered on"); c.language == "en" {
				seen.lacks(t, "2026, in English")
			} else {
				seen.wants(t, 200, "2026, in "+c.name)
			}
		})
	}
}

func TestTheFirstLanguage(t *testing.T) {
	w := newVisitClinic(t)
	site, err := w.Site(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	site.Language = "fr"
	if err := w.PutSite(t.Context(), w.Administrator, site); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		record         q.Language
		browser, wants string
	}{{"es", "de", "es"}, {"", "de-CH, en;q=0.5", "de"}, {"", "zh-CN", "fr"}, {"", "", "fr"}, {"pt", "", "fr"}} {
		b := w.browser()
		b.header.Set("Accept-Language", c.browser)
		root := w.inLanguage(c.record, "core-sleep")
		b.get(root).wants(t, 200, `<html lang="`+c.wants+`"`)
	}
	b := w.browser()
	b.header.Set("Accept-Language", "ar")
	b.get("/i/none").wants(t, 404, `<html lang="ar" dir="rtl"`, "هذا الرابط لا يعمل", `href="?lang=de"`)
	b.get("/i/none?lang=de").wants(t, 404, `<html lang="de"`, "Dieser Link funktioniert nicht")
}

// TestSwitchingKeepsThePlaceAndTheAnswer changes the language on pages with and without answers.
func TestSwitchingKeepsThePlaceAndTheAnswer(t *testing.T) {
	w := newVisitClinic(t)
	root := w.inLanguage("en", "core-mood")
	b := w.browser()
	b.get(root+"/1/2").wants(t, 200, `name="_language" value="ar"`, `name="_in" value="en"`)
	b.post(root+"/1/2", "m2", "3", "_in", "en", "_language", "de").at(t, root+"/1/2").wants(t, 200, `<html lang="de"`, checked("m2", "3"), "Manchmal")
	if r := w.response(); r.Language != "en" || r.Answers["m2"] != "3" {
		t.Errorf("got %+v, want the answer as given in English", r)
	}
	w.browser().get(root+"/1/1").wants(t, 200, `<html lang="de"`) // on another device too
	b.post(root+"/1/all", "m3", "2", "_in", "de", "_language", "fr").at(t, root+"/1/all").wants(t, 200, `<html lang="fr"`, checked("m3", "2"))
	b.post(root+"/1/4", "m4", "7", "_in", "fr", "_language", "es").wants(t, 422, `<html lang="es"`, "no es una de las opciones")
	b.post(root+"/language", "_language", "ar", "back", "/review").at(t, root+"/review").wants(t, 200, `<html lang="ar" dir="rtl"`)
	b.post(root+"/1/1", "_from", "review", "m1", "0", "_in", "ar", "_language", "en").at(t, root+"/1/1?from=review").wants(t, 200, `<html lang="en"`)
	r := w.response()
	if got := fmt.Sprint(r.Languages); got != "[en de ar]" || r.Language != "ar" {
		t.Errorf("got languages %s and %s, want all in which answers were given, and the last", got, r.Language)
	}
	for _, wrong := range [][]string{{"_language", "tlh", "back", ""}, {"_language", "de", "back", "//evil.example"}, {"_language", "de", "back", "/../../patients"}} {
		b.post(root+"/language", wrong...).wants(t, 404)
	}
}

// TestNeverHalfAForm wants only the languages in which every form of the battery is complete, and words about it in the
// reader's own.
func TestNeverHalfAForm(t *testing.T) {
	w := newVisitClinic(t)
	root := w.inLanguage("fr", "core-mood", "phq-9")
	b := w.browser()
	b.get(root).wants(t, 200, `<html lang="en"`, `lang="fr" dir="ltr">Ces questions n’existent pas en français`, "Start").lacks(t, "_language")
	b.get(root+"/1/1").wants(t, 200, `<html lang="en"`, "Almost always").lacks(t, "Presque toujours")
	b.post(root+"/1/1", "m1", "1", "_in", "en", "_language", "fr").wants(t, 200, `<html lang="en"`)
	b.post(root+"/language", "_language", "fr", "back", "").wants(t, 404)
}

// TestTheCrisisTextOfEachLanguage wants the site's own words where there are some, and otherwise its main text, marked.
func TestTheCrisisTextOfEachLanguage(t *testing.T) {
	w := newVisitClinic(t)
	site, err := w.Site(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	site.Texts = []clinic.SiteText{{Kind: clinic.CrisisText, Language: "de", Text: "Rufen Sie jetzt 112 an, Tag und Nacht."}}
	if err := w.PutSite(t.Context(), w.Administrator, site); err != nil {
		t.Fatal(err)
	}
	b := w.browser()
	b.get(w.inLanguage("de", "core-mood")).wants(t, 200, "Rufen Sie jetzt", `<a href="tel:112" dir="ltr">112</a>`).lacks(t, "If you might hurt yourself", "nur in einer anderen Sprache")
	b.get(w.inLanguage("es", "core-mood")).wants(t, 200, "solo en otro idioma (English)", `<div lang="en" dir="ltr">`, "If you might hurt yourself")
}

// TestStaffReadQuestionsInAnotherLanguage lets staff change the language in which they read the questions out.
func TestStaffReadQuestionsInAnotherLanguage(t *testing.T) {
	w := newVisitClinic(t)
	id, err := w.Begin(t.Context(), w.Clinician, w.patient, []q.ID{"core-mood"})
	if err != nil {
		t.Fatal(err)
	}
	root := "/encounters/" + string(id)
	b := w.browser().signIn()
	b.get(root+"/1/1").wants(t, 200, `<html lang="en"`, "Almost always")
	b.post(root+"/1/1", "m1", "2", "_in", "en", "_language", "de").at(t, root+"/1/1").wants(t, 200, `<html lang="de"`, "Fast immer", checked("m1", "2"), `<nav aria-label="Main" lang="en"`)
	b.post(root+"/language", "_language", "en", "back", "").at(t, root).wants(t, 200, "Enter answers for")
}

// TestDigitsOfOtherScripts takes numbers as they are typed with an Arabic keyboard.
func TestDigitsOfOtherScripts(t *testing.T) {
	w := newVisitClinic(t)
	root, _ := w.invite("kinds")
	b := w.browser()
	b.post(root+"/1/3", "cups", "٢٫٥").at(t, root+"/1/4")
	b.post(root+"/1/4", "bedtime", "٢٢:٣٠").at(t, root+"/1/5")
	if got := w.answersOf(root, 0); got["cups"] != "2.5" || got["bedtime"] != "22:30" {
		t.Errorf("got %v", got)
	}
	if strings.Contains(b.get(root+"/review").body, "٢") {
		t.Error("the digits are kept as typed")
	}
}
