package browser

import (
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/webauthn"
	"github.com/chromedp/chromedp"

	"steelyard/internal/clinic"
	q "steelyard/internal/questionnaire"
	"steelyard/internal/testkit"
)

// device gives the tab's browser a device that keeps passkeys and makes sure of the person.
func (b *tab) device() {
	b.Helper()
	_, err := chromedp.Call(b.ctx, webauthn.Enable, webauthn.EnableParams{})
	must(b, err)
	_, err = chromedp.Call(b.ctx, webauthn.AddVirtualAuthenticator, webauthn.AddVirtualAuthenticatorParams{Options: &webauthn.VirtualAuthenticatorOptions{
		Protocol: webauthn.AuthenticatorProtocolCtap2, Transport: webauthn.AuthenticatorTransportInternal, HasResidentKey: true, HasUserVerification: true,
		IsUserVerified: true, AutomaticPresenceSimulation: true,
	}})
	must(b, err)
}

// key reads the key of the app that is being set up off the page.
func (b *tab) key() string {
	b.Helper()
	return strings.ReplaceAll(js[string](b, `document.querySelector("code.key").textContent`), " ", "")
}

// code gives what an app with a key shows, once the one before has run out.
func (b *tab) code(key string) string {
	b.Helper()
	b.site.pass(time.Minute)
	code, err := testkit.Code(key, b.site.now())
	must(b, err)
	return code
}

// TestSecondFactor goes from a password alone to an app, a passkey, a recovery code, and a passkey alone.
func TestSecondFactor(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	patient := s.furnish(t)
	s.answered(t, patient)
	s.OptionalFactor = false
	s.url = strings.Replace(s.url, "127.0.0.1", "localhost", 1)
	b := s.desk(t)
	b.device()

	b.open("/patients")
	b.signIn(password)
	b.at("/account/second-factor")
	b.look("90-second-factor")
	b.open("/patients")
	b.at("/sign-in")
	b.signIn(password)
	b.click("Use an app")
	b.look("91-app")
	b.fill("The code that the app shows now", "000000")
	b.click("Add this app")
	b.see("There is a problem", "This is not the code")
	key := b.key()
	b.fill("The code that the app shows now", b.code(key))
	b.click("Add this app")
	b.see("Your recovery codes", "They are shown only now.")
	b.look("92-recovery-codes")
	recovery := js[string](b, `document.querySelector(".codes code").textContent`)
	b.click("I have kept them: go on")
	b.at("/patients")

	b.click("Your account: Ada Lind")
	b.look("93-account")
	b.click("Add another")
	b.see("Is it really you?")
	b.look("94-again")
	b.fill("Your password", password)
	b.click("Go on")
	b.click("Use a passkey")
	b.look("95-passkey")
	b.fill("What to call it", "This computer")
	b.click("Add a passkey")
	b.see("The passkey was added.", "Passkey: This computer")
	b.look("96-account-both")

	b.click("Sign out")
	b.signIn("not the password at all")
	b.see("Code from your app", "I don’t have my phone or my key")
	b.unfold()
	b.look("97-code")
	b.fill("Code from your app", b.code(key))
	b.click("Go on")
	b.see("There is a problem", "the sign-in name, the password or the code is not right")
	b.look("98-code-wrong")
	b.click("Use a passkey") // which alone is enough
	b.at("/patients")
	b.see("Ada Lind")

	b.open("/patients/" + string(patient) + "/sign")
	b.choose("meaning", "reviewed")
	b.look("98-sign")
	b.click("Sign with a passkey instead")
	b.at("/patients/" + string(patient))
	b.see("Signed by Ada Lind")

	b.click("Sign out")
	b.click("Sign in with a passkey")
	b.see("Ada Lind")
	b.click("Sign out")

	b = s.phone(t).withoutScripts() // codes need none
	b.open("/sign-in")
	b.lack("passkey alone")
	b.signIn(password)
	b.fill("Code from your app", b.code(key))
	b.click("Go on")
	b.see("Ada Lind")
	b.click("Sign out")
	b.signIn(password)
	b.do(chromedp.Click(chromedp.Search("summary"), chromedp.NodeVisible))
	b.fill("Recovery code", recovery)
	b.click("Go on with a recovery code")
	b.click("Your account: Ada Lind")
	b.see("You have 9 codes left")
	b.look("99-account-phone")
}

// answered has the administrator enter and send answers, so that there is something to sign.
func (s *site) answered(t *testing.T, patient clinic.PatientID) {
	t.Helper()
	ctx := t.Context()
	id, err := s.Begin(ctx, s.admin, patient, []q.ID{"phq-2"})
	must(t, err)
	v, err := s.OpenEncounter(ctx, s.admin, id)
	must(t, err)
	_, err = s.SaveAnswers(ctx, &v, 0, q.Form{"q1": "1", "q2": "2"}, q.DefaultLanguage)
	must(t, err)
	must(t, s.Submit(ctx, &v, q.DefaultLanguage))
}
