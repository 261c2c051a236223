package app_test

import (
	"context"
	"encoding/base32"
	"encoding/hex"
	"strings"
	"testing"
	"time"

	"steelyard/internal/app"
	"steelyard/internal/clinic"
	"steelyard/internal/fault"
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

func TestTheLastSecondFactorStaysWhereEverybodyNeedsOne(t *testing.T) {
	w := strict(t)
	w.app(w.Viewer)
	if _, err := w.RemoveApp(t.Context(), w.Viewer); fault.KindOf(err) != fault.Conflict {
		t.Errorf("got %v, want to add another first", err)
	}
	w.passkey(w.Viewer)
	_, err := w.RemoveApp(t.Context(), w.Viewer)
	must(t, err)
	f, err := w.Factors(t.Context(), w.Viewer)
	must(t, err)
	if _, err := w.RemovePasskey(t.Context(), w.Viewer, f.Passkeys[0].ID); fault.KindOf(err) != fault.Conflict {
		t.Errorf("got %v, want to add another first", err)
	}
	if _, err := w.RemovePasskey(t.Context(), w.Clinician, f.Passkeys[0].ID); fault.KindOf(err) != fault.NotFound {
		t.Errorf("somebody else's: got %v", err)
	}
	w.OptionalFactor = true
	_, err = w.RemovePasskey(t.Context(), w.Viewer, f.Passkeys[0].ID)
	must(t, err)
	if f, err := w.Factors(t.Context(), w.Viewer); err != nil || f.Any() || f.RecoveryCodes > 0 {
		t.Errorf("got %+v, %v; want nothing left, recovery codes neither", f, err)
	}
}

func TestEveryChangeOfFactorsEndsEverySession(t *testing.T) {
	w := newWorld(t)
	generation := int64(0)
	for _, tt := range []struct {
		name string
		do   func() (app.Change, error)
	}{
		{"add an app", func() (app.Change, error) {
			n, err := w.CodeKey(t.Context(), w.Viewer, nil)
			must(t, err)
			return w.AddApp(t.Context(), w.Viewer, n.Sealed, w.codeOf(n))
		}},
		{"add a passkey", func() (app.Change, error) {
			c, err := w.RegisterPasskey(t.Context(), w.Viewer, testkit.Party)
			must(t, err)
			return w.AddPasskey(t.Context(), w.Viewer, "My key", w.NewDevice().Register(c))
		}},
		{"new recovery codes", func() (app.Change, error) { return w.RenewRecoveryCodes(t.Context(), w.Viewer) }},
		{"remove the app", func() (app.Change, error) { return w.RemoveApp(t.Context(), w.Viewer) }},
		{"reset", func() (app.Change, error) {
			return app.Change{Generation: generation + 1}, w.ResetFactors(t.Context(), w.Administrator, w.Viewer.User)
		}},
	} {
		done, err := tt.do()
		must(t, err)
		if _, err := w.ActorOf(t.Context(), w.Viewer.User, generation, ""); fault.KindOf(err) != fault.Denied {
			t.Errorf("%s: the sessions before go on, %v", tt.name, err)
		}
		if _, err := w.ActorOf(t.Context(), w.Viewer.User, done.Generation, ""); err != nil || done.Generation != generation+1 {
			t.Errorf("%s: generation %d after %d, %v", tt.name, done.Generation, generation, err)
		}
		generation = done.Generation
	}
	if f, err := w.Factors(t.Context(), w.Viewer); err != nil || f.Any() || f.RecoveryCodes > 0 {
		t.Errorf("after the reset: %+v, %v", f, err)
	}
	if err := w.ResetFactors(t.Context(), w.Administrator, w.Administrator.User); fault.KindOf(err) != fault.Conflict {
		t.Errorf("one's own: got %v", err)
	}
}

func TestTheKeyOfAnAppIsSealed(t *testing.T) {
	w := newWorld(t)
	n, err := w.CodeKey(t.Context(), w.Viewer, nil)
	must(t, err)
	again, err := w.CodeKey(t.Context(), w.Viewer, n.Sealed)
	if err != nil || again.Text != n.Text {
		t.Errorf("the page loaded again shows %s after %s, %v", again.Text, n.Text, err)
	}
	if other, err := w.CodeKey(t.Context(), w.Clinician, n.Sealed); err != nil || other.Text == n.Text {
		t.Errorf("somebody else was shown the key, %v", err)
	}
	if _, err := w.AddApp(t.Context(), w.Clinician, n.Sealed, w.codeOf(n)); fault.KindOf(err) != fault.Conflict {
		t.Errorf("somebody else added it: %v", err)
	}
	if _, err := w.AddApp(t.Context(), w.Viewer, n.Sealed, "000000"); fault.KindOf(err) != fault.Invalid {
		t.Errorf("without its code: %v", err)
	}
	_, err = w.AddApp(t.Context(), w.Viewer, n.Sealed, w.codeOf(n))
	must(t, err)
	key, err := base32.StdEncoding.DecodeString(strings.ReplaceAll(n.Text, " ", ""))
	must(t, err)
	for _, kept := range w.rows("SELECT hex(sealed) FROM totp_keys") {
		if strings.Contains(kept, strings.ToUpper(hex.EncodeToString(key))) || len(kept) < 2*(len(key)+28) {
			t.Error("the database has the key of the app")
		}
	}
}
