package store

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"steelyard/internal/clinic"
	q "steelyard/internal/questionnaire"
)

// everybody is what an administrator may see.
var everybody = clinic.Visible{All: true}

func caseload(t testing.TB, s *Store, c CaseloadQuery) CaseloadPage {
	t.Helper()
	return read(t, s, func(tx *Tx) (CaseloadPage, error) {
		c.Visible = everybody
		return tx.Caseload(c)
	})
}

func caseloadRow(t *testing.T, s *Store, p clinic.PatientID) CaseloadRow {
	t.Helper()
	rows := caseload(t, s, CaseloadQuery{}).Rows
	i := slices.IndexFunc(rows, func(r CaseloadRow) bool { return r.Patient == p })
	if i < 0 {
		t.Fatalf("%s is not in the caseload", p)
	}
	return rows[i]
}

func TestCaseloadPages(t *testing.T) {
	s := open(t)
	do(t, s, func(tx *Tx) error {
		for i, name := range []string{"Élise Martin", "anton Meyer", "Ødegård", "Berta Meyer", "Ελένη Νίκου", "Zoë"} {
			p := patient(i)
			p.Name = name
			if err := tx.CreatePatient(p); err != nil {
				return err
			}
		}
		return nil
	})
	tests := []struct {
		name  string
		query CaseloadQuery
		total int
		want  string
	}{
		{"all by name", CaseloadQuery{}, 6, "anton Meyer, Berta Meyer, Élise Martin, Zoë, Ødegård, Ελένη Νίκου"},
		{"second page", CaseloadQuery{Offset: 2, Limit: 2}, 6, "Élise Martin, Zoë"},
		{"after the end", CaseloadQuery{Offset: 99}, 6, ""},
		{"without accents", CaseloadQuery{Search: "elise"}, 1, "Élise Martin"},
		{"with accents and case", CaseloadQuery{Search: "ZOË"}, 1, "Zoë"},
		{"Greek without accents", CaseloadQuery{Search: "νικου"}, 1, "Ελένη Νίκου"},
		{"two words", CaseloadQuery{Search: " meyer  BERTA "}, 1, "Berta Meyer"},
		{"record number", CaseloadQuery{Search: "r-00003"}, 1, "Berta Meyer"},
		{"name and record number", CaseloadQuery{Search: "meyer 00001"}, 1, "anton Meyer"},
		{"nothing of a pattern", CaseloadQuery{Search: "%"}, 0, ""},
		{"nobody", CaseloadQuery{Search: "nobody"}, 0, ""},
		{"unknown order", CaseloadQuery{Sort: "x; DROP TABLE patients", Limit: 1}, 6, "anton Meyer"},
	}
	for _, test := range tests {
		page := caseload(t, s, test.query)
		var names []string
		for _, r := range page.Rows {
			names = append(names, r.Name)
		}
		if got := strings.Join(names, ", "); got != test.want || page.Total != test.total {
			t.Errorf("%s: got %q of %d, want %q of %d", test.name, got, page.Total, test.want, test.total)
		}
	}
}

// What the caseload repeats of other tables follows every one of their changes.
func TestCaseloadFollows(t *testing.T) {
	s := open(t)
	u, p, e := seed(t, s, 1)
	seed(t, s, 2)
	want := CaseloadRow{Patient: p.ID, Name: p.Name, RecordNumber: p.RecordNumber, BirthDate: p.BirthDate}
	step := func(name string, change func(tx *Tx) error, expect func()) {
		t.Helper()
		do(t, s, change)
		expect()
		same(t, name, caseloadRow(t, s, p.ID), want)
	}
	waiting := func(i *clinic.Invitation) func() {
		return func() {
			want.WaitingSince, want.WaitingUntil = nil, nil
			if i != nil {
				want.WaitingSince, want.WaitingUntil = &i.CreatedAt, &i.ExpiresAt
			}
		}
	}
	invite := func(id string, day int) clinic.Invitation {
		created := noon.AddDate(0, 0, day)
		return clinic.Invitation{ID: clinic.InvitationID(id), EncounterID: e.ID, PatientID: p.ID, TokenHash: []byte(strings.Repeat(id, 32)), CreatedAt: created, ExpiresAt: created.AddDate(0, 0, 7)}
	}
	a, b, c := invite("a", 0), invite("b", 2), invite("c", 10)
	step("first invitation", func(tx *Tx) error { return tx.CreateInvitation(a) }, waiting(&a))
	step("second", func(tx *Tx) error { return tx.CreateInvitation(b) }, waiting(&b))
	b.RevokedAt = new(b.CreatedAt)
	step("second revoked", func(tx *Tx) error { return tx.UpdateInvitation(b) }, waiting(&a))
	step("third", func(tx *Tx) error { return tx.CreateInvitation(c) }, waiting(&c))
	c.FinishedAt = new(c.CreatedAt)
	step("third finished after the first expired", func(tx *Tx) error { return tx.UpdateInvitation(c) }, waiting(nil))

	r := response(e, "r")
	alert := clinic.Alert{ID: "x", PatientID: p.ID, ResponseID: r.ID, Questionnaire: mood, Flag: "self-harm", Level: q.Urgent, Text: "t", RaisedAt: noon}
	step("alert before the form is finished", func(tx *Tx) error {
		if err := tx.CreateResponse(r); err != nil {
			return err
		}
		_, err := tx.RaiseAlert(alert)
		return err
	}, func() {
		want.OpenAlerts, want.UrgentSince = 1, &alert.RaisedAt
		want.BegunAt, want.BegunUntil = &r.StartedAt, &a.ExpiresAt
	})
	step("same alert again", func(tx *Tx) error {
		again := alert
		again.ID = "y"
		raised, err := tx.RaiseAlert(again)
		if raised {
			t.Error("the same flag was raised twice")
		}
		return err
	}, func() {})
	d := invite("d", 20)
	step("another link to what was begun", func(tx *Tx) error { return tx.CreateInvitation(d) }, func() {
		waiting(&d)()
		want.BegunUntil = &d.ExpiresAt
	})
	d.RevokedAt = new(d.CreatedAt)
	step("which is revoked", func(tx *Tx) error { return tx.UpdateInvitation(d) }, func() {
		waiting(nil)()
		want.BegunUntil = &a.ExpiresAt
	})
	r.CompletedAt = new(noon.Add(time.Hour))
	step("completed", func(tx *Tx) error { return tx.CompleteResponse(r, resultOf(r)) }, func() {
		want.LastCompleted, want.Questionnaire = r.CompletedAt, mood.ID
		want.BegunAt, want.BegunUntil = nil, nil
	})
	step("acknowledged", func(tx *Tx) error { return tx.AcknowledgeAlert("x", Acknowledgement{u.ID, noon, "called"}) }, func() { want.OpenAlerts, want.UrgentSince = 0, nil })
	correction := response(e, "correction")
	correction.Amends, correction.Reason = r.ID, "misread"
	step("corrected", func(tx *Tx) error {
		if err := tx.CreateResponse(correction); err != nil {
			return err
		}
		correction.CompletedAt = new(noon.Add(2 * time.Hour))
		return tx.CompleteResponse(correction, resultOf(correction))
	}, func() { want.LastCompleted = correction.CompletedAt })
}

func TestCaseloadSortsAndFilters(t *testing.T) {
	s := open(t)
	var encounters []clinic.Encounter
	for i := range 4 {
		_, _, e := seed(t, s, i)
		encounters = append(encounters, e)
	}
	do(t, s, func(tx *Tx) error {
		for i, e := range encounters[1:] {
			r := response(e, fmt.Sprint("r", i))
			if err := tx.CreateResponse(r); err != nil {
				return err
			}
			if i > 0 {
				r.CompletedAt = new(noon.Add(time.Duration(i) * time.Hour))
				if err := tx.CompleteResponse(r, resultOf(r)); err != nil {
					return err
				}
			}
			for n := range 2 - i {
				a := clinic.Alert{ID: clinic.AlertID(fmt.Sprintf("%d%d", i, n)), PatientID: e.PatientID, ResponseID: r.ID, Questionnaire: mood, Flag: q.FlagID(fmt.Sprint(n)), Level: []q.Level{q.Prompt, q.Urgent}[n], Text: "t", RaisedAt: noon.Add(time.Duration(-i) * time.Hour)}
				if _, err := tx.RaiseAlert(a); err != nil {
					return err
				}
			}
			if i < 2 {
				inv := clinic.Invitation{ID: clinic.InvitationID(fmt.Sprint(i)), EncounterID: e.ID, PatientID: e.PatientID, TokenHash: []byte(strings.Repeat(fmt.Sprint(i), 32)), CreatedAt: noon.Add(time.Duration(-i) * time.Hour), ExpiresAt: noon}
				if err := tx.CreateInvitation(inv); err != nil {
					return err
				}
			}
		}
		return nil
	})
	tests := []struct {
		query CaseloadQuery
		want  string
	}{
		{CaseloadQuery{Sort: ByName}, "p0 p1 p2 p3"},
		{CaseloadQuery{Sort: ByLastAnswer}, "p3 p2 p0 p1"},
		{CaseloadQuery{Sort: ByWork, Now: noon.Add(-time.Minute), DayBegan: noon.AddDate(0, 0, 1)}, "p1 p2 p0 p3"},
		{CaseloadQuery{Sort: ByWaiting}, "p2 p1 p0 p3"},
		{CaseloadQuery{Filter: Due}, "p1 p2"},
		{CaseloadQuery{Filter: WithAlerts, Sort: ByLastAnswer}, "p2 p1"},
		{CaseloadQuery{Filter: WithAlerts, Search: "00001"}, "p1"},
	}
	for _, test := range tests {
		var ids []string
		page := caseload(t, s, test.query)
		for _, r := range page.Rows {
			ids = append(ids, string(r.Patient))
		}
		if got := strings.Join(ids, " "); got != test.want || page.Total != len(ids) {
			t.Errorf("%+v: got %s of %d, want %s", test.query, got, page.Total, test.want)
		}
	}
	var order []string
	for _, a := range read(t, s, func(tx *Tx) ([]clinic.Alert, error) { return tx.OpenAlerts(everybody, LeftBefore{}, 10) }) {
		order = append(order, string(a.ID))
	}
	if got := strings.Join(order, " "); got != "01 10 00" {
		t.Errorf("open alerts are %s, want urgent, then oldest: 01 10 00", got)
	}
	if n := read(t, s, func(tx *Tx) (int, error) { return tx.CountOpenAlerts(everybody) }); n != 3 {
		t.Errorf("%d open alerts, want 3", n)
	}
}
