package browser

import (
	"strings"
	"testing"
	"time"

	q "steelyard/internal/questionnaire"
)

// The battery of the walk, in the order in which it is asked.
var battery = []q.ID{"core-context", "core-impulse", "core-mood", "core-motivation", "core-sleep", "gad-7", "phq-9"}

// walk is the whole way: one clinician at a desk, one patient with a phone.
type walk struct {
	*testing.T
	site    *site
	desk    *tab
	phone   *tab
	link    string // what the patient was given
	patient string // the path of the patient's page
}

// TestWholeWay goes from an empty database by the invitation to the exported report.
func TestWholeWay(t *testing.T) {
	t.Parallel()
	w := &walk{T: t, site: newSite(t)}
	w.desk = w.site.desk(t)

	w.firstAdministrator()
	w.settings()
	w.addPatient()
	w.invite()

	w.phone = w.site.phone(t)
	w.stopAndGoOn()
	w.allOnOnePage()
	w.crisis()
	w.send()

	w.acknowledge()
	w.readAnswers()
	w.site.pass(28 * 24 * time.Hour)
	w.inPerson()
	w.overTime()
	w.export()
	w.otherPages()
}

func (w *walk) firstAdministrator() {
	token, err := w.site.NewSetupLink(w.Context())
	must(w, err)
	b := w.desk
	b.open("/setup/" + token)
	b.look("01-setup")
	b.click("Create the account and sign in")
	b.see("There is a problem", "Choose a sign-in name.")
	b.look("02-setup-wrong")
	b.fill("Your name", "Ada Lind")
	b.fill("Sign-in name", login)
	b.fill("Password", password)
	b.fill("Password again", password)
	b.click("Create the account and sign in")
	b.see("Nobody is here yet", "Ada Lind")
	b.look("03-nobody-yet")
	b.click("Sign out")
	b.look("04-sign-in")
	b.click("Sign in")
	b.see("There is a problem", "Enter your password.")
	b.signIn("not the password")
	b.see("The sign-in name or the password is not right.")
	b.look("05-sign-in-wrong")
	b.signIn(password)
	b.at("/patients")
}

// signIn fills in the form on the page.
func (b *tab) signIn(password string) {
	b.Helper()
	b.fill("Sign-in name", login)
	b.fill("Password", password)
	b.click("Sign in")
}

func (w *walk) settings() {
	b := w.desk
	b.click("Site")
	b.look("06-site")
	b.click("Name and logo")
	b.fill("Name of the clinic or practice", "")
	b.click("Save")
	b.see("There is a problem")
	b.look("06-site-wrong")
	b.fill("Name of the clinic or practice", siteName)
	b.fill("How patients reach you", siteContact)
	b.click("Save")
	b.click("Languages and crisis texts")
	b.fill("Whom to call in a crisis", siteCrisis)
	b.click("Save")
	b.click("What patients see")
	b.fill("Days until a link ends", "1000")
	b.click("Save")
	b.see("There is a problem", "Enter a number of days from 1 to 90.")
	b.fill("Days until a link ends", "14")
	b.click("Save")
	b.see(siteName, "14 days")
	b.look("07-site")
}

func (w *walk) addPatient() {
	b := w.desk
	b.click("Patients")
	b.click("Add a patient")
	b.look("08-patient-new")
	b.click("Add the patient")
	b.see("There is a problem", "Enter the name, up to 200 characters.")
	b.look("09-patient-wrong")
	b.fill("Record number", "HP-0042")
	b.fill("Name", patientName)
	b.set("Birth date", "1984-03-27")
	b.choose("sex", "female")
	b.fill("E-mail", "evanthia@example.org")
	b.click("Add the patient")
	b.see(patientName, "The patient was added.", "No answers yet")
	b.look("10-patient-no-answers")
	w.patient = b.path()
}

func (w *walk) invite() {
	b := w.desk
	b.click("Ask questions")
	b.look("11-ask")
	b.click("Make a link for the patient")
	b.see("There is a problem", "Choose at least one questionnaire.")
	b.look("12-ask-wrong")
	for _, id := range battery {
		b.choose("battery", string(id))
	}
	b.click("Make a link for the patient")
	b.see("The link is ready", patientName)
	b.look("13-link")
	w.link = js[string](b, `document.getElementById("link").value`)
	if !strings.HasPrefix(w.link, w.site.url+"/i/") {
		w.Fatalf("got the link %s, want one to %s/i/", w.link, w.site.url)
	}
	b.click("Go to the patient’s page")
	b.see("Waiting for answers")
}
