package server_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"steelyard/internal/app"
	"steelyard/internal/clinic"
	"steelyard/internal/post"
	q "steelyard/internal/questionnaire"
	"steelyard/internal/secret"
	"steelyard/internal/store"
)

// stopLink gives a link of the patient's that stops e-mails, as one in a letter.
func (w *visitClinic) stopLink() string {
	w.Helper()
	token, hash := secret.NewToken()
	if err := w.Store.Update(w.Context(), func(tx *store.Tx) error { return tx.CreateStopToken(hash, w.patient, w.Now()) }); err != nil {
		w.Fatal(err)
	}
	return "/stop/" + token
}

// addressed records an e-mail address.
func (w *visitClinic) addressed(address string) {
	w.Helper()
	r, err := w.onRecord()
	r.Email = address
	if err = errors.Join(err, w.EditPatient(w.Context(), w.Clinician, r)); err != nil {
		w.Fatal(err)
	}
}

// onRecord gives the patient as recorded.
func (w *visitClinic) onRecord() (clinic.Patient, error) {
	r, err := w.App.Patient(w.Context(), w.Clinician, w.patient)
	return r.Patient, err
}

// Whoever stops the e-mails is spoken to in the language of the letter, or of the browser.
func TestThePageThatStopsMailsSpeaksEveryLanguage(t *testing.T) {
	w := newVisitClinic(t)
	link, b := w.stopLink(), w.browser()
	b.get(link).wants(t, 200, `lang="en"`, "Stop these e-mails?", "from Harbour Clinic", `href="tel:02079460000"`)
	b.get(link+"?lang=ar").wants(t, 200, `lang="ar" dir="rtl"`, "هل تريد إيقاف هذه الرسائل؟")
	b.header.Set("Accept-Language", "fr-CH")
	b.get(link).wants(t, 200, "Arrêter ces e-mails ?")
	b.post(link+"?lang=de").wants(t, 200, "Es kommen keine E-Mails mehr")
	b.get("/stop/none?lang=es").wants(t, 404, "Este enlace no funciona")
}

// Staff are told where a patient agreed to e-mails for another address than the one that is recorded now.
func TestStaffAreToldThatAnAddressWasNotAgreedTo(t *testing.T) {
	w := newVisitClinic(t)
	b := w.browser().signIn()
	patient := "/patients/" + string(w.patient)
	b.get(patient+"/plans").wants(t, 200, "There is no e-mail address").lacks(t, "Note the consent")
	b.post(patient+"/mail-consent", "language", "en", "how", "on paper").wants(t, 422, "no e-mail address to agree for")
	w.addressed("old@example.org")
	b.get(patient+"/plans").wants(t, 200, "They agree for old@example.org", "Note the consent")
	b.post(patient+"/mail-consent", "language", "en", "how", "on paper").wants(t, 200, "The patient agreed on", "The consent was noted")
	b.get(patient).lacks(t, "another address")
	w.addressed("new@example.org")
	b.get(patient).wants(t, 200, "agreed to e-mails for another address", patient+"/plans#mail")
	b.get(patient+"/plans").wants(t, 200, "for another e-mail address than the one recorded now", "They agree for new@example.org")
	b.post(patient+"/mail-consent", "language", "en", "how", "by telephone").wants(t, 200, "The patient agreed on", "by telephone").lacks(t, "another e-mail address")
}

// TestWhatWasReadOutIsKeptWithItsLanguage shows the words in the patient's language beside the English, and keeps which was read out.
func TestWhatWasReadOutIsKeptWithItsLanguage(t *testing.T) {
	w := newVisitClinic(t)
	r, err := w.onRecord()
	r.Email, r.Language = "lena@example.org", "ar"
	if err = errors.Join(err, w.EditPatient(w.Context(), w.Clinician, r)); err != nil {
		t.Fatal(err)
	}
	b := w.browser().signIn()
	patient := "/patients/" + string(w.patient)
	s := b.get(patient+"/plans").wants(t, 200, `<blockquote lang="ar" dir="rtl">يجوز للعيادة`, `<blockquote lang="en" dir="ltr">The clinic may`, `<option value="ar" selected>Arabic`, "Die Praxis darf mir")
	if ar, others := strings.Index(s.body, `lang="ar"`), strings.Index(s.body, "In other languages"); ar < 0 || ar > others || strings.Count(s.body, "The clinic may send") != 1 {
		t.Error("the patient’s language does not come first, or a text stands twice")
	}
	b.post(patient+"/mail-consent", "how", "on paper").wants(t, 422, "Choose the language", `id="f-language" name="language" aria-invalid="true"`)
	b.post(patient+"/mail-consent", "how", "on paper", "language", "tlh").wants(t, 422, "Choose the language")
	b.post(patient+"/mail-consent", "how", "on paper", "language", "ar").wants(t, 200, "(on paper, wording 1-ar, read out in Arabic)")
	kept, err := w.App.Plans(t.Context(), w.Clinician, w.patient)
	if words, l, ok := clinic.MailConsentWords(kept.Consent.Version); err != nil || !ok || l != "ar" || !strings.HasPrefix(words, "يجوز للعيادة") {
		t.Errorf("got %q, %q, %v, %v", kept.Consent.Version, words, l, err)
	}
}

// TestTheLinkIsSentOnceMoreByHand offers it an hour after an e-mail was sent, and makes one message of two clicks.
func TestTheLinkIsSentOnceMoreByHand(t *testing.T) {
	w := newVisitClinic(t)
	w.addressed("lena@example.org")
	office, err := post.NewOffice(post.Settings{Host: "127.0.0.1", Port: 1, TLS: post.NoTLS, From: "forms@clinic.example"})
	if err != nil {
		t.Fatal(err)
	}
	w.Mail, w.PublicURL = office, "https://forms.example.org"
	errAgreed := w.GiveMailConsent(w.Context(), w.Clinician, w.patient, app.MailAgreement{How: "on paper", Language: "en"})
	_, errPlan := w.AddPlan(w.Context(), w.Clinician, clinic.Plan{PatientID: w.patient, Name: "Course", Start: clinic.DateAt(w.Now(), w.Zone()),
		Schedule: clinic.Schedule{Battery: []q.ID{"phq-2"}, Rhythm: clinic.Rhythm{Kind: clinic.Once}, After: 9}})
	if err := errors.Join(errAgreed, errPlan, w.Tick(w.Context())); err != nil {
		t.Fatal(err)
	}
	mails := func() (list []clinic.Mail) {
		t.Helper()
		if err := w.Store.View(w.Context(), func(tx *store.Tx) (err error) { list, err = tx.MailsOf(w.patient); return err }); err != nil {
			t.Fatal(err)
		}
		return list
	}
	m, at := mails()[0], w.Now()
	m.State, m.SettledAt = clinic.MailSent, &at
	if m.Problem != "" || len(mails()) != 1 {
		t.Fatalf("got %+v", m)
	}
	if err := w.Store.Update(w.Context(), func(tx *store.Tx) error { return tx.UpdateMail(m) }); err != nil {
		t.Fatal(err)
	}
	b := w.browser().signIn()
	page, path := "/patients/"+string(w.patient)+"/plans", "/occasions/"+string(m.OccasionID)+"/mail"
	b.get(page).wants(t, 200, "it can be sent once more from 23 Nov 2026, 10:30 UTC on").lacks(t, "Send the link by e-mail once more")
	b.post(path).wants(t, 409, "from 10:30 on")
	w.Pass(time.Hour)
	b = w.browser().signIn()
	b.get(page).wants(t, 200, "Send the link by e-mail once more", `action="`+path+`"`)
	b.post(path, "_once", "one-page").wants(t, 200, "The e-mail goes out within a minute")
	b.post(path, "_once", "one-page").wants(t, 200, "The e-mail goes out within a minute").lacks(t, "Send the link by e-mail once more")
	b.post(path, "_once", "another").wants(t, 409, "one is on its way")
	if n := len(mails()); n != 2 {
		t.Errorf("got %d messages, want 2", n)
	}
}
