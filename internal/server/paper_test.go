package server

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"steelyard/internal/clinic"
	"steelyard/internal/store"
)

// sheetForm is what the page of a PHQ-9 on paper sends: every answer the same, and more.
func sheetForm(key, choice string, more ...string) url.Values {
	form := url.Values{"_key": {key}, "_answered_on": {"2026-11-20"}, "_stage": {""}}
	for _, id := range []string{"q1", "q2", "q3", "q4", "q5", "q6", "q7", "q8", "q9"} {
		form.Set(id, choice)
	}
	form.Set("difficulty", "")
	for i := 0; i < len(more); i += 2 {
		form.Set(more[i], more[i+1])
	}
	return form
}

func (s *site) responsesOf(t *testing.T, patient clinic.PatientID) (list []clinic.Response) {
	t.Helper()
	if err := s.Store.View(t.Context(), func(tx *store.Tx) (err error) {
		list, err = tx.ResponsesOf(patient)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return list
}

func wantWords(t *testing.T, a answer, status int, words ...string) {
	t.Helper()
	if a.status != status {
		t.Errorf("got %d, want %d\n%s", a.status, status, firstLines(a.body))
	}
	for _, w := range words {
		if !strings.Contains(a.body, w) {
			t.Errorf("want %q in\n%s", w, a.body)
		}
	}
}

func TestPaperIsEnteredByPage(t *testing.T) {
	s := newSite(t)
	patient := s.Patient(t, "R-1", "Petra Patient")
	b := s.signedIn(t, s.Clinician)
	path := "/patients/" + string(patient) + "/paper/phq-9@1.0.0"
	page := b.get(path)
	wantWords(t, page, 200, "Enter a paper form", "Petra Patient", "10.</span> If you checked off", `data-place="4" data-code="3"`, "No answer")
	key := regexp.MustCompile(`name="_key" value="([^"]+)"`).FindStringSubmatch(page.body)
	if len(key) != 2 || strings.Contains(b.get(path).body, key[1]) {
		t.Fatalf("got the key %q, want another on every page", key)
	}
	first, second := b.post(path, sheetForm(key[1], "2")), b.post(path, sheetForm(key[1], "2"))
	if first.status != http.StatusSeeOther || first.header.Get("Location") != second.header.Get("Location") {
		t.Errorf("sent twice: got %d to %s and %d to %s, want one place", first.status, first.header.Get("Location"), second.status, second.header.Get("Location"))
	}
	if n := len(s.responsesOf(t, patient)); n != 1 {
		t.Errorf("got %d responses, want 1", n)
	}
	wantWords(t, b.get(first.header.Get("Location")), 200, "The paper form was kept.", "filled in on 20 Nov 2026, entered from paper by Clara Clinician", "18", "Alerts raised by these answers")
	wantWords(t, b.get("/patients/"+string(patient)), 200, "from paper by Clara Clinician", "Open alerts")
	wantWords(t, b.post(path, sheetForm(key[1], "3")), 409, "This page was sent before, with other answers")
}

func TestPaperPageLosesNothing(t *testing.T) {
	s := newSite(t)
	patient := s.Patient(t, "R-1", "Petra Patient")
	b := s.signedIn(t, s.Clinician)
	path := "/patients/" + string(patient) + "/paper/phq-9@1.0.0"
	if a := b.post(path, sheetForm("0123456789abcdef", "0")); a.status != http.StatusSeeOther {
		t.Fatalf("got %d", a.status)
	}
	cases := []struct {
		name  string
		more  []string
		words []string
	}{
		{"future", []string{"_answered_on", "2027-01-01"}, []string{`href="#f-_answered_on"`, "lies in the future", `value="2027-01-01"`}},
		{"unknown choice", []string{"q4", "9", "_answered_on", "2026-11-19"}, []string{`href="#f-q4"`, "Question 4: ", "is not one of the choices", `id="e-q4"`}},
		{"missing reason", nil, []string{`href="#f-_reason"`, "entered already", `id="f-_reason"`}},
		{"unknown question", []string{"q99", "1", "_answered_on", "2026-11-19"}, []string{"does not fit the form any more"}},
		{"no key", []string{"_key", ""}, []string{"Open it again"}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			a := b.post(path, sheetForm("another-key-of-"+strings.ReplaceAll(c.name, " ", "-"), "3", c.more...))
			wantWords(t, a, 422, append(c.words, `name="q8" value="3" checked`, "There is a problem")...)
		})
	}
	if n := len(s.responsesOf(t, patient)); n != 1 {
		t.Errorf("got %d responses, want 1", n)
	}
	if a := b.post(path, sheetForm("a-key-for-the-second", "3", "_reason", "Morning and evening")); a.status != http.StatusSeeOther {
		t.Errorf("with a reason: got %d, want it kept", a.status)
	}
}

func TestPaperTwice(t *testing.T) {
	s := newSite(t)
	patient := s.Patient(t, "R-1", "Petra Patient")
	b := s.signedIn(t, s.Clinician)
	path := "/patients/" + string(patient) + "/paper/phq-9@1.0.0"
	const key = "0123456789abcdef"
	again := b.post(path, sheetForm(key, "1", "_twice", "1"))
	wantWords(t, again, 200, "Enter it a second time", `name="_first.q9" value="1"`, `name="_stage" value="second"`)
	if strings.Contains(again.body, `value="1" checked`) {
		t.Error("the second time shows the first")
	}
	carried := []string{"_twice", "1", "_stage", "second", "q3", "2"}
	for _, id := range []string{"q1", "q2", "q3", "q4", "q5", "q6", "q7", "q8", "q9"} {
		carried = append(carried, "_first."+id, "1")
	}
	differs := b.post(path, sheetForm(key, "1", carried...))
	wantWords(t, differs, 422, "The two entries differ", "Question 3: “Several days” the first time, “More than half the days” the second", `name="_stage" value="settle"`)
	if strings.Contains(differs.body, "Question 4: “") {
		t.Error("what agrees is said to differ")
	}
	if n := len(s.responsesOf(t, patient)); n != 0 {
		t.Errorf("got %d responses before they agree, want none", n)
	}
	if a := b.post(path, sheetForm(key, "1", append(carried, "_stage", "settle")...)); a.status != http.StatusSeeOther {
		t.Errorf("settled: got %d, want it kept", a.status)
	}
	if list := s.responsesOf(t, patient); len(list) != 1 || list[0].Answers["q3"] != "2" {
		t.Errorf("got %v, want the settled answers", list)
	}
	wantWords(t, b.post(path, sheetForm("another-key-0123456", "1", "_twice", "1", "q2", "x", "_answered_on", "2026-11-01")), 422, "Question 2: ")
}

func TestPaperForms(t *testing.T) {
	s := newSite(t)
	patient := s.Patient(t, "R-1", "Petra Patient")
	b := s.signedIn(t, s.Clinician)
	root := "/patients/" + string(patient) + "/paper"
	wantWords(t, b.get(root), 200, "Enter a form that came back", "Print a form for the patient", "Patient Health Questionnaire-9 (PHQ-9), 1.0.0")
	for from, to := range map[string]string{"?code=phq-9@1.0.0": "/phq-9@1.0.0", "?ref=gad-7@1.0.0": "/gad-7@1.0.0", "?ref=gad-7@1.0.0&print=1&size=letter&name=true": "/gad-7@1.0.0/form.pdf?name=true&size=letter"} {
		if a := b.get(root + from); a.status != http.StatusSeeOther || a.header.Get("Location") != root+to {
			t.Errorf("%s: got %d to %s, want %s", from, a.status, a.header.Get("Location"), to)
		}
	}
	for _, code := range []string{"phq-9", "none@1.0.0", "phq-9@9.9.9", "<b>"} {
		wantWords(t, b.get(root+"?code="+url.QueryEscape(code)), 422, "There is no such form here", `href="#f-code"`)
	}
	for _, path := range []string{"/library/phq-9@1.0.0/form.pdf", root + "/phq-9@1.0.0/form.pdf?size=letter&name=1"} {
		if a := b.get(path); a.status != 200 || a.header.Get("Content-Type") != "application/pdf" || !strings.HasPrefix(a.body, "%PDF-1.7") || strings.Contains(a.header.Get("Content-Disposition"), "Petra") {
			t.Errorf("%s: got %d, %s, %s", path, a.status, a.header.Get("Content-Type"), a.header.Get("Content-Disposition"))
		}
	}
	wantWords(t, b.get("/library/phq-9@1.0.0/form.pdf?size=a3"), 422, "A4 or Letter")
	wantWords(t, b.get(root+"/none@1.0.0"), 404)
	wantWords(t, b.get(root+"/nonsense/form.pdf"), 404)
}
