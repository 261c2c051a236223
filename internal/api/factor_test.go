package api

import (
	"strings"
	"testing"
	"time"

	"steelyard/internal/audit"
	"steelyard/internal/store"
	"steelyard/internal/testkit"
)

// Whoever has a second factor gets no token without it, and none by a code that was used before.
func TestATokenTakesTheSecondFactor(t *testing.T) {
	w := newWorld(t)
	key, err := w.CodeKey(t.Context(), w.Clinician, nil)
	if err != nil {
		t.Fatal(err)
	}
	done, err := w.AddApp(t.Context(), w.Clinician, key.Sealed, codeAt(t, key.Text, w.Now()))
	if err != nil {
		t.Fatal(err)
	}
	w.App.OptionalFactor = false
	for _, c := range []struct {
		name, login, code string // "now" is the code that the app shows
		wait              time.Duration
		want              int
	}{
		{"none", "clara", "", time.Hour, 401},
		{"a wrong one", "clara", "000000", time.Hour, 401},
		{"the app's", "clara", "now", time.Hour, 201},
		{"the app's again", "clara", "now", 0, 401},
		{"a recovery code", "clara", done.RecoveryCodes[0], time.Hour, 201},
		{"an account without a second factor", "vera", "", time.Hour, 403},
	} {
		if w.Pass(c.wait); c.code == "now" {
			c.code = codeAt(t, key.Text, w.Now())
		}
		h := w.send("", "POST /tokens", object{"login": c.login, "password": testkit.Password, "code": c.code, "name": "x", "scope": []string{"read-patients"}})
		if h.status != c.want || (h.text("token") != "") != (c.want == 201) {
			t.Errorf("%s: got %d %s, want %d", c.name, h.status, h.body, c.want)
		}
	}
}

func codeAt(t *testing.T, key string, at time.Time) string {
	t.Helper()
	c, err := testkit.Code(strings.ReplaceAll(key, " ", ""), at)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// A door that a token's scope or its user's role does not open is in the audit, like one of the site.
func TestARefusedDoorIsInTheAudit(t *testing.T) {
	w := newWorld(t)
	if h := w.send(w.viewer, "GET /exports/caseload", nil); h.status != 403 {
		t.Fatalf("got %d", h.status)
	}
	var last audit.Entry
	err := w.Store.View(t.Context(), func(tx *store.Tx) error {
		return tx.EachAudit(func(e audit.Entry) error { last = e; return nil })
	})
	if err != nil || last.Action != "refused export" || last.Actor != "user:"+string(w.Viewer.User) {
		t.Errorf("got %+v (%v), want what the viewer was refused", last, err)
	}
}
