package server

import (
	"net/http"
	"strings"
	"testing"

	"steelyard/internal/clinic"
	"steelyard/internal/store"
)

// door is what one route answers to nobody, a viewer, a clinician and an administrator who send it without a form.
type door struct {
	route                             string
	nobody, viewer, clinician, admins int
}

// doors has every route there is. 303 to nobody is the way to the sign-in page; 401 is what a write gets instead.
var doors = []door{
	{"GET /", 303, 303, 303, 303},
	{"GET /healthz", 200, 200, 200, 200},
	{"GET /static/:name", 404, 404, 404, 404},
	{"GET /about", 200, 200, 200, 200},
	{"GET /sign-in", 200, 200, 200, 200},
	{"POST /sign-in", 422, 422, 422, 422},
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
	{"GET /encounters/:id", 303, 403, 404, 404},
	{"GET /encounters/:id/:part/:item", 303, 403, 404, 404},
	{"POST /encounters/:id/:part/:item", 401, 403, 404, 404},
	{"GET /encounters/:id/:part/all", 303, 403, 404, 404},
	{"POST /encounters/:id/:part/all", 401, 403, 404, 404},
	{"GET /encounters/:id/review", 303, 403, 404, 404},
	{"POST /encounters/:id/submit", 401, 403, 404, 404},
	{"GET /encounters/:id/done", 303, 403, 404, 404},

	{"GET /password", 303, 200, 200, 200},
	{"POST /password", 401, 422, 422, 422},
	{"POST /sign-out/elsewhere", 401, 303, 303, 303},

	{"GET /patients", 303, 200, 200, 200},
	{"POST /patients/search", 401, 303, 303, 303},
	{"GET /patients/:id", 303, 200, 200, 200},
	{"GET /responses/:id", 303, 200, 200, 200},
	{"GET /alerts", 303, 200, 200, 200},

	{"GET /patients/new", 303, 403, 200, 200},
	{"POST /patients", 401, 403, 422, 422},
	{"GET /patients/:id/edit", 303, 403, 200, 200},
	{"POST /patients/:id/edit", 401, 403, 422, 422},
	{"POST /patients/:id/treatments", 401, 403, 422, 422},
	{"POST /alerts/:id/acknowledge", 401, 403, 422, 422},

	{"GET /patients/:id/ask", 303, 403, 200, 200},
	{"POST /patients/:id/invitations", 401, 403, 422, 422},
	{"POST /patients/:id/encounters", 401, 403, 422, 422},
	{"POST /invitations/:id/revoke", 401, 403, 404, 404},
	{"GET /patients/:id/paper", 303, 403, 200, 200},
	{"GET /patients/:id/paper/:ref", 303, 403, 200, 200},
	{"POST /patients/:id/paper/:ref", 401, 403, 422, 422},
	{"GET /patients/:id/paper/:ref/form.pdf", 303, 403, 200, 200},
	{"GET /library/:ref/form.pdf", 303, 403, 200, 200},
	{"GET /responses/:id/correct", 303, 403, 200, 200},
	{"POST /responses/:id/correct", 401, 403, 422, 422},

	{"GET /patients.csv", 303, 403, 200, 200},
	{"GET /patients/:id/report.pdf", 303, 403, 200, 200},
	{"GET /patients/:id/report.csv", 303, 403, 200, 200},
	{"GET /patients/:id/report.json", 303, 403, 200, 200},
	{"GET /responses/:id/receipt.json", 303, 403, 200, 200},
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

	{"GET /site", 303, 403, 403, 200},
	{"POST /site", 401, 403, 403, 422},
	{"GET /library/:ref/precision", 303, 403, 403, 200},
	{"POST /library/:ref/precision", 401, 403, 403, 409},
	{"GET /users", 303, 403, 403, 200},
	{"POST /users", 401, 403, 403, 422},
	{"POST /users/:id/disable", 401, 403, 403, 404},
	{"POST /users/:id/enable", 401, 403, 403, 404},
	{"POST /users/:id/password", 401, 403, 403, 404},
	{"GET /audit", 303, 403, 403, 200},

	{"POST /sign-out", 401, 303, 303, 303}, // last: it ends the session
}

func TestEveryRouteHasItsDoor(t *testing.T) {
	s := newSite(t)
	known := map[string]bool{}
	for _, d := range doors {
		known[d.route] = true
	}
	for _, r := range s.server.engine.Routes() {
		if route := r.Method + " " + r.Path; !known[route] {
			t.Errorf("%s is in no row of doors: say there who may come in", route)
		}
	}
	if len(doors) != len(s.server.engine.Routes()) {
		t.Errorf("got %d rows, want one for each of %d routes", len(doors), len(s.server.engine.Routes()))
	}
}

func TestDoors(t *testing.T) {
	s := newSite(t)
	patient := s.Patient(t, "R-1", "Petra Patient")
	response := s.Answer(t, patient, "phq-9", 1)
	var alert clinic.AlertID
	if err := s.Store.View(t.Context(), func(tx *store.Tx) error {
		list, err := tx.AlertsOf(patient)
		if len(list) > 0 {
			alert = list[0].ID
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	visitors := []struct {
		name string
		who  clinic.Actor
		want func(door) int
	}{
		{"nobody", clinic.Actor{}, func(d door) int { return d.nobody }},
		{"viewer", s.Viewer, func(d door) int { return d.viewer }},
		{"clinician", s.Clinician, func(d door) int { return d.clinician }},
		{"administrator", s.Administrator, func(d door) int { return d.admins }},
	}
	for _, v := range visitors {
		t.Run(v.name, func(t *testing.T) {
			b := s.signedIn(t, v.who)
			for _, d := range doors {
				method, path, _ := strings.Cut(d.route, " ")
				path = fill(path, string(patient), string(response), string(alert))
				a := b.send(b.request(method, path, ""))
				if a.status != v.want(d) {
					t.Errorf("%s: got %d, want %d\n%s", d.route, a.status, v.want(d), firstLines(a.body))
				}
				checkHeaders(t, d.route, a)
			}
		})
	}
}

// fill puts names into a route's pattern: of what exists for patients, responses and alerts, of nothing elsewhere.
func fill(path, patient, response, alert string) string {
	for prefix, id := range map[string]string{"/patients/": patient, "/responses/": response, "/alerts/": alert} {
		if strings.HasPrefix(path, prefix) {
			path = strings.Replace(path, ":id", id, 1)
		}
	}
	return strings.NewReplacer(":id", "0", ":ref", "phq-9@1.0.0", ":token", "NOSUCHTOKEN", ":part", "1", ":item", "1", ":name", "none.css").Replace(path)
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
		a := b.send(b.request(c.method, c.path, ""))
		if a.status != c.want {
			t.Errorf("%s %s: got %d, want %d", c.method, c.path, a.status, c.want)
		}
		checkHeaders(t, c.path, a)
		if !strings.Contains(a.body, "Request <code>"+a.header.Get("X-Request-Id")) {
			t.Errorf("%s %s: the page does not say the request id\n%s", c.method, c.path, firstLines(a.body))
		}
	}
}
