package store

import (
	"steelyard/internal/clinic"
	q "steelyard/internal/questionnaire"
)

type patientRow struct {
	ID              string `gorm:"primaryKey"`
	RecordNumber    string
	RecordKey       string
	Name            string
	NameKey         string
	BirthDate       string
	Sex             string
	Email           string
	Phone           string
	Language        string
	CreatedAt       int64 `gorm:"autoCreateTime:false"`
	UpdatedAt       int64 `gorm:"autoUpdateTime:false"`
	Revision        int
	ClinicianID     *string
	TeamID          *string
	OpenAlerts      int // this and the rest are written by tally
	LastCompletedAt *int64
	WaitingSince    *int64
	WaitingUntil    *int64
}

// TableName names the table.
func (patientRow) TableName() string { return "patients" }

func newPatientRow(p clinic.Patient) patientRow {
	return patientRow{
		ID: string(p.ID), RecordNumber: p.RecordNumber, RecordKey: fold(p.RecordNumber), Name: p.Name, NameKey: foldName(p.Name),
		BirthDate: string(p.BirthDate), Sex: string(p.Sex), Email: p.Email, Phone: p.Phone, Language: string(p.Language),
		CreatedAt: micros(p.CreatedAt), UpdatedAt: micros(p.UpdatedAt), Revision: p.Revision,
		ClinicianID: orNull(p.Clinician), TeamID: orNull(p.Team),
	}
}

func (r patientRow) domain() (clinic.Patient, error) {
	return clinic.Patient{
		ID: clinic.PatientID(r.ID), RecordNumber: r.RecordNumber, Name: r.Name, BirthDate: q.Date(r.BirthDate),
		Sex: clinic.Sex(r.Sex), Email: r.Email, Phone: r.Phone, Language: q.Language(r.Language),
		Clinician: orEmpty[clinic.UserID](r.ClinicianID), Team: orEmpty[clinic.TeamID](r.TeamID),
		CreatedAt: instant(r.CreatedAt), UpdatedAt: instant(r.UpdatedAt), Revision: r.Revision,
	}, nil
}

// CreatePatient adds a patient; a Conflict where the record number is taken.
func (tx *Tx) CreatePatient(p clinic.Patient) error {
	return fails("create patient "+string(p.ID), tx.db.Create(new(newPatientRow(p))).Error)
}

// UpdatePatient changes a patient who is still at p.Revision, and raises the stored revision by one; a Conflict
// where somebody changed the patient meanwhile or the record number is taken. Who looks after them stays as it is.
func (tx *Tx) UpdatePatient(p clinic.Patient) error {
	r := newPatientRow(p)
	return tx.changePatient(p, map[string]any{
		"record_number": r.RecordNumber, "record_key": r.RecordKey, "name": r.Name, "name_key": r.NameKey,
		"birth_date": r.BirthDate, "sex": r.Sex, "email": r.Email, "phone": r.Phone, "language": r.Language,
	})
}

// PlacePatient changes who looks after a patient who is still at p.Revision, and nothing else, as UpdatePatient does.
func (tx *Tx) PlacePatient(p clinic.Patient) error {
	return tx.changePatient(p, map[string]any{"clinician_id": orNull(p.Clinician), "team_id": orNull(p.Team)})
}

func (tx *Tx) changePatient(p clinic.Patient, set map[string]any) error {
	act := "update patient " + string(p.ID)
	set["updated_at"], set["revision"] = micros(p.UpdatedAt), p.Revision+1
	done := tx.db.Model(&patientRow{}).Where("id = ? AND revision = ?", string(p.ID), p.Revision).Updates(set)
	if done.Error != nil || done.RowsAffected == 1 {
		return fails(act, done.Error)
	}
	if _, err := tx.GetPatient(p.ID); err != nil {
		return err
	}
	return stale(act)
}

// GetPatient gives a patient.
func (tx *Tx) GetPatient(id clinic.PatientID) (clinic.Patient, error) {
	return get[patientRow](tx, "patient", id)
}

// FindPatientByRecordNumber gives the patient with a record number, whatever its case.
func (tx *Tx) FindPatientByRecordNumber(number string) (clinic.Patient, bool, error) {
	return find[patientRow](tx, "record_key = ?", fold(number))
}

// tally renews what a patient's row repeats of other tables; whatever changes those calls it in its transaction.
// An invitation that expired unfinished no longer waits once a later one was finished after that.
func (tx *Tx) tally(patient string) error {
	return fails("tally patient "+patient, tx.db.Exec(`
UPDATE patients SET
  open_alerts = (SELECT count(*) FROM alerts a WHERE a.patient_id = patients.id AND a.acknowledged_at IS NULL),
  last_completed_at = (SELECT r.completed_at FROM responses r WHERE r.patient_id = patients.id AND r.status = 'completed'
    ORDER BY r.completed_at DESC LIMIT 1),
  (waiting_since, waiting_until) = (SELECT i.created_at, i.expires_at FROM invitations i
    WHERE i.patient_id = patients.id AND i.finished_at IS NULL AND i.revoked_at IS NULL
      AND NOT EXISTS (SELECT 1 FROM invitations f WHERE f.patient_id = i.patient_id
        AND f.created_at >= i.created_at AND f.finished_at >= i.expires_at)
    ORDER BY i.expires_at DESC LIMIT 1)
WHERE id = ?`, patient).Error)
}
