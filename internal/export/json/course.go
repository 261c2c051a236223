package jsonfile

import (
	"steelyard/internal/clinic"
	q "steelyard/internal/questionnaire"
	"steelyard/internal/report"
)

// trend is one scale over time.
type trend struct {
	Questionnaire q.ID        `json:"questionnaire"`
	Scale         q.ScaleID   `json:"scale"`
	Title         string      `json:"title"`
	Direction     q.Direction `json:"direction"`
	Evidence      q.Evidence  `json:"evidence"`
	Min           float64     `json:"minimum"`
	Max           float64     `json:"maximum"`
	Points        []point     `json:"points"`
	Events        []event     `json:"events"`
	Rescored      *rescored   `json:"rescored,omitempty"`
}

// rescored is what earlier answers come to by a newer version, which was never recorded.
type rescored struct {
	Version q.Version `json:"version"`
	Label   string    `json:"label"`
	Points  []point   `json:"points"`
}

type point struct {
	At       moment            `json:"at"`
	Response clinic.ResponseID `json:"response"`
	Version  q.Version         `json:"version"`
	State    q.State           `json:"state"`
	Value    float64           `json:"value"`
	Interval *interval         `json:"interval"`
	Band     *string           `json:"band"`
}

type event struct {
	At    moment `json:"at"`
	Label string `json:"label"`
	Kind  string `json:"kind"`
}

func newTrend(t *report.Trend) trend {
	out := trend{t.Questionnaire, t.Scale, t.Title, t.Direction, t.Evidence, round(t.Min), round(t.Max), each(t.Points, newPoint),
		each(t.Events, func(e *report.TrendEvent) event { return event{moment(e.At), e.Label, e.Kind} }), nil}
	if r := t.Rescored; r != nil {
		out.Rescored = &rescored{r.Version, r.Label, each(r.Points, newPoint)}
	}
	return out
}

func newPoint(p *report.TrendPoint) point {
	out := point{At: moment(p.At), Response: p.Response, Version: p.Version, State: p.State, Value: round(p.Value), Band: unlessZero(p.Band)}
	if p.Known {
		out.Interval = &interval{Low: round(p.Low), High: round(p.High)}
		if p.Assumed {
			out.Interval.Basis = q.Assumed
		}
	}
	return out
}

// treatment is a start, change or stop of a treatment, or an outside finding.
type treatment struct {
	Kind  clinic.TreatmentKind `json:"kind"`
	Class clinic.MedicineClass `json:"class,omitempty"`
	Name  string               `json:"name"`
	Dose  string               `json:"dose,omitempty"`
	Step  clinic.TreatmentStep `json:"step"`
	On    q.Date               `json:"on"`
	Note  string               `json:"note,omitempty"`
}

func newTreatment(t *clinic.TreatmentEvent) treatment {
	return treatment{t.Kind, t.Class, t.Name, t.Dose, t.Step, t.On, t.Note}
}

// alert is a safety flag that was raised, open until somebody acknowledges it.
type alert struct {
	Questionnaire q.Ref             `json:"questionnaire"`
	Response      clinic.ResponseID `json:"response"`
	Flag          q.FlagID          `json:"flag"`
	Level         q.Level           `json:"level"`
	Text          string            `json:"text"`
	Open          bool              `json:"open"`
	RaisedAt      moment            `json:"raised_at"`
	Acknowledged  *moment           `json:"acknowledged_at"`
	Note          string            `json:"note,omitempty"`
}

func newAlert(a *clinic.Alert) alert {
	out := alert{Questionnaire: a.Questionnaire, Response: a.ResponseID, Flag: a.Flag, Level: a.Level, Text: a.Text, Open: a.Open(), RaisedAt: moment(a.RaisedAt), Note: a.Note}
	if a.AcknowledgedAt != nil {
		at := moment(*a.AcknowledgedAt)
		out.Acknowledged = &at
	}
	return out
}
