package api

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/legacy"

	"steelyard/internal/app"
	"steelyard/internal/clinic"
	q "steelyard/internal/questionnaire"
	"steelyard/internal/testkit"
)

// contract holds real answers to the served document, and notes what of the document they have shown.
type contract struct {
	*world
	t      *testing.T
	doc    *openapi3.T
	router routers.Router
	shown  map[string]bool // operation and status, and schema and field
}

func newContract(t *testing.T) *contract {
	t.Helper()
	openapi3filter.RegisterBodyDecoder(problemKind, openapi3filter.JSONBodyDecoder)
	for _, kind := range []string{pdfKind, csvKind, ndjsonKind} {
		openapi3filter.RegisterBodyDecoder(kind, openapi3filter.FileBodyDecoder)
	}
	w := newWorld(t)
	served := w.send("", "GET /openapi.json", nil)
	doc, err := openapi3.NewLoader().LoadFromData(served.body)
	if err != nil {
		t.Fatal(err)
	}
	if err := doc.Validate(t.Context(), openapi3.IsOpenAPI31OrLater()); err != nil {
		t.Fatalf("the document is not valid: %v", err)
	}
	doc.Servers = openapi3.Servers{{URL: w.url + Prefix}}
	router, err := legacy.NewRouter(doc)
	if err != nil {
		t.Fatal(err)
	}
	return &contract{w, t, doc, router, map[string]bool{}}
}

// ask sends a request and holds it and its answer to the document.
func (c *contract) ask(status int, token, route string, body any, changes ...with) heard {
	c.t.Helper()
	h := c.send(token, route, body, changes...)
	if h.status != status {
		c.t.Errorf("%s: got %d, want %d\n%s", route, h.status, status, h.body)
	}
	if err := c.hold(h, status < 300); err != nil {
		c.t.Errorf("%s %d is not as the document says: %v\n%.600s", route, h.status, err, h.body)
	}
	return h
}

func (c *contract) hold(h heard, good bool) error {
	route, parameters, err := c.router.FindRoute(h.request)
	if err != nil {
		return err
	}
	in := &openapi3filter.RequestValidationInput{Request: h.request, PathParams: parameters, Route: route,
		Options: &openapi3filter.Options{AuthenticationFunc: openapi3filter.NoopAuthenticationFunc, IncludeResponseStatus: true}}
	if good {
		h.request.Body = io.NopCloser(bytes.NewReader(h.sent))
		if err := openapi3filter.ValidateRequest(c.t.Context(), in); err != nil {
			return fmt.Errorf("the request: %w", err)
		}
	}
	c.shown[route.Operation.OperationID+" "+strconv.Itoa(h.status)] = true
	out := &openapi3filter.ResponseValidationInput{RequestValidationInput: in, Status: h.status, Header: h.header, Options: in.Options}
	if h.status == http.StatusNoContent && len(h.body) > 0 {
		return errors.New("there is a body")
	}
	if err := openapi3filter.ValidateResponse(context.Background(), out.SetBodyBytes(h.body)); err != nil {
		return err
	}
	c.seen(route.Operation.Responses.Status(h.status), h)
	return nil
}

// seen notes every documented field that stands in an answer with a value.
func (c *contract) seen(response *openapi3.ResponseRef, h heard) {
	media := response.Value.Content.Get(h.header.Get("Content-Type"))
	switch {
	case media == nil:
	case strings.HasPrefix(h.header.Get("Content-Type"), ndjsonKind):
		name := strings.TrimPrefix(media.Schema.Value.Description, "one object a line, each as ")
		line := c.doc.Components.Schemas[name]
		for _, text := range bytes.Split(bytes.TrimSpace(h.body), []byte("\n")) {
			var v any
			if err := json.Unmarshal(text, &v); err != nil {
				c.t.Fatal(err)
			}
			if err := line.Value.VisitJSON(v, openapi3.EnableJSONSchema2020()); err != nil {
				c.t.Errorf("a line is not as the document says: %v", err)
			}
			c.walk(&openapi3.SchemaRef{Ref: "#/components/schemas/" + name, Value: line.Value}, v)
		}
	default:
		var v any
		if json.Unmarshal(h.body, &v) == nil {
			c.walk(media.Schema, v)
		}
	}
}

func (c *contract) walk(s *openapi3.SchemaRef, v any) {
	for _, option := range s.Value.AnyOf {
		c.walk(option, v)
	}
	switch v := v.(type) {
	case map[string]any:
		for name, field := range s.Value.Properties {
			if v[name] != nil {
				c.shown[s.Ref+"."+name] = true
				c.walk(field, v[name])
			}
		}
	case []any:
		for _, e := range v {
			if s.Value.Items != nil {
				c.walk(s.Value.Items, e)
			}
		}
	}
}

// The document says every way in, every answer and every field, and nothing else. What it says is what is served: every
// operation is asked here for every answer that it is documented to give.
func TestTheDocumentSaysWhatIsServed(t *testing.T) {
	c := newContract(t)
	c.everyOperationIsARoute()
	p := c.people()
	c.goesWell(p)
	c.goesWrong(p)
	c.isRefused(p)
	c.isErased()
	c.breaks(p)
	c.everyAnswerWasGiven()
	c.everyFieldWasShown()
}

func (c *contract) everyOperationIsARoute() {
	var documented []string
	for path, item := range c.doc.Paths.Map() {
		for method := range item.Operations() {
			documented = append(documented, method+" "+Prefix+inBraces.ReplaceAllString(path, ":$1"))
		}
	}
	routes := c.api.Routes()
	slices.Sort(routes)
	if slices.Sort(documented); !slices.Equal(documented, routes) {
		c.t.Errorf("documented are %q, and served are %q", documented, routes)
	}
}

// people are who is asked about.
type people struct {
	patient, response, amended, alert, invitation string
}

func (c *contract) people() (p people) {
	ctx, id := c.t.Context(), c.Patient(c.t, "R-1", "Petra Patient")
	for i, day := range []int{0, 20, 40} { // a course over time, with a treatment between
		c.Pass(time.Duration(day) * 24 * time.Hour)
		for _, of := range []q.ID{"phq-9", "gad-7", "core-mood", "core-motivation", "core-sleep", "core-impulse", "core-context", "psqi", "edeq"} {
			if e, ok := c.Library.FindLatest(of); ok && e.CanBeAdministered(c.Now()) == nil {
				p.response = string(c.Answer(c.t, id, of, (i+1)%4))
			}
		}
		if i == 1 {
			if err := c.AddTreatment(ctx, c.Clinician, clinic.TreatmentEvent{PatientID: id, Kind: clinic.Medicine, Class: clinic.SSRI, Name: "sertraline", Dose: "50 mg", Step: clinic.Started, On: q.Date(c.Now().Format(time.DateOnly)), Note: "in the morning"}); err != nil {
				c.t.Fatal(err)
			}
		}
	}
	c.Answer(c.t, id, "phq-2", 1) // once, so that it is not compared
	p.patient = string(id)
	first := c.Answer(c.t, id, "phq-9", 2)
	p.amended = string(first)
	entry, _ := c.Library.FindLatest("phq-9")
	form := testkit.SameChoice(entry.Definition, 3)
	delete(form, "q2")
	corrected, err := c.Amend(ctx, c.Clinician, first, form, "entered in the wrong line")
	if err != nil {
		c.t.Fatal(err)
	}
	p.response = string(corrected)
	record, err := c.App.Patient(ctx, c.Clinician, id)
	if err != nil {
		c.t.Fatal(err)
	}
	for _, a := range record.Alerts {
		p.alert = string(a.ID)
	}
	shown, err := c.Report(ctx, c.Clinician, app.ReportRequest{Patient: id, Digest: true})
	if err != nil {
		c.t.Fatal(err)
	}
	if _, err := c.SignReport(ctx, c.Clinician, app.Signing{Patient: id, Digest: shown.Digest, Meaning: clinic.Meanings()[0], Presence: app.Presence{Password: testkit.Password}}); err != nil {
		c.t.Fatal(err)
	}
	_, i, err := c.Invite(ctx, c.Clinician, id, []q.ID{"phq-9"}, 7)
	if err != nil {
		c.t.Fatal(err)
	}
	p.invitation = string(i.ID)
	// The tokens of the start have ended meanwhile.
	c.admin, c.clinician, c.viewer = c.token("admin", clinic.Administrator), c.token("clara", clinic.Clinician), c.token("vera", clinic.Viewer)
	return p
}

var newcomer = object{"record_number": "R-2", "name": "Nora Neu", "birth_date": "1990-01-02", "sex": "female", "email": "n@example.org", "phone": "0123 456", "language": "en", "team": string(testkit.TheTeam)}

func (c *contract) goesWell(p people) {
	c.ask(200, "", "GET /openapi.json", nil)
	t := c.ask(201, "", "POST /tokens", object{"login": "clara", "password": testkit.Password, "name": "one", "scope": []string{"read-patients"}})
	c.ask(204, t.text("token"), "DELETE /tokens/"+t.text("id"), nil)
	c.ask(200, c.clinician, "GET /tokens?limit=1", nil)
	c.ask(200, c.clinician, "GET /tokens", nil)

	added := c.ask(201, c.clinician, "POST /patients", newcomer)
	id := added.text("id")
	got := c.ask(200, c.clinician, "GET /patients/"+id, nil)
	change := maps.Clone(newcomer)
	delete(change, "team")
	change["name"] = "Nora Alt"
	c.ask(204, c.clinician, "PUT /patients/"+id, change, header("If-Match", got.header.Get("ETag")))
	first := c.ask(200, c.viewer, "GET /patients?limit=1", nil)
	c.ask(200, c.viewer, "GET /patients?limit=1&cursor="+first.text("next"), nil)

	link := c.ask(201, c.clinician, "POST /patients/"+id+"/invitations", object{"battery": []string{"phq-9"}, "days": 7})
	if !strings.HasPrefix(link.text("link"), "https://forms.example.org/i/") {
		c.t.Errorf("got the link %q", link.text("link"))
	}
	c.ask(204, c.clinician, "DELETE /invitations/"+link.text("id"), nil)
	c.ask(200, c.viewer, "GET /patients/"+id+"/invitations", nil)
	token := c.Link(c.t, clinic.PatientID(id), "phq-9")
	v, err := c.OpenLink(c.t.Context(), token, "")
	if err == nil {
		err = c.Submit(c.t.Context(), &v, "en")
	}
	if err != nil {
		c.t.Fatal(err)
	}
	c.ask(200, c.viewer, "GET /patients/"+id+"/invitations", nil)

	list := c.ask(200, c.viewer, "GET /definitions?limit=2", nil)
	c.ask(200, c.viewer, "GET /definitions?cursor="+list.text("next"), nil)
	c.ask(200, c.viewer, "GET /definitions/phq-9@1.0.0", nil)

	in := c.ask(201, c.clinician, "POST /patients/"+id+"/submissions", object{"questionnaire": "phq-9@1.0.0", "mode": "in-person", "language": "en", "answers": object{"q1": "1", "q2": "3", "q9": nil}})
	paper := c.ask(201, c.clinician, "POST /patients/"+id+"/submissions", object{"questionnaire": "phq-9@1.0.0", "mode": "paper", "answers": object{"q1": "1"}, "answered_on": "2026-11-20", "reason": "the first sheet"})
	c.ask(200, c.viewer, "GET /patients/"+id+"/submissions", nil)
	c.ask(200, c.viewer, "GET /patients/"+id+"/submissions?limit=1", nil)
	c.ask(200, c.viewer, "GET /patients/"+id+"/invitations?limit=1", nil)
	c.Answer(c.t, clinic.PatientID(id), "core-sleep", 1)
	few, _ := c.Library.FindLatest("core-mood")
	c.ask(201, c.clinician, "POST /patients/"+id+"/submissions", object{"questionnaire": few.Ref().String(), "mode": "in-person", "answers": object{string(few.Definition.Items[0].ID): "1"}})
	c.ask(200, c.viewer, "GET /patients/"+id+"/profile", nil)
	for _, of := range []string{in.text("id"), paper.text("id"), p.amended, p.response} {
		c.ask(200, c.viewer, "GET /submissions/"+of, nil)
		c.ask(200, c.viewer, "GET /submissions/"+of+"/result", nil)
	}
	c.ask(200, c.viewer, "GET /patients/"+p.patient+"/submissions", nil)
	c.ask(200, c.clinician, "GET /submissions/"+in.text("id")+"/receipt", nil)
	c.ask(200, c.viewer, "GET /patients/"+p.patient+"/profile", nil)
	for _, kind := range []string{"", pdfKind, csvKind, jsonKind, "text/*;q=0.2, application/pdf;q=0.1"} {
		c.ask(200, c.clinician, "GET /patients/"+p.patient+"/report", nil, header("Accept", kind))
	}

	c.ask(201, c.clinician, "POST /alerts/"+p.alert+"/acknowledgement", object{"note": "telephoned"})
	c.ask(200, c.viewer, "GET /alerts?state=all", nil)
	c.ask(200, c.viewer, "GET /alerts?limit=1", nil)
	c.ask(200, c.viewer, "GET /alerts?state=escalated&questionnaire=phq-9&clinician=nobody&from=2026-01-01T00:00:00Z&to=2026-12-31T23:59:59%2B01:00", nil)
	// Only what was acknowledged before the report is made stands in it so.
	c.ask(200, c.clinician, "GET /patients/"+p.patient+"/report", nil)

	for _, kind := range []string{csvKind, ndjsonKind} {
		c.ask(200, c.clinician, "GET /exports/caseload", nil, header("Accept", kind))
		c.ask(200, c.clinician, "GET /exports/responses/phq-9@1.0.0", nil, header("Accept", kind))
		c.ask(200, c.clinician, "GET /exports/responses/core-mood@1.0.2", nil, header("Accept", kind))
	}
	entries := c.ask(200, c.admin, "GET /audit?limit=2", nil)
	c.ask(200, c.admin, "GET /audit?limit=200&cursor="+entries.text("next"), nil)
	c.ask(200, c.admin, "GET /audit?patient="+p.patient, nil)
}

// goesWrong asks for what each operation refuses for a reason of its own.
func (c *contract) goesWrong(p people) {
	c.Pass(time.Hour) // for the sign-ins before these
	c.admin, c.clinician, c.viewer = c.token("admin", clinic.Administrator), c.token("clara", clinic.Clinician), c.token("vera", clinic.Viewer)
	signIn := object{"login": "clara", "password": "not the one", "name": "x", "scope": []string{"read-patients"}}
	c.ask(401, "", "POST /tokens", signIn)
	c.OptionalFactor = false
	signIn["password"] = testkit.Password
	c.ask(403, "", "POST /tokens", signIn)
	c.OptionalFactor = true
	for range 12 {
		signIn["login"] = "nobody at all"
		c.send("", "POST /tokens", signIn)
	}
	c.ask(429, "", "POST /tokens", signIn)
	mine := c.send(c.clinician, "GET /tokens?limit=200", nil)
	var tokens page[token]
	if err := json.Unmarshal(mine.body, &tokens); err != nil {
		c.t.Fatal(err)
	}
	for _, t := range tokens.Items {
		if t.State == clinic.TokenRevoked {
			c.ask(409, c.clinician, "DELETE /tokens/"+string(t.ID), nil)
		}
	}

	taken := maps.Clone(newcomer)
	c.ask(409, c.clinician, "POST /patients", taken)
	taken["record_number"] = "R-2"
	delete(taken, "team")
	c.ask(409, c.clinician, "PUT /patients/"+p.patient, taken, header("If-Match", `"1"`))
	c.ask(412, c.clinician, "PUT /patients/"+p.patient, taken, header("If-Match", `"7"`))
	c.ask(428, c.clinician, "PUT /patients/"+p.patient, taken)
	c.ask(204, c.clinician, "DELETE /invitations/"+p.invitation, nil)
	c.ask(409, c.clinician, "DELETE /invitations/"+p.invitation, nil)
	c.ask(409, c.clinician, "POST /alerts/"+p.alert+"/acknowledgement", object{"note": "again"})

	wordless := c.wordless()
	c.ask(409, c.clinician, "POST /patients/"+p.patient+"/invitations", object{"battery": []q.ID{wordless.ID}, "days": 7})
	c.ask(409, c.clinician, "POST /patients/"+p.patient+"/submissions", object{"questionnaire": wordless.String(), "mode": "in-person", "answers": object{}})
	started := c.started(clinic.PatientID(p.patient))
	c.ask(200, c.viewer, "GET /submissions/"+started, nil)
	c.ask(409, c.viewer, "GET /submissions/"+started+"/result", nil)
	c.ask(409, c.clinician, "GET /submissions/"+started+"/receipt", nil)
	c.ask(422, c.clinician, "GET /alerts?state=closed", nil)
	c.ask(422, c.clinician, "GET /alerts?from=yesterday", nil)
	c.ask(404, c.admin, "GET /audit?patient=nobody", nil)
	for _, path := range []string{"/exports/caseload", "/exports/responses/phq-9@1.0.0", "/patients/" + p.patient + "/report"} {
		c.ask(406, c.clinician, "GET "+path, nil, header("Accept", "text/html, application/json;q=0, application/pdf;q=0"))
	}
}

// wordless gives a version that can't be asked, because its wording does not ship.
func (c *contract) wordless() q.Ref {
	for _, e := range c.Library.Latest() {
		if e.CanBeAdministered(c.Now()) != nil {
			return e.Ref()
		}
	}
	c.t.Fatal("every version can be asked")
	return q.Ref{}
}

// started gives a response that nobody has finished.
func (c *contract) started(patient clinic.PatientID) string {
	ctx := c.t.Context()
	id, err := c.Begin(ctx, c.Clinician, patient, []q.ID{"phq-9"})
	if err != nil {
		c.t.Fatal(err)
	}
	v, err := c.OpenEncounter(ctx, c.Clinician, id)
	if err == nil {
		_, err = c.SaveAnswers(ctx, &v, 0, q.Form{"q1": "1"}, "en")
	}
	if err == nil {
		v, err = c.OpenEncounter(ctx, c.Clinician, id)
	}
	if err != nil {
		c.t.Fatal(err)
	}
	return string(v.Parts[0].Response.ID)
}

// isRefused asks every operation for what follows from what it takes.
func (c *contract) isRefused(p people) {
	for i := range operations {
		op := &operations[i]
		route := op.method + " " + strings.NewReplacer("{id}", "none", "{ref}", "none@1.0.0").Replace(op.path)
		send := func(status int, token string, body any, changes ...with) {
			c.t.Helper()
			if slices.Contains(op.problems(), status) && !slices.Contains(op.refuses, status) {
				c.ask(status, token, route, body, append([]with{header("If-Match", `"1"`)}, changes...)...)
			}
		}
		good := c.goodBody(op)
		send(401, "", good)
		send(401, "unknown", good)
		send(403, c.narrow(op), good)
		send(404, c.admin, good)
		if op.in == nil {
			c.ask(400, c.admin, route, "{}")
			continue
		}
		token := c.admin
		if op.action == anybody {
			token = ""
		}
		send(400, token, `{"name": 1, "name": 2}`)
		send(413, token, `"`+strings.Repeat("x", maxBody)+`"`)
		send(415, token, good, header("Content-Type", "text/plain"))
		send(422, token, object{"unknown": true})
		if op.method == http.MethodPost && op.action != anybody {
			send(400, token, good, header(keyHeader, "short"))
		}
	}
	for _, path := range []string{"/patients", "/tokens", "/definitions", "/alerts", "/audit", "/patients/" + p.patient + "/submissions", "/patients/" + p.patient + "/invitations"} {
		for _, query := range []string{"limit=0", "limit=201", "limit=x", "cursor=x", "cursor=" + (&call{op: &operation{name: "other"}}).cursor("1")} {
			c.ask(422, c.admin, "GET "+path+"?"+query, nil)
		}
		c.ask(400, c.admin, "GET "+path+"?unknown=1", nil)
		c.ask(400, c.admin, "GET "+path+"?limit=1&limit=2", nil)
	}
}

// goodBody gives a body that an operation takes.
func (c *contract) goodBody(op *operation) any {
	switch op.in.(type) {
	case nil:
		return nil
	case newPatientInput, patientInput:
		return object{"record_number": fmt.Sprint("G-", op.name), "name": "Gut"}
	case invitationInput:
		return object{"battery": []string{"phq-9"}, "days": 1}
	case submissionInput:
		return object{"questionnaire": "phq-9@1.0.0", "mode": "in-person", "answers": object{"q1": "1"}}
	case acknowledgement:
		return object{"note": "done"}
	}
	return object{"login": "x", "password": "x", "name": "x", "scope": []string{"export"}}
}

// narrow gives a token of an administrator that may everything but this.
func (c *contract) narrow(op *operation) string {
	if op.action == anybody || op.action == anyToken {
		return c.admin
	}
	scope := slices.DeleteFunc(clinic.Actions(), func(a clinic.Action) bool { return a == op.action })
	token, _, err := c.AddToken(c.t.Context(), c.Administrator, app.NewToken{Name: "narrow", Scope: scope})
	if err != nil {
		c.t.Fatal(err)
	}
	return token
}

// isErased asks again what was answered about somebody who was erased since.
func (c *contract) isErased() {
	keyed := func(status int, route string, body any) heard {
		return c.ask(status, c.admin, route, body, header(keyHeader, "of-somebody-who-is-erased-"+strings.Split(route, "/")[len(strings.Split(route, "/"))-1]))
	}
	of := maps.Clone(newcomer)
	of["record_number"] = "R-gone"
	id := keyed(201, "POST /patients", of).text("id")
	alert := ""
	keyed(201, "POST /patients/"+id+"/invitations", object{"battery": []string{"phq-9"}, "days": 7})
	keyed(201, "POST /patients/"+id+"/submissions", object{"questionnaire": "phq-9@1.0.0", "mode": "in-person", "answers": object{"q9": "3"}})
	record, err := c.App.Patient(c.t.Context(), c.Administrator, clinic.PatientID(id))
	if err == nil {
		alert = string(record.Alerts[0].ID)
		keyed(201, "POST /alerts/"+alert+"/acknowledgement", object{"note": "telephoned"})
		err = c.ErasePatient(c.t.Context(), c.Administrator, app.Erasure{Patient: clinic.PatientID(id), RecordNumber: "R-gone", Reason: "at their request"})
	}
	if err != nil {
		c.t.Fatal(err)
	}
	keyed(410, "POST /patients", of)
	keyed(410, "POST /patients/"+id+"/invitations", object{"battery": []string{"phq-9"}, "days": 7})
	keyed(410, "POST /patients/"+id+"/submissions", object{"questionnaire": "phq-9@1.0.0", "mode": "in-person", "answers": object{"q9": "3"}})
	keyed(410, "POST /alerts/"+alert+"/acknowledgement", object{"note": "telephoned"})
}

// breaks asks everything of a database that is gone.
func (c *contract) breaks(p people) {
	c.Pass(time.Hour) // for the sign-ins before this
	if err := c.Store.Close(); err != nil {
		c.t.Fatal(err)
	}
	for i := range operations {
		if op := &operations[i]; op.name != "describe" {
			h := c.ask(500, c.admin, op.method+" "+strings.NewReplacer("{id}", p.patient, "{ref}", "phq-9@1.0.0").Replace(op.path), c.goodBody(op), header("If-Match", `"1"`))
			if strings.Contains(string(h.body), "sql") {
				c.t.Errorf("%s says why on our side: %s", op.name, h.body)
			}
		}
	}
}

// notGiven are documented answers that no test asks for, and why.
var notGiven = map[string]string{
	"describe 500": "nothing of it can fail",
	"describe 400": "with a body, which isRefused sends",
}

func (c *contract) everyAnswerWasGiven() {
	for i := range operations {
		op := &operations[i]
		for _, status := range append(op.problems(), op.status) {
			name := op.name + " " + strconv.Itoa(status)
			if !c.shown[name] && notGiven[name] == "" && status != http.StatusServiceUnavailable { // for which a disk must fail
				c.t.Errorf("%s is documented and was never given", name)
			}
		}
	}
}

// notShown are documented fields that no answer here has, and why.
var notShown = map[string]string{
	"ReportSignature.broken": "needs a database that somebody changed: the tests of signatures have it",
	"ReportTrend.rescored":   "needs two versions of one questionnaire: the tests of the report have it",
	"ReportRescored.label":   "as above",
	"ReportRescored.points":  "as above",
	"ReportRescored.version": "as above",

	"ReportChange.why_not":             "needs answers that can't be compared: the tests of the report have it",
	"ReportChange.earlier":             "as above",
	"ReportChange.instead_of_newer":    "needs answers without a score: the tests of the report have it",
	"ReportChange.from_as_recorded":    "needs two versions of one questionnaire: the tests of the report have it",
	"ReportItem.note":                  "programs enter answers without notes: the tests of the exports have it",
	"ReportResponse.how_answered_note": "needs hasty answers: the tests of the report have it",
	"ReportScore.fit":                  "needs a definition with a response model, whose wordings don't ship: the tests of the exports have it",
	"ReportFit.words":                  "as above", "ReportFit.as_bad_or_worse": "as above", "ReportFit.lz": "as above", "ReportFit.patterns_drawn": "as above",
	"ReportDomainThen.why_not":    "needs a domain of which one day knows nothing: the tests of the report have it",
	"ReportContrastsThen.why_not": "as above",
	"ReportDocument.selection":    "a program chooses for itself what it shows: the pages' exports have it",
}

func (c *contract) everyFieldWasShown() {
	sent := map[string]bool{}
	for i := range operations {
		if op := &operations[i]; op.in != nil {
			sent[(&schemas{}).name(reflect.TypeOf(op.in))] = true
		}
	}
	for name, s := range c.doc.Components.Schemas {
		for field := range s.Value.Properties {
			if at := name + "." + field; !sent[name] && !c.shown["#/components/schemas/"+at] && notShown[at] == "" {
				c.t.Errorf("%s is documented and never occurs", at)
			}
		}
	}
}
