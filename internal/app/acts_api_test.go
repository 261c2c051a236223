package app_test

import (
	"context"
	"errors"

	"steelyard/internal/app"
	"steelyard/internal/clinic"
)

// apiActs is what programs ask for beside what pages do.
var apiActs = []act{
	{method: "Patients", may: everybody, reads: true, action: "read caseload", object: "caseload", do: func(ctx context.Context, w *world, who clinic.Actor) error {
		_, err := w.Patients(ctx, who, app.Page{Limit: 2})
		return err
	}},
	{method: "Alerts", may: everybody, reads: true, action: "read alerts", object: "alerts", do: func(ctx context.Context, w *world, who clinic.Actor) error {
		_, err := w.Alerts(ctx, who, app.AlertFilter{State: app.AlertsOpen}, app.Page{})
		return err
	}},
	{method: "AuditPage", may: admins, reads: true, action: "read audit", about: true, object: "audit", do: func(ctx context.Context, w *world, who clinic.Actor) error {
		_, err := w.AuditPage(ctx, who, app.AuditQuery{Patient: w.patient, Before: 5, Limit: 5})
		return err
	}},
	{method: "AddToken", may: everybody, action: "make token", object: "token:", do: func(ctx context.Context, w *world, who clinic.Actor) error {
		_, _, err := w.AddToken(ctx, who, app.NewToken{Name: "nightly", Scope: []clinic.Action{clinic.ReadPatients}})
		return err
	}},
	{method: "RevokeToken", of: "of one's own, or of anybody's", may: admins, action: "revoke token", object: "token:", ready: withToken, do: func(ctx context.Context, w *world, who clinic.Actor) error {
		return w.RevokeToken(ctx, who, w.apiToken)
	}},
	{method: "Once", may: everybody, reads: true, action: "give first answer again", object: "request", ready: askedBefore, do: func(ctx context.Context, w *world, who clinic.Actor) error {
		_, _, err := w.Once(ctx, who, w.request(), nothing)
		return err
	}},
}

// withToken makes a token of somebody else's.
func withToken(ctx context.Context, w *world) error {
	_, t, err := w.AddToken(ctx, w.Administrator, app.NewToken{Name: "theirs", Scope: []clinic.Action{clinic.ReadPatients}})
	w.apiToken = t.ID
	return err
}

func nothing(context.Context) ([]byte, error) { return nil, nil }

func (w *world) request() app.Request {
	return app.Request{Key: "key-of-" + string(w.patient), Said: []byte("POST")}
}

func askedBefore(ctx context.Context, w *world) (err error) {
	for _, who := range []clinic.Actor{w.Administrator, w.Clinician, w.Viewer} {
		_, _, failed := w.Once(ctx, who, w.request(), nothing)
		err = errors.Join(err, failed)
	}
	return err
}
