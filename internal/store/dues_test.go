package store

import (
	"testing"

	"steelyard/internal/clinic"
	q "steelyard/internal/questionnaire"
)

// A patient is overdue from the day after the first due day that is open, or was missed and not made good since.
func TestOverdueFollowsWhatBecameOfOccasions(t *testing.T) {
	s := open(t)
	_, patient, encounter := seed(t, s, 1)
	state := func(id string, due q.Date, to clinic.OccasionState) {
		t.Helper()
		o := clinic.Occasion{ID: clinic.OccasionID(id), PlanID: "plan", PatientID: patient.ID, Slot: clinic.Slot{N: clinic.DaysBetween("2026-01-01", due), Due: due, Opens: due, Closes: due}, State: to}
		if to != clinic.Planned {
			o.Encounter = encounter.ID
		}
		if to != clinic.Planned && to != clinic.Open {
			o.ClosedAt = new(noon)
		}
		do(t, s, func(tx *Tx) error { return tx.PutOccasion(o, "") })
	}
	overdue := func(today q.Date, want int) {
		t.Helper()
		do(t, s, func(tx *Tx) error {
			page, err := tx.Caseload(CaseloadQuery{Visible: clinic.Visible{All: true}, Filter: Overdue, Today: today})
			if page.Total != want {
				t.Errorf("on %s %d are overdue, want %d", today, page.Total, want)
			}
			return err
		})
	}
	do(t, s, func(tx *Tx) error {
		return tx.CreatePlan(clinic.Plan{ID: "plan", PatientID: patient.ID, Name: "x", State: clinic.PlanActive})
	})
	state("a", "2026-01-05", clinic.Planned)
	overdue("2026-02-01", 0)
	state("a", "2026-01-05", clinic.Open)
	overdue("2026-01-05", 0)
	overdue("2026-01-06", 1)
	state("a", "2026-01-05", clinic.Missed)
	overdue("2026-01-06", 1)
	state("b", "2026-01-12", clinic.Planned)
	do(t, s, func(tx *Tx) error {
		page, err := tx.Caseload(CaseloadQuery{Visible: everybody})
		if want := (Dues{"2026-01-12", "2026-01-05"}); err == nil && page.Rows[0].Dues != want {
			t.Errorf("got %+v, want %+v", page.Rows[0].Dues, want)
		}
		return err
	})
}
