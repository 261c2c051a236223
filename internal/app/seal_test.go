package app_test

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"steelyard/internal/app"
	"steelyard/internal/audit"
	"steelyard/internal/clinic"
	"steelyard/internal/fault"
	q "steelyard/internal/questionnaire"
	"steelyard/internal/receipt"
	"steelyard/internal/seal"
	"steelyard/internal/secret"
	"steelyard/internal/store"
	"steelyard/internal/testkit"
)

// told is somebody of whom everything that can be told was told, in words that occur nowhere else.
var told = clinic.Patient{RecordNumber: "Xq-448-Zw", Name: "Yolande Vrbkrtová-Ünnepély", BirthDate: "1931-05-17", Sex: clinic.Female,
	Email: "yolande.vrbk@qpost.example", Phone: "+420 777 313 939", Language: "en"}

// tellEverything does everything by which something about a person is written down, and gives the words.
func tellEverything(t *testing.T, w *world) (id clinic.PatientID, words []string) {
	t.Helper()
	ctx := t.Context()
	id, err := w.AddPatient(ctx, w.Clinician, told)
	must(t, err)
	changed := told
	changed.ID, changed.Name, changed.Phone, changed.Revision = id, "Yolande Szczebrzeszyn", "+420 606 717 171", 1
	must(t, w.EditPatient(ctx, w.Clinician, changed))
	must(t, w.AddTreatment(ctx, w.Clinician, clinic.TreatmentEvent{PatientID: id, Kind: clinic.Therapy, Name: "talks with Bartolomej", Dose: "weekly at Hradčanská", Step: clinic.Started, On: "2026-11-01",
		Note: "her neighbour Kvapilová drives"}))
	token := w.Link(t, id, "phq-9")
	v := w.open(token)
	_, err = w.SaveAnswers(ctx, &v, 0, q.Form{"q9": "3"}, "en")
	must(t, err)
	response := w.Answer(t, id, "phq-9", 1)
	_, err = w.Amend(ctx, w.Clinician, response, q.Form{"q1": "0"}, "Szczebrzeszyn misheard Frantisek")
	must(t, err)
	record, err := w.App.Patient(ctx, w.Clinician, id)
	must(t, err)
	_, err = w.AcknowledgeAlert(ctx, w.Clinician, record.Alerts[0].ID, "rang Zdislava her daughter")
	must(t, err)
	_, err = w.EnterPaper(ctx, w.Clinician, app.PaperForm{Patient: id, Ref: phq9, Answers: q.Form{"q1": "1"}, AnsweredOn: "2026-11-20", Key: "key-of-a-told-page", Reason: "Ctirad brought it from Bystřice"})
	must(t, err)
	must(t, w.GiveMailConsent(ctx, w.Clinician, id, app.MailAgreement{How: "by Ludmila on the telephone", Language: "en"}))
	plan := fortnightly(id)
	plan.Name = "until Svatopluk is back"
	_, err = w.AddPlan(ctx, w.Clinician, plan)
	must(t, err)
	_, err = w.AddAppointment(ctx, w.Clinician, id, "2026-12-24")
	must(t, err)
	file, err := w.RecordReceipt(ctx, w.Clinician, id)
	must(t, err)
	_, err = w.SignReport(ctx, w.Clinician, app.Signing{Patient: id, Digest: receipt.Digest(file), Meaning: clinic.Author, Presence: app.Presence{Password: testkit.Password}})
	must(t, err)
	must(t, w.Sessions().CommitCtx(ctx, "a token", []byte("search: Szczebrzeszyn"), w.Now().Add(time.Hour)))
	return id, slices.Concat(identities([]kept{{Patient: told}, {Patient: changed}}), []string{"Bartolomej", "Hradčanská", "Kvapilová", "Frantisek", "Zdislava", "Ctirad", "Bystřice", "Szczebrzeszyn", "Ludmila", "Svatopluk"})
}

// Whoever steals the database's files, also from under a running server, learns nobody's name.
func TestAStolenDatabaseTellsNobody(t *testing.T) {
	w := populated(t)
	_, words := tellEverything(t, w)
	wantNowhere(t, filepath.Dir(w.Path), append(words, "Mustermann", "Andersson")...)
}

func TestOldValuesAreInTheAudit(t *testing.T) {
	w := populated(t)
	id, _ := tellEverything(t, w)
	must(t, w.PutSite(t.Context(), w.Administrator, clinic.Site{Name: "Harbour", CrisisText: strings.Repeat("Call 112. ", 3), LinkDays: 9}))
	must(t, w.SetDisabled(t.Context(), w.Administrator, w.user, true))
	tests := []struct {
		action string
		why    string
		change audit.Change
	}{
		{"edit patient", "", audit.Change{Field: "name", Before: told.Name, After: "Yolande Szczebrzeszyn"}},
		{"edit patient", "", audit.Change{Field: "telephone", Before: told.Phone, After: "+420 606 717 171"}},
		{"add treatment event", "", audit.Change{Field: "note", After: "her neighbour Kvapilová drives"}},
		{"correct response", "Szczebrzeszyn misheard Frantisek", audit.Change{Field: "q1", Before: "1", After: "0"}},
		{"acknowledge alert", "rang Zdislava her daughter", audit.Change{}},
		{"enter paper form", "Ctirad brought it from Bystřice", audit.Change{}},
		{"change site settings", "", audit.Change{Field: "days a link lasts", Before: "14", After: "9"}},
		{"set disabled true", "", audit.Change{Field: "disabled since", After: "2026-11-23 09:30:00"}},
	}
	entries, err := w.Audit(t.Context(), w.Administrator, "", 200)
	must(t, err)
	for _, test := range tests {
		i := slices.IndexFunc(entries, func(e app.AuditEntry) bool {
			return e.Action == test.action && (e.Patient == string(id) || e.Patient == "")
		})
		if i < 0 {
			t.Errorf("no entry %q", test.action)
			continue
		}
		if d := entries[i].Detail; d.Why != test.why || test.change.Field != "" && !slices.Contains(d.Changes, test.change) {
			t.Errorf("%s: got %+v, want %q and %+v", test.action, d, test.why, test.change)
		}
	}
	w.exec("DROP TRIGGER audit_entries_frozen")
	w.exec("UPDATE audit_entries SET sealed = (SELECT sealed FROM audit_entries WHERE action = 'edit patient') WHERE action = 'acknowledge alert'")
	if _, err := w.VerifyAudit(t.Context()); fault.KindOf(err) != fault.Conflict {
		t.Errorf("old values were changed, and the chain says %v", err)
	}
}

// reopened gives the store of a folder as another process has it.
func reopened(t *testing.T, w *world) *store.Store {
	t.Helper()
	s, err := store.Open(t.Context(), store.Options{Path: w.Path})
	must(t, err)
	t.Cleanup(func() { must(t, s.Close()) })
	return s
}

func TestTheKeyIsRotatedUnderARunningServer(t *testing.T) {
	w := populated(t)
	before, err := os.ReadFile(w.Store.Keys().File)
	must(t, err)
	other := *w.App
	other.Store = reopened(t, w)
	must(t, other.RotateKey(t.Context(), w.Administrator))
	after, err := os.ReadFile(w.Store.Keys().File)
	must(t, err)
	if string(after) == string(before) || len(after) != len(before) {
		t.Errorf("the key file had %d bytes and has %d, want another key and only that", len(before), len(after))
	}
	wantAllReadable(t, w)
	must(t, os.WriteFile(w.Store.Keys().File, before, 0o600))
	if _, err := store.Open(t.Context(), store.Options{Path: w.Path}); fault.KindOf(err) != fault.Conflict || !strings.Contains(fault.Message(err), "Restore seal.key") {
		t.Errorf("with the old key: got %v, want it refused", err)
	}
	must(t, os.Remove(w.Store.Keys().File))
	if _, err := store.Open(t.Context(), store.Options{Path: w.Path}); fault.KindOf(err) != fault.Conflict || !strings.Contains(fault.Message(err), "--seal-key-file") {
		t.Errorf("without the key: got %v, want it refused", err)
	}
	if _, err := os.Stat(w.Store.Keys().File); err == nil {
		t.Error("another key was made in place of the one that was lost")
	}
	must(t, os.WriteFile(w.Store.Keys().File, after, 0o600))
}

// wantAllReadable uses a server that was there before the key was rotated, and one that comes after.
func wantAllReadable(t *testing.T, w *world) {
	t.Helper()
	w.refresh()
	w.patient = w.Patient(t, "After-1", "Anna Afterwards")
	if _, err := w.AddPatient(t.Context(), w.Clinician, clinic.Patient{RecordNumber: " a-1", Name: "Twice", Sex: clinic.Female, Language: "en"}); fault.KindOf(err) != fault.Conflict {
		t.Errorf("a record number of before the rotation was taken twice: %v", err)
	}
	after := wantOpens(t, w)
	page, err := after.Caseload(t.Context(), w.Clinician, app.CaseloadQuery{Search: "mustermann A-1"})
	must(t, err)
	if page.Total != 1 {
		t.Errorf("found %+v, want one", page)
	}
}

// A rotation that is broken off between its steps leaves a database that opens, and the next one finishes it.
func TestARotationThatIsBrokenOff(t *testing.T) {
	w := populated(t)
	first, err := w.Store.NextKey(t.Context()) // and no more
	must(t, err)
	wantAllReadable(t, w)
	again, err := w.Store.NextKey(t.Context())
	must(t, err)
	if first.ID() != again.ID() {
		t.Error("the key that was made is not gone on with")
	}
	w.broken("audit_entries", "NEW.action = 'rotate sealing key'", func() {
		if err := w.RotateKey(t.Context(), w.Administrator); err == nil {
			t.Error("the transaction did not fail")
		}
	})
	wantOpens(t, w)
	must(t, w.Store.Update(t.Context(), func(tx *store.Tx) error { return tx.SealWith(first) })) // and the old key is not dropped
	wantOpens(t, w)
	must(t, w.RotateKey(t.Context(), w.Administrator))
	if ring, err := w.Store.Keys().Load(); err != nil || ring.Len() != 1 {
		t.Errorf("%d keys are left (%v), want one", ring.Len(), err)
	}
	wantOpens(t, w)
}

// wantOpens looks through all of it, in this process and in another one.
func wantOpens(t *testing.T, w *world) *app.App {
	t.Helper()
	if got := problems(t, w.App); got != "" {
		t.Error(got)
	}
	other := *w.App
	other.Store = reopened(t, w)
	if got := problems(t, &other); got != "" {
		t.Error(got)
	}
	return &other
}

// A backup with its keys needs nothing else, and where it is put the keys that were there stay behind its own.
func TestABackupWithItsKeysIsRestoredElsewhere(t *testing.T) {
	dir, was := olderFolder(t, "schema-00005")
	a, err := openFolder(t.Context(), dir)
	must(t, err)
	must(t, a.DropAnchor(t.Context()))
	var file bytes.Buffer
	m, err := a.Backup(t.Context(), &file, app.BackupRequest{Folder: dir, Program: "test", Keys: true})
	must(t, err)
	if !m.Has("seal.key") {
		t.Errorf("the backup has %v", m.Files)
	}
	must(t, a.Close())
	into := t.TempDir()
	s, err := store.Open(t.Context(), store.Options{Path: filepath.Join(into, "steelyard.db")}) // with a key of its own
	must(t, err)
	must(t, s.Close())
	done, err := app.Restore(t.Context(), &file, app.RestoreRequest{Folder: into})
	must(t, err)
	b, err := openFolder(t.Context(), into)
	must(t, err)
	wantAsItWas(t, b, was)
	must(t, b.Close())
	s, err = store.OpenToRead(t.Context(), store.Options{Path: filepath.Join(done.Before, "steelyard.db"), Keys: seal.Source{File: filepath.Join(into, "seal.key")}})
	must(t, err)
	must(t, s.View(t.Context(), (*store.Tx).HoldKey))
	must(t, s.Close())
}

// A backup whose keys were rotated while it was made would open with nothing.
func TestABackupIsHeldToTheKeysItTakes(t *testing.T) {
	dir, _ := olderFolder(t, "schema-00005")
	a, err := openFolder(t.Context(), dir)
	must(t, err)
	must(t, secret.ReplaceKeys(filepath.Join(dir, "seal.key"), secret.NewKey()))
	if _, err := a.Backup(t.Context(), &bytes.Buffer{}, app.BackupRequest{Folder: dir, Keys: true}); fault.KindOf(err) != fault.Conflict {
		t.Errorf("got %v, want it refused", err)
	}
	must(t, a.Close())
}
