package store

import (
	"steelyard/internal/clinic"
	q "steelyard/internal/questionnaire"
)

type treatmentRow struct {
	ID        string `gorm:"primaryKey"`
	PatientID string
	Kind      string
	Class     string
	Name      []byte // sealed, as dose and note
	Dose      []byte
	Step      string
	OnDate    string
	Note      []byte
	CreatedBy *string
	CreatedAt int64 `gorm:"autoCreateTime:false"`
}

// TableName names the table.
func (treatmentRow) TableName() string { return "treatment_events" }

func (tx *Tx) newTreatmentRow(t clinic.TreatmentEvent) (treatmentRow, error) {
	e := tx.envelope("treatment_events", string(t.ID), t.PatientID)
	return treatmentRow{
		ID: string(t.ID), PatientID: string(t.PatientID), Kind: string(t.Kind), Class: string(t.Class), Name: e.seal("name", t.Name),
		Dose: e.seal("dose", t.Dose), Step: string(t.Step), OnDate: string(t.On), Note: e.seal("note", t.Note),
		CreatedBy: orNull(t.CreatedBy), CreatedAt: micros(t.CreatedAt),
	}, e.err
}

func (r treatmentRow) domain(tx *Tx) (clinic.TreatmentEvent, error) {
	e := tx.envelope("treatment_events", r.ID, clinic.PatientID(r.PatientID))
	return clinic.TreatmentEvent{
		ID: clinic.TreatmentID(r.ID), PatientID: clinic.PatientID(r.PatientID), Kind: clinic.TreatmentKind(r.Kind),
		Class: clinic.MedicineClass(r.Class), Name: e.open("name", r.Name), Dose: e.open("dose", r.Dose), Step: clinic.TreatmentStep(r.Step),
		On: q.Date(r.OnDate), Note: e.open("note", r.Note), CreatedBy: orEmpty[clinic.UserID](r.CreatedBy), CreatedAt: instant(r.CreatedAt),
	}, e.err
}

// AddTreatment adds an event to a patient's line of time.
func (tx *Tx) AddTreatment(t clinic.TreatmentEvent) error {
	r, err := tx.newTreatmentRow(t)
	if err == nil {
		err = tx.db.Create(&r).Error
	}
	return fails("add treatment "+string(t.ID), err)
}

// TreatmentsOf gives a patient's treatment events by date.
func (tx *Tx) TreatmentsOf(p clinic.PatientID) ([]clinic.TreatmentEvent, error) {
	return listSealed[treatmentRow](tx, tx.db.Where("patient_id = ?", string(p)).Order("on_date, created_at, id"))
}
