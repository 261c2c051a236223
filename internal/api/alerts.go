package api

import (
	"context"
	"time"

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
	state := x.query.Get("state")
	if x.query.Has("state") && state != "open" && state != "all" {
		return nil, wrongQuery("state", "it is open or all")
	}
	list, err := x.App.Alerts(ctx, x.who, state != "all", p)
	if err != nil {
		return nil, err
	}
	return listPage(x, p, list, func(a clinic.Alert) string { return string(a.ID) }, func(a clinic.Alert) alert {
		return alert{a.ID, a.PatientID, a.ResponseID, a.Questionnaire, a.Flag, a.Level, a.Text, a.Open(), a.RaisedAt, a.AcknowledgedAt, unlessEmpty(a.AcknowledgedBy), unlessEmpty(a.Note)}
	})
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
