package app

import (
	"context"
	"slices"
	"time"

	"steelyard/internal/clinic"
	q "steelyard/internal/questionnaire"
	"steelyard/internal/report"
	"steelyard/internal/store"
)

// AlertFilter is which alerts are asked for; whose may be seen is for the use case to say.
type AlertFilter = store.AlertFilter

// AlertMark is a place in a list of alerts.
type AlertMark = store.AlertMark

// AlertState is how far an alert has come.
type AlertState = store.AlertState

// The states to choose from; the empty one is any.
const (
	AlertsOpen         = store.AlertsOpen
	AlertsAcknowledged = store.AlertsAcknowledged
	AlertsEscalated    = store.AlertsEscalated
)

// MonthOfWaits is the alerts that were raised in one month of the site's calendar.
type MonthOfWaits struct {
	Began time.Time
	clinic.Waits
}

// AlertPage is a page of a list of alerts. The figures stand on its first page alone. Where the list begins on no day, they
// are of its latest months, and always of no more than its newest alerts, so that a page costs the same however many there are.
type AlertPage struct {
	List   []AlertRecord
	After  AlertMark // where the next page begins; zero where there is none
	Waits  clinic.Waits
	Months []MonthOfWaits // the newest first, those in which something was raised
	Since  time.Time      // the figures are of what was raised from then on
	Newest int            // and of so many alone, the newest, because there are more; 0 where it is all of them
}

// FigureMonths is of how many months the figures are of a list that begins on no day: its last one and those before it.
const FigureMonths = 3

// mostFigured is of how many alerts the figures are at most.
var mostFigured = 10_000

// AlertList gives a page of the alerts that a filter lets through, the newest first, and how long they waited.
func (a *App) AlertList(ctx context.Context, who clinic.Actor, f AlertFilter, after AlertMark, limit int) (p AlertPage, err error) {
	err = a.view(ctx, who, clinic.ReadResponses, ofNobody, func(tx *store.Tx) error {
		p = AlertPage{}
		if f.Visible, err = visibleTo(tx, who); err != nil {
			return err
		}
		if p.List, p.After, err = alertRecords(tx, f, after, limit); err != nil || after.ID != "" {
			return err
		}
		return a.figures(tx, f, &p)
	})
	if err != nil {
		return p, err
	}
	return p, a.noteRead(ctx, who, deed{action: "read alerts", subject: "alerts"})
}

// alertRecords gives a page of a list and where the next one begins.
func alertRecords(tx *store.Tx, f AlertFilter, after AlertMark, limit int) (list []AlertRecord, next AlertMark, err error) {
	alerts, err := tx.AlertsBefore(f, after, limit+1)
	if err != nil {
		return nil, next, err
	}
	if len(alerts) > limit {
		alerts = alerts[:limit]
		next = AlertMark{At: alerts[limit-1].RaisedAt, ID: alerts[limit-1].ID}
	}
	about, err := patientsOf(tx, alerts)
	if err != nil {
		return nil, next, err
	}
	names, err := userNames(tx)
	for _, alert := range about {
		r := AlertRecord{PatientAlert: alert}
		if !alert.Alert.Open() {
			r.By = names.of(alert.Alert.AcknowledgedBy)
		}
		list = append(list, r)
	}
	return list, next, err
}

// figures fills in how long the alerts of a list waited, or the newest of them where they are many.
func (a *App) figures(tx *store.Tx, f AlertFilter, p *AlertPage) error {
	if f.From.IsZero() {
		f.From = latestMonths(f.To, a.Now(), a.Zone())
	}
	p.Since = f.From
	waits, more, err := tx.AlertWaits(f, mostFigured)
	if err != nil {
		return err
	}
	if more {
		p.Newest, p.Since = len(waits), waits[len(waits)-1].RaisedAt
	}
	p.Waits, p.Months = waitsOf(waits, a.Zone())
	return nil
}

// latestMonths gives when the months began that the figures are of, by the end of the list, which is now where there is none.
func latestMonths(to, now time.Time, zone *time.Location) time.Time {
	last := now
	if !to.IsZero() && to.Before(now) {
		last = to.Add(-time.Microsecond)
	}
	year, month, _ := last.In(zone).Date()
	return time.Date(year, month-(FigureMonths-1), 1, 0, 0, 0, 0, zone)
}

// waitsOf gives the figures of some alerts, all together and by month.
func waitsOf(waits []store.AlertWait, zone *time.Location) (all clinic.Waits, months []MonthOfWaits) {
	type month struct {
		waits []time.Duration
		open  int
	}
	var every month
	by := map[time.Time]*month{}
	for _, w := range waits {
		year, m, _ := w.RaisedAt.In(zone).Date()
		began := time.Date(year, m, 1, 0, 0, 0, 0, zone)
		if by[began] == nil {
			by[began] = &month{}
		}
		for _, of := range []*month{&every, by[began]} {
			if w.Open {
				of.open++
			} else {
				of.waits = append(of.waits, w.Wait)
			}
		}
	}
	for began, m := range by {
		months = append(months, MonthOfWaits{began, clinic.NewWaits(m.waits, m.open)})
	}
	slices.SortFunc(months, func(a, b MonthOfWaits) int { return b.Began.Compare(a.Began) })
	return clinic.NewWaits(every.waits, every.open), months
}

// exportedAtOnce is how many alerts of an export are read at a time.
const exportedAtOnce = 200

// ExportAlerts gives every alert that a filter lets through, the newest first, as of one moment. The audit entry is written
// before the first leaves.
func (a *App) ExportAlerts(ctx context.Context, who clinic.Actor, f AlertFilter, each func(AlertRecord) error) error {
	if err := a.permitted(ctx, who, clinic.Export); err != nil {
		return err
	}
	if err := a.noteRead(ctx, who, deed{action: "export alerts", subject: "alerts"}); err != nil {
		return err
	}
	return a.view(ctx, who, clinic.Export, ofNobody, func(tx *store.Tx) (err error) {
		if f.Visible, err = visibleTo(tx, who); err != nil {
			return err
		}
		for after := (AlertMark{}); ; {
			list, next, err := alertRecords(tx, f, after, exportedAtOnce)
			if err != nil {
				return err
			}
			if err := a.rate(tx, list); err != nil {
				return err
			}
			for _, r := range list {
				if err := each(r); err != nil {
					return err
				}
			}
			if after = next; after.ID == "" {
				return nil
			}
		}
	})
}

// rate fills in who rated the answers that raised some alerts, by whom the questionnaire is for and how they came in.
func (a *App) rate(tx *store.Tx, list []AlertRecord) error {
	alerts := make([]clinic.Alert, len(list))
	for i := range list {
		alerts[i] = list[i].Alert
	}
	modes, err := tx.ModesAmong(alerts)
	if err != nil {
		return err
	}
	for i := range list {
		var of q.Respondent // where the questionnaire is not known any more
		if e, err := a.Library.Get(alerts[i].Questionnaire); err == nil {
			of = e.Definition.Respondent
		}
		list[i].Basis = report.BasisOf(of, modes[alerts[i].ResponseID])
	}
	return nil
}
