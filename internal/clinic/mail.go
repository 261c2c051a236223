package clinic

import (
	"fmt"
	"strings"
	"time"
)

// The names of what concerns e-mails.
type (
	MailID    string
	ConsentID string
)

// MailConsent says that a patient agreed to get e-mails, in which words, and whether they still do.
type MailConsent struct {
	ID          ConsentID
	PatientID   PatientID
	Version     string // of the words they agreed to, with their language
	Address     string // at which; another one is not agreed to
	How         string // in whose presence or on what paper, as staff wrote it
	GivenAt     time.Time
	GivenTo     UserID // who noted it
	WithdrawnAt *time.Time
	WithdrawnBy UserID // empty where the patient did, by the link in an e-mail
}

// Holds says whether the patient agrees still.
func (c *MailConsent) Holds() bool { return c.WithdrawnAt == nil }

// Covers says whether the patient agrees still to e-mails at an address.
func (c *MailConsent) Covers(address string) bool {
	return c.Holds() && strings.EqualFold(c.Address, address)
}

// Mail is one message to a patient about an occasion. There is at most one of each kind for each occasion.
type Mail struct {
	ID         MailID
	OccasionID OccasionID
	PatientID  PatientID
	Invitation InvitationID
	Kind       MailKind
	State      MailState
	Attempts   int
	MadeAt     time.Time
	NotBefore  time.Time
	SettledAt  *time.Time // when it reached its state, where that is not waiting
	Problem    string     // what the mail server said, or why it was not sent; never an address
}

// MailKind is what a message is for.
type MailKind string

// Invites is the first message of an occasion.
const Invites MailKind = "invitation"

// Reminds gives the kind of the n-th reminder, from 1.
func Reminds(n int) MailKind { return MailKind(fmt.Sprintf("reminder-%d", n)) }

// MailState says how far a message has come.
type MailState string

// The states of a message. It is Sending from before the first byte leaves until the mail server's answer is kept; a
// process that stops in between leaves it Unclear, and a person decides.
const (
	MailWaiting MailState = "waiting"
	MailSending MailState = "sending"
	MailSent    MailState = "sent"    // the mail server has taken it
	MailFailed  MailState = "failed"  // the mail server has refused it for good
	MailUnclear MailState = "unclear" // it may have been sent, or not
	MailDropped MailState = "dropped" // it was not needed any more, or not allowed
)

// Trouble says whether a person should look at the message.
func (m *Mail) Trouble() bool { return m.State == MailFailed || m.State == MailUnclear }

// MaxMailAttempts is how often a message is tried while the mail server says to come back later: over about a day.
const MaxMailAttempts = 12

// MailAgainAfter is how long after an e-mail was sent another one can be sent by hand.
const MailAgainAfter = time.Hour

// OnceMore gives the kind of the message by which the link of an occasion can be sent once more by hand, as the next reminder, and
// from when on. ok is false where nothing was sent, something waits or is not settled, or every reminder was used.
func OnceMore(mails []Mail) (kind MailKind, from time.Time, ok bool) {
	used := 0
	for i := range mails {
		m := &mails[i]
		for n := 1; n <= MaxReminders; n++ {
			if m.Kind == Reminds(n) {
				used = max(used, n)
			}
		}
		switch m.State {
		case MailWaiting, MailSending, MailUnclear:
			return "", from, false
		case MailSent:
			if m.SettledAt != nil && m.SettledAt.Add(MailAgainAfter).After(from) {
				from, ok = m.SettledAt.Add(MailAgainAfter), true
			}
		}
	}
	return Reminds(used + 1), from, ok && used < MaxReminders
}

// MailRetry gives how long to wait after a number of attempts: twice as long each time, from one minute to four hours.
func MailRetry(attempts int) time.Duration {
	return min(time.Minute<<min(max(attempts-1, 0), 10), 4*time.Hour)
}

// The hours between which messages go out, by the site's clock: nobody is woken.
const (
	mailFrom  = 8
	mailUntil = 20
)

// MailTime gives the first moment from a time on at which a message may go out.
func MailTime(now time.Time, zone *time.Location) time.Time {
	today := DateAt(now, zone)
	switch {
	case now.Before(HourOf(today, mailFrom, zone)):
		return HourOf(today, mailFrom, zone)
	case !now.Before(HourOf(today, mailUntil, zone)):
		return HourOf(AddDays(today, 1), mailFrom, zone)
	}
	return now
}
