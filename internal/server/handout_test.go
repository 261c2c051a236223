package server

import (
	"net/url"
	"strings"
	"testing"

	"steelyard/internal/app"
	"steelyard/internal/clinic"
	q "steelyard/internal/questionnaire"
	"steelyard/internal/testkit"
)

// The sheet that is printed for a patient is in the language of their record, or else of the site, with its crisis text.
func TestTheSheetForAPatientIsInTheirLanguage(t *testing.T) {
	s := newSite(t)
	must := func(err error) { t.Helper(); fatal(t, err) }
	must(s.PutSite(t.Context(), s.Administrator, clinic.Site{Language: "es", CrisisText: "Llame al 112 de inmediato.", Texts: []clinic.SiteText{{Kind: clinic.CrisisText, Language: "de", Text: "Rufen Sie sofort die 112 an."}}}, app.SiteCrisis))
	b := s.signedIn(t, s.Clinician)
	for i, c := range []struct {
		language q.Language
		born     q.Date
		words    []string
		not      string
	}{
		{"de", "1984-03-27", []string{`<section class="handout" lang="de" dir="ltr">`, "Behalten Sie dieses Blatt", "nach Ihrem Geburtsdatum", "Rufen Sie sofort die ", "in German"}, ""},
		{"de", "", []string{"Behalten Sie dieses Blatt"}, "nach Ihrem Geburtsdatum"},
		{"ar", "", []string{`<section class="handout" lang="ar" dir="rtl">`, "احتفظ بهذه الورقة", "Llame al "}, ""},
		{"", "", []string{`<section class="handout" lang="es" dir="ltr">`, "no comparta esta hoja"}, ""},
		{"sv", "", []string{`<section class="handout" lang="es" dir="ltr">`}, ""},
	} {
		id, err := s.AddPatient(t.Context(), s.Clinician, clinic.Patient{RecordNumber: string(rune('A' + i)), Name: "Petra Patient", BirthDate: c.born, Sex: clinic.Female, Language: c.language, Clinician: s.Clinician.User, Team: testkit.TheTeam})
		must(err)
		a := b.must(b.post("/patients/"+string(id)+"/invitations", url.Values{"battery": {"phq-9"}, "days": {"7"}}), 200)
		b.shows(a, c.words...)
		_, sheet, _ := strings.Cut(a.body, `class="handout"`)
		if c.not != "" && strings.Contains(sheet, c.not) {
			t.Errorf("%q: the sheet says %q", c.language, c.not)
		}
		if sheet, _, _ = strings.Cut(sheet, "</section>"); strings.Contains(sheet, "Petra") || strings.Contains(sheet, "PHQ") || !strings.Contains(sheet, "/i/") {
			t.Errorf("%q: the sheet names the patient or a questionnaire, or has no link", c.language)
		}
	}
}

// Whoever chooses questions for a patient sees which of them can't be shown in the patient's language.
func TestWhatIsNotInThePatientsLanguageIsMarked(t *testing.T) {
	s := newSite(t)
	b := s.signedIn(t, s.Clinician)
	for i, language := range []q.Language{"de", ""} {
		id, err := s.AddPatient(t.Context(), s.Clinician, clinic.Patient{RecordNumber: string(rune('A' + i)), Name: "Petra Patient", Sex: clinic.Female, Language: language, Clinician: s.Clinician.User, Team: testkit.TheTeam})
		fatal(t, err)
		for _, page := range []string{"/ask", "/plans/new", "/hand-over"} {
			_, form, _ := strings.Cut(b.must(b.get("/patients/"+string(id)+page), 200).body, "<main")
			mark := func(battery string) bool {
				_, choice, found := strings.Cut(form, `value="`+battery+`"`)
				choice, _, _ = strings.Cut(choice, "</div>")
				if !found {
					t.Errorf("%s: %s is not offered", page, battery)
				}
				return strings.Contains(choice, "Not in German")
			}
			if mark("phq-9") != (language == "de") || mark("core-mood") {
				t.Errorf("%s of a patient who reads %q: phq-9 %t, core-mood %t", page, language, mark("phq-9"), mark("core-mood"))
			}
			if strings.Contains(form, "The patient’s language is German") != (language == "de") {
				t.Errorf("%s of a patient who reads %q does not say it, or says it for nothing", page, language)
			}
		}
	}
}
