package server

import (
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"steelyard/internal/clinic"
	"steelyard/internal/config"
	"steelyard/internal/testkit"
)

// site is a clinic with a running server.
type site struct {
	*testkit.Clinic
	server *Server
	url    string
}

func newSite(t testing.TB) *site {
	t.Helper()
	k := testkit.New(t)
	s, err := New(k.App, config.Server{Listen: "127.0.0.1:8080", SessionIdle: time.Hour, SessionLife: 12 * time.Hour}, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	h := httptest.NewServer(s.Handler())
	t.Cleanup(h.Close)
	return &site{k, s, h.URL}
}

// browser keeps cookies and does not follow redirects by itself.
type browser struct {
	t    testing.TB
	site *site
	http *http.Client
}

func (s *site) browser(t testing.TB) *browser {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	stay := func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &browser{t, s, &http.Client{Jar: jar, CheckRedirect: stay}}
}

// signedIn gives a browser of a member of staff; of nobody where the actor is empty.
func (s *site) signedIn(t testing.TB, who clinic.Actor) *browser {
	t.Helper()
	b := s.browser(t)
	logins := map[clinic.Role]string{clinic.Administrator: "admin", clinic.Clinician: "clara", clinic.Viewer: "vera"}
	if who.User == "" {
		return b
	}
	if a := b.post("/sign-in", url.Values{"login": {logins[who.Role]}, "password": {testkit.Password}}); a.status != http.StatusSeeOther {
		t.Fatalf("sign in as %s: got %d, want 303\n%s", who.Role, a.status, a.body)
	}
	return b
}

type answer struct {
	status int
	header http.Header
	body   string
}

func (b *browser) get(path string) answer { return b.send(b.request(http.MethodGet, path, "")) }

func (b *browser) post(path string, form url.Values) answer {
	r := b.request(http.MethodPost, path, form.Encode())
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return b.send(r)
}

func (b *browser) request(method, path, body string) *http.Request {
	b.t.Helper()
	r, err := http.NewRequestWithContext(b.t.Context(), method, b.site.url+path, strings.NewReader(body))
	if err != nil {
		b.t.Fatal(err)
	}
	return r
}

func (b *browser) send(r *http.Request) answer {
	b.t.Helper()
	res, err := b.http.Do(r)
	if err != nil {
		b.t.Fatal(err)
	}
	defer func() {
		if err := res.Body.Close(); err != nil {
			b.t.Error(err)
		}
	}()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		b.t.Fatal(err)
	}
	return answer{res.StatusCode, res.Header, string(body)}
}
