package app

import (
	"context"

	"steelyard/internal/clinic"
	q "steelyard/internal/questionnaire"
	"steelyard/internal/report"
	"steelyard/internal/store"
)

// AnswerFilter is which of a patient's answers are asked for.
type AnswerFilter = store.AnswerFilter

// AnswerMark is a place in a list of answers.
type AnswerMark = store.AnswerMark

// AnswersAtOnce is how many answers a page of the list has.
const AnswersAtOnce = 100

// AnswerListing is a page of the list of everything a patient has answered.
type AnswerListing struct {
	Patient        clinic.Patient
	Report         *report.Report // has the answers, the newest first, and nothing else
	After          AnswerMark     // where the next page begins; zero where there is none
	All            int            // how many answers the patient has, whatever the filter
	Questionnaires []q.ID         // that were answered
}

// AnswerList gives a page of a patient's answers that a filter lets through, the newest first. One that was corrected is in it
// beside its correction.
func (a *App) AnswerList(ctx context.Context, who clinic.Actor, f AnswerFilter, after AnswerMark) (p AnswerListing, err error) {
	err = a.view(ctx, who, clinic.ReadResponses, ofPatient(f.Patient), func(tx *store.Tx) error {
		p, err = a.answerPage(tx, f, after)
		return err
	})
	if err != nil {
		return p, err
	}
	return p, a.noteRead(ctx, who, deed{action: "read responses", patient: f.Patient, subject: "patient:" + string(f.Patient)})
}

func (a *App) answerPage(tx *store.Tx, f AnswerFilter, after AnswerMark) (p AnswerListing, err error) {
	if p.Patient, err = tx.GetPatient(f.Patient); err != nil {
		return p, err
	}
	if p.All, err = tx.CountAnswers(f.Patient); err != nil {
		return p, err
	}
	newest, err := tx.NewestResults(f.Patient)
	if err != nil {
		return p, err
	}
	for i := range newest {
		p.Questionnaires = append(p.Questionnaires, newest[i].Ref.ID)
	}
	rows, more, err := tx.AnswersBefore(f, after, AnswersAtOnce)
	if err != nil {
		return p, err
	}
	if more {
		p.After = AnswerMark{At: *rows[0].Response.CompletedAt, ID: rows[0].Response.ID}
	}
	m := report.Material{Language: q.DefaultLanguage, At: a.Now(), Patient: p.Patient, Profile: a.Library.Profile()}
	if m.Completed, err = a.asMaterial(tx, rows); err != nil {
		return p, err
	}
	p.Report, err = report.List(m)
	return p, err
}
