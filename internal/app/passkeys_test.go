package app_test

import (
	"strings"
	"testing"
	"time"

	"steelyard/internal/app"
	"steelyard/internal/clinic"
	"steelyard/internal/fault"
	"steelyard/internal/testkit"
)

func (w *world) passkey(who clinic.Actor) *testkit.Device {
	w.t.Helper()
	d := w.NewDevice()
	must(w.t, w.addPasskey(w.t.Context(), who, d))
	return d
}

func (w *world) challenge(who clinic.Actor) app.Challenge {
	w.t.Helper()
	w.Pass(time.Minute)
	c, err := w.AskPasskey(w.t.Context(), who, testkit.Party)
	must(w.t, err)
	return c
}

var outside = clinic.Actor{From: "198.51.100.7"}

func TestAPasskeyAloneLetsIn(t *testing.T) {
	w := strict(t)
	d := w.passkey(w.Clinician)
	before := w.lastEntry()
	u, err := w.SignInByPasskey(t.Context(), d.Answer(w.challenge(outside)), "198.51.100.7")
	if err != nil || u.ID != w.Clinician.User {
		t.Fatalf("got %v, %v", u.ID, err)
	}
	if e := w.entries(before); len(e) != 1 || e[0].Action != "sign in" || e[0].Why != "passkey" || e[0].From != "198.51.100.7" {
		t.Errorf("the audit has %+v", e)
	}
	f, err := w.Factors(t.Context(), w.Clinician)
	if err != nil || len(f.Passkeys) != 1 || f.Passkeys[0].UsedAt == nil || f.Passkeys[0].Name != "My key" {
		t.Errorf("got %+v, %v; want to see when it was used", f.Passkeys, err)
	}
}

func TestPasskeysThatLetNobodyIn(t *testing.T) {
	tests := []struct {
		name   string
		change func(w *world, d *testkit.Device)
	}{
		{"for another site", func(_ *world, d *testkit.Device) { d.Origin = "http://elsewhere.example" }},
		{"for another domain", func(_ *world, d *testkit.Device) { d.Domain = "elsewhere.example" }},
		{"by a device that made sure of nobody", func(_ *world, d *testkit.Device) { d.Verified = false }},
		{"with another's key", func(w *world, d *testkit.Device) { o := w.NewDevice(); o.ID, o.Owner = d.ID, d.Owner; *d = *o }},
		{"of somebody else's", func(w *world, d *testkit.Device) { d.Owner = []byte(w.Administrator.User) }},
		{"unknown", func(_ *world, d *testkit.Device) { d.ID = []byte("nobody's at all") }},
		{"of a disabled account", func(w *world, _ *testkit.Device) {
			must(w.t, w.SetDisabled(w.t.Context(), w.Administrator, w.Clinician.User, true))
		}},
		{"that was removed", func(w *world, _ *testkit.Device) {
			w.app(w.Clinician)
			f, err := w.Factors(w.t.Context(), w.Clinician)
			must(w.t, err)
			_, err = w.RemovePasskey(w.t.Context(), w.Clinician, f.Passkeys[0].ID)
			must(w.t, err)
		}},
	}
	for _, tt := range tests {
		w := strict(t)
		d := w.passkey(w.Clinician)
		tt.change(w, d)
		c := w.challenge(outside)
		before := w.lastEntry()
		u, err := w.SignInByPasskey(t.Context(), d.Answer(c), "198.51.100.7")
		if fault.KindOf(err) != fault.Denied || err == nil || u.ID != "" {
			t.Errorf("%s: got %v, %v; want it refused", tt.name, u.ID, err)
		}
		if e := w.entries(before); len(e) != 1 || e[0].Action != "refused sign in" || !strings.HasPrefix(e[0].Why, "passkey") {
			t.Errorf("%s: the audit has %+v", tt.name, e)
		}
	}
}

func TestAChallengeIsGoodOnceForOnePurposeForFiveMinutes(t *testing.T) {
	w := strict(t)
	d := w.passkey(w.Clinician)
	signIn := func(a app.PasskeyAnswer) error {
		_, err := w.SignInByPasskey(t.Context(), a, "198.51.100.7")
		return err
	}
	confirm := func(who clinic.Actor, a app.PasskeyAnswer) error {
		by, err := w.Confirm(t.Context(), who, app.Presence{Passkey: a})
		if err == nil && by != "passkey" {
			t.Errorf("got %q, want by passkey", by)
		}
		return err
	}
	a := d.Answer(w.challenge(outside))
	must(t, signIn(a))
	if err := signIn(a); fault.KindOf(err) != fault.Denied {
		t.Errorf("twice: got %v", err)
	}
	late := d.Answer(w.challenge(outside))
	w.Pass(5 * time.Minute)
	if err := signIn(late); fault.KindOf(err) != fault.Denied {
		t.Errorf("after five minutes: got %v", err)
	}
	must(t, confirm(w.Clinician, d.Answer(w.challenge(w.Clinician))))
	if err := confirm(w.Clinician, d.Answer(w.challenge(outside))); fault.KindOf(err) != fault.Denied || err == nil {
		t.Errorf("one for a sign-in, to confirm: got %v", err)
	}
	if err := signIn(d.Answer(w.challenge(w.Clinician))); fault.KindOf(err) != fault.Denied || err == nil {
		t.Errorf("one to confirm, for a sign-in: got %v", err)
	}
	if err := confirm(w.Viewer, d.Answer(w.challenge(w.Clinician))); fault.KindOf(err) != fault.Denied || err == nil {
		t.Errorf("another's challenge: got %v", err)
	}
	before := w.lastEntry()
	if err := confirm(w.Viewer, d.Answer(w.challenge(w.Viewer))); fault.KindOf(err) != fault.Denied || err == nil {
		t.Errorf("another's passkey: got %v", err)
	}
	if e := w.entries(before); len(e) != 1 || e[0].Action != "refused to confirm identity" || e[0].Subject != "user:"+string(w.Viewer.User) {
		t.Errorf("the audit has %+v", e)
	}
}

func TestACopiedPasskeyOpensNothing(t *testing.T) {
	w := strict(t)
	d := w.passkey(w.Clinician)
	copied := d.Clone()
	signIn := func(d *testkit.Device) error {
		_, err := w.SignInByPasskey(t.Context(), d.Answer(w.challenge(outside)), "198.51.100.7")
		return err
	}
	must(t, signIn(d))
	must(t, signIn(d))
	before := w.lastEntry()
	if err := signIn(copied); fault.KindOf(err) != fault.Denied || err == nil {
		t.Errorf("the copy, which has counted less: got %v", err)
	}
	if e := w.entries(before); len(e) != 1 || e[0].Why != "passkey that may have been copied" {
		t.Errorf("the audit has %+v", e)
	}
	if err := signIn(d); fault.KindOf(err) != fault.Denied || err == nil {
		t.Errorf("the first one, from then on: got %v", err)
	}
	f, err := w.Factors(t.Context(), w.Clinician)
	if err != nil || !f.Passkeys[0].Copied || f.Any() {
		t.Errorf("got %+v, %v; want it marked and no factor any more", f.Passkeys, err)
	}
}

func TestConfirmByPassword(t *testing.T) {
	w := newWorld(t)
	by, err := w.Confirm(t.Context(), w.Clinician, app.Presence{Password: testkit.Password})
	if err != nil || by != "password" {
		t.Errorf("got %q, %v", by, err)
	}
	before := w.lastEntry()
	_, err = w.Confirm(t.Context(), w.Clinician, app.Presence{Password: "not the password"})
	if d := fault.Details(err); fault.KindOf(err) != fault.Invalid || len(d) != 1 || d[0].Where != "password" {
		t.Errorf("a wrong password: got %v", err)
	}
	if e := w.entries(before); len(e) != 1 || e[0].Action != "refused to confirm identity" {
		t.Errorf("the audit has %+v", e)
	}
	for range 10 {
		if _, err = w.Confirm(t.Context(), w.Clinician, app.Presence{Password: "guess"}); fault.KindOf(err) == fault.Denied {
			return
		}
	}
	t.Error("ten wrong guesses were not slowed down")
}
