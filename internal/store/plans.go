package store

import (
	"errors"

	"steelyard/internal/clinic"
	q "steelyard/internal/questionnaire"
)

type planTemplateRow struct {
	ID        string `gorm:"primaryKey"`
	Name      string
	Schedule  string // JSON
	CreatedAt int64  `gorm:"autoCreateTime:false"`
	RemovedAt *int64
}

// TableName names the table.
func (planTemplateRow) TableName() string { return "plan_templates" }

func (r planTemplateRow) domain() (clinic.PlanTemplate, error) {
	t := clinic.PlanTemplate{ID: clinic.PlanTemplateID(r.ID), Name: r.Name, CreatedAt: instant(r.CreatedAt), RemovedAt: instantOf(r.RemovedAt)}
	return t, fromJSON("schedule of plan template "+r.ID, r.Schedule, &t.Schedule)
}

// CreatePlanTemplate adds a template.
func (tx *Tx) CreatePlanTemplate(t clinic.PlanTemplate) error {
	schedule, err := toJSON("schedule", t.Schedule)
	if err == nil {
		err = tx.db.Create(&planTemplateRow{ID: string(t.ID), Name: t.Name, Schedule: schedule, CreatedAt: micros(t.CreatedAt), RemovedAt: microsOf(t.RemovedAt)}).Error
	}
	return fails("create plan template "+string(t.ID), err)
}

// RemovePlanTemplate takes a template off the list; plans that were made from it stay.
func (tx *Tx) RemovePlanTemplate(t clinic.PlanTemplate) error {
	return fails("remove plan template "+string(t.ID), tx.db.Model(&planTemplateRow{}).Where("id = ?", string(t.ID)).Update("removed_at", microsOf(t.RemovedAt)).Error)
}

// GetPlanTemplate gives a template, also one that was removed.
func (tx *Tx) GetPlanTemplate(id clinic.PlanTemplateID) (clinic.PlanTemplate, error) {
	return get[planTemplateRow](tx, "template", id)
}

// PlanTemplates gives the templates on the list by name.
func (tx *Tx) PlanTemplates() ([]clinic.PlanTemplate, error) {
	return list[planTemplateRow](tx.db.Where("removed_at IS NULL").Order("name, id"))
}

type planRow struct {
	ID        string `gorm:"primaryKey"`
	PatientID string
	Name      []byte // sealed
	Schedule  string // JSON
	StartOn   string
	UntilOn   string
	State     string
	CreatedBy *string
	CreatedAt int64 `gorm:"autoCreateTime:false"`
	EndedAt   *int64
}

// TableName names the table.
func (planRow) TableName() string { return "plans" }

func (r planRow) domain(tx *Tx) (clinic.Plan, error) {
	e := tx.envelope("plans", r.ID, clinic.PatientID(r.PatientID))
	p := clinic.Plan{
		ID: clinic.PlanID(r.ID), PatientID: clinic.PatientID(r.PatientID), Name: e.open("name", r.Name), Start: q.Date(r.StartOn), Until: q.Date(r.UntilOn),
		State: clinic.PlanState(r.State), CreatedBy: orEmpty[clinic.UserID](r.CreatedBy), CreatedAt: instant(r.CreatedAt), EndedAt: instantOf(r.EndedAt),
	}
	return p, errors.Join(e.err, fromJSON("schedule of plan "+r.ID, r.Schedule, &p.Schedule))
}

// CreatePlan adds a plan.
func (tx *Tx) CreatePlan(p clinic.Plan) error {
	schedule, err := toJSON("schedule", p.Schedule)
	e := tx.envelope("plans", string(p.ID), p.PatientID)
	name := e.seal("name", p.Name)
	if err = errors.Join(err, e.err); err == nil {
		err = tx.db.Create(&planRow{
			ID: string(p.ID), PatientID: string(p.PatientID), Name: name, Schedule: schedule, StartOn: string(p.Start), UntilOn: string(p.Until),
			State: string(p.State), CreatedBy: orNull(p.CreatedBy), CreatedAt: micros(p.CreatedAt), EndedAt: microsOf(p.EndedAt),
		}).Error
	}
	return fails("create plan "+string(p.ID), err)
}

// UpdatePlan writes a plan's state and the day it begins.
func (tx *Tx) UpdatePlan(p clinic.Plan) error {
	return fails("update plan "+string(p.ID), tx.db.Model(&planRow{}).Where("id = ?", string(p.ID)).Updates(map[string]any{
		"state": string(p.State), "start_on": string(p.Start), "ended_at": microsOf(p.EndedAt),
	}).Error)
}

// GetPlan gives a plan.
func (tx *Tx) GetPlan(id clinic.PlanID) (clinic.Plan, error) {
	return getSealed[planRow](tx, "plan", id)
}

// PlansOf gives a patient's plans, newest first.
func (tx *Tx) PlansOf(p clinic.PatientID) ([]clinic.Plan, error) {
	return listSealed[planRow](tx, tx.db.Where("patient_id = ?", string(p)).Order("created_at DESC, id DESC"))
}

type appointmentRow struct {
	ID          string `gorm:"primaryKey"`
	PatientID   string
	OnDate      string
	CreatedBy   *string
	CreatedAt   int64 `gorm:"autoCreateTime:false"`
	CancelledAt *int64
	Counted     int // 1 where its day counts as a contact already
}

// TableName names the table.
func (appointmentRow) TableName() string { return "appointments" }

func (r appointmentRow) domain() (clinic.Appointment, error) {
	return clinic.Appointment{ID: clinic.AppointmentID(r.ID), PatientID: clinic.PatientID(r.PatientID), On: q.Date(r.OnDate),
		CreatedBy: orEmpty[clinic.UserID](r.CreatedBy), CreatedAt: instant(r.CreatedAt), CancelledAt: instantOf(r.CancelledAt)}, nil
}

// CreateAppointment adds an appointment; a Conflict where there is one on that day.
func (tx *Tx) CreateAppointment(a clinic.Appointment) error {
	return fails("create appointment "+string(a.ID), tx.db.Create(&appointmentRow{ID: string(a.ID), PatientID: string(a.PatientID), OnDate: string(a.On),
		CreatedBy: orNull(a.CreatedBy), CreatedAt: micros(a.CreatedAt), CancelledAt: microsOf(a.CancelledAt)}).Error)
}

// CancelAppointment writes when an appointment was cancelled.
func (tx *Tx) CancelAppointment(a clinic.Appointment) error {
	return fails("cancel appointment "+string(a.ID), tx.db.Model(&appointmentRow{}).Where("id = ?", string(a.ID)).Update("cancelled_at", microsOf(a.CancelledAt)).Error)
}

// GetAppointment gives an appointment.
func (tx *Tx) GetAppointment(id clinic.AppointmentID) (clinic.Appointment, error) {
	return get[appointmentRow](tx, "appointment", id)
}

// AllAppointmentsOf gives every appointment of a patient, also those that passed and those that were cancelled, by day.
func (tx *Tx) AllAppointmentsOf(p clinic.PatientID) ([]clinic.Appointment, error) {
	return list[appointmentRow](tx.db.Where("patient_id = ?", string(p)).Order("on_date, id"))
}

// AppointmentsOf gives a patient's appointments that stand, by day.
func (tx *Tx) AppointmentsOf(p clinic.PatientID) ([]clinic.Appointment, error) {
	return list[appointmentRow](tx.db.Where("patient_id = ? AND cancelled_at IS NULL", string(p)).Order("on_date"))
}
