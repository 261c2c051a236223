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
	a, err := app.New(ctx, app.App{Store: s, Library: l, AuditKey: make([]byte, 32), Invented: true, OptionalFactor: true})
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
	alerts, err := a.OpenAlerts(ctx, who, 100)
	if err != nil {
		t.Fatal(err)
	}
	if len(alerts) == 0 || len(alerts) > 25 {
		t.Errorf("%d alerts are open, want a few", len(alerts))
	}
	if n, err := a.VerifyAudit(ctx); err != nil || n == 0 {
		t.Errorf("the audit chain of %d entries does not verify: %v", n, err)
	}
}
