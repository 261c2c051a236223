package app

import (
	"context"
	"strings"

	"steelyard/internal/clinic"
	"steelyard/internal/store"
)

// Caseload gives a page of the list of patients. Reading it is one audit entry.
func (a *App) Caseload(ctx context.Context, who clinic.Actor, query store.CaseloadQuery) (page store.CaseloadPage, err error) {
	err = a.view(ctx, who, clinic.ReadPatients, "", func(tx *store.Tx) error {
		page, err = tx.Caseload(query)
		return err
	})
	if err != nil {
		return page, err
	}
	return page, a.noteRead(ctx, who, deed{action: "read caseload", subject: "caseload"})
}

// PatientRecord is everything the patient's page shows but the report.
type PatientRecord struct {
	Patient     clinic.Patient
	Encounters  []clinic.Encounter
	Invitations []clinic.Invitation
	Responses   []clinic.Response
	Treatments  []clinic.TreatmentEvent
	Alerts      []clinic.Alert
}

// Patient gives one patient's record.
func (a *App) Patient(ctx context.Context, who clinic.Actor, id clinic.PatientID) (r PatientRecord, err error) {
	err = a.view(ctx, who, clinic.ReadPatients, id, func(tx *store.Tx) error {
		r, err = record(tx, id)
		return err
	})
	if err != nil {
		return r, err
	}
	return r, a.noteRead(ctx, who, deed{action: "read patient", patient: id, subject: "patient:" + string(id)})
}

func record(tx *store.Tx, id clinic.PatientID) (r PatientRecord, err error) {
	if r.Patient, err = tx.GetPatient(id); err != nil {
		return r, err
	}
	if r.Encounters, err = tx.EncountersOf(id); err != nil {
		return r, err
	}
	if r.Invitations, err = tx.InvitationsOf(id); err != nil {
		return r, err
	}
	if r.Responses, err = tx.ResponsesOf(id); err != nil {
		return r, err
	}
	if r.Treatments, err = tx.TreatmentsOf(id); err != nil {
		return r, err
	}
	r.Alerts, err = tx.AlertsOf(id)
	return r, err
}

// AddPatient keeps a new patient and gives their id.
func (a *App) AddPatient(ctx context.Context, who clinic.Actor, p clinic.Patient) (clinic.PatientID, error) {
	p = tidy(p)
	if err := p.Check(a.Now()); err != nil {
		return "", err
	}
	p.ID, p.CreatedAt, p.UpdatedAt, p.Revision = clinic.PatientID(a.NewID()), a.Now(), a.Now(), 1
	err := a.update(ctx, who, clinic.WritePatients, p.ID, func(tx *store.Tx) error {
		if err := tx.CreatePatient(p); err != nil {
			return err
		}
		return a.note(tx, who, deed{action: "add patient", patient: p.ID, subject: "patient:" + string(p.ID)})
	})
	return p.ID, err
}

// EditPatient changes a patient. p.Revision is the one the change was made from; a newer one is a conflict.
func (a *App) EditPatient(ctx context.Context, who clinic.Actor, p clinic.Patient) error {
	p = tidy(p)
	if err := p.Check(a.Now()); err != nil {
		return err
	}
	p.UpdatedAt = a.Now()
	return a.update(ctx, who, clinic.WritePatients, p.ID, func(tx *store.Tx) error {
		old, err := tx.GetPatient(p.ID)
		if err != nil {
			return err
		}
		if err := tx.UpdatePatient(p); err != nil {
			return err
		}
		return a.note(tx, who, deed{action: "edit patient", patient: p.ID, subject: "patient:" + string(p.ID), why: "changed: " + strings.Join(old.Differences(p), ", ")})
	})
}

func tidy(p clinic.Patient) clinic.Patient {
	for _, s := range []*string{&p.RecordNumber, &p.Name, &p.Email, &p.Phone} {
		*s = strings.TrimSpace(*s)
	}
	return p
}

// AddTreatment notes a treatment event.
func (a *App) AddTreatment(ctx context.Context, who clinic.Actor, e clinic.TreatmentEvent) error {
	if err := e.Check(a.Now()); err != nil {
		return err
	}
	e.ID, e.CreatedBy, e.CreatedAt = clinic.TreatmentID(a.NewID()), who.User, a.Now()
	return a.update(ctx, who, clinic.WritePatients, e.PatientID, func(tx *store.Tx) error {
		if _, err := tx.GetPatient(e.PatientID); err != nil {
			return err
		}
		if err := tx.AddTreatment(e); err != nil {
			return err
		}
		return a.note(tx, who, deed{action: "add treatment event", patient: e.PatientID, subject: "treatment:" + string(e.ID)})
	})
}
