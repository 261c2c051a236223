package store

import (
	"steelyard/internal/clinic"
	q "steelyard/internal/questionnaire"
)

type patientRow struct {
	ID              string `gorm:"primaryKey"`
	RecordNumber    []byte // sealed, as name, birth date, e-mail and telephone
	RecordKey       []byte // by which the number is found
	Name            []byte
	BirthDate       []byte
	Sex             string
	Email           []byte
	Phone           []byte
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

	BegunAt           *int64
	BegunUntil        *int64
	UrgentSince       *int64
	PromptSince       *int64
	LastQuestionnaire *string
	Glance            *string // JSON; written by PutGlance
	TakenBackAt       *int64  // written by tally
	NextDue           *string // this and the next are written by tallyDues
	UnmetSince        *string
}

// TableName names the table.
func (patientRow) TableName() string { return "patients" }

func (tx *Tx) newPatientRow(p clinic.Patient) (patientRow, error) {
	index, err := tx.recordKey(p.RecordNumber)
	if err != nil {
		return patientRow{}, err
	}
	e := tx.envelope("patients", string(p.ID), p.ID)
	return patientRow{
		ID: string(p.ID), RecordNumber: e.seal("record_number", p.RecordNumber), RecordKey: index, Name: e.seal("name", p.Name),
		BirthDate: e.seal("birth_date", string(p.BirthDate)), Sex: string(p.Sex), Email: e.seal("email", p.Email), Phone: e.seal("phone", p.Phone),
		Language: string(p.Language), CreatedAt: micros(p.CreatedAt), UpdatedAt: micros(p.UpdatedAt), Revision: p.Revision,
		ClinicianID: orNull(p.Clinician), TeamID: orNull(p.Team),
	}, e.err
}

func (r patientRow) domain(tx *Tx) (clinic.Patient, error) {
	e := tx.envelope("patients", r.ID, clinic.PatientID(r.ID))
	return clinic.Patient{
		ID: clinic.PatientID(r.ID), RecordNumber: e.open("record_number", r.RecordNumber), Name: e.open("name", r.Name),
		BirthDate: q.Date(e.open("birth_date", r.BirthDate)), Sex: clinic.Sex(r.Sex), Email: e.open("email", r.Email), Phone: e.open("phone", r.Phone),
		Language: q.Language(r.Language), Clinician: orEmpty[clinic.UserID](r.ClinicianID), Team: orEmpty[clinic.TeamID](r.TeamID),
		CreatedAt: instant(r.CreatedAt), UpdatedAt: instant(r.UpdatedAt), Revision: r.Revision,
	}, e.err
}

// recordKey gives what a record number is found by, whatever its case.
func (tx *Tx) recordKey(number string) ([]byte, error) {
	k, err := tx.siteKey()
	return k.Index(fold(number)), err
}

// CreatePatient adds a patient with a data key of their own; a Conflict where the record number is taken.
func (tx *Tx) CreatePatient(p clinic.Patient) error {
	act := "create patient " + string(p.ID)
	_, keep, err := tx.newDataKey(string(p.ID))
	if err != nil {
		return fails(act, err)
	}
	r, err := tx.newPatientRow(p)
	if err == nil {
		err = tx.db.Create(&r).Error
	}
	if err == nil {
		err = keep()
	}
	tx.touch(p.ID)
	return fails(act, err)
}

// UpdatePatient changes a patient who is still at p.Revision, and raises the stored revision by one; a Conflict
// where somebody changed the patient meanwhile or the record number is taken. Who looks after them stays as it is.
func (tx *Tx) UpdatePatient(p clinic.Patient) error {
	if _, err := tx.GetPatient(p.ID); err != nil {
		return err
	}
	r, err := tx.newPatientRow(p)
	if err != nil {
		return fails("update patient "+string(p.ID), err)
	}
	return tx.changePatient(p, map[string]any{
		"record_number": r.RecordNumber, "record_key": r.RecordKey, "name": r.Name,
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
	tx.touch(p.ID)
	if done.Error != nil || done.RowsAffected == 1 {
		return fails(act, done.Error)
	}
	return stale(act)
}

// GetPatient gives a patient.
func (tx *Tx) GetPatient(id clinic.PatientID) (clinic.Patient, error) {
	return getSealed[patientRow](tx, "patient", id)
}

// PatientsByID gives some patients.
func (tx *Tx) PatientsByID(ids []clinic.PatientID) (map[clinic.PatientID]clinic.Patient, error) {
	list, err := listSealed[patientRow](tx, tx.db.Where("id IN ?", ids))
	if err != nil {
		return nil, fails("list patients", err)
	}
	byID := make(map[clinic.PatientID]clinic.Patient, len(list))
	for _, p := range list {
		byID[p.ID] = p
	}
	return byID, nil
}

// FindPatientByRecordNumber gives the patient with a record number, whatever its case.
func (tx *Tx) FindPatientByRecordNumber(number string) (p clinic.Patient, ok bool, err error) {
	index, err := tx.recordKey(number)
	if err != nil {
		return p, false, err
	}
	return findSealed[patientRow](tx, "record_key = ?", index)
}
