package server

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"steelyard/internal/testkit"
)

// token signs in at the API for some scope.
func (b *browser) token(login string, scope ...string) string {
	b.t.Helper()
	body, err := json.Marshal(map[string]any{"login": login, "password": testkit.Password, "name": "tests", "scope": scope})
	if err != nil {
		b.t.Fatal(err)
	}
	r := b.request(http.MethodPost, "/api/v1/tokens", string(body))
	r.Header.Set("Content-Type", "application/json")
	var made struct {
		Token string `json:"token"`
	}
	if a := b.send(r); a.status != http.StatusCreated || json.Unmarshal([]byte(a.body), &made) != nil {
		b.t.Fatalf("sign in at the API: %d %s", a.status, a.body)
	}
	return made.Token
}

// The API has the headers of every page and no session: who is signed in at a browser is nobody there.
func TestASessionCountsForNothingAtTheAPI(t *testing.T) {
	s := newSite(t)
	b := s.signedIn(t, s.Administrator)
	for _, path := range []string{"/api/v1/patients", "/api/v1/nothing", "/api/v1/openapi.json"} {
		a := b.get(path)
		checkHeaders(t, path, a)
		if path == "/api/v1/patients" && a.status != http.StatusUnauthorized {
			t.Errorf("with a session's cookie alone: got %d, want 401", a.status)
		}
		if a.header.Get("Set-Cookie") != "" || a.header.Get("Access-Control-Allow-Origin") != "" {
			t.Errorf("%s: got %v", path, a.header)
		}
		if a.status >= 400 && (a.header.Get("Content-Type") != "application/problem+json" || !strings.Contains(a.body, a.header.Get("X-Request-Id"))) {
			t.Errorf("%s: got %s %s, want a problem document with the request's id", path, a.header.Get("Content-Type"), a.body)
		}
	}
	r := s.browser(t).request(http.MethodGet, "/api/v1/patients", "")
	r.Header.Set("Authorization", "Bearer "+b.token("vera", "read-patients"))
	if a := s.browser(t).send(r); a.status != http.StatusOK {
		t.Errorf("with a token: got %d %s", a.status, a.body)
	}
}
