package app

import (
	"context"
	"sync/atomic"

	"steelyard/internal/clinic"
	"steelyard/internal/fault"
	"steelyard/internal/store"
)

// FailedRequest is what somebody asked for and did not get, as the way in knows it.
type FailedRequest struct {
	Route      string // the method and the pattern, never the path
	Object, ID string // what the pattern's id names, such as "patient"; empty where it names nothing of a patient's
	Kind       fault.Kind
}

type notedKey struct{}

// WatchNotes gives a context in which it is known whether a failure was noted.
func WatchNotes(ctx context.Context) context.Context {
	return context.WithValue(ctx, notedKey{}, &atomic.Bool{})
}

func markNoted(ctx context.Context) {
	if noted, ok := ctx.Value(notedKey{}).(*atomic.Bool); ok {
		noted.Store(true)
	}
}

// Noted says whether a failure was noted in such a context.
func Noted(ctx context.Context) bool {
	noted, ok := ctx.Value(notedKey{}).(*atomic.Bool)
	return ok && noted.Load()
}

// NoteFailure notes a request that failed, unless its use case did already: what was wrong with what was typed is mostly
// found before any use case begins. Where nobody is known there is nothing to note.
func (a *App) NoteFailure(ctx context.Context, who clinic.Actor, f FailedRequest) error {
	if Noted(ctx) || !known(who) {
		return nil
	}
	d := deed{action: "failed request", patient: who.Patient, subject: "request", why: failures[f.Kind] + ": " + f.Route}
	if f.ID != "" {
		d.subject = f.Object + ":" + printable(f.ID)
		d.patient = a.whose(ctx, store.Object{Kind: f.Object, ID: f.ID})
	}
	return a.noteBounded(ctx, who, d)
}

// whose gives the patient of what was asked for in vain. It is empty where it is nobody's, or can't be read now.
func (a *App) whose(ctx context.Context, about store.Object) clinic.PatientID {
	if about == ofNobody {
		return ""
	}
	var s clinic.Subject
	err := a.Store.View(ctx, func(tx *store.Tx) (err error) {
		s, _, err = tx.FindSubject(about)
		return err
	})
	if err != nil {
		a.Log.Error("whose it is was not found for the audit", "error", err.Error())
	}
	return s.Patient
}
