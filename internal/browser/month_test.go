package browser

import (
	"testing"
	"time"

	"steelyard/internal/app"
	"steelyard/internal/clinic"
	q "steelyard/internal/questionnaire"
	"steelyard/internal/testkit"
)

// month is some weeks of a small clinic: an administrator, a clinician and one patient with a mailbox and a phone. Its clock
// is moved; what the running server does by itself every half minute is done by work.
type month struct {
	*testing.T
	site      *site
	mailbox   *testkit.Catcher
	clinician *tab
	admin     *tab
	keys      map[*tab]string // of the app that shows codes, by who has it
	patient   string          // the path of the patient's page
	first     string          // the day on which it began
	read      int             // how many e-mails were read
}

// What is asked every two weeks, and who is asked.
var monthly = []q.ID{"core-mood", "phq-9"}

const (
	clara        = "clara"
	monthPatient = "Ingibjörg Hallgrímsdóttir"
	monthAddress = "ingibjorg@example.org"
)

// TestAMonth lives through four occasions of a plan: a baseline, one that is missed after two reminders, one that raises an
// alert, and one that is asked in a new version of a questionnaire; then it compares the first day with the last.
func TestAMonth(t *testing.T) {
	t.Parallel()
	m := newMonth(t)
	m.template()
	m.clinicianComes()
	m.takeOn()
	m.plan()

	m.baseline()
	m.days(14)
	m.reminded()
	m.missed()
	m.changedMedicine()
	m.days(8)
	m.urgent()
	m.newVersion()
	m.days(14)
	m.inTheNewVersion()

	m.overTime()
	m.report()
}

// newMonth opens a clinic at nine in the morning, in which everybody must have a second factor and e-mails are caught.
func newMonth(t *testing.T) *month {
	m := &month{T: t, site: newSite(t), mailbox: testkit.Catch(t), keys: map[*tab]string{}}
	s := m.site
	now := time.Now().UTC()
	s.behind = now.Sub(now.Truncate(24*time.Hour).AddDate(0, 0, -60).Add(9 * time.Hour))
	s.OptionalFactor, s.Mail, s.PublicURL = false, m.mailbox.Office(t), s.url
	s.furnish(t)
	teams, err := s.Teams(t.Context(), s.admin)
	must(t, err)
	_, err = s.AddUser(t.Context(), s.admin, app.NewUser{Login: clara, Name: "Clara Berg", Role: clinic.Clinician, Password: password, Teams: []clinic.TeamID{teams[0].Team.ID}})
	must(t, err)
	m.first = s.now().Format(time.DateOnly)
	return m
}

// work does what the running server does every half minute; that it does it again and again sends nothing twice.
func (m *month) work() {
	m.Helper()
	for range 3 {
		must(m, m.site.Tick(m.Context()))
		must(m, m.site.SendMails(m.Context()))
	}
}

// days lets days go by, with the work that is done on each of them.
func (m *month) days(n int) {
	m.Helper()
	for range n {
		m.site.pass(24 * time.Hour)
		m.work()
	}
}

// enrol has somebody sign in for the first time: with the password, and an app that shows codes from then on.
func (m *month) enrol(login string) *tab {
	m.Helper()
	b := m.site.desk(m.T)
	b.open("/patients")
	b.signInAs(login)
	b.click("Use an app")
	m.keys[b] = b.key()
	b.fill("The code that the app shows now", b.code(m.keys[b]))
	b.click("Add this app")
	b.click("I have kept them: go on")
	return b
}

// back is another day: the screen was left signed out, and somebody signs in and opens a page.
func (m *month) back(b *tab, login, path string) {
	m.Helper()
	b.click("Sign out")
	b.at("/sign-in")
	b.signInAs(login)
	b.fill("Code from your app", b.code(m.keys[b]))
	b.click("Go on")
	b.open(path)
}

// signInAs fills in the form on the page for somebody.
func (b *tab) signInAs(login string) {
	b.Helper()
	b.fill("Sign-in name", login)
	b.fill("Password", password)
	b.click("Sign in")
}
