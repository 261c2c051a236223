package server

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"steelyard/internal/config"
	"steelyard/internal/testkit"
)

// strictSite is a clinic in which everybody must have a second factor.
func strictSite(t *testing.T) *site {
	s := newSite(t)
	s.OptionalFactor = false
	return s
}

// halfwayIn gives a browser in which a name and a password were given.
func (s *site) halfwayIn(t *testing.T, login, password string) (b *browser, to string) {
	t.Helper()
	b = s.browser(t)
	a := b.must(b.post("/sign-in", url.Values{"login": {login}, "password": {password}, "next": {"/alerts"}}), http.StatusSeeOther)
	return b, a.header.Get("Location")
}

var keyOnPage = regexp.MustCompile(`<code class="key">([A-Z2-7 ]+)</code>`)

// addsApp sets an app up on the pages and gives what makes its codes, and the page that comes then.
func (b *browser) addsApp() (code func() string, then answer) {
	b.t.Helper()
	page := b.must(b.get("/account/app"), http.StatusOK)
	if again := b.get("/account/app"); keyOnPage.FindString(again.body) != keyOnPage.FindString(page.body) {
		b.t.Error("the page that is loaded again shows another key than the one that was scanned")
	}
	key := strings.ReplaceAll(keyOnPage.FindStringSubmatch(page.body)[1], " ", "")
	code = func() string {
		c, err := testkit.Code(key, b.site.Now())
		if err != nil {
			b.t.Fatal(err)
		}
		return c
	}
	b.shows(b.must(b.post("/account/app", url.Values{"code": {"12345"}}), http.StatusUnprocessableEntity), "#f-code")
	then = b.must(b.post("/account/app", url.Values{"code": {code()}}), http.StatusOK)
	b.site.Pass(time.Minute)
	return code, then
}

// Whoever has given no more than a password reaches nothing: not by any route that staff have.
func TestDoorsBeforeTheSecondFactor(t *testing.T) {
	s := strictSite(t)
	theirs := s.objects(t, s.Clinician, "Petra Patient")
	enrolled, _ := s.halfwayIn(t, "clara", testkit.Password)
	enrolled.addsApp()
	tests := []struct {
		name, login, password, to string
		own                       map[string]int // what may be reached
	}{
		{"asked for a code", "clara", testkit.Password, "/sign-in/code", map[string]int{"GET /sign-in/code": 200, "POST /sign-in/code": 422}},
		{"asked for a code after a wrong password", "clara", "not it", "/sign-in/code", map[string]int{"GET /sign-in/code": 200, "POST /sign-in/code": 422}},
		{"unknown", "nobody", "not it", "/sign-in/code", map[string]int{"GET /sign-in/code": 200, "POST /sign-in/code": 422}},
		{"has to add one", "admin", testkit.Password, "/account/second-factor", map[string]int{
			"GET /account/second-factor": 200, "GET /account/app": 200, "POST /account/app": 422, "GET /account/passkeys/new": 200,
			"POST /account/passkeys": 422, "POST /account/passkeys/options": 409}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			b, to := s.halfwayIn(t, tt.login, tt.password)
			if to != tt.to {
				t.Errorf("led to %q, want %q", to, tt.to)
			}
			for _, r := range s.server.engine.Routes() {
				route := r.Method + " " + r.Path
				want, ok := tt.own[route]
				if !ok {
					want = s.browser(t).at(route, theirs).status
				}
				if a := b.at(route, theirs); a.status != want {
					t.Errorf("%s: got %d, want %d as nobody gets\n%s", route, a.status, want, firstLines(a.body))
				}
			}
		})
	}
}

func TestTheSecondStepOnThePages(t *testing.T) {
	s := strictSite(t)
	b, _ := s.halfwayIn(t, "clara", testkit.Password)
	half := b.cookie()
	code, then := b.addsApp()
	b.shows(then, "Your recovery codes", `href="/alerts"`, "data-print")
	recovery := regexp.MustCompile(`[A-Z2-7]{4}(-[A-Z2-7]{4}){3}`).FindString(then.body)
	b.must(b.get("/alerts"), http.StatusOK)
	if b.cookie() == half {
		t.Error("the token is the one from before the second factor")
	}

	there, _ := s.halfwayIn(t, "clara", testkit.Password)
	half = there.cookie()
	there.shows(there.must(there.post("/sign-in/code", url.Values{"code": {"000000"}}), http.StatusForbidden), "That did not work")
	if a := there.must(there.post("/sign-in/code", url.Values{"code": {code()}}), http.StatusSeeOther); a.header.Get("Location") != "/alerts" {
		t.Errorf("led to %q, want where they were going", a.header.Get("Location"))
	}
	there.must(there.get("/alerts"), http.StatusOK)
	if there.cookie() == half {
		t.Error("the token is the one from before the code")
	}
	old := s.browser(t)
	r := old.request(http.MethodGet, "/sign-in/code", "")
	r.AddCookie(&http.Cookie{Name: "steelyard", Value: half})
	old.must(old.send(r), http.StatusSeeOther) // which is worth nothing

	lost, _ := s.halfwayIn(t, "clara", testkit.Password)
	lost.must(lost.post("/sign-in/code", url.Values{"recovery": {recovery}}), http.StatusSeeOther)
	lost.shows(lost.get("/account"), "You have 9 codes left")
}

func TestTheSecondStepLooksTheSameToEverybody(t *testing.T) {
	s := strictSite(t)
	b, _ := s.halfwayIn(t, "clara", testkit.Password)
	b.addsApp()
	var first, second []answer
	for _, who := range [][2]string{{"clara", testkit.Password}, {"clara", "not it"}, {"nobody", "not it"}} {
		b, to := s.halfwayIn(t, who[0], who[1])
		if to != "/sign-in/code" {
			t.Errorf("%v was led to %q", who, to)
		}
		first = append(first, b.get("/sign-in/code"))
		second = append(second, b.post("/sign-in/code", url.Values{"code": {"000000"}}))
	}
	for n := range first {
		if first[n].body != first[0].body || second[n].body != second[0].body || second[n].status != http.StatusForbidden {
			t.Errorf("%d: the pages differ, or got %d", n, second[n].status)
		}
	}
}

func TestTheFirstAdministratorAddsASecondFactor(t *testing.T) {
	empty := testkit.Empty(t)
	empty.OptionalFactor = false
	server, err := New(empty.App, config.Server{Listen: "127.0.0.1:8080", SessionIdle: time.Hour, SessionLife: time.Hour}, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	h := httptest.NewServer(server.Handler())
	t.Cleanup(h.Close)
	s := &site{empty, server, h.URL}
	token, err := empty.NewSetupLink(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	b := s.browser(t)
	a := b.must(b.post("/setup/"+token, url.Values{"name": {"Ada"}, "login": {"ada"}, "password": {testkit.Password}, "again": {testkit.Password}}), http.StatusSeeOther)
	if a.header.Get("Location") != "/account/second-factor" {
		t.Errorf("led to %q", a.header.Get("Location"))
	}
	b.must(b.get("/patients"), http.StatusSeeOther)
	b.shows(b.get("/account/second-factor"), "One more step", "localhost")
	_, then := b.addsApp()
	b.shows(then, `href="/patients"`)
	b.must(b.get("/patients"), http.StatusOK)
}

// A session that began with a password alone ends when a second factor is asked of everybody.
func TestASessionFromBeforeItWasAskedForEnds(t *testing.T) {
	s := newSite(t)
	b := s.signedIn(t, s.Clinician)
	b.must(b.get("/patients"), http.StatusOK)
	s.OptionalFactor = false
	b.must(b.get("/patients"), http.StatusSeeOther)
}

func TestChangingFactorsAsksForThePasswordAgain(t *testing.T) {
	s := newSite(t)
	b := s.signedIn(t, s.Viewer)
	if a := b.must(b.get("/account/app"), http.StatusSeeOther); a.header.Get("Location") != "/account/again?next=/account/app" {
		t.Errorf("led to %q", a.header.Get("Location"))
	}
	b.shows(b.must(b.post("/account/again", url.Values{"password": {"not it"}, "next": {"/account/app"}}), http.StatusUnprocessableEntity), "The password is not right.")
	b.must(b.get("/account/app"), http.StatusSeeOther)
	if a := b.must(b.post("/account/again", url.Values{"password": {testkit.Password}, "next": {"/account/app"}}), http.StatusSeeOther); a.header.Get("Location") != "/account/app" {
		t.Errorf("led to %q", a.header.Get("Location"))
	}
	other := s.signedIn(t, s.Viewer)
	_, then := b.addsApp()
	b.shows(then, `href="/account"`)
	other.must(other.get("/patients"), http.StatusSeeOther) // signed out by the change
	b.must(b.post("/account/recovery-codes", nil), http.StatusOK)
	b.must(b.post("/account/app/remove", nil), http.StatusSeeOther)
	b.shows(b.get("/account?done=app-removed"), "The app was removed.", "Add a second factor")
	s.signedIn(t, s.Viewer).must(b.get("/patients"), http.StatusOK)
}

func TestAnAdministratorResetsASecondFactor(t *testing.T) {
	s := strictSite(t)
	clara, _ := s.halfwayIn(t, "clara", testkit.Password)
	clara.addsApp()
	ada, _ := s.halfwayIn(t, "admin", testkit.Password)
	ada.addsApp()
	ada.shows(ada.get("/users/"+string(s.Clinician.User)), "Reset the second factor")
	ada.must(ada.post("/users/"+string(s.Clinician.User)+"/second-factor/reset", nil), http.StatusSeeOther)
	clara.must(clara.get("/patients"), http.StatusSeeOther)
	if _, to := s.halfwayIn(t, "clara", testkit.Password); to != "/account/second-factor" {
		t.Errorf("led to %q, want to add a new one", to)
	}
}

func TestWherePasskeysAreOffered(t *testing.T) {
	s := newSite(t)
	for _, tt := range []struct {
		public, host, domain, origin, why string
	}{
		{"", "localhost:8080", "localhost", "http://localhost:8080", ""},
		{"", "127.0.0.1:8080", "", "", "http://localhost:8080"},
		{"", "[::1]:8080", "", "", "http://localhost:8080"},
		{"", "192.0.2.7:8080", "", "", "is a number"},
		{"", "forms.example.org", "", "", "public-url"},
		{"https://forms.example.org", "anything.example", "forms.example.org", "https://forms.example.org", ""},
		{"https://Forms.example.org:8443/", "x", "forms.example.org", "https://forms.example.org:8443", ""},
		{"https://192.0.2.7", "x", "", "", "is a number"},
		{"http://forms.example.org", "x", "", "", "https"},
	} {
		s.server.cfg.PublicURL = tt.public
		p, why := s.server.party(&http.Request{Host: tt.host})
		if p.Domain != tt.domain || p.Origin != tt.origin || (why == "") != (tt.why == "") || !strings.Contains(why, tt.why) || strings.Count(why, ". ") > 0 {
			t.Errorf("%q at %q: got %+v, %q", tt.public, tt.host, p, why)
		}
	}
}

func TestSessionsEndByIdlenessAndByAge(t *testing.T) {
	s := newSite(t)
	m := s.server.sessions
	if m.IdleTimeout != time.Hour || m.Lifetime != 12*time.Hour || m.Cookie.Persist || !m.Cookie.HttpOnly {
		t.Errorf("got idle %v, life %v", m.IdleTimeout, m.Lifetime)
	}
	for name, set := range map[string]func(){"idle": func() { m.IdleTimeout = time.Nanosecond }, "life": func() { m.Lifetime = time.Nanosecond }} {
		m.IdleTimeout, m.Lifetime = time.Hour, time.Hour
		b := s.signedIn(t, s.Clinician)
		b.must(b.get("/patients"), http.StatusOK)
		set()
		late := s.signedIn(t, s.Clinician)
		if a := late.get("/patients"); a.status != http.StatusSeeOther {
			t.Errorf("%s: got %d from a session that is over, want 303 to sign in", name, a.status)
		}
	}
}
