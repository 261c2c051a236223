package server_test

import (
	"regexp"
	"strings"
	"testing"

	"steelyard/internal/clinic"
	q "steelyard/internal/questionnaire"
	"steelyard/internal/store"
)

// unasked gives the root of a link whose holder has not agreed to anything yet.
func (w *visitClinic) unasked(battery ...q.ID) (root string) {
	w.Helper()
	token, _, err := w.Invite(w.Context(), w.Clinician, w.patient, battery, 14)
	if err != nil {
		w.Fatal(err)
	}
	return "/i/" + token
}

var hashField = regexp.MustCompile(`name="hash" value="([0-9a-f]{64})"`)

func (s seen) hash(t *testing.T) string {
	t.Helper()
	m := hashField.FindStringSubmatch(s.body)
	if m == nil {
		t.Fatalf("%s: the page has no text to agree to\n%s", s.path, s.words())
	}
	return m[1]
}

func (w *visitClinic) consents() (list []clinic.Consent) {
	w.Helper()
	err := w.Store.View(w.Context(), func(tx *store.Tx) (err error) {
		list, err = tx.ConsentsOf(w.patient)
		return err
	})
	if err != nil {
		w.Fatal(err)
	}
	return list
}

func TestNothingIsAskedBeforeSomebodyAgreed(t *testing.T) {
	w := newVisitClinic(t)
	root := w.unasked("phq-2")
	b := w.browser()
	b.get(root).wants(t, 200, ">Start<")
	for _, page := range []string{"/1/1", "/1/all", "/review"} {
		b.get(root+page).at(t, root+"/consent").wants(t, 200, "Before the first question", "I do not agree").lacks(t, "Little interest")
	}
	b.post(root+"/1/1", "q1", "1").at(t, root+"/consent")
	b.post(root+"/1/all", "q1", "1").at(t, root+"/consent")
	b.post(root+"/submit").wants(t, 403, "Your agreement is needed")
	if got := w.answersOf(root, 0); len(got) != 0 {
		t.Fatalf("got %v kept without an agreement", got)
	}
	b.get(root+"/declined").wants(t, 200, "That is all right", "Call 020 7946 0000", "116 123", root+"/consent")
	hash := b.get(root + "/consent").hash(t)
	b.post(root+"/consent", "hash", hash).wants(t, 422, "Please tick the box", `aria-invalid="true"`)
	b.post(root+"/consent", "hash", strings.Repeat("0", 64), "agree", "true").wants(t, 409, "The text was changed just now")
	if got := len(w.consents()); got != 0 {
		t.Fatalf("got %d agreements, want none yet", got)
	}
	b.post(root+"/consent", "hash", hash, "agree", "true").at(t, root+"/1/1").wants(t, 200, "Little interest")
	b.post(root+"/consent", "hash", hash, "agree", "true")
	all := w.consents()
	if len(all) != 1 || string(all[0].Hash) != hash || all[0].Language != "en" || all[0].Version != 0 || all[0].GivenAt.IsZero() {
		t.Errorf("got %+v, want one agreement with the text's hash, version and language", all)
	}
	w.browser().get(w.unasked("gad-2")+"/1/1").wants(t, 200, "Question 1 of 2") // the agreement is the person's, not the link's
}

func TestAChangedTextAsksAgain(t *testing.T) {
	w := newVisitClinic(t)
	root, _ := w.invite("phq-2")
	b := w.browser()
	b.get(root+"/1/1").wants(t, 200, "Little interest")
	site, err := w.Site(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	site.Texts = []clinic.SiteText{{Kind: clinic.ConsentText, Language: "en", Text: "We ask you questions, and keep the answers in your record for ten years."}}
	for range 2 { // the same again is no new version
		if err := w.PutSite(t.Context(), w.Administrator, site); err != nil {
			t.Fatal(err)
		}
	}
	b.post(root+"/1/1", "q1", "2").at(t, root+"/consent").wants(t, 200, "The text has changed since you agreed", "ten years", "Version 1")
	if got := w.answersOf(root, 0)["q1"]; got != "2" {
		t.Errorf("what was typed while the text changed is lost: got %q", got)
	}
	b.post(root+"/consent", "hash", b.get(root+"/consent").hash(t), "agree", "true").at(t, root+"/1/2")
	if c := w.consents()[0]; c.Version != 1 {
		t.Errorf("got version %d, want 1", c.Version)
	}
}

// Help stands on the page once, also where an answer had called for it before.
func TestHelpStandsOnceWhereTheAgreementWasTakenBack(t *testing.T) {
	w := newVisitClinic(t)
	root, _ := w.invite("phq-9")
	b := w.browser()
	b.post(root+"/1/1", "q1", "1")
	calm := b.post(root+"/withdraw").at(t, root+"/declined")
	b.post(root+"/consent", "hash", b.get(root+"/consent").hash(t), "agree", "true")
	b.post(root+"/1/9", "q9", "3")
	grave := b.post(root+"/withdraw").at(t, root+"/declined").wants(t, 200, "Help is there for you now")
	for _, s := range []seen{calm, grave} {
		if n := strings.Count(s.words(), "116 123"); n != 1 {
			t.Errorf("whom to call stands there %d times:\n%s", n, s.words())
		}
	}
}

// After the answers were sent there are no questions to go back to. The text that ships has no version to be told.
func TestTheAgreementIsReadAfterSending(t *testing.T) {
	w := newVisitClinic(t)
	root, _ := w.invite("phq-2")
	b := w.browser()
	b.get(root+"/consent").wants(t, 200, "You agreed to this text on", "Back to the questions").lacks(t, "ersion 0")
	b.post(root + "/submit")
	b.get(root+"/consent").wants(t, 200, "You agreed to this text on", "Go back", "Take my agreement back").lacks(t, "Back to the questions", "ersion 0")
}

func TestTakingTheAgreementBack(t *testing.T) {
	w := newVisitClinic(t)
	root, _ := w.invite("phq-2")
	b := w.browser()
	b.post(root+"/1/1", "q1", "3")
	b.get(root+"/consent").wants(t, 200, "You agreed to this text on", "Take my agreement back")
	b.post(root+"/withdraw").at(t, root+"/declined").wants(t, 200, "Your agreement is taken back", "What you sent before stays", "Call 020 7946 0000")
	b.get(root+"/1/2").at(t, root+"/consent").wants(t, 200, "You took your agreement back on")
	b.post(root+"/1/2", "q2", "1").at(t, root+"/consent")
	b.post(root+"/submit").wants(t, 403)
	if got := w.answersOf(root, 0); len(got) != 1 || got["q1"] != "3" {
		t.Errorf("got %v, want what was kept before, and no more", got)
	}
	b.post(root+"/consent", "hash", b.get(root+"/consent").hash(t), "agree", "true").at(t, root+"/1/2")

	staff := w.browser().signIn()
	staff.get("/patients/"+string(w.patient)).wants(t, 200, "Agreement to being asked by link", "Given on", "the text that ships with the program")
	staff.post("/patients/"+string(w.patient)+"/consent/withdraw").wants(t, 200, "The agreement was taken back", "Taken back on", "a member of staff")
	b.get(root+"/1/2").at(t, root+"/consent")
	if all := w.consents(); len(all) != 2 || all[0].WithdrawnBy == "" || all[1].WithdrawnBy != "" || all[1].WithdrawnAt == nil {
		t.Errorf("got %+v, want the first taken back by the patient and the second by staff", all)
	}
}

// Staff are told that and when the agreement was taken back, instead of that somebody waits for answers, and what they can do.
func TestStaffAreToldThatTheAgreementWasTakenBack(t *testing.T) {
	w := newVisitClinic(t)
	root, _ := w.invite("phq-2")
	b, staff, at := w.browser(), w.browser().signIn(), "/patients/"+string(w.patient)
	b.post(root+"/1/1", "q1", "3")
	staff.get(at).wants(t, 200, "Waiting for answers", "Hand over this device for it").lacks(t, "taken back")
	b.post(root + "/withdraw")
	const back = "The agreement to being asked by link was taken back on "
	staff.get(at).wants(t, 200, back, "Not asked any more", "They want to be asked again", "PHQ-2", "Withdraw the link").lacks(t, "Waiting for answers", "Hand over this device")
	staff.get("/patients").wants(t, 200, "agreement taken back ").lacks(t, "in progress since", "due, asked")
	staff.get(at+"/ask").wants(t, 200, back, "Enter the answers now").lacks(t, "Make a link for the patient")
	staff.get(at+"/hand-over").wants(t, 200, back, "can’t be handed over").lacks(t, "Sign me out")
	staff.post(at+"/invitations", "battery", "phq-2", "days", "3").wants(t, 409, "Talk with them first")
	staff.post(at+"/hand-over", "battery", "phq-2", "leave_code", "4711", "leave_code_again", "4711").wants(t, 409, "Talk with them first")
	staff.post(at+"/consent/ask-again").wants(t, 200, "It was noted that they want to be asked again", "Waiting for answers", "plans go on once it is given").lacks(t, back)
	staff.post(at+"/invitations", "battery", "gad-2", "days", "3").wants(t, 200, "The link is ready")
}
