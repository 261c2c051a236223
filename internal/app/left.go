package app

import (
	"context"
	"errors"

	"steelyard/internal/clinic"
	"steelyard/internal/store"
)

// byTime is who does what time brings about.
var byTime = clinic.Actor{User: "server", Name: "the server", Role: clinic.Administrator, From: "server"}

// tendAtOnce bounds what one round does in one transaction.
const tendAtOnce = 100

// Tend records the alerts that were left too long, each once, escalates them, keeps the last profile of who answered
// before profiles were kept for the list, forgets the devices of links that have run out, and counts appointments that came. It is the work of time, and
// done again and again.
func (a *App) Tend(ctx context.Context) error {
	return errors.Join(a.recordLeft(ctx), a.escalate(ctx), a.fillGlances(ctx), a.forgetDevices(ctx), a.countVisits(ctx))
}

// recordLeft notes in the audit that an alert was left. Whoever is to hear of it is told by escalate.
func (a *App) recordLeft(ctx context.Context) error {
	var newly []clinic.Alert
	err := a.Store.View(ctx, func(tx *store.Tx) error {
		site, err := tx.GetSite()
		if err == nil {
			newly, err = tx.NewlyLeft(leftBefore(site, a.Now()), tendAtOnce)
		}
		return err
	})
	if err != nil || len(newly) == 0 {
		return err
	}
	return a.Store.Update(ctx, func(tx *store.Tx) error {
		for i := range newly {
			if err := a.recordLeftAlert(tx, &newly[i]); err != nil {
				return err
			}
		}
		return nil
	})
}

func (a *App) recordLeftAlert(tx *store.Tx, alert *clinic.Alert) error {
	now, err := tx.GetAlert(alert.ID)
	if err != nil || !now.Open() {
		return err
	}
	first, err := tx.KeepLeft(alert.ID, a.Now())
	if err != nil || !first {
		return err
	}
	return a.note(tx, byTime, deed{action: "alert left", patient: alert.PatientID, subject: "alert:" + string(alert.ID), why: "level " + string(alert.Level)})
}

func (a *App) fillGlances(ctx context.Context) error {
	var ids []clinic.PatientID
	err := a.Store.View(ctx, func(tx *store.Tx) (err error) {
		ids, err = tx.WithoutGlance(tendAtOnce)
		return err
	})
	if err != nil || len(ids) == 0 || a.Library.Profile() == nil {
		return err
	}
	return a.Store.Update(ctx, func(tx *store.Tx) error {
		for _, id := range ids {
			if err := a.keepGlance(tx, id); err != nil {
				return err
			}
		}
		return nil
	})
}

// CountLeftAlerts gives how many of the open alerts that every page counts were left too long, up to MostCounted.
func (a *App) CountLeftAlerts(ctx context.Context, who clinic.Actor) (n int, err error) {
	err = a.view(ctx, who, clinic.ReadResponses, ofNobody, func(tx *store.Tx) error {
		visible, err := visibleTo(tx, who)
		if err != nil {
			return err
		}
		site, err := tx.GetSite()
		if err != nil {
			return err
		}
		n, err = tx.CountLeftAlerts(visible, leftBefore(site, a.Now()))
		return err
	})
	return n, err
}
