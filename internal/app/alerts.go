package app

import (
	"context"
	"strings"

	"steelyard/internal/clinic"
	"steelyard/internal/fault"
	"steelyard/internal/report"
	"steelyard/internal/store"
)

// PatientAlert is an alert with the patient it is about, and the stages that were taken because it was left.
type PatientAlert struct {
	Alert       clinic.Alert
	Patient     clinic.Patient
	Escalations []clinic.Escalation
	Unfinished  bool // its answers have not been sent yet
}

// OpenAlerts gives the alerts of the actor's patients that wait for somebody, with their patients, in the order in which they should be seen.
func (a *App) OpenAlerts(ctx context.Context, who clinic.Actor, limit int) (list []PatientAlert, err error) {
	err = a.view(ctx, who, clinic.ReadResponses, ofNobody, func(tx *store.Tx) error {
		visible, err := visibleTo(tx, who)
		if err != nil {
			return err
		}
		site, err := tx.GetSite()
		if err != nil {
			return err
		}
		alerts, err := tx.OpenAlerts(visible, leftBefore(site, a.Now()), limit)
		if err != nil {
			return err
		}
		list, err = patientsOf(tx, alerts)
		return err
	})
	if err != nil {
		return nil, err
	}
	return list, a.noteRead(ctx, who, deed{action: "read alerts", subject: "alerts"})
}

func patientsOf(tx *store.Tx, alerts []clinic.Alert) ([]PatientAlert, error) {
	ids, about := make([]clinic.AlertID, len(alerts)), make([]clinic.PatientID, len(alerts))
	for i := range alerts {
		ids[i], about[i] = alerts[i].ID, alerts[i].PatientID
	}
	patients, err := tx.PatientsByID(about)
	if err != nil {
		return nil, err
	}
	escalations, err := tx.EscalationsOf(ids)
	if err != nil {
		return nil, err
	}
	unfinished, err := tx.UnfinishedAmong(alerts)
	if err != nil {
		return nil, err
	}
	list := make([]PatientAlert, len(alerts))
	for i, alert := range alerts {
		list[i] = PatientAlert{alert, patients[alert.PatientID], escalations[alert.ID], unfinished[alert.ResponseID]}
	}
	return list, nil
}

// AlertRecord is an alert with everything that became of it.
type AlertRecord struct {
	PatientAlert
	By    string       // who acknowledged it; empty where nobody has
	Basis report.Basis // who rated the answers that raised it; only where alerts are exported
}

// Alert gives an alert.
func (a *App) Alert(ctx context.Context, who clinic.Actor, id clinic.AlertID) (r AlertRecord, err error) {
	err = a.view(ctx, who, clinic.ReadResponses, ofAlert(id), func(tx *store.Tx) error {
		alert, err := tx.GetAlert(id)
		if err != nil {
			return err
		}
		list, err := patientsOf(tx, []clinic.Alert{alert})
		if err != nil {
			return err
		}
		r = AlertRecord{PatientAlert: list[0]}
		if alert.Open() {
			return nil
		}
		names, err := userNames(tx)
		r.By = names.of(alert.AcknowledgedBy)
		return err
	})
	if err != nil {
		return r, err
	}
	return r, a.noteRead(ctx, who, deed{action: "read alert", patient: r.Patient.ID, subject: "alert:" + string(id)})
}

// MostCounted is where counting ends: of so many alerts there may be more.
const MostCounted = store.MostCounted

// CountOpenAlerts gives the number that every page of a clinician shows, up to MostCounted.
func (a *App) CountOpenAlerts(ctx context.Context, who clinic.Actor) (n int, err error) {
	err = a.view(ctx, who, clinic.ReadResponses, ofNobody, func(tx *store.Tx) error {
		visible, err := visibleTo(tx, who)
		if err != nil {
			return err
		}
		n, err = tx.CountOpenAlerts(visible)
		return err
	})
	return n, err
}

// AcknowledgeAlert closes an alert with a note that says what was done.
func (a *App) AcknowledgeAlert(ctx context.Context, who clinic.Actor, id clinic.AlertID, note string) (patient clinic.PatientID, err error) {
	note = strings.TrimSpace(note)
	err = a.update(ctx, who, clinic.AcknowledgeFlag, ofAlert(id), func(tx *store.Tx) error {
		if !readable(note, 3, 2000) {
			return fault.New(fault.Invalid, "Say what you did, in 3 to 2000 characters.", fault.Detail{Where: "note", What: "Say what you did, in 3 to 2000 characters."})
		}
		alert, err := tx.GetAlert(id)
		if err != nil {
			return err
		}
		patient = alert.PatientID
		if err := tx.AcknowledgeAlert(id, store.Acknowledgement{At: a.Now(), By: who.User, Note: note}); err != nil {
			return err
		}
		return a.note(tx, who, deed{action: "acknowledge alert", patient: alert.PatientID, subject: "alert:" + string(id), told: note})
	})
	return patient, err
}
