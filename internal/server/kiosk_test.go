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

	"steelyard/internal/clinic"
	"steelyard/internal/config"
	"steelyard/internal/testkit"
)

// kioskDoor is what a device that was handed over comes to, without a form.
type kioskDoor struct {
	route string
	open  int
}

// kioskDoors has every route that such a device reaches, in the order of a visit. Every other one is closed.
var kioskDoors = []kioskDoor{
	{"GET /static/:name", 404},
	{"GET " + logoPath, 404},
	{"GET /kiosk", 200},
	{"GET /kiosk/visit", 200},
	{"GET /kiosk/visit/consent", 200},
	{"POST /kiosk/visit/consent", 422},
	{"GET /kiosk/visit/:part/:item", 200},
	{"POST /kiosk/visit/:part/:item", 303},
	{"GET /kiosk/visit/:part/all", 200},
	{"POST /kiosk/visit/:part/all", 303},
	{"GET /kiosk/visit/review", 200},
	{"GET /kiosk/visit/done", 303},
	{"POST /kiosk/visit/language", 404},
	{"GET /kiosk/visit/declined", 303},
	{"POST /kiosk/visit/submit", 303},
	{"POST /kiosk/visit/withdraw", 303},
	{"GET /kiosk/leave", 200},
	{"POST /kiosk/leave", 403},
	{"POST /kiosk/leave/sign-in", 422},
	{"POST /kiosk/leave/passkey", 422},
	{"POST /kiosk/leave/passkey/options", 409}, // at a number there are no passkeys
}

const deviceCode = "4711"

// hands hands the browser over to a patient, for one questionnaire.
func (b *browser) hands(patient string) answer {
	b.t.Helper()
	return b.must(b.post("/patients/"+patient+"/hand-over", url.Values{"battery": {"core-sleep"}, "leave_code": {deviceCode}, "leave_code_again": {deviceCode}}), http.StatusSeeOther)
}

// Every route is closed to a device that was handed over but those of kioskDoors, also where its browser has got the session
// of somebody on the staff again by whatever way.
func TestKioskDoors(t *testing.T) {
	s := newSite(t)
	own, other := s.objects(t, s.Clinician, "Petra Patient"), s.objects(t, s.Clinician, "Otto Other")
	b, staff := s.signedIn(t, s.Clinician), s.signedIn(t, s.Administrator)
	session := staff.cookie()
	b.hands(own.of["patients"])
	send := func(route string, with string) answer {
		method, path, _ := strings.Cut(route, " ")
		r := b.request(method, own.fill(path), "")
		if with != "" {
			r.AddCookie(&http.Cookie{Name: "steelyard", Value: with})
		}
		return b.send(r)
	}
	open := map[string]bool{}
	for _, d := range kioskDoors {
		open[d.route] = true
		a := send(d.route, "")
		if a.status != d.open {
			t.Errorf("%s: got %d, want %d\n%s", d.route, a.status, d.open, firstLines(a.body))
		}
		own.wantNoneIn(t, d.route, a.body)
		other.wantNoneIn(t, d.route, a.body)
	}
	closed := []string{"GET /nothing", "POST /nothing", "GET /api/v1/patients", "GET /api/v1/openapi.json", "POST /api/v1/tokens", "GET /kiosk/../patients", "HEAD /patients"}
	for _, r := range s.server.engine.Routes() {
		if route := r.Method + " " + r.Path; !open[route] {
			closed = append(closed, route)
		}
	}
	if len(closed) < 120 {
		t.Fatalf("only %d routes are closed", len(closed))
	}
	for _, route := range closed {
		for _, with := range []string{"", session} {
			a, want := send(route, with), http.StatusForbidden
			if method, path, _ := strings.Cut(route, " "); method != http.MethodPost && !strings.HasPrefix(path, "/api/") {
				want = http.StatusSeeOther
			}
			if a.status != want || want == http.StatusSeeOther && a.header.Get("Location") != "/kiosk" {
				t.Errorf("%s: got %d to %q, want %d\n%s", route, a.status, a.header.Get("Location"), want, firstLines(a.body))
			}
			checkHeaders(t, route, a)
			own.wantNoneIn(t, route, a.body)
			other.wantNoneIn(t, route, a.body)
		}
	}
	if a := staff.get("/patients"); a.status != http.StatusOK {
		t.Errorf("another browser: got %d, want 200", a.status)
	}
}

func TestHandingOverEndsTheSession(t *testing.T) {
	s := newSite(t)
	b := s.signedIn(t, s.Clinician)
	patient := s.Patient(t, "R-1", "Petra Patient")
	session := b.cookie()
	rows := s.rowsOf(t, "sessions")
	a := b.hands(string(patient))
	if got := a.header.Get("Location"); got != "/kiosk" {
		t.Errorf("leads to %q", got)
	}
	if got := a.header.Get("Clear-Site-Data"); got != `"cache", "storage"` {
		t.Errorf("Clear-Site-Data: got %q", got)
	}
	if got := s.rowsOf(t, "sessions"); got != rows-1 {
		t.Errorf("%d sessions are kept, want %d", got, rows-1)
	}
	old := s.browser(t)
	r := old.request(http.MethodGet, "/patients", "")
	r.AddCookie(&http.Cookie{Name: "steelyard", Value: session})
	if a := old.send(r); a.status != http.StatusSeeOther {
		t.Errorf("the old session: got %d, want 303 to sign in", a.status)
	}
	for _, c := range (&http.Response{Header: a.header}).Cookies() {
		if c.Name == "steelyard" && c.MaxAge >= 0 && c.Value != "" || c.Name == "steelyard-kiosk" && (!c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.MaxAge < 4*3600) {
			t.Errorf("got the cookie %v", c)
		}
	}
}

// A form that is sent twice by a double click hands over once.
func TestHandingOverTwice(t *testing.T) {
	s := newSite(t)
	b := s.signedIn(t, s.Clinician)
	path := "/patients/" + string(s.Patient(t, "R-1", "Petra Patient")) + "/hand-over"
	page := b.must(b.get(path), http.StatusOK)
	form := url.Values{"battery": {"phq-2"}, "leave_code": {deviceCode}, "leave_code_again": {deviceCode}, "_once": {regexp.MustCompile(`name="_once" value="([^"]+)"`).FindStringSubmatch(page.body)[1]}}
	b.must(b.post(path, form), http.StatusSeeOther)
	b.must(b.post(path, form), http.StatusForbidden)
	if got := s.rowsOf(t, "kiosks"); got != 1 {
		t.Errorf("got %d hand-overs, want 1", got)
	}
}

func TestKioskCookieUnderTLS(t *testing.T) {
	s := newSite(t)
	secured, err := New(s.App, config.Server{Listen: "127.0.0.1:8080", PublicURL: "https://forms.example.org", SessionIdle: time.Hour, SessionLife: time.Hour}, slog.New(slog.DiscardHandler))
	fatal(t, err)
	token := s.kioskOf(t)
	for name, want := range map[string]int{"__Host-steelyard-kiosk": http.StatusOK, "steelyard-kiosk": http.StatusSeeOther} {
		w, r := httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "/kiosk", nil)
		r.AddCookie(&http.Cookie{Name: name, Value: token})
		secured.Handler().ServeHTTP(w, r)
		if w.Code != want {
			t.Errorf("%s: got %d, want %d", name, w.Code, want)
		}
	}
}

// kioskOf hands a device over and gives its token.
func (s *site) kioskOf(t *testing.T) string {
	t.Helper()
	b := s.signedIn(t, s.Clinician)
	for _, c := range (&http.Response{Header: b.hands(string(s.Patient(t, "R-9", "Petra Patient"))).header}).Cookies() {
		if c.Name == "steelyard-kiosk" {
			return c.Value
		}
	}
	t.Fatal("there is no token")
	return ""
}

func TestAVisitOnADeviceThatWasHandedOver(t *testing.T) {
	s := newSite(t)
	b := s.signedIn(t, s.Clinician)
	b.hands(string(s.Patient(t, "R-1", "Petra Patient")))
	b.shows(b.must(b.get("/kiosk"), http.StatusOK), "Only your questions", `href="/kiosk/visit"`, `href="/kiosk/leave"`)
	consent := b.must(b.get("/kiosk/visit/consent"), http.StatusOK)
	hash := regexp.MustCompile(`name="hash" value="([^"]+)"`).FindStringSubmatch(consent.body)[1]
	b.must(b.post("/kiosk/visit/consent", url.Values{"agree": {"true"}, "hash": {hash}}), http.StatusSeeOther)
	b.shows(b.must(b.get("/kiosk/visit/1/1"), http.StatusOK), `data-kept="kiosk-`, `data-root="/kiosk/visit"`, "Need help now?")
	item := regexp.MustCompile(`type="radio" id="f-([^"]+)"`).FindStringSubmatch(b.get("/kiosk/visit/1/1").body)[1]
	b.must(b.post("/kiosk/visit/1/1", url.Values{item: {"1"}}), http.StatusSeeOther)
	b.must(b.post("/kiosk/visit/language", url.Values{"_language": {"de"}, "back": {"/review"}}), http.StatusSeeOther)
	b.shows(b.must(b.get("/kiosk/visit/review"), http.StatusOK), `lang="de"`, "Gerät zurückgeben")
	b.must(b.post("/kiosk/visit/submit", nil), http.StatusSeeOther)
	for _, path := range []string{"/kiosk/visit/done", "/kiosk/visit/review", "/kiosk/visit/1/1", "/kiosk/visit"} {
		a := b.get(path)
		for a.status == http.StatusSeeOther {
			a = b.get(a.header.Get("Location"))
		}
		if !strings.Contains(a.body, "Bitte geben Sie dieses Gerät") || strings.Contains(a.body, "radio") || !strings.Contains(a.body, "data-forget") {
			t.Errorf("%s afterwards: got\n%s", path, firstLines(a.body))
		}
	}
	b.must(b.post("/kiosk/leave", url.Values{"kiosk_code": {"0815"}}), http.StatusForbidden)
	s.Pass(time.Minute)
	left := b.must(b.post("/kiosk/leave", url.Values{"kiosk_code": {"٤٧١١"}}), http.StatusSeeOther)
	if left.header.Get("Location") != "/sign-in" || left.header.Get("Clear-Site-Data") != `"cache", "storage"` {
		t.Errorf("got %v", left.header)
	}
	b.shows(b.must(b.get("/sign-in"), http.StatusOK), "kept.") // which takes away what a browser without Clear-Site-Data keeps
	for path, to := range map[string]string{"/kiosk": "/", "/kiosk/visit/review": "/", "/patients": "/sign-in?next=%2Fpatients"} {
		if a := b.get(path); a.status != http.StatusSeeOther || a.header.Get("Location") != to {
			t.Errorf("%s: got %d to %q, want %q", path, a.status, a.header.Get("Location"), to)
		}
	}
}

func TestADeviceIsTakenBackBySigningIn(t *testing.T) {
	s := strictSite(t)
	b, _ := s.halfwayIn(t, "clara", testkit.Password)
	code, _ := b.addsApp()
	b.hands(string(s.Patient(t, "R-1", "Petra Patient")))
	for range clinic.KioskTries {
		b.must(b.post("/kiosk/leave", url.Values{"kiosk_code": {"0815"}}), http.StatusForbidden)
		s.Pass(5 * time.Minute)
	}
	a := b.must(b.get("/kiosk/leave"), http.StatusOK)
	b.shows(a, "tried too often", "<details open>")
	for _, lacks := range []string{"kiosk_code", `type="password"`, `name="login"`} {
		if strings.Contains(a.body, lacks) {
			t.Errorf("the page has %s", lacks)
		}
	}
	form := url.Values{"staff_name": {"clara"}, "staff_phrase": {testkit.Password}, "staff_number": {"000000"}}
	b.must(b.post("/kiosk/leave/sign-in", form), http.StatusForbidden)
	b.must(b.post("/kiosk/leave", url.Values{"kiosk_code": {deviceCode}}), http.StatusForbidden)
	form.Set("staff_number", code())
	b.must(b.post("/kiosk/leave/sign-in", form), http.StatusSeeOther)
	b.must(b.get("/patients"), http.StatusOK)
}

func TestADeviceWhoseTimeIsOver(t *testing.T) {
	s := newSite(t)
	b := s.signedIn(t, s.Clinician)
	b.hands(string(s.Patient(t, "R-1", "Petra Patient")))
	s.Pass(clinic.KioskLife)
	for _, path := range []string{"/kiosk", "/kiosk/visit", "/kiosk/visit/1/1"} {
		a := b.must(b.get(path), http.StatusGone)
		b.shows(a, "time for this device is over", "give this device back", `href="/kiosk/leave"`)
		if strings.Contains(a.body, "/sign-in") || strings.Contains(a.body, "staff") {
			t.Errorf("%s: is for staff\n%s", path, firstLines(a.body))
		}
	}
	if a := b.get("/sign-in"); a.header.Get("Location") != "/kiosk" {
		t.Errorf("the sign-in page: got %d", a.status)
	}
	b.must(b.get("/kiosk/leave"), http.StatusOK)
	b.must(b.post("/kiosk/leave", url.Values{"kiosk_code": {deviceCode}}), http.StatusSeeOther)
}

// A token of nothing is closed too, and is left by signing in.
func TestADeviceOfNobody(t *testing.T) {
	s := newSite(t)
	b := s.browser(t)
	ask := func(r *http.Request) answer {
		r.AddCookie(&http.Cookie{Name: "steelyard-kiosk", Value: "NOSUCHTOKEN"})
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		return b.send(r)
	}
	if a := ask(b.request(http.MethodGet, "/patients", "")); a.header.Get("Location") != "/kiosk" {
		t.Errorf("got %d", a.status)
	}
	b.must(ask(b.request(http.MethodGet, "/kiosk", "")), http.StatusGone)
	b.shows(b.must(ask(b.request(http.MethodGet, "/kiosk/leave", "")), http.StatusOK), "Nothing is known")
	b.must(ask(b.request(http.MethodPost, "/kiosk/leave/sign-in", "staff_name=clara&staff_number=&staff_phrase="+url.QueryEscape(testkit.Password))), http.StatusSeeOther)
}

var titleOf = regexp.MustCompile(`<title>([^<]*)</title>`)

// A title stays in a browser's history, where whoever has the device next can read it.
func TestNoTitleNamesAPatient(t *testing.T) {
	s := newSite(t)
	own := s.objects(t, s.Clinician, "Petra Patient")
	for _, v := range []clinic.Actor{s.Administrator, s.Clinician} {
		b := s.signedIn(t, v)
		for _, r := range s.server.engine.Routes() {
			if r.Method != http.MethodGet || strings.Contains(r.Path, "/kiosk") {
				continue
			}
			a := b.send(b.request(http.MethodGet, own.fill(r.Path), ""))
			if m := titleOf.FindStringSubmatch(a.body); m != nil && (strings.Contains(m[1], own.name) || strings.Contains(m[1], own.record)) {
				t.Errorf("GET %s: the title is %q", r.Path, m[1])
			}
		}
	}
}
