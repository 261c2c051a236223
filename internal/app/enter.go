package app

import (
	"context"
	"time"

	"steelyard/internal/clinic"
	"steelyard/internal/fault"
	"steelyard/internal/library"
	q "steelyard/internal/questionnaire"
	"steelyard/internal/store"
)

// Submission is one questionnaire's answers that a member of staff, or a program of theirs, gives all at once.
type Submission struct {
	Patient  clinic.PatientID
	Ref      q.Ref
	Answers  q.Form
	Language q.Language
}

// Enter keeps answers that were given in person as a completed response, with its result and its flags, in one
// transaction. Everything that is wrong comes at once. An answer to a question that nobody was asked is refused.
func (a *App) Enter(ctx context.Context, who clinic.Actor, s Submission) (id clinic.ResponseID, err error) {
	entry, err := a.Askable(ctx, who, s.Ref)
	if err != nil {
		return "", err
	}
	err = a.update(ctx, who, clinic.Administer, ofPatient(s.Patient), func(tx *store.Tx) error {
		id, err = a.enter(tx, who, entry, s)
		return err
	})
	return id, err
}

// Askable gives a version to whoever may ask it or enter it from paper; whether it may be asked now is for what does it to say.
func (a *App) Askable(ctx context.Context, who clinic.Actor, ref q.Ref) (*library.Entry, error) {
	if err := a.permitted(ctx, who, clinic.Administer); err != nil {
		return nil, err
	}
	if err := a.Refresh(ctx); err != nil {
		return nil, err
	}
	return a.Library.Get(ref)
}

// Exportable gives a version to whoever may take out what was answered to it.
func (a *App) Exportable(ctx context.Context, who clinic.Actor, ref q.Ref) (*library.Entry, error) {
	if err := a.permitted(ctx, who, clinic.Export); err != nil {
		return nil, err
	}
	if err := a.Refresh(ctx); err != nil {
		return nil, err
	}
	return a.Library.Get(ref)
}

func (a *App) enter(tx *store.Tx, who clinic.Actor, entry *library.Entry, s Submission) (clinic.ResponseID, error) {
	if err := entry.CanBeAdministered(a.Now()); err != nil {
		return "", err
	}
	form, err := fromRecord(tx, entry.Definition, s.Patient)
	if err != nil {
		return "", err
	}
	form, wrong := paperAnswers(entry.Definition, merge(s.Answers, form))
	if len(wrong) > 0 {
		return "", fault.New(fault.Invalid, "Nothing was kept. Please correct what is marked.", wrong...)
	}
	now := a.Now()
	e := clinic.Encounter{ID: clinic.EncounterID(a.NewID()), PatientID: s.Patient, Mode: clinic.InPerson, Battery: []q.Ref{s.Ref}, CreatedBy: who.User, CreatedAt: now}
	if err := tx.CreateEncounter(e); err != nil {
		return "", err
	}
	r := newResponse(a, who, e, entry, form, now)
	r.Language = entry.Definition.LanguageFor(s.Language)
	if err := a.keepWhole(tx, entry, r, now); err != nil {
		return "", err
	}
	return r.ID, a.note(tx, who, deed{action: "complete response", patient: s.Patient, subject: "response:" + string(r.ID)})
}

func newResponse(a *App, who clinic.Actor, e clinic.Encounter, entry *library.Entry, form q.Form, at time.Time) clinic.Response {
	return clinic.Response{ID: clinic.ResponseID(a.NewID()), EncounterID: e.ID, PatientID: e.PatientID, Questionnaire: entry.Ref(), Hash: entry.Definition.Hash(),
		Status: clinic.InProgress, Answers: form, Language: entry.Definition.LanguageFor(q.DefaultLanguage), EnteredBy: who.User, StartedAt: at, UpdatedAt: at, Revision: 1}
}
