package app

import (
	"context"
	"slices"
	"strings"

	"steelyard/internal/clinic"
	"steelyard/internal/fault"
	"steelyard/internal/library"
	q "steelyard/internal/questionnaire"
	"steelyard/internal/report"
	"steelyard/internal/safety"
	"steelyard/internal/store"
)

// ResponseRecord is one response as its page shows it.
type ResponseRecord struct {
	Patient     clinic.Patient
	Response    clinic.Response
	Entry       *library.Entry
	View        *report.Response  // absent while it is in progress
	Notice      []string          // carried wherever a score is shown
	Answers     q.Answers         // as far as they were given
	CorrectedBy clinic.ResponseID // empty where it stands
}

// Response gives one response, item by item and with how each score came about.
func (a *App) Response(ctx context.Context, who clinic.Actor, id clinic.ResponseID) (r ResponseRecord, err error) {
	err = a.view(ctx, who, clinic.ReadResponses, ofResponse(id), func(tx *store.Tx) error {
		r, err = a.responseRecord(tx, id)
		return err
	})
	if err != nil {
		return r, err
	}
	return r, a.noteRead(ctx, who, deed{action: "read response", patient: r.Patient.ID, subject: "response:" + string(id)})
}

func (a *App) responseRecord(tx *store.Tx, id clinic.ResponseID) (r ResponseRecord, err error) {
	if r.Response, err = tx.GetResponse(id); err != nil {
		return r, err
	}
	if r.Patient, err = tx.GetPatient(r.Response.PatientID); err != nil {
		return r, err
	}
	if r.Entry, err = a.Library.GetAt(r.Response.Questionnaire, r.Response.StartedAt); err != nil {
		return r, err
	}
	if r.Answers, err = r.Entry.Definition.Answers(r.Response.Answers); err != nil {
		return r, err
	}
	correction, ok, err := tx.FindCorrection(id)
	if err != nil {
		return r, err
	}
	if ok {
		r.CorrectedBy = correction.ID
	}
	if r.Response.Status == clinic.InProgress {
		return r, nil
	}
	return r, a.viewOf(tx, &r)
}

// viewOf fills in what the report says of a completed response.
func (a *App) viewOf(tx *store.Tx, r *ResponseRecord) error {
	names, err := userNames(tx)
	if err != nil {
		return err
	}
	result, err := tx.GetResult(r.Response.ID)
	if err != nil {
		return err
	}
	c, err := a.asCompleted(r.Response, result, names)
	if err != nil {
		return err
	}
	encounter, err := tx.GetEncounter(r.Response.EncounterID)
	if err != nil {
		return err
	}
	c.Mode = encounter.Mode
	whole, err := report.New(report.Material{Language: q.DefaultLanguage, At: a.Now(), Patient: r.Patient, Profile: a.Library.Profile(), Completed: []report.Completed{c}, Fits: true})
	if err != nil {
		return err
	}
	r.View, r.Notice = &whole.Responses[0], whole.Notice()
	return nil
}

// Amend corrects a completed response: a new one with all its answers and a reason takes its place, and the old one
// is kept. The correction stands at the time the answers were given; its UpdatedAt says when it was made.
func (a *App) Amend(ctx context.Context, who clinic.Actor, id clinic.ResponseID, form q.Form, reason string) (corrected clinic.ResponseID, err error) {
	reason = strings.TrimSpace(reason)
	err = a.update(ctx, who, clinic.Administer, ofResponse(id), func(tx *store.Tx) error {
		if !readable(reason, 3, 500) {
			return fault.New(fault.Invalid, "Say why the answers are corrected.", fault.Detail{Where: "reason", What: "Say why, in 3 to 500 characters."})
		}
		old, err := tx.GetResponse(id)
		if err != nil {
			return err
		}
		if old.Status != clinic.Completed {
			return fault.New(fault.Conflict, "Only a completed response that was not corrected before can be corrected.")
		}
		entry, err := a.Library.GetAt(old.Questionnaire, old.StartedAt)
		if err != nil {
			return err
		}
		corrected, err = a.replace(tx, who, entry, old, form, reason)
		return err
	})
	return corrected, err
}

func (a *App) replace(tx *store.Tx, who clinic.Actor, entry *library.Entry, old clinic.Response, form q.Form, reason string) (clinic.ResponseID, error) {
	now := a.Now()
	answers, err := entry.Definition.Answers(form)
	if err != nil {
		return "", err
	}
	r := old
	r.ID, r.Amends, r.Reason, r.EnteredBy = clinic.ResponseID(a.NewID()), old.ID, reason, who.User
	r.Status, r.CompletedAt, r.UpdatedAt, r.Revision = clinic.InProgress, nil, now, 1
	r.Answers = answers.Form()
	if err := tx.CreateResponse(r); err != nil {
		return "", err
	}
	flags, err := a.score(tx, entry, &r, *old.CompletedAt, now)
	if err != nil {
		return "", err
	}
	if err := a.keepGlance(tx, r.PatientID); err != nil {
		return "", err
	}
	held, err := heldBefore(tx, entry, old)
	if err != nil {
		return "", err
	}
	if err := a.raise(tx, &r, without(flags, held), now); err != nil {
		return "", err
	}
	return r.ID, a.note(tx, who, deed{action: "correct response", patient: r.PatientID, subject: "response:" + string(r.ID), why: "amends " + string(old.ID), told: reason,
		changes: answerChanges(old.Answers, r.Answers)})
}

// heldBefore gives the flags that hold for a response as it was: they were raised then, and a correction that leaves
// them standing does not raise them again.
func heldBefore(tx *store.Tx, entry *library.Entry, old clinic.Response) ([]safety.Flag, error) {
	answers, err := entry.Definition.Answers(old.Answers)
	if err != nil {
		return nil, err
	}
	result, err := tx.GetResult(old.ID)
	if err != nil {
		return nil, err
	}
	return safety.Raise(answers, &result), nil
}

func without(flags, held []safety.Flag) []safety.Flag {
	return slices.DeleteFunc(flags, func(f safety.Flag) bool {
		return slices.ContainsFunc(held, func(h safety.Flag) bool { return h.Rule.ID == f.Rule.ID && h.Unanswered == f.Unanswered })
	})
}
