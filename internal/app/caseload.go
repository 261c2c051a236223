package app

import (
	"context"
	"time"

	"steelyard/internal/clinic"
	q "steelyard/internal/questionnaire"
	"steelyard/internal/store"
)

// ExportCaseload gives every row of a caseload, whatever page the query asks for, as of one moment. The audit entry is
// written before the first row leaves.
func (a *App) ExportCaseload(ctx context.Context, who clinic.Actor, query CaseloadQuery, each func(CaseloadRow) error) error {
	if err := a.permitted(ctx, who, clinic.Export); err != nil {
		return err
	}
	if err := a.noteRead(ctx, who, deed{action: "export caseload", subject: "caseload"}); err != nil {
		return err
	}
	return a.Store.View(ctx, func(tx *store.Tx) error {
		visible, err := visibleTo(tx, who)
		if err != nil {
			return err
		}
		query.Visible = visible
		if err := a.asOfNow(tx, &query); err != nil {
			return err
		}
		return tx.EachOfCaseload(query, each)
	})
}

// asOfNow tells a query of the list what is due, overdue, of today and left by now.
func (a *App) asOfNow(tx *store.Tx, query *CaseloadQuery) error {
	site, err := tx.GetSite()
	if err != nil {
		return err
	}
	now := a.Now()
	query.Now, query.Today, query.DayBegan, query.Left = now, a.today(), a.dayBegan(now), leftBefore(site, now)
	return nil
}

func leftBefore(site clinic.Site, now time.Time) (l store.LeftBefore) {
	l.Urgent, _ = site.LeftBefore(q.Urgent, now)
	l.Prompt, _ = site.LeftBefore(q.Prompt, now)
	return l
}

// dayBegan gives when the day of a time began at the site.
func (a *App) dayBegan(t time.Time) time.Time {
	year, month, day := t.In(a.Zone()).Date()
	return time.Date(year, month, day, 0, 0, 0, 0, a.Zone())
}
