package browser

import (
	"testing"
	"time"
)

// TestWrongTurns visits the pages that say what went wrong.
func TestWrongTurns(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	patient := s.furnish(t)
	link, _ := s.invite(t, patient, "phq-2")
	withdrawn, id := s.invite(t, patient, "phq-2")
	_, err := s.Revoke(t.Context(), s.admin, id)
	must(t, err)

	b := s.phone(t)
	for _, stop := range []struct{ name, path, words string }{
		{"70-link-unknown", "/i/NOSUCHLINKNOSUCHLINKNOSUCH", "This link does not work"},
		{"71-link-withdrawn", withdrawn, "This link has ended"},
		{"72-no-such-question", link + "/9/9", "There is no such question"},
		{"73-no-such-page", "/no/such/page", "There is no such page."},
		{"74-setup-over", "/setup/NOSUCHLINK", "This link was used already"},
	} {
		b.open(stop.path)
		b.see(stop.words)
		b.look(stop.name)
	}
	s.pass(2 * 24 * time.Hour)
	b.open(link)
	b.see("This link has ended", "This link has run out.", siteContact)
	b.look("75-link-expired")
	if js[bool](b, `document.documentElement.outerHTML.includes(%q)`, patientName) {
		t.Error("the page of an ended link names the patient")
	}

	desk := s.desk(t)
	desk.open("/patients/" + string(patient))
	desk.see("Sign in")
	desk.signIn(password)
	desk.see(patientName)
	for _, stop := range []struct{ name, path, words string }{
		{"76-no-such-page-staff", "/no/such/page", "There is no such page."},
		{"77-no-such-patient", "/patients/0192d0e4-0000-7000-8000-000000000000", "Not found"},
		{"78-no-such-response", "/responses/0192d0e4-0000-7000-8000-000000000000", "Not found"},
	} {
		desk.open(stop.path)
		desk.see(stop.words)
		desk.look(stop.name)
	}
}

// TestChecksBite breaks a page in three ways and wants each to be found.
func TestChecksBite(t *testing.T) {
	t.Parallel()
	b := newSite(t).desk(t)
	b.open("/sign-in")
	b.script(`document.querySelector("label").remove()`)
	if source, err := axeSource(); source != "" || err != nil {
		if list := b.axe(); len(list) == 0 {
			t.Error("axe finds nothing where a field has no label")
		}
	}
	b.script(`document.querySelector("main").style.minWidth = "3000px"`)
	if list := js[[]string](b, widerThanPage); len(list) == 0 {
		t.Error("a page of 3000 px is not found")
	}
	b.script(`new Promise((done) => { addEventListener("error", () => setTimeout(done)); setTimeout(() => { throw new Error("planted") }) })`)
	if list := b.upset.take(); len(list) == 0 {
		t.Error("an error of a script is not heard")
	}
}
