package store

import (
	"io/fs"
	"strings"
	"testing"
	"time"

	"steelyard/internal/clinic"
	q "steelyard/internal/questionnaire"
	"steelyard/migrations"
)

// A database of before comes to show the same of somebody who took their agreement back as this program writes by itself.
func TestTakenBackInADatabaseOfBefore(t *testing.T) {
	s := open(t)
	_, p, e := seed(t, s, 0)
	given := clinic.Consent{ID: "c1", PatientID: p.ID, EncounterID: e.ID, GivenAt: noon}
	i := clinic.Invitation{ID: "i1", EncounterID: e.ID, PatientID: p.ID, TokenHash: []byte(strings.Repeat("h", 32)), CreatedAt: noon, ExpiresAt: noon.Add(100 * time.Hour)}
	do(t, s, func(tx *Tx) error { return tx.AddConsent(given, clinic.Shown{Language: "en", Text: "We ask."}) })
	do(t, s, func(tx *Tx) error { return tx.CreateInvitation(i) })
	do(t, s, func(tx *Tx) error { return tx.CreateResponse(response(e, "r1")) })
	do(t, s, func(tx *Tx) error {
		return tx.CreatePlan(clinic.Plan{ID: "plan", PatientID: p.ID, Name: "x", State: clinic.PlanActive})
	})
	do(t, s, func(tx *Tx) error {
		return tx.PutOccasion(clinic.Occasion{ID: "o1", PlanID: "plan", PatientID: p.ID, Slot: clinic.Slot{Due: "2026-01-05", Opens: "2026-01-05", Closes: "2026-01-05"}, State: clinic.Planned}, "")
	})
	before := shownOf(t, s)
	if before.WaitingSince == nil || before.BegunAt == nil || before.Next != "2026-01-05" {
		t.Fatalf("before: got %+v", before)
	}
	var derived patientRow
	if err := s.reader.Where("id = ?", string(p.ID)).Take(&derived).Error; err != nil {
		t.Fatal(err)
	}
	given.WithdrawnAt = new(noon.Add(time.Hour))
	do(t, s, func(tx *Tx) error { return tx.WithdrawConsent(given) })
	want := shownOf(t, s)
	if want.TakenBackAt == nil || !want.TakenBackAt.Equal(noon.Add(time.Hour)) || want.WaitingSince != nil || want.BegunAt != nil || want.Next != q.Date("") {
		t.Fatalf("after: got %+v", want)
	}
	content, err := fs.ReadFile(migrations.SQLite(), "00040_taken_back.sql")
	if err != nil {
		t.Fatal(err)
	}
	err = s.writer.Exec("UPDATE patients SET taken_back_at = NULL, waiting_since = ?, waiting_until = ?, begun_at = ?, begun_until = ?", derived.WaitingSince, derived.WaitingUntil, derived.BegunAt, derived.BegunUntil).Error
	if err != nil {
		t.Fatal(err)
	}
	if err := s.writer.Exec("CREATE TABLE dues AS SELECT id AS patient_id, '2026-01-05' AS next_due, NULL AS unmet_since FROM patients").Error; err != nil { // which the patient's row took over since
		t.Fatal(err)
	}
	_, fill, _ := strings.Cut(string(content), "ALTER TABLE patients ADD COLUMN taken_back_at INTEGER;")
	if err := s.writer.Exec(fill + "; UPDATE patients SET next_due = (SELECT next_due FROM dues)").Error; err != nil {
		t.Fatal(err)
	}
	same(t, "patient", shownOf(t, s), want)
}

func shownOf(t *testing.T, s *Store) CaseloadRow {
	t.Helper()
	page := read(t, s, func(tx *Tx) (CaseloadPage, error) {
		return tx.Caseload(CaseloadQuery{Visible: clinic.Visible{All: true}})
	})
	if len(page.Rows) != 1 {
		t.Fatalf("got %d patients", len(page.Rows))
	}
	return page.Rows[0]
}
