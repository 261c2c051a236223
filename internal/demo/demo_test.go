package demo_test

import (
	"path/filepath"
	"testing"

	"steelyard/internal/app"
	"steelyard/internal/clinic"
	"steelyard/internal/demo"
	"steelyard/internal/library"
	"steelyard/internal/store"
	"steelyard/questionnaires"
)

// TestFill makes the whole clinic once and looks at it as a member of staff would.
func TestFill(t *testing.T) {
	ctx := t.Context()
	l, err := library.Load(questionnaires.FS)
	if err != nil {
		t.Fatal(err)
	}
	s, err := store.Open(ctx, store.Options{Path: filepath.Join(t.TempDir(), "demo.db")})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	a, err := app.New(ctx, app.App{Store: s, Library: l, AuditKey: make([]byte, 32), ReceiptSeed: make([]byte, 32), Invented: true, OptionalFactor: true})
	if err != nil {
		t.Fatal(err)
	}
	if err := demo.Fill(ctx, a, 1); err != nil {
		t.Fatal(err)
	}
	if c, err := a.CheckClock(ctx); err != nil || c.Wrong() {
		t.Errorf("something is recorded in the future: %+v, %v", c, err)
	}
	h, err := a.SignIn(ctx, demo.Login, demo.Password, "test")
	if err != nil {
		t.Fatal(err)
	}
	who := clinic.Actor{User: h.User, Role: clinic.Administrator}
	page, err := a.Caseload(ctx, who, store.CaseloadQuery{})
	if err != nil {
		t.Fatal(err)
	}
	if page.Total != demo.Patients {
		t.Errorf("the caseload has %d patients, want %d", page.Total, demo.Patients)
	}
	answered, waiting := 0, 0
	for _, row := range page.Rows {
		if row.LastCompleted != nil {
			answered++
		}
		if row.WaitingSince != nil {
			waiting++
		}
	}
	if answered < 30 || waiting < 3 {
		t.Errorf("%d patients answered and %d have an open link, want at least 30 and 3", answered, waiting)
	}
	for _, filter := range []store.CaseloadFilter{store.Due, store.Overdue, store.InProgress, store.DoneToday, store.WithAlerts} {
		if page, err := a.Caseload(ctx, who, store.CaseloadQuery{Filter: filter}); err != nil || page.Total == 0 || page.Total > demo.Patients/2 {
			t.Errorf("%d patients are in the list %q (%v), want a few", page.Total, filter, err)
		}
	}
	if c, err := a.WorklistChoices(ctx, who); err != nil || len(c.Tags) != 2 {
		t.Errorf("got the tags %+v (%v), want two", c.Tags, err)
	}
	alerts, err := a.OpenAlerts(ctx, who, 100)
	if err != nil {
		t.Fatal(err)
	}
	if len(alerts) == 0 || len(alerts) > 25 {
		t.Errorf("%d alerts are open, want a few", len(alerts))
	}
	seen := map[string]bool{}
	for _, row := range page.Rows {
		look(t, a, who, row.Patient, seen)
	}
	for _, what := range []string{"signature", "plan", "missed", "open", "agreed to e-mails", "changed medicine"} {
		if !seen[what] {
			t.Errorf("nobody has this: %s", what)
		}
	}
	if n, err := a.VerifyAudit(ctx); err != nil || n == 0 {
		t.Errorf("the audit chain of %d entries does not verify: %v", n, err)
	}
}

// look marks what a patient has to show.
func look(t *testing.T, a *app.App, who clinic.Actor, id clinic.PatientID, seen map[string]bool) {
	t.Helper()
	r, err := a.Report(t.Context(), who, app.ReportRequest{Patient: id})
	if err != nil {
		t.Fatal(err)
	}
	plans, err := a.Plans(t.Context(), who, id)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range r.Treatments {
		seen["changed medicine"] = seen["changed medicine"] || e.Step == clinic.Changed
	}
	seen["signature"] = seen["signature"] || len(r.Signatures) > 0
	seen["agreed to e-mails"] = seen["agreed to e-mails"] || plans.Consent.ID != ""
	for _, p := range plans.Plans {
		seen["plan"] = true
		for _, o := range p.Occasions {
			seen[string(o.State)] = true
		}
	}
}
