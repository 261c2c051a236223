package app_test

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"steelyard/internal/app"
	"steelyard/internal/clinic"
	"steelyard/internal/fault"
)

// Nothing of a person who was erased is left in any live file, sealed or not, but the entries that say what was done.
func TestNoByteOfAnErasedPersonIsLeft(t *testing.T) {
	w := populated(t)
	id, words := tellEverything(t, w)
	w.patient = id
	w.planned(w.Administrator)
	must(t, w.SetTags(t.Context(), w.Administrator, id, nil, "Kumquat cousins"))
	words = append(words, "Kumquat")
	// What lies sealed in the database is a byte string that occurs nowhere else.
	var sealed []string
	for _, column := range []string{"name FROM patients WHERE id", "phone FROM patients WHERE id", "wrapped FROM patient_keys WHERE patient_id", "answers FROM responses WHERE patient_id",
		"note FROM alerts WHERE note IS NOT NULL AND patient_id", "dose FROM treatment_events WHERE patient_id",
		"name FROM plans WHERE patient_id", "how FROM mail_consents WHERE patient_id", "address FROM mail_consents WHERE patient_id", "receipt FROM report_signatures WHERE patient_id"} {
		var b []byte
		must(t, w.raw.QueryRowContext(t.Context(), "SELECT "+column+" = ?", string(id)).Scan(&b))
		sealed = append(sealed, string(b))
	}
	entries := w.rows("SELECT count(*) FROM audit_entries")
	must(t, w.ErasePatient(t.Context(), w.Administrator, app.Erasure{Patient: id, RecordNumber: "xq-448-zw", Reason: "asked for it on 3 May"}))
	wantNowhere(t, filepath.Dir(w.Path), words...)
	wantBytesNowhere(t, filepath.Dir(w.Path), sealed)
	for _, table := range w.column("SELECT m.name FROM sqlite_schema m JOIN pragma_table_info(m.name) c WHERE m.type = 'table' AND c.name = 'patient_id'") {
		if n := w.rows("SELECT count(*) FROM " + table + " WHERE patient_id = '" + string(id) + "'")[0]; n != "0" {
			t.Errorf("%s still has %s rows", table, n)
		}
	}
	if got := w.rows("SELECT count(*) FROM audit_entries"); slices.Equal(got, entries) {
		t.Errorf("the audit had %s entries and has %s", entries, got)
	}
	if got := problems(t, w.App); got != "" {
		t.Error(got)
	}
	if _, err := w.App.Patient(t.Context(), w.Administrator, id); fault.KindOf(err) != fault.NotFound {
		t.Errorf("the patient: got %v", err)
	}
	wantAuditOfTheErased(t, w, string(id))
}

func wantBytesNowhere(t *testing.T, dir string, texts []string) {
	t.Helper()
	files, err := os.ReadDir(dir)
	must(t, err)
	for _, f := range files {
		content, err := os.ReadFile(filepath.Join(dir, f.Name()))
		must(t, err)
		for i, text := range texts {
			if len(text) < 40 || bytes.Contains(content, []byte(text)) {
				t.Errorf("sealed text %d (%d bytes) is in %s", i, len(text), f.Name())
			}
		}
	}
}

func wantAuditOfTheErased(t *testing.T, w *world, id string) {
	t.Helper()
	entries, err := w.Audit(t.Context(), w.Administrator, "", 200)
	must(t, err)
	erased := 0
	for _, e := range entries {
		switch {
		case e.Patient != id:
		case e.Action == "erase patient" && (e.Erased || e.Detail.Why != "asked for it on 3 May"):
			t.Errorf("got %+v, want the reason", e.Detail)
		case e.Action != "erase patient" && len(e.Sealed) > 0 && !e.Erased:
			t.Errorf("%s can still be read: %+v", e.Action, e.Detail)
		case e.Erased:
			erased++
		}
	}
	if erased < 5 {
		t.Errorf("%d entries are unreadable, want those of everything that was told", erased)
	}
}

func TestNobodyIsErasedByMistake(t *testing.T) {
	w := populated(t)
	for name, e := range map[string]app.Erasure{
		"another's number": {Patient: w.patient, RecordNumber: "B-1", Reason: "at their request"},
		"no reason":        {Patient: w.patient, RecordNumber: "A-1"},
	} {
		was := w.kept()
		if err := w.ErasePatient(t.Context(), w.Administrator, e); fault.KindOf(err) != fault.Invalid {
			t.Errorf("%s: got %v, want it refused", name, err)
		}
		if w.kept() != was {
			t.Errorf("%s: something was changed", name)
		}
	}
	for _, statement := range []string{"DELETE FROM results", "DELETE FROM alerts", "DELETE FROM patient_keys", "DELETE FROM responses WHERE status = 'completed'"} {
		if _, err := w.raw.ExecContext(t.Context(), statement); err == nil {
			t.Errorf("%s went through", statement)
		}
	}
}

// A process that dies after the commit and before the files are written anew leaves that to the next start.
func TestTheNextStartFinishesAnErasure(t *testing.T) {
	w := populated(t)
	id, words := tellEverything(t, w)
	_ = id
	w.exec("INSERT INTO chores VALUES ('scrub')")
	reopened(t, w)
	if left := w.rows("SELECT count(*) FROM chores")[0]; left != "0" {
		t.Error("it is still to be done")
	}
	if log, err := os.ReadFile(w.Path + "-wal"); err != nil || len(log) > 64<<10 {
		t.Errorf("the log has %d bytes (%v), want it cut off", len(log), err)
	}
	wantNowhere(t, filepath.Dir(w.Path), words...)
}

// Of somebody who was erased the audit still shows what was done, when it is asked for them alone; of nobody at all it shows nothing.
func TestTheAuditOfSomebodyWhoWasErased(t *testing.T) {
	w := populated(t)
	must(t, w.ErasePatient(t.Context(), w.Administrator, app.Erasure{Patient: w.patient, RecordNumber: "A-1", Reason: "ten years are over"}))
	entries, err := w.AuditPage(t.Context(), w.Administrator, app.AuditQuery{Patient: w.patient, Limit: 100})
	must(t, err)
	at := slices.IndexFunc(entries, func(e app.AuditEntry) bool { return e.Action == "erase patient" })
	if at < 0 || len(entries) < 5 {
		t.Errorf("got %d entries, want what was done for them, the erasure too", len(entries))
	}
	exported := 0
	must(t, w.ExportAudit(t.Context(), w.Administrator, app.AuditQuery{Patient: w.patient}, func(app.AuditEntry) error { exported++; return nil }))
	if exported <= len(entries) {
		t.Errorf("%d were exported, want the look of before too", exported)
	}
	for _, who := range []clinic.Actor{w.Administrator, w.Clinician} {
		if _, err := w.AuditPage(t.Context(), who, app.AuditQuery{Patient: "nobody", Limit: 1}); err == nil {
			t.Errorf("%s was shown the audit of nobody", who.Name)
		}
	}
	if _, err := w.AuditPage(t.Context(), w.Clinician, app.AuditQuery{Patient: w.patient, Limit: 1}); err == nil {
		t.Error("a clinician was shown the audit")
	}
}
