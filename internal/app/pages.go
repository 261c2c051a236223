package app

import (
	"context"
	"strings"
	"time"

	"steelyard/internal/audit"
	"steelyard/internal/clinic"
	"steelyard/internal/fault"
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

// Alerts gives a page of the alerts of the actor's patients, in the order in which they were raised. Whose is for the use
// case to say.
func (a *App) Alerts(ctx context.Context, who clinic.Actor, f AlertFilter, p Page) (list []clinic.Alert, err error) {
	err = a.view(ctx, who, clinic.ReadResponses, ofNobody, func(tx *store.Tx) error {
		if f.Visible, err = visibleTo(tx, who); err != nil {
			return err
		}
		list, err = tx.AlertsAfter(f, bounded(p))
		return err
	})
	if err != nil {
		return nil, err
	}
	return list, a.noteRead(ctx, who, deed{action: "read alerts", subject: "alerts"})
}

// AuditQuery asks for audit entries, the newest first.
type AuditQuery struct {
	Patient  clinic.PatientID // whose data; empty for all
	Actor    string           // who did it, such as user:<id>; empty for all
	Action   string           // what was done; empty for all
	From, To time.Time        // zero for no bound; To is not in it
	Before   int64            // a sequence number; 0 for the newest
	Limit    int
}

func (q AuditQuery) filter() store.AuditFilter {
	return store.AuditFilter{Patient: q.Patient, Actor: q.Actor, Action: q.Action, From: q.From, To: q.To, Before: q.Before}
}

// auditAbout gives whose data a look into the audit is about. Of somebody who was erased the audit is all there is: it shows that it
// happened, to whoever may see every patient.
func (a *App) auditAbout(ctx context.Context, who clinic.Actor, patient clinic.PatientID) (about store.Object, err error) {
	if patient == "" {
		return ofNobody, nil
	}
	about = ofPatient(patient)
	if !clinic.VisibleTo(who).All {
		return about, nil
	}
	err = a.Store.View(ctx, func(tx *store.Tx) error {
		if _, err := tx.GetPatient(patient); fault.KindOf(err) != fault.NotFound {
			return err
		}
		entries, err := tx.AuditFound(AuditQuery{Patient: patient}.filter(), 1)
		if len(entries) > 0 {
			about = ofNobody
		}
		return err
	})
	return about, err
}

// AuditPage gives a page of the audit. It names patients, so reading it is an entry too.
func (a *App) AuditPage(ctx context.Context, who clinic.Actor, query AuditQuery) (entries []AuditEntry, err error) {
	about, err := a.auditAbout(ctx, who, query.Patient)
	if err != nil {
		return nil, err
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

// ExportAudit gives every entry that a query is about, the oldest first, without what it keeps sealed. Its own entry is written before the first leaves.
func (a *App) ExportAudit(ctx context.Context, who clinic.Actor, query AuditQuery, each func(AuditEntry) error) error {
	about, err := a.auditAbout(ctx, who, query.Patient)
	if err != nil {
		return err
	}
	if err := a.allows(ctx, who, clinic.ReadAudit, about); err != nil {
		return err
	}
	if err := a.noteRead(ctx, who, deed{action: "export audit", patient: query.Patient, subject: "audit"}); err != nil {
		return err
	}
	return a.view(ctx, who, clinic.ReadAudit, about, func(tx *store.Tx) error {
		return tx.EachAuditFound(query.filter(), func(e audit.Entry) error { return each(AuditEntry{Entry: e}) })
	})
}

// AuditState is what is known of the chain: what was ever done, and what the last verification said.
type AuditState struct {
	Actions  []string
	Verified audit.Entry // of the last verification; zero where there was none
}

// AuditState gives what the audit's page says beside its entries.
func (a *App) AuditState(ctx context.Context, who clinic.Actor) (s AuditState, err error) {
	err = a.view(ctx, who, clinic.ReadAudit, ofNobody, func(tx *store.Tx) error {
		if s.Actions, err = tx.AuditActions(); err != nil {
			return err
		}
		last, err := tx.AuditFound(store.AuditFilter{Action: verifyDeed}, 1)
		if len(last) > 0 {
			s.Verified = last[0]
		}
		return err
	})
	return s, err
}

const verifyDeed = "verify audit"

// VerifyNow reads the whole chain, holds it to its anchor, and notes what came out. It says what is wrong, or nothing.
func (a *App) VerifyNow(ctx context.Context, who clinic.Actor) (said string, err error) {
	if err := a.permitted(ctx, who, clinic.ReadAudit); err != nil {
		return "", err
	}
	d, err := a.DoctorAudit(ctx)
	if err != nil {
		return "", err
	}
	said = "whole: " + d.Checks[0].Found
	if !d.Sound() {
		said = "NOT whole: " + strings.Join(d.Checks[0].Problems, " ")
	}
	return said, a.noteRead(ctx, who, deed{action: verifyDeed, subject: "audit", why: said})
}
