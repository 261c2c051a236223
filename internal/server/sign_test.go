package server

import (
	"net/url"
	"strings"
	"testing"

	"steelyard/internal/testkit"
)

func TestARecordIsSignedAndStaysSo(t *testing.T) {
	s := newSite(t)
	patient := s.Patient(t, "R-1", "Petra Patient")
	s.Answer(t, patient, "gad-2", 1)
	page := "/patients/" + string(patient)
	b := s.signedIn(t, s.Clinician)
	b.shows(b.must(b.get(page), 200), `href="`+page+`/sign"`, `href="`+page+`/receipt.json"`)
	form := b.must(b.get(page+"/sign"), 200)
	b.shows(form, "GAD-2", "What your signature means", `type="password"`)
	_, digest, _ := strings.Cut(form.body, `name="digest" value="`)
	digest = digest[:64]

	wrong := b.post(page+"/sign", url.Values{"digest": {digest}, "meaning": {"author"}, "password": {"not the password"}})
	b.shows(b.must(wrong, 422), "The password is not right", `value="author"`)
	b.shows(b.must(b.post(page+"/sign", url.Values{"digest": {digest}, "password": {testkit.Password}}), 422), "Choose what your signature means")

	signing := url.Values{"digest": {digest}, "meaning": {"approved"}, "password": {testkit.Password}}
	b.must(b.post(page+"/sign", signing), 303)
	signed := b.must(b.get(page), 200)
	b.shows(signed, "Signed by Clara Clinician (clinician) on 23 November 2026, 09:30 UTC as the one who approves it", "The record is what was signed.")
	_, file, _ := strings.Cut(signed.body, `href="/signatures/`)
	file = "/signatures/" + file[:strings.Index(file, `"`)]
	first := b.must(b.get(file), 200)
	if got := first.header.Get("Content-Disposition"); !strings.Contains(got, "signed-") || strings.Contains(first.body, "Petra") {
		t.Errorf("the signed record: got %q", got)
	}

	s.Answer(t, patient, "phq-2", 2)
	b.shows(b.must(b.get(page), 200), "Signed record of 23 November 2026; the record has changed since: PHQ-2 of 23 November 2026 was added.")
	b.shows(b.must(b.post(page+"/sign", signing), 409), "The record has changed since you opened the page")
	if again := b.must(b.get(file), 200); again.body != first.body {
		t.Error("the signed record is not what was signed")
	}
	b.shows(b.must(b.get("/receipts.pem"), 200), "BEGIN PUBLIC KEY")
	if v := s.signedIn(t, s.Viewer).get(page); strings.Contains(v.body, "/sign\"") || strings.Contains(v.body, "signed.json") {
		t.Error("a viewer is offered what they can't have")
	}
}
