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
	for _, who := range []string{administrator, clinician} {
		d.token(t, who)
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
	clinician     = "user-01-1" // of theTeam
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

func (d *desk) response(t testing.TB) (id string) {
	t.Helper()
	fatal(t, d.Store.View(t.Context(), func(tx *store.Tx) error {
		list, err := tx.ResponsesAfter(d.usual.ID, store.Page{Limit: 1})
		id = string(list[0].ID)
		return err
	}))
	return id
}

// middle gives the mark of the place in the middle of a record of so many visits.
func (d *desk) middle(t testing.TB, id clinic.PatientID, visits int) (mark string) {
	t.Helper()
	fatal(t, d.Store.View(t.Context(), func(tx *store.Tx) error {
		list, _, err := tx.AnswersBefore(store.AnswerFilter{Patient: id}, store.AnswerMark{}, visits*len(battery)/2)
		last := list[len(list)-1].Response
		mark = fmt.Sprintf("%d-%s", last.CompletedAt.UnixMicro(), last.ID)
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

// token gets one for the API.
func (d *desk) token(t testing.TB, who string) {
	t.Helper()
	scope := map[string]string{administrator: `, "read-audit"`}[who]
	body := `{"login": "` + who + `", "password": "` + testkit.Password + `", "code": "", "name": "scale", "scope": ["read-patients", "read-responses"` + scope + `]}`
	a := d.send(http.MethodPost, "/api/v1/tokens", who, body)
	var made struct{ Token string }
	if err := json.Unmarshal(a.Body.Bytes(), &made); err != nil || made.Token == "" {
		t.Fatalf("get a token: %d %v\n%s", a.Code, err, a.Body)
	}
	d.tokens[who] = made.Token
}

// deep gives the API's cursor in the middle of somebody's patients.
func (d *desk) deep(t testing.TB, who string) string {
	t.Helper()
	var page struct{ Next string }
	cursor := ""
	for at, half := 0, d.total(t, who)/2; at < half; {
		limit := min(100, half-at)
		a := d.send(http.MethodGet, fmt.Sprint("/api/v1/patients?limit=", limit, cursor), who, "")
		if err := json.Unmarshal(a.Body.Bytes(), &page); err != nil || page.Next == "" {
			t.Fatalf("list patients: %d %v\n%.300s", a.Code, err, a.Body)
		}
		at, cursor = at+limit, "&cursor="+page.Next
	}
	return page.Next
}
