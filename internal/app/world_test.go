package app_test

import (
	"bytes"
	"database/sql"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	_ "github.com/mattn/go-sqlite3"

	"steelyard/internal/app"
	"steelyard/internal/audit"
	"steelyard/internal/clinic"
	q "steelyard/internal/questionnaire"
	"steelyard/internal/store"
	"steelyard/internal/testkit"
)

// world is a clinic with one of everything that can be asked for, and the database underneath, to look at and to break.
type world struct {
	*testkit.Clinic
	t        *testing.T
	raw      *sql.DB
	counting bool // what is written, for kept

	keeper           clinic.Actor // whose patients they are
	elsewhere        clinic.Actor // a clinician of another team
	patient, foreign clinic.PatientID
	token            string // of an open link of the patient's
	link             clinic.Invitation
	holder, stranger clinic.Actor       // who hold a link of the patient's and of another patient's
	visit            app.Visit          // behind the link, with one answer saved
	encounter        clinic.EncounterID // in person, with nothing answered yet
	response         clinic.ResponseID  // completed, with an open alert
	alert            clinic.AlertID
	team             clinic.TeamID // open, with nobody in it
	user             clinic.UserID // somebody on the staff who asks for nothing here
	apiToken         clinic.TokenID
	n                int
	wantPlans        bool // refresh makes them, which takes its time
	plans
	garden    q.Ref  // a version that was uploaded
	words     q.Hash // of a wording of it
	signature clinic.SignatureID

	sealedRoster []byte      // of the administrator’s
	many         [][]float64 // the scores of a large sample
}

func newWorld(t *testing.T) *world {
	w := &world{Clinic: testkit.New(t), t: t}
	w.elsewhere, w.keeper = w.Elsewhere(t), w.Clinician
	raw, err := sql.Open("sqlite3", "file:"+w.Path+"?_busy_timeout=10000&_foreign_keys=1")
	must(t, err)
	w.raw = raw
	t.Cleanup(func() { must(t, raw.Close()) })
	return w
}

// populated is a newWorld with everything in it.
func populated(t *testing.T) *world {
	w := newWorld(t)
	var err error
	w.user, err = w.AddUser(t.Context(), w.Administrator, app.NewUser{Login: "nora", Name: "Nora New", Role: clinic.Viewer, Password: testkit.Password})
	must(t, err)
	w.team, err = w.AddTeam(t.Context(), w.Administrator, "Day clinic")
	must(t, err)
	w.refresh()
	return w
}

// refresh makes everything anew, of patients who were not there before.
func (w *world) refresh() { w.refreshOf(w.Clinician) }

// refreshOf is refresh for somebody's patients.
func (w *world) refreshOf(who clinic.Actor) {
	t, ctx := w.t, w.t.Context()
	w.n++
	w.keeper = who
	var err error
	w.patient, err = w.AddPatient(ctx, who, clinic.Patient{RecordNumber: fmt.Sprint("A-", w.n), Name: "Erika Mustermann", BirthDate: "1984-03-27",
		Sex: clinic.Female, Email: "erika@example.org", Language: "en", Clinician: who.User, Team: who.Teams[0]})
	must(t, err)
	w.foreign = w.PatientOf(t, who, fmt.Sprint("B-", w.n), "Otto Andersson")
	w.token, w.link, err = w.Invite(ctx, who, w.patient, []q.ID{"phq-9", "gad-7"}, 14)
	must(t, err)
	w.Agree(t, w.token)
	_, other, err := w.Invite(ctx, who, w.foreign, []q.ID{"phq-9"}, 14)
	must(t, err)
	w.holder = clinic.Actor{Invitation: w.link.ID, Patient: w.patient, From: "198.51.100.7"}
	w.stranger = clinic.Actor{Invitation: other.ID, Patient: w.foreign, From: "198.51.100.8"}
	w.visit = w.open(w.token)
	_, err = w.SaveAnswers(ctx, &w.visit, 0, q.Form{"q1": "1"}, "en")
	must(t, err)
	w.encounter, err = w.Begin(ctx, who, w.patient, []q.ID{"phq-2"})
	must(t, err)
	w.response = w.AnswerBy(t, who, w.patient, "phq-9", 2)
	record, err := w.App.Patient(ctx, who, w.patient)
	must(t, err)
	w.alert = record.Alerts[0].ID
	if w.wantPlans {
		w.planned(who)
	}
}

func (w *world) open(token string) app.Visit {
	w.t.Helper()
	v, err := w.OpenLink(w.t.Context(), token, "198.51.100.7")
	must(w.t, err)
	return v
}

func (w *world) openEncounter(id clinic.EncounterID) app.Visit {
	w.t.Helper()
	v, err := w.OpenEncounter(w.t.Context(), w.keeper, id)
	must(w.t, err)
	return v
}

// exec changes the database behind the app's back.
func (w *world) exec(statement string) {
	w.t.Helper()
	if _, err := w.raw.ExecContext(w.t.Context(), statement); err != nil {
		w.t.Fatal(err)
	}
}

// broken lets every insertion into a table fail while f runs.
func (w *world) broken(table, when string, f func()) {
	w.t.Helper()
	w.exec("CREATE TRIGGER broken BEFORE INSERT ON " + table + " WHEN " + when + " BEGIN SELECT RAISE(ABORT, 'the disk is broken'); END")
	f()
	w.exec("DROP TRIGGER broken")
}

// dump gives every row of every table but the sessions.
func (w *world) dump() string { return w.rowsBut("sessions") }

// kept tells whether anything was written meanwhile into any table but the sessions and the audit, in which what failed is
// noted: it gives how many rows of each were added, changed and removed since it was first asked. The database counts, in the
// transaction that writes, so that what is rolled back is not counted, and that asking costs the same however much is there.
func (w *world) kept() string {
	w.t.Helper()
	if !w.counting {
		w.counting = true
		w.exec("CREATE TABLE " + writes + " (name TEXT PRIMARY KEY, n INTEGER NOT NULL)")
		for _, table := range w.tablesBut("sessions", "audit_entries") {
			w.exec("INSERT INTO " + writes + " VALUES ('" + table + "', 0)")
			for _, what := range []string{"INSERT", "UPDATE", "DELETE"} {
				w.exec("CREATE TRIGGER " + writes + "_" + table + "_" + what + " AFTER " + what + " ON " + table +
					" BEGIN UPDATE " + writes + " SET n = n + 1 WHERE name = '" + table + "'; END")
			}
		}
	}
	return strings.Join(w.rows("SELECT name, n FROM "+writes+" ORDER BY name"), "\n")
}

// writes is the table that kept counts in.
const writes = "test_writes"

func (w *world) rowsBut(tables ...string) string {
	w.t.Helper()
	var out strings.Builder
	for _, table := range w.tablesBut(tables...) {
		rows := w.rows("SELECT * FROM " + table)
		slices.Sort(rows)
		fmt.Fprintf(&out, "%s\n%s\n", table, strings.Join(rows, "\n"))
	}
	return out.String()
}

func (w *world) tablesBut(tables ...string) []string {
	w.t.Helper()
	return w.column("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name <> '" + writes + "' AND name NOT IN ('" + strings.Join(tables, "', '") + "') ORDER BY name")
}

func raw(values []sql.RawBytes) (list [][]byte) {
	for _, v := range values {
		list = append(list, v)
	}
	return list
}

func (w *world) column(query string) []string { return w.rows(query) }

func (w *world) rows(query string) (list []string) {
	w.t.Helper()
	rows, err := w.raw.QueryContext(w.t.Context(), query)
	must(w.t, err)
	defer rows.Close() //nolint:errcheck // read to the end
	names, err := rows.Columns()
	must(w.t, err)
	values, at := make([]sql.RawBytes, len(names)), make([]any, len(names))
	for i := range values {
		at[i] = &values[i]
	}
	for rows.Next() {
		must(w.t, rows.Scan(at...))
		list = append(list, string(bytes.Join(raw(values), []byte(" "))))
	}
	must(w.t, rows.Err())
	return list
}

// entries gives the audit entries written since a sequence number, oldest first.
func (w *world) entries(after int64) (list []audit.Entry) {
	w.t.Helper()
	must(w.t, w.Store.View(w.t.Context(), func(tx *store.Tx) error {
		last, _, err := tx.FindLastAudit()
		if err == nil && last.Seq > after {
			list, err = tx.AuditFound(store.AuditFilter{}, int(last.Seq-after))
		}
		slices.Reverse(list)
		return err
	}))
	return list
}

func (w *world) lastEntry() int64 {
	w.t.Helper()
	n, err := strconv.ParseInt(w.column("SELECT COALESCE(max(seq), 0) FROM audit_entries")[0], 10, 64)
	must(w.t, err)
	return n
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
