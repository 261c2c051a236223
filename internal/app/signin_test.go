package app_test

import (
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"

	"steelyard/internal/app"
	"steelyard/internal/clinic"
	"steelyard/internal/fault"
	"steelyard/internal/secret"
	"steelyard/internal/store"
	"steelyard/internal/testkit"
)

func TestSigningIn(t *testing.T) {
	w := newWorld(t)
	nora := w.newUser("nora")
	must(t, w.SetDisabled(t.Context(), w.Administrator, nora, true))
	tests := []struct {
		name, login, password string
		user                  clinic.UserID
		right                 bool
	}{
		{"right", "clara", testkit.Password, w.Clinician.User, true},
		{"right, typed otherwise", "  CLARA ", testkit.Password, w.Clinician.User, true},
		{"wrong password", "clara", "not the password", w.Clinician.User, false},
		{"no password", "clara", "", w.Clinician.User, false},
		{"unknown login", "nobody", testkit.Password, "", false},
		{"no login", "", testkit.Password, "", false},
		{"invalid text", "\xff", "\xff", "", false},
		{"disabled", "nora", testkit.Password, nora, false},
	}
	for _, tt := range tests {
		before := w.lastEntry()
		u, err := w.SignIn(t.Context(), tt.login, tt.password, "203.0.113."+tt.name)
		action := "sign in"
		if !tt.right {
			action = "refused sign in"
			if fault.KindOf(err) != fault.Denied || fault.Message(err) != "The sign-in name or the password is not right." || u.User != "" {
				t.Errorf("%s: got %v and %+v, want the same words whatever is wrong", tt.name, err, u)
			}
		} else if err != nil || u.User != tt.user || u.Step != app.SignedIn {
			t.Errorf("%s: got %v, %v", tt.name, u, err)
		}
		if got := w.entries(before); len(got) != 1 || got[0].Action != action || got[0].Subject != "user:"+string(tt.user) {
			t.Errorf("%s: the audit has %+v, want one %q of %q", tt.name, got, action, tt.user)
		}
	}
}

func (w *world) newUser(login string) clinic.UserID {
	w.t.Helper()
	hash, err := secret.HashPassword(testkit.Password)
	must(w.t, err)
	u := clinic.User{ID: clinic.UserID(w.NewID()), Login: login, Name: "Nora", Role: clinic.Viewer, PasswordHash: hash, CreatedAt: w.Now()}
	must(w.t, w.Store.Update(w.t.Context(), func(tx *store.Tx) error { return tx.CreateUser(u) }))
	return u.ID
}

func TestSigningInIsSlowedDown(t *testing.T) {
	tests := []struct {
		name        string
		login, from func(try int) string
	}{
		{"one account from many addresses", func(int) string { return "clara" }, func(n int) string { return strings.Repeat("a", n+1) }},
		{"many accounts from one address", func(n int) string { return strings.Repeat("b", n+1) }, func(int) string { return "here" }},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld(t)
			try := func(n int) string {
				_, err := w.SignIn(t.Context(), tt.login(n), "wrong", tt.from(n))
				return fault.Message(err)
			}
			for n := range 10 {
				if got := try(n); !strings.Contains(got, "not right") {
					t.Fatalf("try %d: %s", n+1, got)
				}
			}
			before := w.lastEntry()
			if got := try(10); !strings.Contains(got, "Too many tries") {
				t.Errorf("try 11: %s", got)
			}
			if len(w.entries(before)) > 0 {
				t.Error("a try that was not even looked at was written down")
			}
			w.Pass(30 * time.Second)
			if got := try(11); !strings.Contains(got, "not right") {
				t.Errorf("after half a minute: %s", got)
			}
			if got := try(12); !strings.Contains(got, "Too many tries") {
				t.Errorf("and the one after that: %s", got)
			}
			if _, err := w.SignIn(t.Context(), "vera", testkit.Password, "elsewhere"); err != nil {
				t.Errorf("another account from elsewhere: %v", err)
			}
		})
	}
}

// weak is a hash of the password of tests with settings that hold no more: 64 KiB of memory, one pass.
const weak = "$argon2id$v=19$m=64,t=1,p=1$c29tZSBzYWx0IG9mIDE2IQ$7heeWIGwK2D1WuaHXytanuXZjZc6Yrd6thmc2ygNsH8"

func TestAnOldHashIsMadeAnewAtSignIn(t *testing.T) {
	w := newWorld(t)
	w.exec("UPDATE users SET password_hash = '" + weak + "' WHERE login = 'clara'")
	w.broken("audit_entries", "NEW.action = 'hash password anew'", func() {
		if _, err := w.SignIn(t.Context(), "clara", testkit.Password, ""); fault.KindOf(err) != fault.Internal || err == nil {
			t.Errorf("got %v, want the failure", err)
		}
	})
	if got := w.hashOf("clara"); got != weak {
		t.Errorf("the hash became %s without an entry", got)
	}
	before := w.lastEntry()
	if _, err := w.SignIn(t.Context(), "clara", testkit.Password, ""); err != nil {
		t.Fatal(err)
	}
	if got := w.hashOf("clara"); secret.NeedsRehash(got) || !secret.VerifyPassword(got, testkit.Password) {
		t.Errorf("the hash is now %s, want one of today's settings", got)
	}
	if got := w.entries(before); len(got) != 2 || got[0].Action != "hash password anew" || got[1].Action != "sign in" {
		t.Errorf("got %+v, want an entry for both", got)
	}
	before = w.lastEntry()
	if _, err := w.SignIn(t.Context(), "clara", testkit.Password, ""); err != nil || len(w.entries(before)) != 1 {
		t.Errorf("the next sign-in: %v, with %d entries", err, len(w.entries(before)))
	}
}

func (w *world) hashOf(login string) string {
	return w.rows("SELECT password_hash FROM users WHERE login = '" + login + "'")[0]
}

func TestADisabledUserIsNobody(t *testing.T) {
	w := newWorld(t)
	who, err := w.ActorOf(t.Context(), w.Viewer.User, 0, "192.0.2.1")
	if err != nil || !reflect.DeepEqual(who, w.Viewer) {
		t.Errorf("got %+v, %v; want %+v", who, err, w.Viewer)
	}
	must(t, w.SetDisabled(t.Context(), w.Administrator, w.Viewer.User, true))
	for _, id := range []clinic.UserID{w.Viewer.User, "no such user", ""} {
		if _, err := w.ActorOf(t.Context(), id, 1, ""); fault.KindOf(err) != fault.Denied {
			t.Errorf("%q: got %v, want to sign in again", id, err)
		}
	}
	must(t, w.SetDisabled(t.Context(), w.Administrator, w.Viewer.User, false))
	if _, err := w.ActorOf(t.Context(), w.Viewer.User, 2, ""); err != nil {
		t.Errorf("enabled again: %v", err)
	}
}

func TestWhatEndsEverySession(t *testing.T) {
	const fresh = "five green bicycles wait"
	tests := []struct {
		name string
		do   func(w *world) error
	}{
		{"another password", func(w *world) error {
			_, err := w.ChangePassword(w.t.Context(), w.Viewer, testkit.Password, fresh)
			return err
		}},
		{"a password that is given", func(w *world) error {
			return w.ResetPassword(w.t.Context(), w.Administrator, w.Viewer.User, fresh)
		}},
		{"disabled and enabled again", func(w *world) error {
			return errors.Join(w.SetDisabled(w.t.Context(), w.Administrator, w.Viewer.User, true), w.SetDisabled(w.t.Context(), w.Administrator, w.Viewer.User, false))
		}},
		{"signed out everywhere", func(w *world) error {
			_, err := w.SignOutEverywhere(w.t.Context(), w.Viewer)
			return err
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld(t)
			u, err := w.SignIn(t.Context(), "vera", testkit.Password, "")
			must(t, err)
			if _, err := w.ActorOf(t.Context(), u.User, u.Generation, ""); err != nil {
				t.Errorf("before: %v", err)
			}
			must(t, tt.do(w))
			if _, err := w.ActorOf(t.Context(), u.User, u.Generation, ""); fault.KindOf(err) != fault.Denied || fault.Message(err) != "Please sign in again." {
				t.Errorf("after: got %v, want to sign in again", err)
			}
			if _, err := w.ActorOf(t.Context(), w.Clinician.User, 0, ""); err != nil {
				t.Errorf("somebody else: %v", err)
			}
		})
	}
}

func TestTheSessionThatGoesOnIsOfTheNewGeneration(t *testing.T) {
	w := newWorld(t)
	changed, err := w.ChangePassword(t.Context(), w.Viewer, testkit.Password, "five green bicycles wait")
	must(t, err)
	if _, err := w.ActorOf(t.Context(), w.Viewer.User, changed, ""); err != nil {
		t.Errorf("after a new password: %v", err)
	}
	out, err := w.SignOutEverywhere(t.Context(), w.Viewer)
	must(t, err)
	if _, err := w.ActorOf(t.Context(), w.Viewer.User, out, ""); err != nil || out == changed {
		t.Errorf("signed out everywhere: generation %d after %d, %v", out, changed, err)
	}
}
