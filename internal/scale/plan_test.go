package scale

import (
	"database/sql"
	"log/slog"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"steelyard/internal/testkit"
)

// growing are the tables that grow with the patients and with the days.
var growing = func() (names []string) {
	for _, t := range tables {
		names = append(names, t.name)
	}
	return append(names, "retentions", "keepings", "audit_entries", "report_signatures", "sessions", "first_answers", "alert_list")
}()

// sorted has the statements that sort what they read of a growing table, by a part of their text, and why that is no more than
// the page is about.
var sorted = []struct{ part, why string }{
	{"patients CROSS JOIN alerts", "the open alerts of those whom somebody looks after: the page is the list of them"},
	{"WITH RECURSIVE asked", "one row for each questionnaire that a patient answered"},
	{"FROM `alerts` WHERE id IN (", "the alerts of one page"},
	{"FROM alert_tellings t", "who was told of the alerts of one page"},
	{"SELECT tag_id FROM patient_tags WHERE patient_id =", "the tags of one patient"},
	{"begun_at, begun_until) =", "what one patient has begun and not finished"},
	{"json_each(?)", "those who were found by their names"},
}

// short has the statements that read a growing table from its beginning, and why they soon end.
var short = []string{"LIMIT"}

var aliases = regexp.MustCompile("(?i)(?:FROM|JOIN|UPDATE|INTO) +`?([a-z_]+)`?(?: +(?:AS +)?([a-z]))?\\b")

// What a page reads is found by an index, and not sorted: no query reads a whole table that grows, or puts in order more than
// the page is about.
func TestNoPageReadsWhatIsNotOnIt(t *testing.T) {
	heard := &testkit.Hearing{}
	d := newDesk(t, newLarge(t, 200, slog.New(heard)))
	raw, err := sql.Open("sqlite3", "file:"+d.Path+"?mode=ro")
	fatal(t, err)
	defer raw.Close() //nolint:errcheck // nothing is written
	known := map[string]bool{}
	for _, a := range d.asks(t) {
		d.lookFor(t, a.who, a.search)
		for _, statement := range heard.During(func() { d.open(t, a) }) {
			if known[statement] {
				continue
			}
			known[statement] = true
			wantPlan(t, raw, a.name, statement)
		}
	}
	if len(known) < 80 {
		t.Errorf("%d statements were heard: too few for so many pages", len(known))
	}
	statements := heard.During(func() {
		d.send(http.MethodPost, "/patients/"+string(d.usual.ID)+"/encounters", administrator, "battery=phq-9&days=1&once=1")
	})
	for _, s := range statements {
		wantPlan(t, raw, "begin to ask", s)
	}
}

func wantPlan(t *testing.T, raw *sql.DB, page, statement string) {
	t.Helper()
	for _, verb := range []string{"BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE", "PRAGMA"} {
		if strings.HasPrefix(strings.TrimSpace(statement), verb) {
			return
		}
	}
	names := map[string]string{}
	grows := false
	for _, m := range aliases.FindAllStringSubmatch(statement, -1) {
		names[m[1]] = m[1]
		if m[2] != "" {
			names[m[2]] = m[1]
		}
		grows = grows || slices.Contains(growing, m[1])
	}
	if !grows {
		return
	}
	args := make([]any, strings.Count(statement, "?"))
	rows, err := raw.QueryContext(t.Context(), "EXPLAIN QUERY PLAN "+statement, args...)
	if err != nil {
		t.Errorf("%s: %v\n%s", page, err, statement)
		return
	}
	defer rows.Close() //nolint:errcheck // read to the end
	for rows.Next() {
		var id, parent, unused int
		var step string
		fatal(t, rows.Scan(&id, &parent, &unused, &step))
		words := strings.Fields(step)
		switch {
		case words[0] == "SCAN" && names[words[1]] == "patients": // not even with an end: what comes first may not be what is looked for
			t.Errorf("%s: %s, in\n%s", page, step, statement)
		case words[0] == "SCAN" && slices.Contains(growing, names[words[1]]) && !slices.ContainsFunc(short, func(s string) bool { return strings.Contains(statement, s) }):
			t.Errorf("%s: %s, in\n%s", page, step, statement)
		case strings.HasPrefix(step, "USE TEMP B-TREE") && !strings.Contains(step, "LAST ") && !isSorted(statement):
			t.Errorf("%s: %s, in\n%s", page, step, statement)
		}
	}
	fatal(t, rows.Err())
}

func isSorted(statement string) bool {
	for _, s := range sorted {
		if strings.Contains(statement, s.part) {
			return true
		}
	}
	return false
}
