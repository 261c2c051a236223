package clinic

import (
	"slices"
	"time"

	q "steelyard/internal/questionnaire"
)

// Stage is how far the escalation of an alert that is left has come.
type Stage string

// The stages, in their order. The first is taken when the alert counts as left.
const (
	ToClinician      Stage = "clinician"      // the patient's own
	ToTeam           Stage = "team"           // everybody in the patient's team who may acknowledge
	ToAdministrators Stage = "administrators" // everybody who looks after the site
)

// Stages gives every stage in its order.
func Stages() []Stage { return []Stage{ToClinician, ToTeam, ToAdministrators} }

// Next gives the stage after one; more is false after the last.
func (s Stage) Next() (next Stage, more bool) {
	all := Stages()
	at := slices.Index(all, s)
	if at+1 == len(all) {
		return "", false
	}
	return all[at+1], true
}

// Reached says whether a stage has told somebody by e-mail, or may still.
func (e *Escalation) Reached() bool {
	return slices.ContainsFunc(e.Told, func(t Telling) bool {
		return t.Mail != "" && t.Mail != MailFailed && t.Mail != MailDropped
	})
}

// EscalatedBefore gives the time at or before which an open alert of a level was raised for a stage to be due; ok is false
// for a level that is never escalated.
func (s Site) EscalatedBefore(stage Stage, level q.Level, now time.Time) (t time.Time, ok bool) {
	t, ok = s.LeftBefore(level, now)
	if stage == ToTeam || stage == ToAdministrators {
		t = t.Add(-time.Duration(s.TeamHours) * time.Hour)
	}
	if stage == ToAdministrators {
		t = t.Add(-time.Duration(s.AdminHours) * time.Hour)
	}
	return t, ok
}

// Tellable says whether there is a point in telling a member of staff of an alert about a patient: they can sign in, see the
// patient and acknowledge the alert. The teams are those they are in.
func (u *User) Tellable(teams []TeamID, about Subject) bool {
	return u.DisabledAt == nil && Can(Actor{User: u.ID, Role: u.Role, Teams: teams}, AcknowledgeFlag, about)
}

// Escalation is one stage that was taken with an alert.
type Escalation struct {
	AlertID AlertID
	Stage   Stage
	At      time.Time
	Told    []Telling // nobody where there was nobody to tell
}

// Telling is one person whom a stage told. Mail is empty where no e-mail was made, because there is no mail server or no
// address: then the pages alone say it.
type Telling struct {
	User UserID
	Name string
	Mail MailState
}

// StaffMail is an e-mail to a member of staff about alerts that are open. It is sent once; see MailState.
type StaffMail struct {
	ID        MailID
	User      UserID
	State     MailState
	Attempts  int
	MadeAt    time.Time
	NotBefore time.Time
	SettledAt *time.Time
	Problem   string // what went wrong last; never an address
}

// StaffMailRetry gives how long to wait after a number of attempts: twice as long each time, from one minute to a quarter of
// an hour. It is tried for as long as the alert is open.
func StaffMailRetry(attempts int) time.Duration {
	return min(time.Minute<<min(max(attempts-1, 0), 4), 15*time.Minute)
}
