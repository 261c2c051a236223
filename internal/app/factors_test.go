package app_test

import (
	"context"
	"strings"
	"time"

	"steelyard/internal/app"
	"steelyard/internal/clinic"
	"steelyard/internal/testkit"
)

// addApp sets an app up and lets its code run out.
func (w *world) addApp(ctx context.Context, who clinic.Actor) error {
	n, err := w.CodeKey(ctx, who, nil)
	if err != nil {
		return err
	}
	_, err = w.AddApp(ctx, who, n.Sealed, w.codeOf(n))
	return err
}

func (w *world) codeOf(n app.NewCodeKey) string {
	w.t.Helper()
	code, err := testkit.Code(strings.ReplaceAll(n.Text, " ", ""), w.Now())
	must(w.t, err)
	return code
}

// app gives a member of staff an app, and what makes its codes.
func (w *world) app(who clinic.Actor) (code func() string, recovery []string) {
	w.t.Helper()
	n, err := w.CodeKey(w.t.Context(), who, nil)
	must(w.t, err)
	done, err := w.AddApp(w.t.Context(), who, n.Sealed, w.codeOf(n))
	must(w.t, err)
	w.Pass(30 * time.Second)
	return func() string { return w.codeOf(n) }, done.RecoveryCodes
}

func (w *world) addPasskey(ctx context.Context, who clinic.Actor, d *testkit.Device) error {
	c, err := w.RegisterPasskey(ctx, who, testkit.Party)
	if err != nil {
		return err
	}
	_, err = w.AddPasskey(ctx, who, "My key", d.Register(c))
	return err
}

func (w *world) staff() []clinic.Actor {
	return []clinic.Actor{w.Administrator, w.Clinician, w.Viewer}
}

func everybodyHasAnApp(ctx context.Context, w *world) error {
	for _, who := range w.staff() {
		w.Pass(10 * time.Minute)
		if err := w.addApp(ctx, who); err != nil {
			return err
		}
	}
	return nil
}

func everybodyHasAPasskey(ctx context.Context, w *world) error {
	for _, who := range w.staff() {
		if err := w.addPasskey(ctx, who, w.NewDevice()); err != nil {
			return err
		}
	}
	return nil
}
