package server

import (
	"archive/zip"
	"encoding/json"
	"fmt"
	"io"
	"net/url"
	"strings"
	"testing"
	"time"

	"steelyard/internal/app"
	"steelyard/internal/clinic"
)

// opened gives the files of a ZIP by name.
func opened(t *testing.T, body string) map[string]string {
	t.Helper()
	z, err := zip.NewReader(strings.NewReader(body), int64(len(body)))
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]string{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		files[f.Name] = string(b)
	}
	return files
}

// The copy has everything that is kept of the person, and nothing that opens anything or is of anybody else.
func TestACopyForThePerson(t *testing.T) {
	s := newSite(t)
	theirs := s.objects(t, s.Clinician, "Petra <b>Patient")
	foreign := s.objects(t, s.Elsewhere(t), "Fritz Foreign")
	id := theirs.of["patients"]
	err := s.AddTreatment(t.Context(), s.Clinician, clinic.TreatmentEvent{PatientID: clinic.PatientID(id), Kind: clinic.Medicine, Class: clinic.SSRI, Name: "sertraline", Step: clinic.Started, On: "2026-11-01", Note: "told on the phone"})
	fatal(t, err)
	b := s.signedIn(t, s.Clinician)
	b.shows(b.get("/patients/"+id), "/rights")
	b.shows(b.must(b.get("/patients/"+id+"/rights"), 200), "A copy of everything", "ask an administrator")
	b.shows(b.must(b.post("/patients/"+id+"/copy.zip", url.Values{"reason": {" "}}), 422), "#f-reason")
	files := opened(t, b.must(b.post("/patients/"+id+"/copy.zip", url.Values{"reason": {"asked for by letter"}}), 200).body)
	if len(files) != 4 || !strings.HasPrefix(files["report.pdf"], "%PDF-") || !strings.Contains(files["report.json"], "non_diagnostic") {
		t.Errorf("got %d files", len(files))
	}
	page, data := files["everything.html"], files["everything.json"]
	var d struct {
		Notice   []string
		Sections []struct {
			Section string
			Entries []map[string]string
		}
	}
	fatal(t, json.Unmarshal([]byte(data), &d))
	n := map[string]int{}
	for _, section := range d.Sections {
		n[section.Section] = len(section.Entries)
	}
	for _, want := range []string{"details", "answers", "results", "treatments", "occasions", "audit", "alerts"} {
		if n[want] == 0 {
			t.Errorf("there is nothing of %s: %v", want, n)
		}
	}
	for _, want := range []string{theirs.record, "Little interest", "sertraline", "told on the phone", "Clara", "read patient", "you, by"} {
		if want != "you, by" && (!strings.Contains(page, want) || !strings.Contains(data, want)) {
			t.Errorf("%q is missing", want)
		}
	}
	if len(d.Notice) == 0 || !strings.Contains(page, d.Notice[0][:30]) {
		t.Error("the notice is missing")
	}
	for name, file := range map[string]string{"page": page, "data": data} {
		foreign.wantNoneIn(t, name, file)
		if strings.Contains(file, theirs.token) || strings.Contains(file, "<b>Patient") && name == "page" {
			t.Errorf("the %s has a token, or markup that is not its own", name)
		}
	}
	entries, err := s.Audit(t.Context(), s.Administrator, clinic.PatientID(id), 5)
	fatal(t, err)
	if e := entries[0]; len(entries) == 0 || e.Action != "read audit" && e.Action != "give copy of everything" {
		t.Errorf("the audit has %+v", e)
	}
	found := false
	for _, e := range entries {
		found = found || e.Action == "give copy of everything" && e.Detail.Why == "asked for by letter"
	}
	if !found {
		t.Error("the audit does not say that a copy was given, and why")
	}
	b = s.signedIn(t, s.Administrator)
	b.shows(b.must(b.get("/patients/"+id+"/rights"), 200), "/erase")
}

// TestACopyHasWhatWasAgreedToAndWhatPassed has the words of each consent, also of those that were taken back, the appointments that
// passed or were cancelled, and the e-mails with what they were for.
func TestACopyHasWhatWasAgreedToAndWhatPassed(t *testing.T) {
	s := newSite(t)
	theirs := s.objects(t, s.Clinician, "Petra Patient")
	id := clinic.PatientID(theirs.of["patients"])
	agreed := clinic.Site{}
	before := agreed.Consent("en").Text
	_, err := s.AddAppointment(t.Context(), s.Clinician, id, "2026-12-11")
	fatal(t, err)
	cancelled, err := s.AddAppointment(t.Context(), s.Clinician, id, "2026-12-12")
	fatal(t, err)
	_, err = s.CancelAppointment(t.Context(), s.Clinician, cancelled)
	fatal(t, err)
	r, err := s.App.Patient(t.Context(), s.Clinician, id)
	fatal(t, err)
	r.Patient.Email = "petra@example.org"
	fatal(t, s.EditPatient(t.Context(), s.Clinician, r.Patient))
	fatal(t, s.GiveMailConsent(t.Context(), s.Clinician, id, app.MailAgreement{How: "on paper", Language: "en"}))
	fatal(t, s.WithdrawMailConsent(t.Context(), s.Clinician, id))
	s.Pass(time.Minute)
	fatal(t, s.GiveMailConsent(t.Context(), s.Clinician, id, app.MailAgreement{How: "again, on the phone", Language: "de"}))
	s.Pass(60 * 24 * time.Hour)
	b := s.signedIn(t, s.Clinician)
	files := opened(t, b.must(b.post("/patients/"+string(id)+"/copy.zip", url.Values{"reason": {"asked for by letter"}}), 200).body)
	var d struct {
		Sections []struct {
			Section string
			Entries []map[string]string
		}
	}
	fatal(t, json.Unmarshal([]byte(files["everything.json"]), &d))
	sections := map[string][]map[string]string{}
	for _, x := range d.Sections {
		sections[x.Section] = x.Entries
	}
	texts, taken := map[string]int{}, 0
	for _, c := range sections["consents"] {
		texts[c["text"]]++
		if c["withdrawn"] != "" {
			taken++
		}
	}
	if texts[before] == 0 || !strings.Contains(fmt.Sprint(texts), "I can stop these e-mails at any time") || !strings.Contains(fmt.Sprint(texts), "Ich kann diese E-Mails jederzeit beenden") || taken != 1 {
		t.Errorf("got the consents %v", sections["consents"])
	}
	days := map[string]string{}
	for _, a := range sections["appointments"] {
		days[a["day"]] = a["cancelled"]
	}
	if when, there := days["2026-12-11"]; !there || when != "" || days["2026-12-12"] == "" {
		t.Errorf("got the appointments %v", sections["appointments"])
	}
	if m := sections["mails"]; len(m) == 0 || m[0]["for the questions of"] == "" || m[0]["kind"] == "" {
		t.Errorf("got the e-mails %v", m)
	}
	if !strings.Contains(files["everything.html"], "Your appointments") || !strings.Contains(files["everything.html"], "again, on the phone, for petra@example.org") {
		t.Error("the page lacks what the data have")
	}
}
