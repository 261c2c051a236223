package server

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"steelyard/internal/app"
	"steelyard/internal/clinic"
	q "steelyard/internal/questionnaire"
	"steelyard/internal/testkit"
)

// nasty is what somebody may type to be taken for something else than text.
var nasty = []string{
	`<script>alert(1)</script>`, `"><img src=x onerror=alert(1)>`, `' onmouseover='alert(1)`, `{{.Who}}`, `]]><svg/onload=alert(1)>`,
	`=HYPERLINK("http://evil.example","x")`, `+1+cmd|' /C calc'!A0`, `-2+3`, `@SUM(1+1)`, "\t=1+1", "\r=1+1", `＝1+1`, `'=1+1`,
	`../../../etc/passwd`, `..\..\windows\x`, `C:\x`, `/etc/shadow`, "a\"\r\nSet-Cookie: x=1",
	"gnp.\u202Eexe", "\u2066isolated", "null\x00byte", "%00%2e%2e%2f",
}

// sweeper pushes one text through every field, by pages and by the API, and then looks wherever it may come out.
type sweeper struct {
	*site
	t       *testing.T
	b       *browser // an administrator's
	token   string
	patient clinic.PatientID
	n       int
}

func TestWhateverIsTypedComesOutAsText(t *testing.T) {
	s := newSite(t)
	x := &sweeper{site: s, t: t, b: s.signedIn(t, s.Administrator)}
	x.token = x.b.token("admin", "read-patients", "write-patients", "read-responses", "administer", "export", "acknowledge-alert", "read-library", "read-audit")
	for _, text := range nasty {
		t.Run(fmt.Sprintf("%q", text), func(t *testing.T) {
			x.t, x.b.t = t, t
			x.push(text)
			x.look(text)
		})
	}
}

// send posts a form. Whether it is taken is for the fields' own tests; here nothing may break.
func (x *sweeper) send(path string, form url.Values) {
	x.t.Helper()
	if a := x.b.post(path, form); a.status >= 500 || a.status == http.StatusNotFound || a.status == http.StatusForbidden {
		x.t.Errorf("POST %s: got %d\n%s", path, a.status, firstLines(a.body))
	} else {
		x.page("POST "+path, a) // what is wrong is shown with what was typed
	}
}

func (x *sweeper) api(method, path string, body any) answer {
	x.t.Helper()
	content, err := json.Marshal(body)
	if err != nil {
		x.t.Fatal(err)
	}
	r := x.b.request(method, "/api/v1"+path, "")
	if body != nil {
		r = x.b.request(method, "/api/v1"+path, string(content))
		r.Header.Set("Content-Type", "application/json")
	}
	x.n++
	r.Header.Set("Authorization", "Bearer "+x.token)
	r.Header.Set("Idempotency-Key", fmt.Sprintf("sweep-of-everything-%d", x.n))
	a := x.b.send(r)
	if a.status >= 500 || a.status == http.StatusNotFound || a.status == http.StatusForbidden {
		x.t.Errorf("%s %s: got %d %s", method, path, a.status, a.body)
	}
	if !json.Valid([]byte(a.body)) && strings.HasSuffix(a.header.Get("Content-Type"), "json") {
		x.t.Errorf("%s %s: got what is no JSON: %s", method, path, a.body)
	}
	return a
}

func (x *sweeper) push(text string) {
	x.n++
	x.patient = x.Patient(x.t, fmt.Sprint("R-", x.n), "Petra Patient")
	path, ctx := "/patients/"+string(x.patient), x.t.Context()
	for _, field := range []string{"record_number", "name", "birth_date", "email", "phone", "sex", "language"} {
		x.n++
		form := url.Values{"record_number": {fmt.Sprint("N-", x.n)}, "name": {"Nora Neu"}, "sex": {"female"}, "language": {"en"}, "team": {string(testkit.TheTeam)}}
		form.Set(field, text)
		x.send("/patients", form)
		body := map[string]any{"record_number": fmt.Sprint("P-", x.n), "name": "Nora Neu"}
		body[field] = text
		x.api(http.MethodPost, "/patients", body)
	}
	if err := x.EditPatient(ctx, x.Clinician, clinic.Patient{ID: x.patient, RecordNumber: fmt.Sprint("R-", x.n, " ", text), Name: text, Sex: clinic.Female, Language: "en", Revision: 1}); err != nil {
		x.t.Log("the name is refused:", err)
	}
	x.send("/patients/search", url.Values{"search": {text}})
	x.send("/site/name", url.Values{"name": {text}, "contact": {text}})
	x.send("/site/time", url.Values{"time_zone": {text}})
	x.send("/site/crisis", url.Values{"crisis_text": {"Call 112 at once, wherever you are. " + text}, "crisis_de": {"Rufen Sie sofort die 112 an. " + text}})
	x.send("/site/consent", url.Values{"consent_en": {"This is what you agree to when you answer these questions. " + text}})
	x.send("/site/mail", url.Values{"mail_name": {text}})
	x.send("/site/retention", url.Values{"retention_years": {text}})
	x.send("/users", url.Values{"name": {text}, "login": {fmt.Sprint("user", x.n)}, "role": {"viewer"}, "password": {testkit.Password}})
	x.send("/teams", url.Values{"name": {text}})
	x.send(path+"/treatments", url.Values{"kind": {"medicine"}, "class": {"ssri"}, "name": {text}, "dose": {text}, "step": {"start"}, "on": {"2026-11-01"}, "note": {"Noted: " + text + "\n" + text}})
	x.send("/library/add", url.Values{"text": {"id: x\ntitle: " + text}})
	first := x.Answer(x.t, x.patient, "phq-9", 3)
	if _, err := x.Amend(ctx, x.Clinician, first, q.Form{"q1": "1", "q9": "2"}, "wrong line: "+text); err != nil {
		x.t.Log("the reason is refused:", err)
	}
	record, err := x.App.Patient(ctx, x.Clinician, x.patient)
	if err != nil {
		x.t.Fatal(err)
	}
	x.send("/alerts/"+string(record.Alerts[0].ID)+"/acknowledge", url.Values{"note": {"done: " + text}})
	if len(record.Alerts) > 1 {
		x.api(http.MethodPost, "/alerts/"+string(record.Alerts[1].ID)+"/acknowledgement", map[string]any{"note": "done: " + text})
	}
	x.api(http.MethodPost, path+"/submissions", map[string]any{"questionnaire": "phq-9@1.0.0", "mode": "paper", "answers": map[string]any{"q1": text}, "answered_on": "2026-11-20", "reason": text})
	x.api(http.MethodPost, path+"/submissions", map[string]any{"questionnaire": "phq-9@1.0.0", "mode": "paper", "answers": map[string]any{"q1": "1"}, "answered_on": "2026-11-20", "reason": "because " + text})
	x.api(http.MethodPost, path+"/invitations", map[string]any{"battery": []string{text}, "days": 7})
}

func (x *sweeper) look(text string) {
	path, kept := "/patients/"+string(x.patient), x.name()
	list, err := x.Responses(x.t.Context(), x.Clinician, x.patient, app.Page{})
	if err != nil {
		x.t.Fatal(err)
	}
	response := string(list[0].ID)
	for _, page := range []string{"/patients", path, path + "/edit", path + "/ask", path + "/paper", "/responses/" + response, "/responses/" + response + "/correct", "/alerts", "/audit", "/users", "/teams", "/site", "/site/name", "/site/crisis", "/site/consent", "/about", "/library",
		"/i/" + x.Link(x.t, x.patient, "phq-9"), "/patients/new?name=" + url.QueryEscape(text), "/sign-in?next=" + url.QueryEscape(text)} {
		a := x.b.get(page)
		x.page("GET "+page, a)
		if kept == text && page == path && !strings.Contains(a.body, html.EscapeString(text)) && !strings.Contains(a.body, strings.NewReplacer("&#34;", "&#34;", "+", "&#43;").Replace(html.EscapeString(text))) {
			x.t.Errorf("%s does not show the name as it was typed", page)
		}
	}
	for _, file := range []string{"/patients.csv", path + "/report.csv", path + "/report.json", path + "/report.pdf", "/responses/" + response + "/receipt.json", "/library/phq-9@1.0.0/responses.csv", "/library/phq-9@1.0.0/answers.csv", path + "/paper/phq-9@1.0.0/form.pdf"} {
		x.file(file, x.b.get(file), kept)
	}
	for _, of := range []string{"/patients?limit=200", path, path + "/invitations", path + "/submissions", path + "/report", path + "/profile", "/submissions/" + response, "/submissions/" + response + "/result", "/alerts?state=all", "/audit", "/exports/caseload", "/exports/responses/phq-9@1.0.0"} {
		x.file("API "+of, x.api(http.MethodGet, of, nil), kept)
	}
}

// name gives the patient's name as it was kept.
func (x *sweeper) name() string {
	r, err := x.App.Patient(x.t.Context(), x.Clinician, x.patient)
	if err != nil {
		x.t.Fatal(err)
	}
	return r.Patient.Name
}

var (
	markup   = regexp.MustCompile(`(?i)<script>alert|<img src=x|<svg/onload|' onmouseover='`)
	turning  = regexp.MustCompile("[\u202A-\u202E\u2066-\u2069\x00]")
	fileName = regexp.MustCompile(`^(attachment|inline); filename="[A-Za-z0-9][A-Za-z0-9._-]*"$`)
	runs     = regexp.MustCompile(`/(JavaScript|JS|Launch|OpenAction|AA|SubmitForm|EmbeddedFile)\b`)
)

// page holds an answer that a browser shows to being text: no markup that was typed, and nothing that turns the direction of
// what stands beside it.
func (x *sweeper) page(of string, a answer) {
	x.t.Helper()
	x.header(of, a)
	if a.status >= 500 {
		x.t.Errorf("%s: got %d", of, a.status)
	}
	if at := markup.FindString(a.body); at != "" {
		x.t.Errorf("%s: %q stands in the page as markup", of, at)
	}
	x.isolated(of, a.body)
}

// isolated wants every character that turns the direction within an element that isolates it, or within a field.
func (x *sweeper) isolated(of, body string) {
	x.t.Helper()
	for _, at := range turning.FindAllStringIndex(body, -1) {
		before := body[max(0, at[0]-400):at[0]]
		open := max(strings.LastIndex(before, "<bdi"), strings.LastIndex(before, "<textarea"), strings.LastIndex(before, `value="`))
		if body[at[0]] == 0 || open < 0 || strings.Contains(before[open:], "</bdi>") || strings.Contains(before[open:], "</textarea>") || strings.HasPrefix(before[open:], "value") && strings.Contains(before[open+7:], `"`) {
			x.t.Errorf("%s: %q turns what stands beside it: …%s", of, body[at[0]:at[1]], before[max(0, len(before)-80):])
			return
		}
	}
}

func (x *sweeper) header(of string, a answer) {
	x.t.Helper()
	if d := a.header.Get("Content-Disposition"); d != "" && !fileName.MatchString(d) {
		x.t.Errorf("%s: the name of the file is %q", of, d)
	}
	if c := a.header.Get("Set-Cookie"); strings.Contains(c, "x=1") {
		x.t.Errorf("%s: a header came out of what was typed: %q", of, c)
	}
}

// file holds an export to its kind: no cell begins a formula, JSON is JSON and has the name as it was typed, a PDF runs nothing.
func (x *sweeper) file(of string, a answer, name string) {
	x.t.Helper()
	x.header(of, a)
	if a.status != http.StatusOK {
		x.t.Errorf("%s: got %d %.200s", of, a.status, a.body)
		return
	}
	switch kind, _, _ := strings.Cut(a.header.Get("Content-Type"), ";"); kind {
	case "text/csv":
		x.cells(of, a.body)
	case "application/json":
		if !json.Valid([]byte(a.body)) {
			x.t.Errorf("%s is no JSON", of)
		}
		if strings.Contains(a.body, "<") {
			x.t.Errorf("%s has markup as it was typed, which a browser might take for a page", of)
		}
		typed, err := json.Marshal(name)
		if err != nil {
			x.t.Fatal(err)
		}
		if strings.HasSuffix(of, "report.json") && !strings.Contains(a.body, string(typed)) {
			x.t.Errorf("%s has the name otherwise than it was typed", of)
		}
	case "application/pdf":
		if !bytes.HasPrefix([]byte(a.body), []byte("%PDF-")) || runs.MatchString(a.body) {
			x.t.Errorf("%s is no PDF, or one that runs something", of)
		}
	default:
		x.t.Errorf("%s has the kind %q", of, kind)
	}
}

var plainNumber = regexp.MustCompile(`^[+-]?[0-9]+(\.[0-9]+)?$`)

func (x *sweeper) cells(of, body string) {
	x.t.Helper()
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(body, "\uFEFF"))).ReadAll()
	if err != nil {
		x.t.Errorf("%s: %v", of, err)
	}
	for _, row := range rows {
		for _, cell := range row {
			if cell != "" && strings.ContainsAny(cell[:1], "=+-@\t\r\n") && !plainNumber.MatchString(cell) || strings.HasPrefix(cell, "＝") {
				x.t.Errorf("%s: the cell %q begins a formula", of, cell)
				return
			}
		}
	}
}
