package server

import (
	"net/http"
	"strings"
	"testing"

	"steelyard/internal/clinic"
)

// door is what one route answers to nobody, a viewer, a clinician and an administrator who send it without a form.
type door struct {
	route                             string
	nobody, viewer, clinician, admins int
}

// doors has every route that takes no object of a patient's; objectDoors has the others. 303 to nobody is the way to the sign-in page; 401 is what a write gets instead.
var doors = []door{
	{"GET /", 303, 303, 303, 303},
	{"GET /healthz", 200, 200, 200, 200},
	{"GET /readyz", 200, 200, 200, 200},
	{"GET /static/:name", 404, 404, 404, 404},
	{"GET /logo.png", 404, 404, 404, 404}, // there is none yet
	{"GET /about", 200, 200, 200, 200},
	{"GET /about/hazards", 200, 200, 200, 200},
	{"GET /sign-in", 200, 200, 200, 200},
	{"POST /sign-in", 422, 422, 422, 422},
	{"GET /sign-in/code", 303, 303, 303, 303}, // to the sign-in page: no password was given
	{"POST /sign-in/code", 303, 303, 303, 303},
	{"POST /sign-in/passkey/options", 409, 409, 409, 409}, // at a number there are no passkeys
	{"POST /sign-in/passkey", 422, 422, 422, 422},
	{"GET /setup/:token", 410, 410, 410, 410},
	{"POST /setup/:token", 422, 422, 422, 422},

	{"GET /i/:token", 404, 404, 404, 404},
	{"GET /i/:token/:part/:item", 404, 404, 404, 404},
	{"POST /i/:token/:part/:item", 404, 404, 404, 404},
	{"GET /i/:token/:part/all", 404, 404, 404, 404},
	{"POST /i/:token/:part/all", 404, 404, 404, 404},
	{"GET /i/:token/review", 404, 404, 404, 404},
	{"POST /i/:token/submit", 404, 404, 404, 404},
	{"GET /i/:token/done", 404, 404, 404, 404},
	{"POST /i/:token/language", 404, 404, 404, 404},
	{"GET /i/:token/consent", 404, 404, 404, 404},
	{"POST /i/:token/consent", 404, 404, 404, 404},
	{"POST /i/:token/withdraw", 404, 404, 404, 404},
	{"GET /i/:token/declined", 404, 404, 404, 404},
	{"GET /i/:token/device", 404, 404, 404, 404},
	{"POST /i/:token/device", 404, 404, 404, 404},

	{"GET /kiosk", 303, 303, 303, 303}, // the device was not handed over; TestKioskDoors has one that was
	{"GET /kiosk/leave", 303, 303, 303, 303},
	{"POST /kiosk/leave", 303, 303, 303, 303},
	{"POST /kiosk/leave/sign-in", 303, 303, 303, 303},
	{"POST /kiosk/leave/passkey", 303, 303, 303, 303},
	{"POST /kiosk/leave/passkey/options", 303, 303, 303, 303},
	{"GET /kiosk/visit", 303, 303, 303, 303},
	{"GET /kiosk/visit/:part/:item", 303, 303, 303, 303},
	{"POST /kiosk/visit/:part/:item", 303, 303, 303, 303},
	{"GET /kiosk/visit/:part/all", 303, 303, 303, 303},
	{"POST /kiosk/visit/:part/all", 303, 303, 303, 303},
	{"GET /kiosk/visit/review", 303, 303, 303, 303},
	{"POST /kiosk/visit/submit", 303, 303, 303, 303},
	{"GET /kiosk/visit/done", 303, 303, 303, 303},
	{"POST /kiosk/visit/language", 303, 303, 303, 303},
	{"GET /kiosk/visit/consent", 303, 303, 303, 303},
	{"POST /kiosk/visit/consent", 303, 303, 303, 303},
	{"POST /kiosk/visit/withdraw", 303, 303, 303, 303},
	{"GET /kiosk/visit/declined", 303, 303, 303, 303},

	{"GET /stop/:token", 404, 404, 404, 404},
	{"POST /stop/:token", 404, 404, 404, 404},

	{"GET /password", 303, 200, 200, 200},
	{"POST /password", 401, 422, 422, 422},
	{"GET /account", 303, 200, 200, 200},
	{"POST /account/email", 401, 422, 422, 422},
	{"GET /account/again", 303, 200, 200, 200},
	{"POST /account/again", 401, 422, 422, 422},
	{"POST /account/again/options", 401, 409, 409, 409},
	{"GET /account/second-factor", 303, 303, 303, 303}, // to prove first that it is them
	{"GET /account/app", 303, 303, 303, 303},
	{"POST /account/app", 401, 303, 303, 303},
	{"GET /account/passkeys/new", 303, 303, 303, 303},
	{"POST /account/passkeys/options", 401, 303, 303, 303},
	{"POST /account/passkeys", 401, 303, 303, 303},
	{"POST /account/app/remove", 401, 303, 303, 303},
	{"POST /account/passkeys/:id/remove", 401, 303, 303, 303},
	{"POST /account/recovery-codes", 401, 303, 303, 303},
	{"GET /account/tokens", 303, 200, 200, 200},
	{"GET /account/tokens/new", 303, 303, 303, 303}, // to prove first that it is them
	{"POST /account/tokens", 401, 303, 303, 303},
	{"POST /account/tokens/:id/revoke", 401, 404, 404, 404},
	{"POST /sign-out/elsewhere", 401, 303, 303, 303},

	{"GET /patients", 303, 200, 200, 200},
	{"POST /patients/search", 401, 422, 422, 422},
	{"POST /patients/views", 401, 422, 422, 422},
	{"POST /patients/views/:view/remove", 401, 404, 404, 404},
	{"GET /alerts", 303, 200, 200, 200},
	{"GET /alerts/all", 303, 200, 200, 200},
	{"GET /alerts.csv", 303, 403, 200, 200},

	{"GET /mails", 303, 200, 200, 200},
	{"GET /site/plans", 303, 403, 403, 200},
	{"POST /site/plans", 401, 403, 403, 422},
	{"POST /site/plans/:id/remove", 401, 403, 403, 404},

	{"GET /patients/new", 303, 403, 200, 200},
	{"POST /patients", 401, 403, 422, 422},

	{"GET /library/:ref/form.pdf", 303, 403, 200, 200},

	{"GET /patients.csv", 303, 403, 200, 200},
	{"GET /receipts.pem", 303, 200, 200, 200},
	{"GET /library/:ref/responses.csv", 303, 403, 200, 200},
	{"GET /library/:ref/answers.csv", 303, 403, 200, 200},

	{"GET /library", 303, 200, 200, 200},
	{"GET /library/:ref", 303, 200, 200, 200},
	{"GET /library/:ref/dictionary.csv", 303, 200, 200, 200},

	{"GET /library/:ref/try", 303, 200, 200, 200},
	{"POST /library/:ref/try", 401, 422, 422, 422},
	{"GET /library/:ref/compare", 303, 200, 200, 200},
	{"GET /library/add", 303, 403, 403, 200},
	{"POST /library/add", 401, 403, 403, 422},
	{"POST /library/:ref/release", 401, 403, 403, 422},
	{"POST /library/:ref/retire", 401, 403, 403, 422},
	{"POST /library/:ref/restore", 401, 403, 403, 422},
	{"GET /library/:ref/wording", 303, 403, 403, 200},
	{"POST /library/:ref/wording", 401, 403, 403, 422},
	{"POST /library/:ref/wording/withdraw", 401, 403, 403, 422},

	{"GET /patients/import", 303, 403, 403, 200},
	{"GET /patients/import/template.csv", 303, 403, 403, 200},
	{"POST /patients/import", 401, 403, 403, 422},
	{"POST /patients/import/add", 401, 403, 403, 422},
	{"POST /patients/import/refused.csv", 401, 403, 403, 422},
	{"GET /site", 303, 403, 403, 200},
	{"POST /site/logo", 401, 403, 403, 422},
	{"POST /site/logo/remove", 401, 403, 403, 303},
	{"GET /site/:section", 303, 403, 403, 200},
	{"POST /site/:section", 401, 403, 403, 422},
	{"GET /library/:ref/precision", 303, 403, 403, 200},
	{"POST /library/:ref/precision", 401, 403, 403, 409},
	{"GET /users", 303, 403, 403, 200},
	{"POST /users", 401, 403, 403, 422},
	{"GET /users/:id", 303, 403, 403, 404},
	{"POST /users/:id/disable", 401, 403, 403, 404},
	{"POST /users/:id/enable", 401, 403, 403, 404},
	{"POST /users/:id/email", 401, 403, 403, 404},
	{"POST /users/:id/role", 401, 403, 403, 404},
	{"POST /users/:id/sign-out", 401, 403, 403, 404},
	{"POST /users/:id/password", 401, 403, 403, 404},
	{"POST /users/:id/second-factor/reset", 401, 403, 403, 404},
	{"GET /teams", 303, 403, 403, 200},
	{"POST /teams", 401, 403, 403, 422},
	{"GET /teams/:id", 303, 403, 403, 404},
	{"POST /teams/:id/name", 401, 403, 403, 404},
	{"POST /teams/:id/members", 401, 403, 403, 404},
	{"POST /teams/:id/end", 401, 403, 403, 404},
	{"GET /records-due", 303, 403, 403, 200},
	{"GET /audit", 303, 403, 403, 200},
	{"GET /audit.csv", 303, 403, 403, 200},
	{"POST /audit/verify", 401, 403, 403, 303},

	{"POST /sign-out", 401, 303, 303, 303}, // last: it ends the session
}

func TestEveryRouteHasItsDoor(t *testing.T) {
	s := newSite(t)
	known := map[string]bool{}
	for _, d := range doors {
		known[d.route] = true
		if kindOf(d.route) != "" {
			t.Errorf("%s takes an object of a patient's: say in objectDoors who may come to a foreign one", d.route)
		}
	}
	for _, d := range objectDoors {
		known[d.route] = true
		if kindOf(d.route) == "" {
			t.Errorf("%s takes no object of a patient's: it belongs into doors", d.route)
		}
	}
	for _, d := range linkDoors {
		if !known[d.route] || !strings.Contains(d.route, " /i/:token") {
			t.Errorf("%s is no page of a link's", d.route)
		}
		delete(known, d.route)
	}
	for route := range known {
		if strings.Contains(route, " /i/:token") {
			t.Errorf("%s is in no row of linkDoors: say there what the holder of a link comes to", route)
		}
	}
	for _, d := range linkDoors {
		known[d.route] = true
	}
	for _, r := range s.server.engine.Routes() {
		if route := r.Method + " " + r.Path; !known[route] {
			t.Errorf("%s is in no row of doors: say there who may come in", route)
		}
	}
	if n := len(doors) + len(objectDoors); n != len(s.server.engine.Routes()) {
		t.Errorf("got %d rows, want one for each of %d routes", n, len(s.server.engine.Routes()))
	}
}

// callers are all who come with a browser. Each finds its column of a row.
func (s *site) callers() []caller {
	return []caller{{"nobody", clinic.Actor{}, 0}, {"viewer", s.Viewer, 1}, {"clinician", s.Clinician, 2}, {"administrator", s.Administrator, 3}}
}

type caller struct {
	name   string
	who    clinic.Actor
	column int
}

func TestDoors(t *testing.T) {
	s := newSite(t)
	theirs, foreign := s.objects(t, s.Clinician, "Petra Patient"), s.objects(t, s.Elsewhere(t), "Fritz Foreign")
	for _, v := range s.callers() {
		t.Run(v.name, func(t *testing.T) {
			b := s.signedIn(t, v.who)
			for _, d := range doors {
				before := s.rowsOf(t, "audit_entries")
				a := b.at(d.route, theirs)
				s.wantFailureNoted(t, d.route, v.who, a, before)
				if want := [4]int{d.nobody, d.viewer, d.clinician, d.admins}[v.column]; a.status != want {
					t.Errorf("%s: got %d, want %d\n%s", d.route, a.status, want, firstLines(a.body))
				}
				checkHeaders(t, d.route, a)
				if v.who.Role != clinic.Administrator {
					foreign.wantNoneIn(t, d.route, a.body)
				}
			}
		})
	}
}

// wantFailureNoted: the audit has an entry of what somebody known asked for in vain.
func (s *site) wantFailureNoted(t *testing.T, route string, who clinic.Actor, a answer, before int64) {
	t.Helper()
	if a.status < http.StatusBadRequest || who.User == "" || strings.Contains(route, " /static/") || strings.HasSuffix(route, " "+logoPath) { // which read no session
		return
	}
	list, err := s.App.Audit(t.Context(), s.Administrator, "", int(s.rowsOf(t, "audit_entries")-before))
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range list {
		if e.Actor == "user:"+string(who.User) && (strings.HasPrefix(e.Action, "failed ") || strings.HasPrefix(e.Action, "refused ")) && e.Why != "" {
			return
		}
	}
	t.Errorf("%s answers %d, and none of %d new entries of the audit says so", route, a.status, len(list))
}

func checkHeaders(t *testing.T, route string, a answer) {
	t.Helper()
	want := map[string]string{
		"Content-Security-Policy": policy, "X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer", "X-Frame-Options": "DENY",
		"Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin", "Permissions-Policy": features,
	}
	for name, value := range want {
		if got := a.header.Get(name); got != value {
			t.Errorf("%s: %s: got %q, want %q", route, name, got, value)
		}
	}
	if got := a.header.Get("Cache-Control"); got != "no-store" {
		t.Errorf("%s: Cache-Control: got %q, want no-store", route, got)
	}
	if a.header.Get("Strict-Transport-Security") != "" {
		t.Errorf("%s: promises TLS without having it", route)
	}
	if a.header.Get("X-Request-Id") == "" {
		t.Errorf("%s: has no request id", route)
	}
}

func firstLines(body string) string {
	if at := strings.Index(body, "<main"); at >= 0 {
		body = body[at:]
	}
	return body[:min(len(body), 600)]
}

func TestPathsThatAreNoRoute(t *testing.T) {
	s := newSite(t)
	cases := []struct {
		method, path string
		want         int
	}{
		{http.MethodGet, "/nothing", 404}, {http.MethodPost, "/nothing", 404}, {http.MethodPost, "/about", 405},
		{http.MethodDelete, "/patients", 405}, {http.MethodGet, "/patients/0", 404}, {http.MethodGet, "/responses/0", 404},
		{http.MethodGet, "/library/phq-9", 404}, {http.MethodGet, "/library/none@1.0.0", 404}, {http.MethodGet, "/patients?page=x", 422},
		{http.MethodGet, "/static/../routes.go", 404}, {http.MethodGet, "/patients?filter=%ff", 400}, {http.MethodGet, "/patients?q=%00", 400},
		{http.MethodGet, "/%ff", 400},
	}
	b := s.signedIn(t, s.Administrator)
	for _, c := range cases {
		before := s.rowsOf(t, "audit_entries")
		a := b.send(b.request(c.method, c.path, ""))
		s.wantFailureNoted(t, c.method+" "+c.path, s.Administrator, a, before)
		if a.status != c.want {
			t.Errorf("%s %s: got %d, want %d", c.method, c.path, a.status, c.want)
		}
		checkHeaders(t, c.path, a)
		if !strings.Contains(a.body, "Request <code>"+a.header.Get("X-Request-Id")) {
			t.Errorf("%s %s: the page does not say the request id\n%s", c.method, c.path, firstLines(a.body))
		}
	}
}
