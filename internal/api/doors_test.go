package api

import (
	"net/http"
	"strings"
	"testing"

	"steelyard/internal/clinic"
	q "steelyard/internal/questionnaire"
)

// door is what one route answers to nobody, and to a viewer, a clinician and an administrator who ask for what is of their
// team, and then for what is of another team's patient.
type door struct {
	route                       string
	nobody                      int
	viewer, clinician, admins   int
	foreignViewer, foreignClini int
}

// doors has every way in. A write is sent with a body of nothing, {}, which is refused where the door lets it in.
var doors = []door{
	{"GET /openapi.json", 200, 200, 200, 200, 200, 200},
	{"POST /tokens", 422, 422, 422, 422, 422, 422},
	{"GET /tokens", 401, 200, 200, 200, 200, 200},
	{"DELETE /tokens/{id}", 401, 404, 404, 204, 404, 404},

	{"GET /patients", 401, 200, 200, 200, 200, 200},
	{"POST /patients", 401, 403, 422, 422, 403, 422},
	{"GET /patients/{id}", 401, 200, 200, 200, 404, 404},
	{"PUT /patients/{id}", 401, 403, 422, 422, 403, 422},
	{"GET /patients/{id}/invitations", 401, 200, 200, 200, 404, 404},
	{"POST /patients/{id}/invitations", 401, 403, 422, 422, 403, 422},
	{"DELETE /invitations/{id}", 401, 403, 204, 409, 403, 404},

	{"GET /definitions", 401, 200, 200, 200, 200, 200},
	{"GET /definitions/{ref}", 401, 200, 200, 200, 200, 200},

	{"GET /patients/{id}/submissions", 401, 200, 200, 200, 404, 404},
	{"POST /patients/{id}/submissions", 401, 403, 422, 422, 403, 422},
	{"GET /submissions/{id}", 401, 200, 200, 200, 404, 404},
	{"GET /submissions/{id}/result", 401, 200, 200, 200, 404, 404},
	{"GET /submissions/{id}/receipt", 401, 403, 200, 200, 403, 404},
	{"GET /patients/{id}/profile", 401, 200, 200, 200, 404, 404},
	{"GET /patients/{id}/report", 401, 403, 200, 200, 403, 404},

	{"GET /alerts", 401, 200, 200, 200, 200, 200},
	{"POST /alerts/{id}/acknowledgement", 401, 403, 422, 422, 403, 422},
	{"GET /exports/caseload", 401, 403, 200, 200, 403, 200},
	{"GET /exports/responses/{ref}", 401, 403, 200, 200, 403, 200},
	{"GET /audit", 401, 403, 403, 200, 403, 403},
}

func TestEveryRouteHasItsDoor(t *testing.T) {
	known := map[string]bool{}
	for _, d := range doors {
		known[d.route] = true
	}
	for i := range operations {
		if route := operations[i].method + " " + operations[i].path; !known[route] {
			t.Errorf("%s is in no row of doors: say there who may come in", route)
		}
	}
	if len(doors) != len(operations) {
		t.Errorf("got %d rows, want one for each of %d routes", len(doors), len(operations))
	}
}

// things is one of everything that an address can name.
type things struct{ patient, response, alert, invitation, token string }

func (w *world) things(who clinic.Actor, record string) (o things) {
	w.t.Helper()
	ctx := w.t.Context()
	id := w.PatientOf(w.t, who, record, "Petra Patient")
	o.patient, o.response = string(id), string(w.AnswerBy(w.t, who, id, "phq-9", 3))
	r, err := w.App.Patient(ctx, who, id)
	if err != nil {
		w.t.Fatal(err)
	}
	_, i, err := w.Invite(ctx, who, id, []q.ID{"phq-9"}, 7)
	if err != nil {
		w.t.Fatal(err)
	}
	o.alert, o.invitation = string(r.Alerts[0].ID), string(i.ID)
	o.token = w.send("", "POST /tokens", object{"login": "admin", "password": "seven quiet lanterns drift", "name": "x", "scope": []string{"read-patients"}}).text("id")
	return o
}

func (o things) fill(path string) string {
	for prefix, id := range map[string]string{"/patients/": o.patient, "/submissions/": o.response, "/alerts/": o.alert, "/invitations/": o.invitation, "/tokens/": o.token} {
		if strings.HasPrefix(path, prefix) {
			path = strings.Replace(path, "{id}", id, 1)
		}
	}
	return strings.Replace(path, "{ref}", "phq-9@1.0.0", 1)
}

func TestDoors(t *testing.T) {
	w := newWorld(t)
	own, foreign := w.things(w.Clinician, "R-1"), w.things(w.Elsewhere(t), "R-2")
	visitors := []struct {
		name, token string
		of          things
		want        func(door) int
	}{
		{"nobody", "", own, func(d door) int { return d.nobody }},
		{"viewer", w.viewer, own, func(d door) int { return d.viewer }},
		{"clinician", w.clinician, own, func(d door) int { return d.clinician }},
		{"administrator", w.admin, own, func(d door) int { return d.admins }},
		{"viewer, foreign", w.viewer, foreign, func(d door) int { return d.foreignViewer }},
		{"clinician, foreign", w.clinician, foreign, func(d door) int { return d.foreignClini }},
	}
	for _, v := range visitors {
		t.Run(v.name, func(t *testing.T) {
			for _, d := range doors {
				method, path, _ := strings.Cut(d.route, " ")
				var body any
				if method == http.MethodPost || method == http.MethodPut {
					body = "{}"
				}
				h := w.send(v.token, method+" "+v.of.fill(path), body, header("If-Match", `"1"`))
				if h.status != v.want(d) {
					t.Errorf("%s: got %d, want %d\n%.300s", d.route, h.status, v.want(d), h.body)
				}
			}
		})
	}
	t.Run("writes on what is foreign", func(t *testing.T) {
		for route, body := range map[string]object{
			"PUT /patients/" + foreign.patient:                   {"record_number": "X", "name": "X"},
			"POST /patients/" + foreign.patient + "/invitations": {"battery": []string{"phq-9"}, "days": 7},
			"POST /patients/" + foreign.patient + "/submissions": {"questionnaire": "phq-9@1.0.0", "mode": "in-person", "answers": object{"q1": "1"}},
			"POST /alerts/" + foreign.alert + "/acknowledgement": {"note": "done"},
		} {
			if h := w.send(w.clinician, route, body, header("If-Match", `"1"`)); h.status != 404 {
				t.Errorf("%s: got %d, want 404\n%s", route, h.status, h.body)
			}
		}
	})
	t.Run("lists have nothing foreign", func(t *testing.T) {
		for _, path := range []string{"/patients", "/alerts?state=all", "/exports/caseload", "/exports/responses/phq-9@1.0.0"} {
			h := w.send(w.clinician, "GET "+path, nil)
			for _, mark := range []string{foreign.patient, foreign.response, foreign.alert, "R-2"} {
				if strings.Contains(string(h.body), mark) {
					t.Errorf("%s has %s of another team's patient", path, mark)
				}
			}
		}
	})
}

// A session's cookie is no way in: only a token in the header is, and so no other site's page can write here.
func TestOnlyATokenInTheHeaderLetsIn(t *testing.T) {
	w := newWorld(t)
	for name, change := range map[string]with{
		"a cookie":             header("Cookie", "steelyard="+w.admin+"; __Host-steelyard="+w.admin),
		"basic":                header("Authorization", "Basic "+w.admin),
		"no word":              header("Authorization", w.admin),
		"a token in the query": func(r *http.Request) { r.URL.RawQuery = "access_token=" + w.admin },
		"a long one":           header("Authorization", "Bearer "+strings.Repeat("A", 3000)),
	} {
		h := w.send("", "GET /patients", nil, change)
		if h.status != 401 && !(name == "a token in the query" && h.status == 400) {
			t.Errorf("%s: got %d, want 401", name, h.status)
		}
		if h.header.Get("Access-Control-Allow-Origin") != "" || h.header.Get("Set-Cookie") != "" {
			t.Errorf("%s: got %v", name, h.header)
		}
	}
	if h := w.send("", "GET /patients", nil, header("Authorization", "bearer "+w.viewer)); h.status != 200 {
		t.Errorf("the word's case: got %d", h.status)
	}
}
