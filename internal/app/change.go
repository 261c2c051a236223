package app

import (
	"context"
	"time"

	"steelyard/internal/clinic"
	"steelyard/internal/report"
	"steelyard/internal/store"
)

// Changes is what changed between two times of a record, and between which days something can have changed.
type Changes struct {
	Report      *report.Report // has the comparison, and nothing else of the record
	First, Last time.Time      // when the first answers were completed and the newest; zero where there are none
	Lately      []time.Time    // when the newest answers were, at most NewestAnswers of them, the newest first
}

// Change gives what changed between two times of a patient's record. It reads what it compares and says; only where a part of the
// record was chosen, all of it.
func (a *App) Change(ctx context.Context, who clinic.Actor, req ReportRequest) (c Changes, err error) {
	action, did := req.act()
	err = a.view(ctx, who, action, ofPatient(req.Patient), func(tx *store.Tx) error {
		c, err = a.changes(tx, who, req)
		return err
	})
	if err != nil {
		return c, err
	}
	return c, a.noteRead(ctx, who, deed{action: did, patient: req.Patient, subject: "patient:" + string(req.Patient)})
}

func (a *App) changes(tx *store.Tx, who clinic.Actor, req ReportRequest) (c Changes, err error) {
	m, err := a.heading(tx, who, req.Patient)
	if err != nil {
		return c, err
	}
	if err := req.Choice.apply(&m, a.Zone()); err != nil {
		return c, err
	}
	if m.Selection.Narrows() {
		c.Report, err = a.report(tx, who, req)
		return c, err
	}
	span, err := c.span(tx, &m)
	if err != nil {
		return c, err
	}
	if c.Lately, err = tx.NewestMoments(req.Patient, NewestAnswers); err != nil {
		return c, err
	}
	if err := a.readForChange(tx, &m, span); err != nil {
		return c, err
	}
	c.Report, err = report.Compare(m)
	return c, err
}

// span fills in when there were answers, and gives the two times to compare: those that were chosen, or the first answers and the
// newest.
func (c *Changes) span(tx *store.Tx, m *report.Material) (span report.Span, err error) {
	first, visited, newest, ok, err := tx.AnswerSpan(m.Patient.ID, report.FirstVisit)
	if err == nil && ok {
		c.First, c.Last = first, newest
		span = report.Span{From: visited, To: newest}
	}
	if m.Between != nil {
		span = *m.Between
	}
	return span, err
}
