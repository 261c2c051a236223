package app_test

import (
	"strings"
	"testing"
	"time"

	"steelyard/internal/app"
	"steelyard/internal/clinic"
	"steelyard/internal/fault"
)

// TestTheLinkIsSentOnceMore sends it by hand where an e-mail was sent and did not come: an hour after the one before, with consent,
// in place of the next reminder and never beside it, and three times at most.
func TestTheLinkIsSentOnceMore(t *testing.T) {
	m := newMailed(t)
	m.begin(clinic.Schedule{Rhythm: clinic.Rhythm{Kind: clinic.Once}, After: 9, Remind: 3})
	refused := func(id clinic.OccasionID, want string) {
		t.Helper()
		if _, err := m.RemindNow(t.Context(), m.Clinician, id); fault.KindOf(err) != fault.Conflict || !strings.Contains(fault.Message(err), want) {
			t.Errorf("got %v, want a conflict that says %q", err, want)
		}
	}
	again := func(id clinic.OccasionID) {
		t.Helper()
		if patient, err := m.RemindNow(t.Context(), m.Clinician, id); err != nil || patient != m.who {
			t.Fatalf("got %s, %v", patient, err)
		}
	}
	must(t, m.Tick(t.Context()))
	id := m.record().Plans[0].Occasions[0].Occasion.ID
	refused(id, "one is on its way")
	m.work()
	refused(id, "less than an hour ago")
	m.Pass(59 * time.Minute)
	refused(id, "less than an hour ago")
	m.Pass(time.Minute)
	must(t, m.WithdrawMailConsent(t.Context(), m.Clinician, m.who))
	refused(id, "the patient wants no more e-mails")
	must(t, m.GiveMailConsent(t.Context(), m.Clinician, m.who, app.MailAgreement{How: "by telephone", Language: "de"}))
	again(id)
	refused(id, "one is on its way") // a second click
	m.work()
	if got := m.catcher.Messages(); len(got) != 2 || tokenIn(t, answerLink, got[0].Body) == tokenIn(t, answerLink, got[1].Body) {
		t.Fatalf("got %d messages, want 2, each with a link of its own", len(got))
	}
	for range 4 { // the first reminder of the plan is that which was sent by hand
		m.Pass(24 * time.Hour)
		m.work()
	}
	if got := len(m.catcher.Messages()); got != 2 {
		t.Errorf("after the day of the first reminder: got %d messages, want 2", got)
	}
	again(id)
	m.work()
	m.Pass(2 * time.Hour)
	again(id)
	m.work()
	m.Pass(2 * time.Hour)
	refused(id, "all reminders were sent")
	if got := len(m.catcher.Messages()); got != 4 {
		t.Errorf("got %d messages, want 4", got)
	}
}
