package app

import (
	"context"
	"errors"
	"maps"
	"slices"
	"time"

	"steelyard/internal/clinic"
	"steelyard/internal/fault"
	"steelyard/internal/library"
	q "steelyard/internal/questionnaire"
	"steelyard/internal/safety"
	"steelyard/internal/scoring"
	"steelyard/internal/store"
)

// SaveAnswers keeps some answers of one part of a visit, and raises what they call for at once, in one transaction.
// The form has the items of the page that was posted; an empty answer takes an earlier one back. Other items stay
// as they are, so that two tabs can't undo each other. It says whether an urgent flag was raised by this page.
func (a *App) SaveAnswers(ctx context.Context, v *Visit, part int, form q.Form, language q.Language) (urgent bool, err error) {
	return a.SaveNoted(ctx, v, part, AnswerPage{form, nil}, language)
}

// SaveNoted is SaveAnswers with what staff noted beside the items of the page. An empty note takes an earlier one back.
func (a *App) SaveNoted(ctx context.Context, v *Visit, part int, page AnswerPage, language q.Language) (urgent bool, err error) {
	if part < 0 || part >= len(v.Parts) {
		return false, fault.New(fault.NotFound, "There is no such page in this form.")
	}
	entry := v.Parts[part].Entry
	err = a.answering(ctx, v, func(tx *store.Tx) error {
		now := a.Now()
		if err := a.letIn(tx, v); err != nil {
			return err
		}
		r, err := a.ensureResponse(tx, v, entry, language, now)
		if err != nil {
			return err
		}
		if r.Status != clinic.InProgress {
			return fault.New(fault.Conflict, "These answers have been sent already and can't be changed here. Nothing was lost.").In("lost.finished-words")
		}
		answers, err := entry.Definition.Answers(merge(r.Answers, page.Answers))
		if err != nil {
			return err
		}
		notes, noted, err := takeNotes(v, entry.Definition, r.Notes, page.Notes)
		if err != nil {
			return err
		}
		changes := append(answerChanges(r.Answers, answers.Form()), noted...)
		r.Answers, r.Notes, r.UpdatedAt = answers.Form(), notes, now
		spoken(&r, entry.Definition.LanguageFor(language))
		if err := tx.SaveAnswers(r); err != nil {
			return err
		}
		flags := safety.Raise(answers, nil)
		urgent = safety.Urgent(newFlags(flags, v, r.ID))
		if err := a.raise(tx, &r, flags, now); err != nil {
			return err
		}
		return a.note(tx, v.Actor, deed{action: "save answers", patient: r.PatientID, subject: "response:" + string(r.ID), changes: changes})
	})
	return urgent, err
}

// spoken notes that answers were given in a language.
func spoken(r *clinic.Response, l q.Language) {
	r.Language = l
	if !slices.Contains(r.Languages, l) {
		r.Languages = append(r.Languages, l)
	}
}

// Submit completes every part of a visit in one transaction: the responses, their frozen results, the flags, the end of
// the link and the audit entries are all kept or none is. Submitting again changes nothing and is no error, also where
// somebody else did it after the visit was opened.
func (a *App) Submit(ctx context.Context, v *Visit, language q.Language) error {
	if v.Finished {
		return a.allows(ctx, v.Actor, v.action(), ofEncounter(v.Encounter.ID))
	}
	return a.update(ctx, v.Actor, v.action(), ofEncounter(v.Encounter.ID), func(tx *store.Tx) error {
		if err := a.stillOpen(tx, v, a.Now()); err != nil {
			if errors.Is(err, errFinished) {
				return nil
			}
			return err
		}
		now := a.Now()
		for i := range v.Parts {
			if err := a.complete(tx, v, v.Parts[i].Entry, language, now); err != nil {
				return err
			}
		}
		if err := a.settle(tx, v.Encounter.ID, now); err != nil {
			return err
		}
		if err := a.keepGlance(tx, v.Encounter.PatientID); err != nil {
			return err
		}
		if v.Invitation.ID == "" {
			return nil
		}
		return a.finishLink(tx, v, now)
	})
}

// finishLink ends a link whose answers were sent. Where it goes on showing scores, it does so at the device that sent them.
func (a *App) finishLink(tx *store.Tx, v *Visit, now time.Time) error {
	i := v.Invitation
	i.FinishedAt = &now
	if err := tx.UpdateInvitation(i); err != nil || !v.Site.ShowScores || v.device == nil {
		return err
	}
	return tx.LetDeviceIn(v.device.hash, i, now)
}

// answering runs a write to a visit, after checking in the same transaction that it may still be answered.
func (a *App) answering(ctx context.Context, v *Visit, f func(*store.Tx) error) error {
	return a.update(ctx, v.Actor, v.action(), ofEncounter(v.Encounter.ID), func(tx *store.Tx) error {
		if err := a.stillOpen(tx, v, a.Now()); err != nil {
			return err
		}
		return f(tx)
	})
}

// action is what it takes to answer a visit.
func (v *Visit) action() clinic.Action {
	if v.Actor.Invitation != "" {
		return clinic.AnswerForm
	}
	return clinic.Administer
}

func (a *App) complete(tx *store.Tx, v *Visit, entry *library.Entry, language q.Language, now time.Time) error {
	r, err := a.ensureResponse(tx, v, entry, language, now)
	if err != nil {
		return err
	}
	if r.Status != clinic.InProgress {
		return nil
	}
	flags, err := a.score(tx, entry, &r, now, now)
	if err != nil {
		return err
	}
	if err := a.raise(tx, &r, flags, now); err != nil {
		return err
	}
	return a.note(tx, v.Actor, deed{action: "complete response", patient: r.PatientID, subject: "response:" + string(r.ID)})
}

// score freezes a response that was answered at a time with its result, and gives the flags that hold for it.
func (a *App) score(tx *store.Tx, entry *library.Entry, r *clinic.Response, answered, now time.Time) ([]safety.Flag, error) {
	answers, err := entry.Definition.Answers(r.Answers)
	if err != nil {
		return nil, err
	}
	scorer, err := program(tx, entry)
	if err != nil {
		return nil, err
	}
	result := scorer.Score(answers)
	r.Status, r.CompletedAt, r.UpdatedAt = clinic.Completed, &answered, now
	if err := tx.CompleteResponse(*r, &result); err != nil {
		return nil, err
	}
	return safety.Raise(answers, &result), nil
}

// ensureResponse gives the visit's response to a questionnaire, making it where this is the first answer.
func (a *App) ensureResponse(tx *store.Tx, v *Visit, entry *library.Entry, language q.Language, now time.Time) (clinic.Response, error) {
	r, ok, err := tx.FindResponse(v.Encounter.ID, entry.Ref().ID)
	if err != nil || ok {
		return r, err
	}
	r = clinic.Response{
		ID: clinic.ResponseID(a.NewID()), EncounterID: v.Encounter.ID, PatientID: v.Encounter.PatientID,
		Questionnaire: entry.Ref(), Hash: entry.Definition.Hash(), Status: clinic.InProgress, Answers: q.Form{}, Language: entry.Definition.LanguageFor(language),
		EnteredBy: v.Actor.User, StartedAt: now, UpdatedAt: now, Revision: 1,
	}
	if r.Answers, err = fromRecord(tx, entry.Definition, r.PatientID); err != nil {
		return r, err
	}
	if err := tx.PinDefinition(store.PinnedDefinition{Ref: r.Questionnaire, Hash: r.Hash, Content: entry.Content}); err != nil {
		return r, err
	}
	return r, tx.CreateResponse(r)
}

// fromRecord gives the answers that a definition takes from the patient's record instead of asking. What the record
// does not know, or the definition has no choice for, stays unanswered.
func fromRecord(tx *store.Tx, d *q.Definition, id clinic.PatientID) (q.Form, error) {
	form := q.Form{}
	for i := range d.Items {
		if d.Items[i].Record != q.SexOfRecord {
			continue
		}
		p, err := tx.GetPatient(id)
		if err != nil {
			return nil, err
		}
		answer := q.Form{d.Items[i].ID: string(p.Sex)}
		if _, err := d.Answers(answer); err == nil {
			form[d.Items[i].ID] = string(p.Sex)
		}
	}
	return form, nil
}

func (a *App) raise(tx *store.Tx, r *clinic.Response, flags []safety.Flag, now time.Time) error {
	for _, f := range flags {
		_, err := tx.RaiseAlert(clinic.Alert{
			ID: clinic.AlertID(a.NewID()), PatientID: r.PatientID, ResponseID: r.ID, Questionnaire: r.Questionnaire,
			Flag: f.Rule.ID, Level: f.Level(), Text: f.Clinician().In(q.DefaultLanguage), RaisedAt: now,
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// newFlags leaves out the flags that this response has raised before.
func newFlags(flags []safety.Flag, v *Visit, id clinic.ResponseID) (fresh []safety.Flag) {
	for _, f := range flags {
		known := false
		for _, alert := range v.Alerts {
			known = known || alert.Flag == f.Rule.ID && alert.ResponseID == id
		}
		if !known {
			fresh = append(fresh, f)
		}
	}
	return fresh
}

func merge(old, page q.Form) q.Form {
	form := maps.Clone(old)
	if form == nil {
		form = q.Form{}
	}
	for id, raw := range page {
		form[id] = raw
	}
	return form
}

// Score gives the result of answers that belong to nobody, for trying a questionnaire and for batches.
func Score(entry *library.Entry, form q.Form) (q.Answers, scoring.Result, error) {
	answers, err := entry.Definition.Answers(form)
	if err != nil {
		return answers, scoring.Result{}, err
	}
	return answers, entry.Program.Score(answers), nil
}
