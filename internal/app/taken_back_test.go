package app_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"steelyard/internal/app"
	"steelyard/internal/clinic"
	"steelyard/internal/fault"
	q "steelyard/internal/questionnaire"
)

func tookBack(ctx context.Context, w *world) error {
	return w.WithdrawConsentOf(ctx, w.keeper, w.patient)
}

// line gives what the list of patients shows of the patient.
func (m *mailed) line() (row app.CaseloadRow, due, overdue, begun bool) {
	m.t.Helper()
	in := func(filter app.CaseloadFilter) bool {
		page, err := m.Caseload(m.t.Context(), m.Clinician, app.CaseloadQuery{Filter: filter})
		must(m.t, err)
		i := slices.IndexFunc(page.Rows, func(r app.CaseloadRow) bool { return r.Patient == m.who })
		if i >= 0 {
			row = page.Rows[i]
		}
		return i >= 0
	}
	due, overdue, begun = in(app.Due), in(app.Overdue), in(app.InProgress)
	in(app.Everybody)
	return row, due, overdue, begun
}

// Whoever took back their agreement is not due, overdue or in progress, by link or by plan, until they may be asked again; and what
// was begun goes on with the link there was.
func TestNobodyIsDueWhoTookTheirAgreementBack(t *testing.T) {
	m := newMailed(t)
	m.begin(clinic.Schedule{Rhythm: clinic.Rhythm{Kind: clinic.Once}, After: 9, Remind: 1})
	token, _, err := m.Invite(t.Context(), m.Clinician, m.who, []q.ID{"phq-9"}, 14)
	must(t, err)
	m.Agree(t, token)
	v := m.open(token)
	_, err = m.SaveAnswers(t.Context(), &v, 0, q.Form{"q1": "1"}, "en")
	must(t, err)
	if row, due, _, begun := m.line(); !due || !begun || row.TakenBackAt != nil {
		t.Fatalf("before: due %t, in progress %t, %+v", due, begun, row)
	}
	must(t, m.WithdrawConsent(t.Context(), &v))
	at := m.Now()
	for range 3 {
		m.Pass(day)
		m.work()
	}
	if row, due, overdue, begun := m.line(); due || overdue || begun || row.WaitingSince != nil || row.TakenBackAt == nil || !row.TakenBackAt.Equal(at) {
		t.Errorf("after: due %t, overdue %t, in progress %t, %+v; want none of it, and when it was taken back", due, overdue, begun, row)
	}
	if r := m.record(); r.TakenBack == nil || !r.TakenBack.Equal(at) {
		t.Errorf("the plans' page has %v", r.TakenBack)
	}
	must(t, m.AskAgain(t.Context(), m.Clinician, m.who))
	if row, due, overdue, begun := m.line(); !due || overdue || !begun || row.TakenBackAt != nil {
		t.Errorf("asked again: due %t, overdue by plan %t, in progress %t, %+v; want the link alone to be waited for", due, overdue, begun, row)
	}
	m.Agree(t, token)
	if _, due, overdue, _ := m.line(); !due || !overdue {
		t.Errorf("agreed again: due %t, overdue %t; the plan's day has gone by meanwhile", due, overdue)
	}
}

// What staff enter from a talk is not asked by link: it stays in progress.
func TestWhatStaffEnterGoesOnAfterTheAgreementWasTakenBack(t *testing.T) {
	m := newMailed(t)
	token, _, err := m.Invite(t.Context(), m.Clinician, m.who, []q.ID{"phq-9"}, 14)
	must(t, err)
	m.Agree(t, token)
	must(t, m.WithdrawConsentOf(t.Context(), m.Clinician, m.who))
	at, err := m.Begin(t.Context(), m.Clinician, m.who, []q.ID{"phq-2"})
	must(t, err)
	v := m.openEncounter(at)
	_, err = m.SaveAnswers(t.Context(), &v, 0, q.Form{"q1": "1"}, "en")
	must(t, err)
	if row, due, _, begun := m.line(); due || !begun || row.TakenBackAt == nil {
		t.Errorf("due %t, in progress %t, taken back %v", due, begun, row.TakenBackAt)
	}
}

// No link is made, and no device handed over, for somebody who took their agreement back, until it is noted that they want to be asked
// again; and that can be noted once.
func TestNobodyIsAskedWhoTookTheirAgreementBack(t *testing.T) {
	m := newMailed(t)
	ctx := t.Context()
	m.begin(clinic.Schedule{Rhythm: clinic.Rhythm{Kind: clinic.Once}, After: 9})
	occasion := m.record().Plans[0].Occasions[0].ID
	token, link, err := m.Invite(ctx, m.Clinician, m.who, []q.ID{"phq-9"}, 14)
	must(t, err)
	m.Agree(t, token)
	ways := []struct {
		name string
		ask  func() error
	}{
		{"a link", func() error {
			_, _, err := m.Invite(ctx, m.Clinician, m.who, []q.ID{"phq-2"}, 3)
			return err
		}},
		{"a device for new questions", func() error {
			_, err := m.HandOverDevice(ctx, m.Clinician, app.DeviceHandOver{Patient: m.who, Battery: []q.ID{"phq-2"}, Code: kioskCode, Again: kioskCode})
			return err
		}},
		{"a device for an open link", func() error {
			_, err := m.HandOverDevice(ctx, m.Clinician, app.DeviceHandOver{Patient: m.who, Invitation: link.ID, Code: kioskCode, Again: kioskCode})
			return err
		}},
		{"a link of a plan", func() error {
			_, _, err := m.HandOver(ctx, m.Clinician, occasion)
			return err
		}},
	}
	must(t, m.WithdrawConsentOf(ctx, m.Clinician, m.who))
	for _, way := range ways {
		if err := way.ask(); fault.KindOf(err) != fault.Conflict || err == nil || !strings.Contains(fault.Message(err), "took back their agreement") {
			t.Errorf("%s: got %v, want to hear that the agreement was taken back", way.name, err)
		}
	}
	must(t, m.AskAgain(ctx, m.Clinician, m.who))
	if err := m.AskAgain(ctx, m.Clinician, m.who); fault.KindOf(err) != fault.Conflict {
		t.Errorf("noted again: got %v, want a conflict", err)
	}
	for _, way := range ways {
		must(t, way.ask())
	}
	v := m.open(token)
	if _, err := m.SaveAnswers(ctx, &v, 0, q.Form{"q1": "1"}, "en"); fault.KindOf(err) != fault.Denied {
		t.Errorf("answers without a new agreement: got %v", err)
	}
	m.Agree(t, token)
	must(t, m.WithdrawConsentOf(ctx, m.Clinician, m.who))
	if err := ways[0].ask(); fault.KindOf(err) != fault.Conflict {
		t.Errorf("taken back a second time: got %v", err)
	}
}

// A plan asks nothing of somebody who took their agreement back: no link is made for what comes up, what was asked ends as not asked,
// and nothing of it counts as missed. Once they agree again it goes on within the same minute.
func TestAPlanWaitsForANewAgreement(t *testing.T) {
	m := newMailed(t)
	token, _, err := m.Invite(t.Context(), m.Clinician, m.who, []q.ID{"phq-2"}, 40)
	must(t, err)
	m.Agree(t, token)
	m.begin(clinic.Schedule{Rhythm: clinic.Rhythm{Kind: clinic.Every, Every: 1, Unit: clinic.Weeks}, After: 2})
	m.work()
	must(t, m.WithdrawConsentOf(t.Context(), m.Clinician, m.who))
	for range 8 {
		m.Pass(day)
		m.work()
		m.work()
	}
	if got := m.states(); got != "11-23 cancelled, 11-30 planned" || len(m.catcher.Messages()) != 1 {
		t.Errorf("got %s and %d messages", got, len(m.catcher.Messages()))
	}
	o := m.record().Plans[0].Occasions
	if o[0].Why != clinic.WhyTakenBack || o[1].Why != clinic.WhyTakenBack || o[1].Invitation != "" {
		t.Errorf("got %+v", o)
	}
	entries, err := m.AuditPage(t.Context(), m.Administrator, app.AuditQuery{Patient: m.who, Limit: 200})
	must(t, err)
	held := 0
	for _, e := range entries {
		if e.Action == "hold occasion" {
			held++
		}
	}
	if held != 1 {
		t.Errorf("the audit says %d times that it was held back, want once", held)
	}
	m.Agree(t, token)
	m.work()
	if got := m.states(); !strings.HasPrefix(got, "11-23 cancelled, 11-30 open") || len(m.catcher.Messages()) != 2 {
		t.Errorf("after they agreed again: got %s and %d messages", got, len(m.catcher.Messages()))
	}
}
