package api

import (
	"context"
	"time"

	"steelyard/internal/app"
	"steelyard/internal/clinic"
	q "steelyard/internal/questionnaire"
)

type alert struct {
	ID             clinic.AlertID    `json:"id"`
	Patient        clinic.PatientID  `json:"patient"`
	Submission     clinic.ResponseID `json:"submission"`
	Questionnaire  q.Ref             `json:"questionnaire"`
	Flag           q.FlagID          `json:"flag"`
	Level          q.Level           `json:"level"`
	Text           string            `json:"text" about:"for the clinician"`
	Open           bool              `json:"open" about:"whether it waits for a person"`
	RaisedAt       time.Time         `json:"raised_at"`
	AcknowledgedAt *time.Time        `json:"acknowledged_at"`
	AcknowledgedBy *clinic.UserID    `json:"acknowledged_by"`
	Note           *string           `json:"note"`
}

type acknowledgement struct {
	Note string `json:"note" about:"what was done, in 3 to 2000 characters"`
}

type acknowledged struct {
	Alert   clinic.AlertID   `json:"alert"`
	Patient clinic.PatientID `json:"patient"`
}

func (x *call) alerts(ctx context.Context) (*answer, error) {
	p, err := x.asked()
	if err != nil {
		return nil, err
	}
	f, err := x.alertFilter()
	if err != nil {
		return nil, err
	}
	list, err := x.App.Alerts(ctx, x.who, f, p)
	if err != nil {
		return nil, err
	}
	return listPage(x, p, list, func(a clinic.Alert) string { return string(a.ID) }, func(a clinic.Alert) alert {
		return alert{a.ID, a.PatientID, a.ResponseID, a.Questionnaire, a.Flag, a.Level, a.Text, a.Open(), a.RaisedAt, a.AcknowledgedAt, unlessEmpty(a.AcknowledgedBy), unlessEmpty(a.Note)}
	})
}

// alertFilters are the parameters by which a list of alerts is narrowed.
var alertFilters = []parameter{
	{"state", "open (where it is left out), acknowledged, escalated or all"},
	{"clinician", "the id of a user: only alerts of their patients"},
	{"questionnaire", "the id of a questionnaire, in any version"},
	{"from", "raised at this time or after it, as RFC 3339"},
	{"to", "raised before this time, as RFC 3339"},
}

func (x *call) alertFilter() (f app.AlertFilter, err error) {
	f = app.AlertFilter{State: app.AlertsOpen, Clinician: clinic.UserID(x.query.Get("clinician")), Questionnaire: q.ID(x.query.Get("questionnaire"))}
	if x.query.Has("state") {
		switch f.State = app.AlertState(x.query.Get("state")); f.State {
		case "all":
			f.State = ""
		case app.AlertsOpen, app.AlertsAcknowledged, app.AlertsEscalated:
		default:
			return f, wrongQuery("state", "it is open, acknowledged, escalated or all")
		}
	}
	for name, at := range map[string]*time.Time{"from": &f.From, "to": &f.To} {
		if !x.query.Has(name) {
			continue
		}
		if *at, err = time.Parse(time.RFC3339, x.query.Get(name)); err != nil {
			return f, wrongQuery(name, "it is a time such as 2026-11-23T08:00:00Z")
		}
	}
	return f, nil
}

func (x *call) acknowledge(ctx context.Context) (*answer, error) {
	in, err := read[acknowledgement](x.body)
	if err != nil {
		return nil, err
	}
	id := clinic.AlertID(x.c.Param("id"))
	patient, err := x.App.AcknowledgeAlert(ctx, x.who, id, in.Note)
	if err != nil {
		return nil, err
	}
	return x.gives(acknowledged{id, patient})
}
