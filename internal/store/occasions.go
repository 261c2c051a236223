package store

import (
	"steelyard/internal/clinic"
	q "steelyard/internal/questionnaire"
)

type occasionRow struct {
	ID           string `gorm:"primaryKey"`
	PlanID       string
	PatientID    string
	N            int
	DueOn        string
	OpensOn      string
	ClosesOn     string
	State        string
	EncounterID  *string
	InvitationID *string
	OpenedAt     *int64
	ClosedAt     *int64
	Why          string
	LookOn       *string
}

// TableName names the table.
func (occasionRow) TableName() string { return "occasions" }

func newOccasionRow(o clinic.Occasion, look q.Date) occasionRow {
	return occasionRow{
		ID: string(o.ID), PlanID: string(o.PlanID), PatientID: string(o.PatientID), N: o.N, DueOn: string(o.Due), OpensOn: string(o.Opens),
		ClosesOn: string(o.Closes), State: string(o.State), EncounterID: orNull(o.Encounter), InvitationID: orNull(o.Invitation),
		OpenedAt: microsOf(o.OpenedAt), ClosedAt: microsOf(o.ClosedAt), Why: o.Why, LookOn: orNull(look),
	}
}

func (r occasionRow) domain() (clinic.Occasion, error) {
	return clinic.Occasion{
		ID: clinic.OccasionID(r.ID), PlanID: clinic.PlanID(r.PlanID), PatientID: clinic.PatientID(r.PatientID),
		Slot:  clinic.Slot{N: r.N, Due: q.Date(r.DueOn), Opens: q.Date(r.OpensOn), Closes: q.Date(r.ClosesOn)},
		State: clinic.OccasionState(r.State), Encounter: orEmpty[clinic.EncounterID](r.EncounterID), Invitation: orEmpty[clinic.InvitationID](r.InvitationID),
		OpenedAt: instantOf(r.OpenedAt), ClosedAt: instantOf(r.ClosedAt), Why: r.Why,
	}, nil
}

// PutOccasion keeps an occasion as it is now, and the day from which there may be something to do for it (empty for none).
func (tx *Tx) PutOccasion(o clinic.Occasion, look q.Date) error {
	r := newOccasionRow(o, look)
	done := tx.db.Model(&occasionRow{}).Where("id = ?", r.ID).Updates(map[string]any{
		"state": r.State, "encounter_id": r.EncounterID, "invitation_id": r.InvitationID, "opened_at": r.OpenedAt, "closed_at": r.ClosedAt, "why": r.Why, "look_on": r.LookOn,
	})
	err := done.Error
	if err == nil && done.RowsAffected == 0 {
		err = tx.db.Create(&r).Error
	}
	if err != nil {
		return fails("keep occasion "+r.ID, err)
	}
	return tx.tallyDues(r.PatientID)
}

// LookAgain writes the day from which there may be something to do for an occasion.
func (tx *Tx) LookAgain(id clinic.OccasionID, look q.Date) error {
	return fails("look at occasion "+string(id), tx.db.Model(&occasionRow{}).Where("id = ?", string(id)).Update("look_on", orNull(look)).Error)
}

// LookAtPlanned has what a patient's plans would have asked by a day looked at again on it.
func (tx *Tx) LookAtPlanned(p clinic.PatientID, today q.Date) error {
	err := tx.db.Model(&occasionRow{}).Where("patient_id = ? AND state = 'planned' AND opens_on <= ?", string(p), string(today)).Update("look_on", string(today)).Error
	return fails("look at the plans of patient "+string(p), err)
}

// DeletePlanned takes back an occasion that did not come up yet.
func (tx *Tx) DeletePlanned(o clinic.Occasion) error {
	if err := tx.db.Where("id = ?", string(o.ID)).Delete(&occasionRow{}).Error; err != nil {
		return fails("take back occasion "+string(o.ID), err)
	}
	return tx.tallyDues(string(o.PatientID))
}

// GetOccasion gives an occasion.
func (tx *Tx) GetOccasion(id clinic.OccasionID) (clinic.Occasion, error) {
	return get[occasionRow](tx, "occasion", id)
}

// FindOccasionOfEncounter gives the occasion at which an encounter was held.
func (tx *Tx) FindOccasionOfEncounter(id clinic.EncounterID) (clinic.Occasion, bool, error) {
	return find[occasionRow](tx, "encounter_id = ?", string(id))
}

// FindOccasionOfInvitation gives the occasion that a link was made for.
func (tx *Tx) FindOccasionOfInvitation(id clinic.InvitationID) (clinic.Occasion, bool, error) {
	return find[occasionRow](tx, "invitation_id = ?", string(id))
}

// Occasions gives every occasion of a plan by day.
func (tx *Tx) Occasions(id clinic.PlanID) ([]clinic.Occasion, error) {
	return list[occasionRow](tx.db.Where("plan_id = ?", string(id)).Order("due_on, id"))
}

// OccasionsOf gives every occasion of a patient by day.
func (tx *Tx) OccasionsOf(p clinic.PatientID) ([]clinic.Occasion, error) {
	return list[occasionRow](tx.db.Where("patient_id = ?", string(p)).Order("due_on, id"))
}

// PlansToLookAt gives the plans for which there may be something to do on a day.
func (tx *Tx) PlansToLookAt(today q.Date) (ids []clinic.PlanID, err error) {
	err = tx.db.Raw("SELECT DISTINCT plan_id FROM occasions WHERE look_on IS NOT NULL AND look_on <= ?", string(today)).Scan(&ids).Error
	return ids, fails("list plans to look at", err)
}

// tallyDues renews what the caseload shows of a patient's plans. Somebody who took back their agreement is due for nothing until they
// agree anew: plans ask them nothing.
func (tx *Tx) tallyDues(patient string) error {
	tx.touch(clinic.PatientID(patient))
	return fails("tally dues of patient "+patient, tx.db.Exec(`
UPDATE patients SET (next_due, unmet_since) = (SELECT CASE WHEN asked THEN next_due END, CASE WHEN asked THEN unmet_since END FROM (SELECT
  coalesce((SELECT c.withdrawn_at IS NULL FROM consents c WHERE c.patient_id = @p ORDER BY c.given_at DESC, c.id DESC LIMIT 1), 1) AS asked,
  (SELECT min(due_on) FROM (
    SELECT min(due_on) AS due_on FROM occasions WHERE patient_id = @p AND state = 'planned'
    UNION ALL
    SELECT min(due_on) FROM occasions WHERE patient_id = @p AND state = 'open')) AS next_due,
  (SELECT min(due_on) FROM (
    SELECT min(due_on) AS due_on FROM occasions WHERE patient_id = @p AND state = 'open'
    UNION ALL
    SELECT min(due_on) FROM occasions WHERE patient_id = @p AND state = 'missed' AND due_on >
      coalesce((SELECT max(d.due_on) FROM occasions d WHERE d.patient_id = @p AND d.state = 'done'), ''))) AS unmet_since))
WHERE id = @p`,
		map[string]any{"p": patient}).Error)
}

// Dues is what the caseload shows of a patient's plans. Both are empty where there is nothing.
type Dues struct {
	Next  q.Date // the first day of what is planned or open
	Unmet q.Date // since when something is asked, or was missed, and not answered; overdue where it lies before today
}
