package app_test

import (
	"path/filepath"
	"strings"
	"testing"

	"steelyard/internal/app"
	"steelyard/internal/fault"
)

// problems gives everything that the doctor names, a line each, and fails where a check is missing.
func problems(t *testing.T, a *app.App) string {
	t.Helper()
	d, err := a.Doctor(t.Context())
	must(t, err)
	if len(d.Checks) != 9 {
		t.Errorf("got %d checks, want 9", len(d.Checks))
	}
	var lines []string
	for _, c := range d.Checks {
		for _, p := range c.Problems {
			lines = append(lines, c.Name+": "+p)
		}
	}
	if d.Sound() != (len(lines) == 0) {
		t.Errorf("sound is %v with %d problems", d.Sound(), len(lines))
	}
	return strings.Join(lines, "\n")
}

func TestDoctorNamesWhatIsWrong(t *testing.T) {
	cases := []struct {
		name  string
		harm  []string
		wants []string
	}{
		{"nothing", nil, nil},
		{"a dropped trigger", []string{"DROP TRIGGER results_frozen"}, []string{"schema: the trigger results_frozen is missing"}},
		{"an added table", []string{"CREATE TABLE extra (a TEXT)"}, []string{"schema: the table extra does not belong here"}},
		{"another migration", []string{"UPDATE migration_sums SET sum = hex(zeroblob(32)) WHERE version = 1"}, []string{"schema: migration 00001_initial.sql was applied with other content"}},
		{"a row without its patient", []string{"PRAGMA foreign_keys = OFF", "UPDATE encounters SET patient_id = 'nobody' WHERE id = (SELECT min(id) FROM encounters)"},
			[]string{"references: row ", "names a row of patients that is not there"}},
		{"a changed entry", []string{"DROP TRIGGER audit_entries_frozen", "UPDATE audit_entries SET why = 'x' WHERE seq IN (5, 9)"}, []string{"audit: Audit entry 5 was changed"}},
		{"a changed answer", []string{"DROP TRIGGER responses_frozen", "UPDATE responses SET answers = (SELECT r.answers FROM responses r WHERE r.id <> responses.id) WHERE status = 'completed'"},
			[]string{"results: response ", "sealing: responses ", "open answers of responses"}},
		{"a name that was moved", []string{"UPDATE patients SET name = (SELECT p.name FROM patients p WHERE p.id <> patients.id)"}, []string{"sealing: patients ", "it was changed, moved, or sealed with another key"}},
		{"a record number's index", []string{"UPDATE patients SET record_key = randomblob(32) WHERE id = (SELECT min(id) FROM patients)"}, []string{"is not found by their record number"}},
		{"a changed result", []string{"DROP TRIGGER results_frozen", `UPDATE results SET result = replace(result, '"answered":10', '"answered":8')`}, []string{"answered of shown was 8 of 10 and is 10 of 10"}},
		{"a lost result", []string{"DROP TRIGGER results_kept", "DELETE FROM results"}, []string{"it was completed but has no result"}},
		{"a changed definition", []string{"DROP TRIGGER definitions_frozen", "UPDATE definitions SET content = CAST(replace(CAST(content AS TEXT), 'P14D', 'P7D') AS BLOB) WHERE questionnaire = 'phq-9'"},
			[]string{"definitions: phq-9@1.0.0 has the hash", "it was answered by another content"}},
		{"an unreadable definition", []string{"DROP TRIGGER definitions_frozen", "UPDATE definitions SET content = x'00' WHERE questionnaire = 'phq-9'"},
			[]string{"definitions: phq-9@1.0.0 can't be read any more", "can't be scored anew"}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			w := populated(t)
			for _, statement := range c.harm {
				w.exec(statement)
			}
			got := problems(t, w.App)
			for _, want := range c.wants {
				if !strings.Contains(got, want) {
					t.Errorf("want %q in\n%s", want, got)
				}
			}
			if len(c.wants) == 0 && got != "" {
				t.Errorf("got\n%s\nwant nothing wrong", got)
			}
		})
	}
}

func TestAResultOfAnotherEngineIsCounted(t *testing.T) {
	w := populated(t)
	w.exec("DROP TRIGGER results_frozen")
	w.exec(`UPDATE results SET engine = '0.9.0', result = replace(result, '"engine":"1.0.0"', '"engine":"0.9.0"')`)
	d, err := w.Doctor(t.Context())
	must(t, err)
	if got := d.Checks[7]; len(got.Problems) > 0 || !strings.Contains(got.Found, "frozen by engine 0.9.0 (0 come out otherwise") {
		t.Errorf("got %+v, want them counted", got)
	}
}

// Who cuts off the end of the audit leaves a chain that verifies by itself; the anchor tells.
func TestACutOffAuditIsNoticed(t *testing.T) {
	w := populated(t)
	anchored := app.App{Store: w.Store, Library: w.Library, AuditKey: w.AuditKey, Anchor: filepath.Join(t.TempDir(), "audit.head"), Now: w.Now, Log: w.Log}
	a, err := app.New(t.Context(), anchored)
	must(t, err)
	if got := problems(t, a); !strings.Contains(got, "There is no ") {
		t.Errorf("without an anchor: got %q, want it named", got)
	}
	must(t, a.DropAnchor(t.Context()))
	w.refresh() // the chain goes on past the anchor
	if got := problems(t, a); got != "" {
		t.Fatalf("got %q, want nothing wrong", got)
	}
	must(t, a.DropAnchor(t.Context()))
	w.exec("DROP TRIGGER audit_entries_kept")
	w.exec("DELETE FROM audit_entries WHERE seq > (SELECT max(seq) - 3 FROM audit_entries)")
	d, err := a.DoctorAudit(t.Context())
	must(t, err)
	if d.Sound() || !strings.Contains(d.Checks[0].Problems[0], "The end of the audit is missing") {
		t.Errorf("got %+v, want the end missed", d)
	}
	if _, err := w.VerifyAudit(t.Context()); err != nil {
		t.Errorf("the chain by itself: got %v, want nothing wrong", err)
	}
	must(t, a.DropAnchor(t.Context())) // never goes back
	if _, err := app.New(t.Context(), anchored); fault.KindOf(err) != fault.Conflict || !strings.Contains(fault.Message(err), "Restore the newest backup") {
		t.Errorf("a start: got %v, want it refused", err)
	}
	w.refresh() // as many new entries as were cut off, and more
	if _, err := app.New(t.Context(), anchored); fault.KindOf(err) != fault.Conflict {
		t.Errorf("a start with other entries: got %v, want it refused", err)
	}
}
