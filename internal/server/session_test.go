package server

import (
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"steelyard/internal/clinic"
	"steelyard/internal/config"
	"steelyard/internal/testkit"
)

func (b *browser) cookie() string {
	b.t.Helper()
	u, err := url.Parse(b.site.url)
	if err != nil {
		b.t.Fatal(err)
	}
	for _, c := range b.http.Jar.Cookies(u) {
		return c.Value
	}
	return ""
}

func TestTheTokenIsNewAfterSigningIn(t *testing.T) {
	s := newSite(t)
	b := s.signedIn(t, s.Clinician)
	before := b.cookie()
	b.post("/sign-in", url.Values{"login": {"clara"}, "password": {testkit.Password}})
	after := b.cookie()
	if before == "" || before == after {
		t.Fatalf("got the token %q after %q, want a new one", after, before)
	}
	old := s.browser(t)
	r := old.request(http.MethodGet, "/patients", "")
	r.AddCookie(&http.Cookie{Name: "steelyard", Value: before})
	if a := old.send(r); a.status != http.StatusSeeOther {
		t.Errorf("the old token: got %d, want 303 to sign in", a.status)
	}
}

func TestSigningOutEndsTheSession(t *testing.T) {
	s := newSite(t)
	b := s.signedIn(t, s.Viewer)
	token := b.cookie()
	b.post("/sign-out", nil)
	r := b.request(http.MethodGet, "/patients", "")
	r.Header.Set("Cookie", "steelyard="+token)
	if a := b.send(r); a.status != http.StatusSeeOther {
		t.Errorf("got %d, want 303 to sign in", a.status)
	}
}

// What was on its way when somebody signed out, such as a long report in another tab, ends after it and keeps nobody in.
func TestSigningOutEndsASessionThatIsInUse(t *testing.T) {
	s := newSite(t)
	b := s.signedIn(t, s.Viewer)
	token := b.cookie()
	body, typing := io.Pipe()
	slow := s.browser(t)
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.url+"/patients/search", body)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Cookie", "steelyard="+token)
	ended := make(chan answer)
	go func() { ended <- slow.send(r) }()
	if _, err := typing.Write([]byte("q=")); err != nil { // it is read once the session is
		t.Fatal(err)
	}
	b.post("/sign-out", nil)
	if _, err := typing.Write([]byte("a")); err != nil {
		t.Fatal(err)
	}
	if err := typing.Close(); err != nil {
		t.Fatal(err)
	}
	<-ended
	again := b.request(http.MethodGet, "/patients", "")
	again.Header.Set("Cookie", "steelyard="+token)
	if a := b.send(again); a.status != http.StatusSeeOther {
		t.Errorf("got %d, want 303 to sign in", a.status)
	}
}

func TestADisabledUserIsOutAtOnce(t *testing.T) {
	s := newSite(t)
	b := s.signedIn(t, s.Viewer)
	if err := s.SetDisabled(t.Context(), s.Administrator, s.Viewer.User, true); err != nil {
		t.Fatal(err)
	}
	if a := b.get("/patients"); a.status != http.StatusSeeOther {
		t.Errorf("got %d, want 303 to sign in", a.status)
	}
}

func TestWhatEndsASessionSomewhereElse(t *testing.T) {
	const fresh = "five green bicycles wait"
	tests := []struct {
		name  string
		admin bool // whether an administrator does it, and not the member of staff in the first browser
		path  string
		form  url.Values
		stays bool // the session in the first browser
	}{
		{"another password", false, "/password", url.Values{"old": {testkit.Password}, "password": {fresh}, "again": {fresh}}, true},
		{"signing out everywhere else", false, "/sign-out/elsewhere", nil, true},
		{"signing out here", false, "/sign-out", nil, false},
		{"a password that is given", true, "/users/USER/password", url.Values{"password-USER": {fresh}}, false},
		{"a disabled account", true, "/users/USER/disable", nil, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := newSite(t)
			here, there, other := s.signedIn(t, s.Viewer), s.signedIn(t, s.Viewer), s.signedIn(t, s.Clinician)
			does, before := here, here.cookie()
			if tt.admin {
				does = s.signedIn(t, s.Administrator)
			}
			does.must(does.post(forUser(tt.path, tt.form, s.Viewer.User)), http.StatusSeeOther)
			want := map[bool]int{true: http.StatusOK, false: http.StatusSeeOther}
			here.must(here.get("/patients"), want[tt.stays])
			there.must(there.get("/patients"), want[tt.path == "/sign-out"])
			other.must(other.get("/patients"), http.StatusOK)
			if tt.stays && here.cookie() == before {
				t.Error("the session that goes on kept its token")
			}
		})
	}
}

// forUser puts a user's id into a path and a form.
func forUser(path string, form url.Values, id clinic.UserID) (string, url.Values) {
	filled := url.Values{}
	for name, values := range form {
		filled[strings.ReplaceAll(name, "USER", string(id))] = values
	}
	return strings.ReplaceAll(path, "USER", string(id)), filled
}

func TestAnEndedSessionIsToldToSignIn(t *testing.T) {
	s := newSite(t)
	here, reads, writes := s.signedIn(t, s.Clinician), s.signedIn(t, s.Clinician), s.signedIn(t, s.Clinician)
	here.shows(here.get("/account"), "Sign out everywhere else")
	here.must(here.post("/sign-out/elsewhere", nil), http.StatusSeeOther)
	here.shows(here.get("/account?done=elsewhere"), "You are signed out everywhere else.")
	if a := reads.get("/patients"); a.header.Get("Location") != "/sign-in?next=%2Fpatients" {
		t.Errorf("reading: got %d to %q, want the way to sign in", a.status, a.header.Get("Location"))
	}
	writes.shows(writes.must(writes.post("/sign-out/elsewhere", nil), http.StatusUnauthorized), "your session has ended")
	here.must(here.get("/patients"), http.StatusOK)
}

func TestEnablingAnAccountBringsNoSessionBack(t *testing.T) {
	s := newSite(t)
	b := s.signedIn(t, s.Viewer)
	for _, disabled := range []bool{true, false} {
		if err := s.SetDisabled(t.Context(), s.Administrator, s.Viewer.User, disabled); err != nil {
			t.Fatal(err)
		}
	}
	b.must(b.get("/patients"), http.StatusSeeOther)
	b = s.signedIn(t, s.Viewer)
	b.must(b.get("/patients"), http.StatusOK)
}

func TestWrongPasswords(t *testing.T) {
	s := newSite(t)
	unknown := s.browser(t).post("/sign-in", url.Values{"login": {"nobody"}, "password": {testkit.Password}})
	wrong := s.browser(t).post("/sign-in", url.Values{"login": {"clara"}, "password": {"wrong"}})
	if unknown.status != http.StatusForbidden || wrong.status != http.StatusForbidden {
		t.Errorf("got %d and %d, want 403 for both", unknown.status, wrong.status)
	}
	if strings.Contains(unknown.body, testkit.Password) {
		t.Error("the page gives a password back")
	}
	if strings.ReplaceAll(unknown.body, "nobody", "clara") != wrong.body {
		t.Error("the page tells whether a sign-in name exists")
	}
}

func TestSigningInLeadsOnOnlyWithinThisServer(t *testing.T) {
	s := newSite(t)
	for next, want := range map[string]string{
		"/patients?filter=due": "/patients?filter=due", "": "/", "//elsewhere.example/": "/", "https://elsewhere.example/": "/",
		"/\\elsewhere.example": "/", "javascript:alert(1)": "/", "/\t/elsewhere.example": "/",
	} {
		a := s.browser(t).post("/sign-in", url.Values{"login": {"clara"}, "password": {testkit.Password}, "next": {next}})
		if got := a.header.Get("Location"); got != want {
			t.Errorf("%q: got %q, want %q", next, got, want)
		}
	}
}

func TestBehindTLSTheCookieIsBoundToTheHost(t *testing.T) {
	k := testkit.New(t)
	server, err := New(k.App, config.Server{Listen: "127.0.0.1:8080", PublicURL: "https://forms.example.org", SessionIdle: time.Hour, SessionLife: time.Hour}, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequest(http.MethodPost, "/sign-in", strings.NewReader(url.Values{"login": {"clara"}, "password": {testkit.Password}}.Encode()))
	r.Header.Set("Content-Type", formKind)
	w := httptest.NewRecorder()
	server.Handler().ServeHTTP(w, r)
	cookie := w.Header().Get("Set-Cookie")
	for _, want := range []string{"__Host-steelyard=", "Secure", "HttpOnly", "SameSite=Lax", "Path=/"} {
		if !strings.Contains(cookie, want) {
			t.Errorf("got the cookie %q, want %q in it", cookie, want)
		}
	}
	if got := w.Header().Get("Strict-Transport-Security"); got == "" {
		t.Error("TLS is not promised")
	}
}

func TestFirstAdministrator(t *testing.T) {
	k := testkit.Empty(t)
	server, err := New(k.App, config.Server{Listen: "127.0.0.1:8080", SessionIdle: time.Hour, SessionLife: time.Hour}, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	h := httptest.NewServer(server.Handler())
	t.Cleanup(h.Close)
	s := &site{k, server, h.URL}
	token, err := k.NewSetupLink(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	b := s.browser(t)
	if a := b.get("/setup/" + token); a.status != http.StatusOK {
		t.Fatalf("open the link: got %d, want 200", a.status)
	}
	form := url.Values{"name": {"Ada"}, "login": {"ada"}, "password": {testkit.Password}, "again": {"something else entirely"}}
	if a := b.post("/setup/"+token, form); a.status != http.StatusUnprocessableEntity {
		t.Errorf("two passwords: got %d, want 422", a.status)
	}
	form.Set("again", testkit.Password)
	if a := b.post("/setup/"+token, form); a.status != http.StatusSeeOther {
		t.Fatalf("create: got %d, want 303\n%s", a.status, firstLines(a.body))
	}
	if a := b.get("/users"); a.status != http.StatusOK {
		t.Errorf("users: got %d, want 200", a.status)
	}
	if a := s.browser(t).get("/setup/" + token); a.status != http.StatusGone {
		t.Errorf("the link again: got %d, want 410", a.status)
	}
}
