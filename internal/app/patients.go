package app

import (
	"context"
	"strings"
	"time"

	"steelyard/internal/clinic"
	"steelyard/internal/prompt"
	"steelyard/internal/store"
)

// Caseload gives a page of the list of the patients whom the actor may see. Reading it is one audit entry.
func (a *App) Caseload(ctx context.Context, who clinic.Actor, query store.CaseloadQuery) (page store.CaseloadPage, err error) {
	err = a.view(ctx, who, clinic.ReadPatients, ofNobody, func(tx *store.Tx) error {
		if query.Visible, err = visibleTo(tx, who); err != nil {
			return err
		}
		if err := a.asOfNow(tx, &query); err != nil {
			return err
		}
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
	Clinician   string              // the name of who is responsible; empty where nobody in particular is
	Team        string              // the name of the team; empty where there is none
	Encounters  []clinic.Encounter  // those of the open links, and those that staff began lately and did not finish
	Invitations []clinic.Invitation // those that are open
	Answered    []prompt.Answered   // when each questionnaire was answered last
	Answers     int                 // how many there are, those that were corrected too
	Treatments  []clinic.TreatmentEvent
	Alerts      []clinic.Alert  // the open ones, and the newest of those that were acknowledged
	Prompts     []prompt.Prompt // forms that the recorded medicines suggest
	Plans       PlanRecord
	Consents    []clinic.Consent // the newest, where there is one
	Agreed      AgreedWords      // what it is to
}

// Patient gives one patient's record.
func (a *App) Patient(ctx context.Context, who clinic.Actor, id clinic.PatientID) (r PatientRecord, err error) {
	err = a.view(ctx, who, clinic.ReadPatients, ofPatient(id), func(tx *store.Tx) error {
		if r, err = a.record(tx, id); err != nil {
			return err
		}
		r.Plans, err = a.planRecord(tx, r.Patient)
		return err
	})
	if err != nil {
		return r, err
	}
	r.Prompts = a.prompts(&r)
	return r, a.noteRead(ctx, who, deed{action: "read patient", patient: id, subject: "patient:" + string(id)})
}

// How much of a long record the patient's page shows: what is earlier is one step away, and was not asked for yet.
const (
	NewestAnswers = 100 // and the newest of each questionnaire
	newestSeen    = 20  // alerts that were acknowledged
	newestBegun   = 50  // encounters among which those are looked for that staff did not finish
)

func (a *App) record(tx *store.Tx, id clinic.PatientID) (r PatientRecord, err error) {
	if r.Patient, err = tx.GetPatient(id); err != nil {
		return r, err
	}
	if err := r.lookedAfterBy(tx); err != nil {
		return r, err
	}
	if err := r.waiting(tx, a.Now()); err != nil {
		return r, err
	}
	newest, err := tx.NewestResults(id)
	if err != nil {
		return r, err
	}
	if r.Answers, err = tx.CountAnswers(id); err != nil {
		return r, err
	}
	for i := range newest {
		r.Answered = append(r.Answered, prompt.Answered{Questionnaire: newest[i].Ref.ID, At: newest[i].CompletedAt})
	}
	if r.Treatments, err = tx.TreatmentsOf(id); err != nil {
		return r, err
	}
	if r.Alerts, err = tx.NewestAlerts(id, newestSeen); err != nil {
		return r, err
	}
	if r.Consents, err = tx.LatestConsent(id); err != nil || len(r.Consents) == 0 {
		return r, err
	}
	r.Agreed, err = agreedWords(tx, r.Consents[0].Hash)
	return r, err
}

// waiting fills in what waits for answers: open links, and what staff began to enter.
func (r *PatientRecord) waiting(tx *store.Tx, now time.Time) (err error) {
	if r.Invitations, err = tx.OpenInvitations(r.Patient.ID, now); err != nil {
		return err
	}
	ids := make([]clinic.EncounterID, 0, len(r.Invitations))
	for i := range r.Invitations {
		ids = append(ids, r.Invitations[i].EncounterID)
	}
	lately, err := tx.NewestEncounters(r.Patient.ID, newestBegun)
	if err != nil {
		return err
	}
	var begun []clinic.EncounterID
	for i := range lately {
		if lately[i].Mode == clinic.InPerson {
			begun = append(begun, lately[i].ID)
		}
	}
	done, err := tx.Completions(begun)
	if err != nil {
		return err
	}
	for i := range lately {
		if lately[i].Mode == clinic.InPerson && done[lately[i].ID] < len(lately[i].Battery) {
			ids = append(ids, lately[i].ID)
		}
	}
	r.Encounters, err = tx.EncountersAt(ids)
	return err
}

func (r *PatientRecord) lookedAfterBy(tx *store.Tx) error {
	if id := r.Patient.Clinician; id != "" {
		u, err := tx.GetUser(id)
		if err != nil {
			return err
		}
		r.Clinician = u.Name
	}
	if id := r.Patient.Team; id != "" {
		t, err := tx.GetTeam(id)
		if err != nil {
			return err
		}
		r.Team = t.Name
	}
	return nil
}

// AddPatient keeps a new patient and gives their id. Where nobody was chosen they are the actor's, and of the actor's only team.
func (a *App) AddPatient(ctx context.Context, who clinic.Actor, p clinic.Patient) (clinic.PatientID, error) {
	p = tidy(p)
	if err := p.Check(a.Now()); err != nil {
		return "", err
	}
	p.ID, p.CreatedAt, p.UpdatedAt, p.Revision = clinic.PatientID(a.NewID()), a.Now(), a.Now(), 1
	err := a.update(ctx, who, clinic.WritePatients, ofNobody, func(tx *store.Tx) error {
		if err := place(tx, who, &p); err != nil {
			return err
		}
		if err := tx.CreatePatient(p); err != nil {
			return err
		}
		return a.note(tx, who, deed{action: "add patient", patient: p.ID, subject: "patient:" + string(p.ID)})
	})
	return p.ID, err
}

// EditPatient changes a patient's details; who looks after them is for PlacePatient to change. p.Revision is the one the change was made from; a newer one is a conflict.
func (a *App) EditPatient(ctx context.Context, who clinic.Actor, p clinic.Patient) error {
	p = tidy(p)
	p.UpdatedAt = a.Now()
	return a.update(ctx, who, clinic.WritePatients, ofPatient(p.ID), func(tx *store.Tx) error {
		if err := p.Check(a.Now()); err != nil {
			return err
		}
		old, err := tx.GetPatient(p.ID)
		if err != nil {
			return err
		}
		if err := tx.UpdatePatient(p); err != nil {
			return err
		}
		return a.note(tx, who, deed{action: "edit patient", patient: p.ID, subject: "patient:" + string(p.ID), why: "changed: " + strings.Join(old.Differences(p), ", "), changes: patientChanges(old, p)})
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
	e.ID, e.CreatedBy, e.CreatedAt = clinic.TreatmentID(a.NewID()), who.User, a.Now()
	return a.update(ctx, who, clinic.WritePatients, ofPatient(e.PatientID), func(tx *store.Tx) error {
		if err := e.Check(a.Now()); err != nil {
			return err
		}
		if err := tx.AddTreatment(e); err != nil {
			return err
		}
		return a.note(tx, who, deed{action: "add treatment event", patient: e.PatientID, subject: "treatment:" + string(e.ID), changes: treatmentChanges(e)})
	})
}
