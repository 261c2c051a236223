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
	Name      string
	Dose      string
	Step      string
	OnDate    string
	Note      string
	CreatedBy *string
	CreatedAt int64 `gorm:"autoCreateTime:false"`
}

// TableName names the table.
func (treatmentRow) TableName() string { return "treatment_events" }

func newTreatmentRow(t clinic.TreatmentEvent) treatmentRow {
	return treatmentRow{
		ID: string(t.ID), PatientID: string(t.PatientID), Kind: string(t.Kind), Class: string(t.Class), Name: t.Name,
		Dose: t.Dose, Step: string(t.Step), OnDate: string(t.On), Note: t.Note,
		CreatedBy: orNull(t.CreatedBy), CreatedAt: micros(t.CreatedAt),
	}
}

func (r treatmentRow) domain() (clinic.TreatmentEvent, error) {
	return clinic.TreatmentEvent{
		ID: clinic.TreatmentID(r.ID), PatientID: clinic.PatientID(r.PatientID), Kind: clinic.TreatmentKind(r.Kind),
		Class: clinic.MedicineClass(r.Class), Name: r.Name, Dose: r.Dose, Step: clinic.TreatmentStep(r.Step),
		On: q.Date(r.OnDate), Note: r.Note, CreatedBy: orEmpty[clinic.UserID](r.CreatedBy), CreatedAt: instant(r.CreatedAt),
	}, nil
}

// AddTreatment adds an event to a patient's line of time.
func (tx *Tx) AddTreatment(t clinic.TreatmentEvent) error {
	return fails("add treatment "+string(t.ID), tx.db.Create(new(newTreatmentRow(t))).Error)
}

// TreatmentsOf gives a patient's treatment events by date.
func (tx *Tx) TreatmentsOf(p clinic.PatientID) ([]clinic.TreatmentEvent, error) {
	return list[treatmentRow](tx.db.Where("patient_id = ?", string(p)).Order("on_date, created_at, id"))
}
