package api

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"steelyard/internal/clinic"
	"steelyard/internal/testkit"
)

// withApp gives somebody a second factor by an app, and what makes its codes.
func (w *world) withApp(who clinic.Actor) (code func() string, recovery []string) {
	w.t.Helper()
	n, err := w.CodeKey(w.t.Context(), who, nil)
	if err != nil {
		w.t.Fatal(err)
	}
	code = func() string {
		c, err := testkit.Code(strings.ReplaceAll(n.Text, " ", ""), w.Now())
		if err != nil {
			w.t.Fatal(err)
		}
		return c
	}
	done, err := w.AddApp(w.t.Context(), who, n.Sealed, code())
	if err != nil {
		w.t.Fatal(err)
	}
	w.Pass(time.Minute)
	return code, done.RecoveryCodes
}

// A program signs in with a code of the app, once; and no worse than the pages do.
func TestSigningInWithASecondFactor(t *testing.T) {
	w := newWorld(t)
	code, recovery := w.withApp(w.Clinician)
	ask := func(password, code string) heard {
		return w.send("", "POST /tokens", object{"login": "clara", "password": password, "code": code, "name": "import", "scope": []string{"read-patients"}})
	}
	var last string
	for _, c := range []struct {
		name, password, code string
		want                 int
	}{
		{"no code", testkit.Password, "", 401}, {"a wrong code", testkit.Password, "000000", 401}, {"a wrong password with the right code", "not it", "now", 401},
		{"both right", testkit.Password, "now", 201}, {"the same code again", testkit.Password, "before", 401}, {"a recovery code", testkit.Password, recovery[0], 201},
		{"the same recovery code again", testkit.Password, recovery[0], 401},
	} {
		switch c.code {
		case "now":
			w.Pass(time.Hour) // so that the tries before are forgotten
			last = code()
			c.code = last
		case "before":
			c.code = last
		}
		a := ask(c.password, c.code)
		if a.status != c.want {
			t.Errorf("%s: got %d, want %d: %s", c.name, a.status, c.want, a.body)
		}
		if token := a.text("token"); (token != "") != (c.want == http.StatusCreated) {
			t.Errorf("%s: a token was given: %v", c.name, token != "")
		} else if token != "" && w.send(token, "GET /patients", nil).status != http.StatusOK {
			t.Errorf("%s: the token opens nothing", c.name)
		}
	}
}

// Whoever must have a second factor and has none gets no token before.
func TestWhoHasToAddASecondFactorGetsNoToken(t *testing.T) {
	w := newWorld(t)
	w.OptionalFactor = false
	a := w.send("", "POST /tokens", object{"login": "clara", "password": testkit.Password, "name": "x", "scope": []string{"read-patients"}})
	if a.status != http.StatusForbidden || a.text("token") != "" {
		t.Errorf("got %d, want 403: %s", a.status, a.body)
	}
}

// A token says when it was last used, and writes that down at most once a minute.
func TestATokenSaysWhenItWasLastUsed(t *testing.T) {
	w := newWorld(t)
	used := func() *time.Time {
		list, _, err := w.LatestTokens(t.Context(), w.Clinician, "", 1)
		if err != nil || len(list) != 1 {
			t.Fatalf("got %v, %v", list, err)
		}
		return list[0].UsedAt
	}
	if used() != nil {
		t.Fatal("it was not used yet")
	}
	first := w.Now()
	for _, c := range []struct {
		pass time.Duration
		want time.Duration
	}{{0, 0}, {30 * time.Second, 0}, {31 * time.Second, 61 * time.Second}} {
		w.Pass(c.pass)
		w.send(w.clinician, "GET /patients", nil)
		if got := used(); got == nil || got.Sub(first) != c.want {
			t.Errorf("after %v: got %v, want %v after the first", c.pass, got, c.want)
		}
	}
}
