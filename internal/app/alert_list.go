package app

import (
	"context"
	"slices"
	"time"

	"steelyard/internal/clinic"
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

// AlertPage is a page of a list of alerts. The figures are of the whole list, and stand on its first page alone.
type AlertPage struct {
	List   []AlertRecord
	After  AlertMark // where the next page begins; zero where there is none
	Waits  clinic.Waits
	Months []MonthOfWaits // the newest first, those in which something was raised
}

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
		p.Waits, p.Months, err = waitsOf(tx, f, a.Zone())
		return err
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

// waitsOf reads the whole list once, by the two times of each alert alone.
func waitsOf(tx *store.Tx, f AlertFilter, zone *time.Location) (all clinic.Waits, months []MonthOfWaits, err error) {
	type month struct {
		waits []time.Duration
		open  int
	}
	var every month
	by := map[time.Time]*month{}
	err = tx.EachAlertWait(f, func(w store.AlertWait) error {
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
		return nil
	})
	for began, m := range by {
		months = append(months, MonthOfWaits{began, clinic.NewWaits(m.waits, m.open)})
	}
	slices.SortFunc(months, func(a, b MonthOfWaits) int { return b.Began.Compare(a.Began) })
	return clinic.NewWaits(every.waits, every.open), months, err
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
