package server

import (
	"database/sql"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"steelyard/internal/clinic"
)

// buttons are the routes whose form has no field that the browser must send: pressing the button is all there is to say, or what is not
// ticked is what is meant. Every other form that comes without a field is not one of ours, and must change nothing.
var buttons = map[string]string{
	"/account/app/remove":                 "a button",
	"/account/passkeys/:id/remove":        "a button",
	"/account/recovery-codes":             "a button",
	"/account/tokens/:id/revoke":          "a button",
	"/appointments/:id/cancel":            "a button",
	"/audit/verify":                       "a button",
	"/invitations/:id/revoke":             "a button",
	"/library/:ref/try":                   "keeps nothing: it shows what unanswered questions come to",
	"/library/:ref/wording/withdraw":      "a button",
	"/mails/:id/again":                    "a button",
	"/mails/:id/arrived":                  "a button",
	"/occasions/:id/answer":               "a button",
	"/occasions/:id/link":                 "a button",
	"/patients/:id/consent/ask-again":     "a button",
	"/patients/:id/consent/withdraw":      "a button",
	"/patients/:id/mail-consent/withdraw": "a button",
	"/patients/views/:view/remove":        "a button",
	"/plans/:id/end":                      "a button",
	"/plans/:id/pause":                    "a button",
	"/plans/:id/resume":                   "a button",
	"/sign-out":                           "a button",
	"/sign-out/elsewhere":                 "a button",
	"/site/logo/remove":                   "a button",
	"/site/plans/:id/remove":              "a button",
	"/stop/:token":                        "a button",
	"/teams/:id/end":                      "a button",
	"/users/:id/disable":                  "a button",
	"/users/:id/enable":                   "a button",
	"/users/:id/second-factor/reset":      "a button",
	"/users/:id/sign-out":                 "a button",
	"/i/:token/submit":                    "a button",
	"/i/:token/withdraw":                  "a button",
	"/kiosk/visit/submit":                 "a button",
	"/kiosk/visit/withdraw":               "a button",
	"/encounters/:id/submit":              "a button",
	"/account/passkeys/options":           "asked for by a script",
	"/account/again/options":              "asked for by a script",
	"/sign-in/passkey/options":            "asked for by a script",
	"/kiosk/leave/passkey/options":        "asked for by a script",
}

// goesOn are the routes that go on where nothing was sent, and why; they change nothing either.
var goesOn = map[string]string{
	"/account/app":                "asks for the password first",
	"/account/passkeys":           "asks for the password first",
	"/account/tokens":             "asks for the password first",
	"/sign-in/code":               "nobody has given a password",
	"/i/:token/device":            "the device is known",
	"/i/:token/:part/all":         "a question may be left out",
	"/i/:token/:part/:item":       "a question may be left out",
	"/encounters/:id/:part/all":   "a question may be left out",
	"/encounters/:id/:part/:item": "a question may be left out",
}

func TestAFormWithoutItsFieldsChangesNothing(t *testing.T) {
	s := newSite(t)
	b := s.signedIn(t, s.Administrator)
	own := s.objects(t, s.Administrator, "Petra Patient")
	user, team := string(s.Clinician.User), string(s.Clinician.Teams[0])
	fatal(t, s.SetEmailOf(t.Context(), s.Administrator, clinic.UserID(user), "clara@example.org"))
	seen := map[string]bool{}
	for _, r := range s.server.engine.Routes() {
		if r.Method != http.MethodPost || strings.HasPrefix(r.Path, "/api/") {
			continue
		}
		seen[r.Path] = true
		if _, ok := buttons[r.Path]; ok || strings.HasPrefix(r.Path, "/kiosk/") {
			continue
		}
		sections := []string{""}
		if strings.Contains(r.Path, ":section") {
			sections = []string{"name", "time", "crisis", "consent", "mail", "patients", "alerts", "retention"}
		}
		for _, section := range sections {
			path := strings.Replace(r.Path, ":section", section, 1)
			path = strings.NewReplacer("/users/:id", "/users/"+user, "/teams/:id", "/teams/"+team).Replace(path)
			before := s.dump(t)
			a := b.send(b.request(http.MethodPost, own.fill(path), ""))
			if after := s.dump(t); len(difference(before, after)) > 0 {
				t.Errorf("POST %s: without fields it changed %v", path, difference(before, after))
			}
			if _, on := goesOn[r.Path]; on != (a.status == http.StatusSeeOther) || !on && (a.status < 400 || a.status >= 500) {
				t.Errorf("POST %s: got %d, want it to be refused as wrong\n%s", path, a.status, firstLines(a.body))
			}
		}
	}
	for path := range maps.Keys(buttons) {
		if !seen[path] {
			t.Errorf("there is no POST %s", path)
		}
	}
}

// dump gives every row of every table by table, but what is written of each request.
func (s *site) dump(t *testing.T) map[string]string {
	t.Helper()
	db, err := sql.Open("sqlite3", "file:"+s.Path+"?mode=ro")
	fatal(t, err)
	defer db.Close() //nolint:errcheck // nothing is written
	all := map[string]string{}
	for _, table := range column(t, db, "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT IN ('sessions', 'audit_entries')") {
		columns := column(t, db, "SELECT 'quote(' || name || ')' FROM pragma_table_info('"+table+"')")
		rows := column(t, db, "SELECT "+strings.Join(columns, " || ',' || ")+" FROM "+table)
		slices.Sort(rows)
		all[table] = strings.Join(rows, "\n")
	}
	return all
}

func column(t *testing.T, db *sql.DB, query string) (list []string) {
	t.Helper()
	rows, err := db.QueryContext(t.Context(), query)
	fatal(t, err)
	defer rows.Close() //nolint:errcheck // it was read to its end
	for rows.Next() {
		var text string
		fatal(t, rows.Scan(&text))
		list = append(list, text)
	}
	fatal(t, rows.Err())
	return list
}

func difference(before, after map[string]string) (tables []string) {
	for table := range after {
		if before[table] != after[table] {
			tables = append(tables, fmt.Sprint(table))
		}
	}
	return tables
}
