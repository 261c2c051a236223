package app

import (
	"context"

	"steelyard/internal/clinic"
	"steelyard/internal/store"
)

// Page is a piece of a list in the order in which its rows were made.
type Page = store.Page

// MaxPage is the most rows of one page: 200, and the one by which it is known that there are more.
const MaxPage = 201

func bounded(p Page) Page {
	if p.Limit <= 0 || p.Limit > MaxPage {
		p.Limit = MaxPage
	}
	return p
}

// Patients gives a page of the patients whom the actor may see. Reading it is one audit entry.
func (a *App) Patients(ctx context.Context, who clinic.Actor, p Page) (list []clinic.Patient, err error) {
	err = a.view(ctx, who, clinic.ReadPatients, ofNobody, func(tx *store.Tx) error {
		visible, err := visibleTo(tx, who)
		if err != nil {
			return err
		}
		list, err = tx.PatientsAfter(visible, bounded(p))
		return err
	})
	if err != nil {
		return nil, err
	}
	return list, a.noteRead(ctx, who, deed{action: "read caseload", subject: "caseload"})
}

// Invitations gives a page of a patient's invitations.
func (a *App) Invitations(ctx context.Context, who clinic.Actor, patient clinic.PatientID, p Page) (list []clinic.Invitation, err error) {
	err = a.view(ctx, who, clinic.ReadPatients, ofPatient(patient), func(tx *store.Tx) error {
		list, err = tx.InvitationsAfter(patient, bounded(p))
		return err
	})
	if err != nil {
		return nil, err
	}
	return list, a.noteRead(ctx, who, deed{action: "read invitations", patient: patient, subject: "patient:" + string(patient)})
}

// Responses gives a page of a patient's completed responses, those that were corrected too.
func (a *App) Responses(ctx context.Context, who clinic.Actor, patient clinic.PatientID, p Page) (list []clinic.Response, err error) {
	err = a.view(ctx, who, clinic.ReadResponses, ofPatient(patient), func(tx *store.Tx) error {
		list, err = tx.ResponsesAfter(patient, bounded(p))
		return err
	})
	if err != nil {
		return nil, err
	}
	return list, a.noteRead(ctx, who, deed{action: "read responses", patient: patient, subject: "patient:" + string(patient)})
}

// Alerts gives a page of the alerts of the actor's patients: of those that wait for somebody, or of all.
func (a *App) Alerts(ctx context.Context, who clinic.Actor, open bool, p Page) (list []clinic.Alert, err error) {
	err = a.view(ctx, who, clinic.ReadResponses, ofNobody, func(tx *store.Tx) error {
		visible, err := visibleTo(tx, who)
		if err != nil {
			return err
		}
		list, err = tx.AlertsAfter(store.AlertFilter{Visible: visible, Open: open}, bounded(p))
		return err
	})
	if err != nil {
		return nil, err
	}
	return list, a.noteRead(ctx, who, deed{action: "read alerts", subject: "alerts"})
}

// AuditQuery asks for audit entries, the newest first.
type AuditQuery struct {
	Patient clinic.PatientID // whose data; empty for all
	Before  int64            // a sequence number; 0 for the newest
	Limit   int
}

// AuditPage gives a page of the audit. It names patients, so reading it is an entry too.
func (a *App) AuditPage(ctx context.Context, who clinic.Actor, query AuditQuery) (entries []AuditEntry, err error) {
	about := ofNobody
	if query.Patient != "" {
		about = ofPatient(query.Patient)
	}
	err = a.view(ctx, who, clinic.ReadAudit, about, func(tx *store.Tx) error {
		entries, err = auditOf(tx, query)
		return err
	})
	if err != nil {
		return nil, err
	}
	return entries, a.noteRead(ctx, who, deed{action: "read audit", patient: query.Patient, subject: "audit"})
}
