package scale

import (
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"steelyard/internal/app"
	"steelyard/internal/clinic"
	"steelyard/internal/config"
	"steelyard/internal/server"
	"steelyard/internal/store"
	"steelyard/internal/testkit"
)

// desk asks for pages as a browser does, through the whole router.
type desk struct {
	*large
	handler http.Handler
	cookies map[string][]*http.Cookie // by who is signed in
	tokens  map[string]string         // of the API
}

func newDesk(t testing.TB, k *large) *desk {
	t.Helper()
	s, err := server.New(k.App, config.Server{Listen: "127.0.0.1:0", SessionIdle: time.Hour, SessionLife: 8 * time.Hour}, slog.New(slog.DiscardHandler))
	fatal(t, err)
	d := &desk{large: k, handler: s.Handler(), cookies: map[string][]*http.Cookie{}, tokens: map[string]string{}}
	for _, login := range []string{administrator, clinician} {
		a := d.send(http.MethodPost, "/sign-in", login, url.Values{"login": {login}, "password": {testkit.Password}}.Encode())
		if d.cookies[login] = a.Result().Cookies(); a.Code != http.StatusSeeOther || len(d.cookies[login]) == 0 {
			t.Fatalf("sign in as %s: got %d\n%s", login, a.Code, a.Body)
		}
	}
	d.longAgo(t)
	return d
}

// longAgo makes every record one to decide on: the last contact with everybody is ten years away, and the site keeps records for one.
func (d *desk) longAgo(t testing.TB) {
	t.Helper()
	fatal(t, d.PutSite(t.Context(), d.Administrator, clinic.Site{RetentionYears: 1}, app.SiteRetention))
	raw, err := sql.Open("sqlite3", "file:"+d.Path+"?_busy_timeout=10000")
	fatal(t, err)
	before := d.Now().AddDate(-9, 0, 0).UnixMicro()
	_, err = raw.ExecContext(t.Context(), "UPDATE retentions SET last_contact_at = last_contact_at - @decade, due_from = due_from - @decade WHERE due_from > @before",
		sql.Named("decade", (10*365*24*time.Hour).Microseconds()), sql.Named("before", before))
	fatal(t, errors.Join(err, raw.Close()))
}

// Who asks: somebody who sees everybody, and a clinician of a team with a tenth of the patients.
const (
	administrator = "admin"
	clinician     = "user-03-1"
)

func (d *desk) send(method, path, who, body string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	if body != "" {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	if strings.HasPrefix(path, "/api/") {
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("Authorization", "Bearer "+d.tokens[who])
	} else {
		for _, c := range d.cookies[who] {
			r.AddCookie(c)
		}
	}
	a := httptest.NewRecorder()
	d.handler.ServeHTTP(waiting{a}, r)
	return a
}

// waiting is a reader who never keeps anybody waiting: how long a file may take to be taken is as good as any.
type waiting struct{ *httptest.ResponseRecorder }

// SetWriteDeadline does nothing.
func (waiting) SetWriteDeadline(time.Time) error { return nil }

// ask is a page that somebody opens. search is looked for before, and stays in the session.
type ask struct{ name, who, path, search string }

// asks are the pages of a clinic's day.
func (d *desk) asks(t testing.TB) []ask {
	t.Helper()
	own, patients, entries := d.belongings(t)
	deep := map[string]string{}
	for _, who := range []string{administrator, clinician} {
		deep[who] = d.deep(t, who)
	}
	usual, heavy := "/patients/"+string(d.usual.ID), "/patients/"+string(d.heavy.ID)
	list := []ask{
		{"patient, 20 responses", clinician, own, ""},
		{"patient, 500 responses", administrator, heavy, ""},
		{"answers, 20 responses", clinician, own + "/responses", ""},
		{"answers, 500 responses", administrator, heavy + "/responses", ""},
		{"answers, 500 responses, deep", administrator, heavy + "/responses?before=" + d.middle(t), ""},
		{"answers to one questionnaire, of days long ago", administrator, heavy + "/responses?form=phq-9&from=2025-01-01&to=2025-06-30", ""},
		{"change, 20 responses", administrator, usual + "/change", ""},
		{"change, 500 responses", administrator, heavy + "/change", ""},
		{"the whole list as CSV", administrator, "/patients.csv", ""},
		{"plans of a patient", administrator, usual + "/plans", ""},
		{"response", administrator, "/responses/" + d.response(t), ""},
		{"mails", administrator, "/mails", ""},
		{"records that are due", administrator, "/records-due", ""},
		{"teams", administrator, "/teams", ""},
		{"library", administrator, "/library", ""},
		{"questionnaire", administrator, "/library/phq-9@1.0.0", ""},
		{"all alerts", administrator, "/alerts/all", ""},
		{"all alerts, one team's", clinician, "/alerts/all", ""},
		{"all alerts of a questionnaire", administrator, "/alerts/all?form=phq-9", ""},
		{"all alerts of a year", administrator, "/alerts/all?from=2025-11-23", ""},
		{"audit", administrator, "/audit", ""},
		{"audit, deep", administrator, fmt.Sprint("/audit?before=", entries/2), ""},
		{"audit of an action", administrator, "/audit?action=acknowledge+alert", ""},
		{"audit of an actor", administrator, "/audit?actor=user:" + string(d.Clinician.User), ""},
		{"audit of an actor and an action", administrator, "/audit?action=add+plan&actor=user:" + string(d.Clinician.User), ""},
		{"audit of a patient", administrator, "/audit?patient=" + string(d.usual.ID), ""},
		{"audit of days long ago", administrator, "/audit?from=2026-08-10&to=2026-08-12", ""},
		{"API, patients", administrator, "/api/v1/patients", ""},
		{"API, patients, deep", administrator, "/api/v1/patients?cursor=" + deep[administrator], ""},
		{"API, patients, one team's", clinician, "/api/v1/patients", ""},
		{"API, patients, one team's, deep", clinician, "/api/v1/patients?cursor=" + deep[clinician], ""},
		{"API, submissions", administrator, "/api/v1" + usual + "/submissions", ""},
		{"API, invitations", administrator, "/api/v1" + usual + "/invitations", ""},
		{"API, alerts", administrator, "/api/v1/alerts?state=open", ""},
		{"API, alerts, one team's", clinician, "/api/v1/alerts?state=open", ""},
		{"API, alerts that were escalated or not, one team's", clinician, "/api/v1/alerts?state=all", ""},
		{"API, alerts of late, one team's", clinician, "/api/v1/alerts?state=acknowledged&from=2026-11-20T00:00:00Z", ""},
		{"API, audit", administrator, "/api/v1/audit", ""},
	}
	for _, who := range []string{administrator, clinician} {
		of := map[string]string{administrator: "everybody", clinician: "one team's"}[who]
		last := (patients - 1) / 50
		if who == clinician {
			last /= teams
		}
		list = append(list, ask{"alerts, " + of, who, "/alerts", ""})
		for _, c := range [][2]string{{"first page", ""}, {"deep page", fmt.Sprint("page=", last/2+1)}, {"last page", fmt.Sprint("page=", max(last, 1))}, {"with alerts", "filter=alerts"}, {"overdue", "filter=overdue"},
			{"due", "filter=due"}, {"in progress", "filter=progress"}, {"done today", "filter=today"}, {"mine", "whose=mine"}, {"one clinician", "whose=by-user-03-2"}, {"one team", "whose=team-03"}, {"a tag", "tag=" + d.tag(t)},
			{"answered last", "form=core-sleep&sort=answer"}, {"by name", "sort=name"}, {"by latest answers", "sort=answer"}, {"by latest answers, deep", fmt.Sprint("sort=answer&page=", last/2+1)}, {"longest waiting", "sort=waiting"}, {"by end of the link", "sort=end"}} {
			list = append(list, ask{"caseload of " + of + ", " + c[0], who, strings.TrimSuffix("/patients?"+c[1], "?"), ""})
		}
		list = append(list, ask{"caseload of " + of + ", search of a few", who, "/patients", "kovac 13"}, ask{"caseload of " + of + ", search of many", who, "/patients", "an"})
	}
	return list
}

// open asks for a page, and wants it.
func (d *desk) open(t testing.TB, a ask) int {
	t.Helper()
	page := d.send(http.MethodGet, a.path, a.who, "")
	if page.Code != http.StatusOK {
		t.Fatalf("%s, %s: got %d\n%.600s", a.name, a.path, page.Code, page.Body)
	}
	return page.Body.Len()
}

// lookFor puts into the session what is searched for.
func (d *desk) lookFor(t testing.TB, who, search string) {
	t.Helper()
	if a := d.send(http.MethodPost, "/patients/search", who, url.Values{"search": {search}}.Encode()); a.Code != http.StatusSeeOther {
		t.Fatalf("search for %s: got %d", search, a.Code)
	}
}

// belongings gives the page of a patient of the clinician's, and how many patients and audit entries there are.
func (d *desk) belongings(t testing.TB) (own string, patients int, entries int64) {
	t.Helper()
	fatal(t, d.Store.View(t.Context(), func(tx *store.Tx) error {
		page, err := tx.Caseload(store.CaseloadQuery{Visible: clinic.Visible{All: true}, Team: "team-03", Limit: 1})
		if err != nil {
			return err
		}
		own = "/patients/" + string(page.Rows[0].Patient)
		all, err := tx.Caseload(store.CaseloadQuery{Visible: clinic.Visible{All: true}, Limit: 1})
		if err != nil {
			return err
		}
		patients = all.Total
		last, _, err := tx.FindLastAudit()
		entries = last.Seq
		return err
	}))
	return own, patients, entries
}

func (d *desk) response(t testing.TB) (id string) {
	t.Helper()
	fatal(t, d.Store.View(t.Context(), func(tx *store.Tx) error {
		list, err := tx.ResponsesAfter(d.usual.ID, store.Page{Limit: 1})
		id = string(list[0].ID)
		return err
	}))
	return id
}

// middle gives the mark of the place in the middle of the long record.
func (d *desk) middle(t testing.TB) (mark string) {
	t.Helper()
	fatal(t, d.Store.View(t.Context(), func(tx *store.Tx) error {
		list, _, err := tx.AnswersBefore(store.AnswerFilter{Patient: d.heavy.ID}, store.AnswerMark{}, heavy*len(battery)/2)
		mark = fmt.Sprintf("%d-%s", list[0].Response.CompletedAt.UnixMicro(), list[0].Response.ID)
		return err
	}))
	return mark
}

func (d *desk) tag(t testing.TB) (id string) {
	t.Helper()
	fatal(t, d.Store.View(t.Context(), func(tx *store.Tx) error {
		tags, err := tx.Tags()
		id = string(tags[0].ID)
		return err
	}))
	return id
}

// deep gives a cursor of the API, and gets the token it is asked with.
func (d *desk) deep(t testing.TB, who string) string {
	t.Helper()
	scope := map[string]string{administrator: `, "read-audit"`}[who]
	body := `{"login": "` + who + `", "password": "` + testkit.Password + `", "code": "", "name": "scale", "scope": ["read-patients", "read-responses"` + scope + `]}`
	a := d.send(http.MethodPost, "/api/v1/tokens", who, body)
	var made struct{ Token string }
	if err := json.Unmarshal(a.Body.Bytes(), &made); err != nil || made.Token == "" {
		t.Fatalf("get a token: %d %v\n%s", a.Code, err, a.Body)
	}
	d.tokens[who] = made.Token
	var page struct{ Next string }
	limit := map[string]int{administrator: 100, clinician: 10}[who]
	a = d.send(http.MethodGet, fmt.Sprint("/api/v1/patients?limit=", limit), who, "")
	if err := json.Unmarshal(a.Body.Bytes(), &page); err != nil || page.Next == "" {
		t.Fatalf("list patients: %d %v\n%.300s", a.Code, err, a.Body)
	}
	return page.Next
}
