package api

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"steelyard/internal/clinic"
	"steelyard/internal/fault"
	"steelyard/internal/testkit"
)

// world is a clinic behind the API, with a token of everything for every role.
type world struct {
	*testkit.Clinic
	t         testing.TB
	url       string
	api       *API
	admin     string
	clinician string
	viewer    string
	n         int
}

// kinds stands for the one table from kinds to HTTP, which is the server's.
var kinds = map[fault.Kind]int{fault.Internal: 500, fault.Invalid: 422, fault.NotFound: 404, fault.Conflict: 409, fault.Denied: 403, fault.Gone: 410, fault.Unavailable: 503}

func newWorld(t testing.TB) *world {
	t.Helper()
	w := &world{Clinic: testkit.New(t), t: t}
	var err error
	w.api, err = New(Options{App: w.App, Log: slog.New(slog.DiscardHandler), Request: func(*http.Request) string { return "REQUEST" },
		Address: func(*http.Request) string { return "https://forms.example.org" }, Status: func(err error) int { return kinds[fault.KindOf(err)] }})
	if err != nil {
		t.Fatal(err)
	}
	h := httptest.NewServer(w.api.Handler())
	t.Cleanup(h.Close)
	w.url = h.URL
	w.admin, w.clinician, w.viewer = w.token("admin", clinic.Administrator), w.token("clara", clinic.Clinician), w.token("vera", clinic.Viewer)
	return w
}

// token signs in for everything that a role may.
func (w *world) token(login string, role clinic.Role) string {
	w.t.Helper()
	var scope []string
	for _, a := range clinic.Actions() {
		if clinic.Can(clinic.Actor{User: "u", Role: role}, a, clinic.NoPatient) {
			scope = append(scope, string(a))
		}
	}
	a := w.send("", "POST /tokens", object{"login": login, "password": testkit.Password, "name": "tests", "scope": scope, "life_seconds": 86400})
	if a.status != http.StatusCreated {
		w.t.Fatalf("sign in: %d %s", a.status, a.body)
	}
	return a.text("token")
}

type heard struct {
	status  int
	header  http.Header
	body    []byte
	request *http.Request
	sent    []byte
}

// text gives a field of the answer.
func (h heard) text(name string) string {
	var o object
	if json.Unmarshal(h.body, &o) != nil || o[name] == nil {
		return ""
	}
	return fmt.Sprint(o[name])
}

// with changes a request before it is sent.
type with func(*http.Request)

func header(name, value string) with { return func(r *http.Request) { r.Header.Set(name, value) } }

// send asks for something such as "GET /patients". A body that is no text is sent as JSON. A POST has a new key.
func (w *world) send(token, route string, body any, changes ...with) heard {
	w.t.Helper()
	r := w.requestFor(token, route, body, changes...)
	sent, err := io.ReadAll(r.Body)
	if err != nil {
		w.t.Fatal(err)
	}
	r.Body = io.NopCloser(bytes.NewReader(sent))
	return w.do(r, sent)
}

func (w *world) requestFor(token, route string, body any, changes ...with) *http.Request {
	w.t.Helper()
	method, path, _ := strings.Cut(route, " ")
	var content []byte
	switch b := body.(type) {
	case nil:
	case string:
		content = []byte(b)
	default:
		var err error
		if content, err = json.Marshal(b); err != nil {
			w.t.Fatal(err)
		}
	}
	r, err := http.NewRequestWithContext(w.t.Context(), method, w.url+Prefix+path, bytes.NewReader(content))
	if err != nil {
		w.t.Fatal(err)
	}
	if body != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	if w.n++; method == http.MethodPost && token != "" {
		r.Header.Set(keyHeader, fmt.Sprintf("a-key-of-its-own-%d", w.n))
	}
	for _, change := range changes {
		change(r)
	}
	return r
}

func (w *world) do(r *http.Request, sent []byte) heard {
	w.t.Helper()
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		w.t.Fatal(err)
	}
	defer res.Body.Close() //nolint:errcheck // read to the end
	got, err := io.ReadAll(res.Body)
	if err != nil {
		w.t.Fatal(err)
	}
	return heard{res.StatusCode, res.Header, got, r, sent}
}
