package app_test

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"steelyard/internal/app"
	"steelyard/internal/clinic"
	"steelyard/internal/fault"
	"steelyard/internal/store"
	"steelyard/internal/testkit"
)

// leaving is a clinic with a mail server in which an urgent alert of Clara's patient is open. Clara and Tom are clinicians of
// the patient's team, Ada is an administrator, Vera may only look.
type leaving struct {
	*mailed
	alert clinic.AlertID
}

var staffAddresses = map[string]string{"clara": "clara@clinic.example", "tom": "tom@clinic.example", "admin": "ada@clinic.example", "vera": "vera@clinic.example"}

func newLeaving(t *testing.T) *leaving {
	l := &leaving{mailed: newMailed(t)}
	_, err := l.AddUser(t.Context(), l.Administrator, app.NewUser{Login: "tom", Name: "Tom Teammate", Role: clinic.Clinician, Password: testkit.Password, Teams: []clinic.TeamID{testkit.TheTeam}})
	must(t, err)
	users, err := l.Users(t.Context(), l.Administrator)
	must(t, err)
	for _, u := range users {
		must(t, l.SetEmailOf(t.Context(), l.Administrator, u.ID, staffAddresses[u.Login]))
	}
	l.alert = l.raise(l.who)
	return l
}

// raise has a patient answer what raises an urgent alert.
func (l *leaving) raise(patient clinic.PatientID) clinic.AlertID {
	l.t.Helper()
	l.Answer(l.t, patient, "phq-9", 2)
	r, err := l.App.Patient(l.t.Context(), l.Clinician, patient)
	must(l.t, err)
	return r.Alerts[0].ID
}

// tend does what the running server does every half minute.
func (l *leaving) tend() {
	l.t.Helper()
	must(l.t, l.Tend(l.t.Context()))
	must(l.t, l.TellStaff(l.t.Context()))
}

// to gives who was told since the last time, in order.
func (l *leaving) to(seen *int) string {
	var list []string
	for _, m := range l.catcher.Messages()[*seen:] {
		name, _, _ := strings.Cut(m.To, "@")
		list = append(list, name)
		*seen++
	}
	slices.Sort(list)
	return strings.Join(list, " ")
}

// stages gives what was done with the alert, each stage with whom it told and how.
func (l *leaving) stages() string {
	l.t.Helper()
	r, err := l.Alert(l.t.Context(), l.Clinician, l.alert)
	must(l.t, err)
	var list []string
	for _, e := range r.Escalations {
		words := string(e.Stage) + ":"
		for _, t := range e.Told {
			words += fmt.Sprintf(" %s/%s", t.Name[:3], t.Mail)
		}
		list = append(list, words)
	}
	return strings.Join(list, ", ")
}

// A left alert is escalated: to the patient's clinician, then to their team, then to the administrators; to each once, and to
// nobody any more when somebody has acknowledged it.
func TestALeftAlertIsEscalated(t *testing.T) {
	l := newLeaving(t)
	seen := 0
	for _, step := range []struct {
		pass time.Duration
		want string
	}{{0, ""}, {4*time.Hour - time.Minute, ""}, {time.Minute, "clara"}, {time.Hour, ""}, {time.Hour, "ada clara tom"}, {4*time.Hour - time.Minute, ""}, {time.Minute, "ada"}, {100 * time.Hour, ""}} {
		l.Pass(step.pass)
		for range 3 {
			l.tend()
		}
		if got := l.to(&seen); got != step.want {
			t.Errorf("%s after it was raised: told %q, want %q", l.Now().Sub(testkit.Start), got, step.want)
		}
	}
	if got, want := l.stages(), "clinician: Cla/sent, team: Ada/sent Cla/sent Tom/sent, administrators: Ada/sent"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	first := l.catcher.Messages()[0]
	if !strings.Contains(first.Body, "An alert at Harbour Street has been open for 4 hours.") || !strings.Contains(first.Body, "https://forms.example.org/alerts\n") {
		t.Errorf("got\n%s", first.Raw)
	}
	for _, m := range l.catcher.Messages() {
		for _, word := range []string{"Marlene", "M-1", "marlene@", "PHQ", "phq", "self-harm", "question", "patient", "urgent", l.alertText()} {
			if strings.Contains(m.Raw, word) {
				t.Errorf("an e-mail says %q:\n%s", word, m.Raw)
			}
		}
	}
	if n := l.noted("escalate alert"); n != 3 {
		t.Errorf("got %d entries of escalation, want one a stage", n)
	}
	other := l.raise(l.Patient(t, "M-2", "Nora Next"))
	_, err := l.AcknowledgeAlert(t.Context(), l.Clinician, other, "telephoned and talked")
	must(t, err)
	l.Pass(100 * time.Hour)
	l.tend()
	if got := l.to(&seen); got != "" {
		t.Errorf("of an acknowledged alert %q was told", got)
	}
}

func (l *leaving) alertText() string {
	r, err := l.Alert(l.t.Context(), l.Clinician, l.alert)
	must(l.t, err)
	return r.Alert.Text
}

func (l *leaving) noted(action string) (n int) {
	for _, e := range l.entries(0) {
		if e.Action == action {
			n++
		}
	}
	return n
}

// Many alerts that are left at once are one message to each, and one that was acknowledged before it went out is none.
func TestManyLeftAlertsAreOneMessage(t *testing.T) {
	l := newLeaving(t)
	for i := range 4 {
		l.raise(l.Patient(t, fmt.Sprint("N-", i), "Nora Next"))
	}
	l.Pass(5 * time.Hour)
	must(t, l.Tend(t.Context()))
	_, err := l.AcknowledgeAlert(t.Context(), l.Clinician, l.alert, "telephoned and talked")
	must(t, err)
	l.tend()
	list := l.catcher.Messages()
	if len(list) != 1 || !strings.Contains(list[0].Body, "4 alerts at Harbour Street are open. The oldest has been open for 5 hours.") {
		t.Errorf("got %d messages: %+v", len(list), list)
	}
	late := l.raise(l.Patient(t, "L-1", "Late Lena"))
	l.Pass(100 * time.Hour)
	must(t, l.Tend(t.Context()))
	for _, a := range l.openAlerts() {
		_, err := l.AcknowledgeAlert(t.Context(), l.Clinician, a, "telephoned and talked")
		must(t, err)
	}
	l.tend()
	if n := len(l.catcher.Messages()); n != 1 {
		t.Errorf("%d messages went out of alerts that were acknowledged before", n-1)
	}
	l.alert = late
	if got := l.stages(); !strings.HasPrefix(got, "clinician: Cla/dropped") {
		t.Errorf("got %q", got)
	}
}

func (l *leaving) openAlerts() (ids []clinic.AlertID) {
	list, err := l.OpenAlerts(l.t.Context(), l.Clinician, 100)
	must(l.t, err)
	for _, a := range list {
		ids = append(ids, a.Alert.ID)
	}
	return ids
}

// A stage that reaches nobody goes on to the next at once, and whoever is there may see it on the pages.
func TestAStageThatReachesNobody(t *testing.T) {
	cases := []struct {
		name   string
		change func(l *leaving)
		stages string
	}{
		{"the clinician has no address", func(l *leaving) { must(l.t, l.SetOwnEmail(l.t.Context(), l.Clinician, "")) }, "clinician: Cla/, team: Ada/sent Cla/ Tom/sent"},
		{"the clinician can't sign in any more", func(l *leaving) { must(l.t, l.SetDisabled(l.t.Context(), l.Administrator, l.Clinician.User, true)) }, "clinician:, team: Ada/sent Tom/sent"},
		{"nobody has an address", func(l *leaving) { l.exec("UPDATE users SET email = ''") }, "clinician: Cla/, team: Ada/ Cla/ Tom/, administrators: Ada/"},
		{"no mail server", func(l *leaving) { l.Mail = nil }, "clinician: Cla/"},
		{"the address is refused", func(l *leaving) {
			l.catcher.Watch(func(stage, to string) string {
				if stage == "rcpt" && strings.Contains(to, "clara") {
					return "550 5.1.1 clara@clinic.example is unknown"
				}
				return ""
			})
		}, "clinician: Cla/failed, team: Ada/sent Cla/failed Tom/sent"},
		{"the address was taken back before it went out", func(l *leaving) {
			l.Pass(4 * time.Hour)
			must(l.t, l.Tend(l.t.Context()))
			must(l.t, l.SetOwnEmail(l.t.Context(), l.Clinician, ""))
		}, "clinician: Cla/failed, team: Ada/sent Cla/ Tom/sent"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			l := newLeaving(t)
			c.change(l)
			l.Pass(4*time.Hour + 30*time.Minute)
			l.tend()
			l.tend()
			if got := l.asAdministrator(); got != c.stages {
				t.Errorf("got %q, want %q", got, c.stages)
			}
		})
	}
}

func (l *leaving) asAdministrator() string {
	l.Clinician = l.Administrator
	return l.stages()
}

// At each moment of a message to staff the power fails. The next start sends what it knows was not sent, and nothing that may
// have been: that is shown to administrators.
func TestKilledAtEachMomentOfTellingStaff(t *testing.T) {
	cases := []struct {
		stage       string
		sent, later int
		state       clinic.MailState
	}{
		{"connect", 0, 1, clinic.MailSent}, {"mail", 0, 0, clinic.MailUnclear}, {"data", 0, 0, clinic.MailUnclear}, {"end", 0, 0, clinic.MailUnclear},
		{"taken", 1, 0, clinic.MailUnclear}, {"after", 1, 0, clinic.MailSent},
	}
	for _, c := range cases {
		t.Run(c.stage, func(t *testing.T) {
			l := newLeaving(t)
			l.Pass(4 * time.Hour)
			image, sent := filepath.Join(t.TempDir(), "then.db"), -1
			freeze := func(stage, _ string) string {
				if stage == c.stage && sent < 0 {
					sent = len(l.catcher.Messages())
					l.exec("VACUUM INTO '" + image + "'")
				}
				return ""
			}
			l.catcher.Watch(freeze)
			l.tend()
			freeze("after", "")
			l.catcher.Watch(nil)
			after, before := &leaving{l.restarted(t, image), l.alert}, len(l.catcher.Messages())
			for range 3 {
				after.tend()
			}
			if got := len(l.catcher.Messages()) - before; sent != c.sent || got != c.later {
				t.Errorf("%d messages were out and %d went out later, want %d and %d", sent, got, c.sent, c.later)
			}
			if got := after.stages(); got != "clinician: Cla/"+string(c.state) {
				t.Errorf("got %q", got)
			}
			trouble, err := after.StaffMailsInTrouble(t.Context(), after.Administrator, 10)
			must(t, err)
			if (len(trouble) == 1) != (c.state == clinic.MailUnclear) {
				t.Errorf("administrators see %d messages in trouble", len(trouble))
			}
		})
	}
}

// While the mail server fails a message is tried again, ever less often, for as long as the alert is open; administrators see it.
func TestAFailingMailServerIsTriedAgain(t *testing.T) {
	for _, c := range []struct{ stage, reply string }{{"connect", testkit.HangUp}, {"rcpt", "451 4.7.1 later"}, {"mail", testkit.HangUp}} {
		t.Run(c.stage, func(t *testing.T) {
			l := newLeaving(t)
			l.exec("UPDATE site_settings SET team_hours = 720")
			l.Pass(4 * time.Hour)
			tries := 0
			l.catcher.Watch(func(stage, _ string) string {
				if stage == c.stage {
					tries++
					return c.reply
				}
				return ""
			})
			for range 48 * 120 { // two days
				must(t, l.Tend(t.Context()))
				if err := l.TellStaff(t.Context()); (err != nil) && c.stage != "connect" {
					t.Fatal(err)
				}
				l.Pass(30 * time.Second)
			}
			if tries < 150 || tries > 220 {
				t.Errorf("tried %d times in two days, want about every quarter of an hour", tries)
			}
			trouble, err := l.StaffMailsInTrouble(t.Context(), l.Administrator, 10)
			must(t, err)
			if len(trouble) != 1 || trouble[0].Name != "Clara Clinician" || strings.Contains(trouble[0].Mail.Problem, "@") || (c.stage == "connect") != (l.MailDown() != nil) {
				t.Errorf("administrators see %+v", trouble)
			}
			l.catcher.Watch(nil)
			l.Pass(15 * time.Minute)
			l.tend()
			if got := len(l.catcher.Messages()); got != 1 {
				t.Errorf("got %d messages when it works again, want 1", got)
			}
		})
	}
}

// An address that was wrong and is corrected gets what could not be delivered.
func TestACorrectedAddressIsTold(t *testing.T) {
	l := newLeaving(t)
	l.catcher.Watch(func(stage, to string) string {
		if stage == "rcpt" && strings.Contains(to, "clara@clinic.example") {
			return "550 5.1.1 unknown"
		}
		return ""
	})
	l.Pass(4 * time.Hour)
	l.tend()
	l.tend()
	seen := 0
	if got := l.to(&seen); got != "ada tom" {
		t.Fatalf("told %q, want the rest of the team", got)
	}
	must(t, l.SetOwnEmail(t.Context(), l.Clinician, "clara.c@clinic.example"))
	l.tend()
	if got := l.to(&seen); !strings.HasPrefix(got, "clara.c") {
		t.Errorf("told %q after the address was corrected", got)
	}
}

// What is no address and nothing else is refused, so that no header and no second reader comes in by it.
func TestAddressesOfStaff(t *testing.T) {
	w := newWorld(t)
	for _, address := range []string{"clara", "clara@clinic.example\r\nBcc: x@y.example", "clara@clinic.example\nSubject: x", "Clara <clara@clinic.example>", "a@b.example, c@d.example",
		"a@b.example>", strings.Repeat("a", 250) + "@b.example", "a@b.example\x00", "a@b.example\u2028"} {
		if err := w.SetOwnEmail(t.Context(), w.Clinician, address); fault.KindOf(err) != fault.Invalid {
			t.Errorf("%q: got %v", address, err)
		}
		if err := w.SetEmailOf(t.Context(), w.Administrator, w.Clinician.User, address); fault.KindOf(err) != fault.Invalid {
			t.Errorf("%q by an administrator: got %v", address, err)
		}
	}
	must(t, w.SetOwnEmail(t.Context(), w.Clinician, "clara@clinic.example"))
	if got, err := w.OwnEmail(t.Context(), w.Clinician); got != "clara@clinic.example" || err != nil {
		t.Errorf("got %q, %v", got, err)
	}
	u := view(t, w.Clinic, func(tx *store.Tx) (clinic.User, error) { return tx.GetUser(w.Clinician.User) })
	if u.SessionGeneration != 0 {
		t.Error("an address ended the sessions")
	}
}
