package app_test

import (
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"steelyard/internal/app"
	"steelyard/internal/clinic"
	"steelyard/internal/fault"
	"steelyard/internal/testkit"
)

// strict is a world in which everybody must have a second factor.
func strict(t *testing.T) *world {
	w := newWorld(t)
	w.OptionalFactor = false
	return w
}

func (w *world) password(login, password string) app.Halfway {
	w.t.Helper()
	h, err := w.SignIn(w.t.Context(), login, password, "198.51.100.7")
	must(w.t, err)
	return h
}

func (w *world) code(h app.Halfway, typed string) error {
	w.t.Helper()
	u, err := w.SecondStep(w.t.Context(), h, typed, "198.51.100.7")
	if (err == nil) != (u.ID != "") {
		w.t.Errorf("got the user %q with %v", u.ID, err)
	}
	return err
}

func TestWithoutASecondFactorNobodyIsLetIn(t *testing.T) {
	w := strict(t)
	h := w.password("vera", testkit.Password)
	if h.Step != app.Enrol || h.User != w.Viewer.User {
		t.Errorf("got %+v, want to add one first", h)
	}
	if err := w.code(h, "123456"); fault.KindOf(err) != fault.Denied {
		t.Errorf("a code instead: got %v", err)
	}
	if got := w.lastAction(); got != "give password" {
		t.Errorf("the audit says %q", got)
	}
	w.app(w.Viewer)
	if h := w.password("vera", testkit.Password); h.Step != app.AskCode {
		t.Errorf("with an app: got %+v, want to be asked for a code", h)
	}
	w.OptionalFactor = true
	if h := w.password("vera", testkit.Password); h.Step != app.AskCode {
		t.Errorf("where it is optional: got %+v, want to be asked for a code all the same", h)
	}
	if h := w.password("clara", testkit.Password); h.Step != app.SignedIn {
		t.Errorf("without one, where it is optional: got %+v, want in", h)
	}
}

func (w *world) lastAction() string {
	w.t.Helper()
	list := w.entries(w.lastEntry() - 1)
	return list[len(list)-1].Action
}

func TestACodeWorksOnce(t *testing.T) {
	w := strict(t)
	code, _ := w.app(w.Clinician)
	h := w.password("clara", testkit.Password)
	before := w.lastEntry()
	must(t, w.code(h, code()))
	if e := w.entries(before); len(e) != 1 || e[0].Action != "sign in" || e[0].Why != "password and code" {
		t.Errorf("the audit has %+v", e)
	}
	before = w.lastEntry()
	if err := w.code(h, code()); fault.KindOf(err) != fault.Denied {
		t.Errorf("the same code again: got %v", err)
	}
	if e := w.entries(before); len(e) != 1 || e[0].Action != "refused second step" || e[0].Subject != "user:"+string(w.Clinician.User) {
		t.Errorf("the audit has %+v", e)
	}
	w.Pass(30 * time.Second)
	must(t, w.code(h, code()))
}

func TestTheCodeThatAnAppWasAddedWithIsUsed(t *testing.T) {
	w := strict(t)
	n, err := w.CodeKey(t.Context(), w.Clinician, nil)
	must(t, err)
	code := w.codeOf(n)
	_, err = w.AddApp(t.Context(), w.Clinician, n.Sealed, code)
	must(t, err)
	if err := w.code(w.password("clara", testkit.Password), code); fault.KindOf(err) != fault.Denied {
		t.Errorf("got %v, want it refused", err)
	}
}

func TestOfTwoWhoRaceWithOneCodeOneWins(t *testing.T) {
	w := strict(t)
	next, recovery := w.app(w.Clinician)
	for _, typed := range []string{next(), recovery[0]} {
		h := w.password("clara", testkit.Password)
		var in atomic.Int32
		var all sync.WaitGroup
		for n := range 4 {
			all.Go(func() {
				if _, err := w.SecondStep(t.Context(), h, typed, fmt.Sprint("198.51.100.", n)); err == nil {
					in.Add(1)
				}
			})
		}
		all.Wait()
		if in.Load() != 1 {
			t.Errorf("%d were let in by one code, want one", in.Load())
		}
		w.Pass(time.Hour)
	}
}

func TestRecoveryCodes(t *testing.T) {
	w := strict(t)
	_, codes := w.app(w.Clinician)
	if len(codes) != 10 {
		t.Fatalf("got %d codes, want ten", len(codes))
	}
	h := w.password("clara", testkit.Password)
	must(t, w.code(h, strings.ToLower(codes[3])))
	if err := w.code(h, codes[3]); fault.KindOf(err) != fault.Denied {
		t.Errorf("the same again: got %v", err)
	}
	f, err := w.Factors(t.Context(), w.Clinician)
	if err != nil || f.RecoveryCodes != 9 {
		t.Errorf("%d are left, want 9, %v", f.RecoveryCodes, err)
	}
	done, err := w.RenewRecoveryCodes(t.Context(), w.Clinician)
	if err != nil || len(done.RecoveryCodes) != 10 {
		t.Fatalf("made anew: %d, %v", len(done.RecoveryCodes), err)
	}
	h = w.password("clara", testkit.Password)
	if err := w.code(h, codes[4]); fault.KindOf(err) != fault.Denied {
		t.Errorf("an earlier one: got %v", err)
	}
	must(t, w.code(h, done.RecoveryCodes[0]))
	for _, code := range append(codes, done.RecoveryCodes...) {
		if dump := w.dump(); strings.Contains(dump, code) || strings.Contains(dump, strings.ReplaceAll(code, "-", "")) {
			t.Fatal("the database has a recovery code")
		}
	}
}

// The second step does the same and says the same whether the name exists and whether the password was right.
func TestTheSecondStepTellsNothing(t *testing.T) {
	w := strict(t)
	code, _ := w.app(w.Clinician)
	must(t, w.addPasskey(t.Context(), w.Viewer, w.NewDevice()))
	nora := w.newUser("nora")
	must(t, w.addPasskey(t.Context(), clinic.Actor{User: nora, Role: clinic.Viewer}, w.NewDevice()))
	must(t, w.SetDisabled(t.Context(), w.Administrator, nora, true))
	passwords, codes := app.CountChecks(t.Cleanup)
	words := ""
	for _, tt := range []struct{ name, login, password, typed string }{
		{"right password, wrong code", "clara", testkit.Password, "000000"},
		{"wrong password, wrong code", "clara", "not the password", "000000"},
		{"wrong password, right code", "clara", "not the password", "right"},
		{"no app", "vera", testkit.Password, "000000"},
		{"unknown", "nobody", testkit.Password, "000000"},
		{"unknown, no code", "nobody", "", ""},
		{"disabled", "nora", testkit.Password, "000000"},
	} {
		w.Pass(10 * time.Minute)
		if *passwords, *codes = 0, 0; tt.typed == "right" {
			tt.typed = code()
		}
		before := w.lastEntry()
		h := w.password(tt.login, tt.password)
		if h.Step != app.AskCode || *passwords != 1 || *codes != 0 || len(w.entries(before)) != 1 {
			t.Errorf("%s: the first step led to %q and looked at %d passwords and %d codes with %d entries, want to be asked, one, none and one",
				tt.name, h.Step, *passwords, *codes, len(w.entries(before)))
		}
		before = w.lastEntry()
		err := w.code(h, tt.typed)
		if fault.KindOf(err) != fault.Denied || words != "" && fault.Message(err) != words || *codes != 1 || *passwords != 1 || len(w.entries(before)) != 1 {
			t.Errorf("%s: got %v after %d codes and %d entries, want %q after one each", tt.name, err, *codes, len(w.entries(before)), words)
		}
		words = fault.Message(err)
	}
	w.Pass(10 * time.Minute)
	must(t, w.code(w.password("clara", testkit.Password), code())) // which nobody without the password has used up
}

func TestWhatChangesBetweenTheStepsEndsTheSignIn(t *testing.T) {
	for name, do := range map[string]func(w *world) error{
		"disabled": func(w *world) error { return w.SetDisabled(w.t.Context(), w.Administrator, w.Clinician.User, true) },
		"another password": func(w *world) error {
			return w.ResetPassword(w.t.Context(), w.Administrator, w.Clinician.User, "five green bicycles wait")
		},
		"signed out everywhere": func(w *world) error { _, err := w.SignOutEverywhere(w.t.Context(), w.Clinician); return err },
	} {
		w := strict(t)
		code, _ := w.app(w.Clinician)
		h := w.password("clara", testkit.Password)
		must(t, do(w))
		if err := w.code(h, code()); fault.KindOf(err) != fault.Denied {
			t.Errorf("%s: got %v, want to start again", name, err)
		}
	}
}

func TestCodesAreSlowedDown(t *testing.T) {
	tries := func(w *world, h app.Halfway, from func(int) string) (n int) {
		for n = range 40 {
			_, err := w.SecondStep(t.Context(), h, "000000", from(n))
			if strings.Contains(fault.Message(err), "Too many tries") {
				return n
			}
		}
		return n
	}
	w := strict(t)
	code, _ := w.app(w.Clinician)
	h := w.password("clara", testkit.Password)
	if n := tries(w, h, func(n int) string { return fmt.Sprint("203.0.113.", n) }); n != 10 {
		t.Errorf("one account from everywhere: %d tries, want 10", n)
	}
	if _, err := w.SecondStep(t.Context(), h, code(), "192.0.2.9"); !strings.Contains(fault.Message(err), "Too many tries") {
		t.Errorf("the right code then: got %v", err)
	}
	w.Pass(time.Minute)
	if _, err := w.SecondStep(t.Context(), h, code(), "192.0.2.9"); !strings.Contains(fault.Message(err), "Too many tries") {
		t.Errorf("a minute later: got %v", err)
	}
	w.Pass(4 * time.Minute)
	if _, err := w.SecondStep(t.Context(), h, code(), "192.0.2.9"); err != nil {
		t.Errorf("five minutes later: got %v", err)
	}
	other := func(n int) app.Halfway { return app.Halfway{Login: fmt.Sprint("x", n), Step: app.AskCode} }
	for n := range 40 {
		_, err := w.SecondStep(t.Context(), other(n), "000000", fmt.Sprintf("2001:db8:0:1::%x", n)) // one network
		if strings.Contains(fault.Message(err), "Too many tries") {
			if n != 10 {
				t.Errorf("many accounts from one place: %d tries, want 10", n)
			}
			return
		}
	}
	t.Error("40 tries from one place were not slowed down")
}
