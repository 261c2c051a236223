package app_test

import (
	"bytes"
	"database/sql"
	"encoding/base64"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"filippo.io/age"

	"steelyard/internal/app"
	"steelyard/internal/backup"
	"steelyard/internal/clinic"
	"steelyard/internal/fault"
	"steelyard/internal/seal"
	"steelyard/internal/store"
)

func backupOf(t *testing.T, w *world, recipients ...age.Recipient) []byte {
	t.Helper()
	var file bytes.Buffer
	_, err := w.Backup(t.Context(), &file, app.BackupRequest{Folder: t.TempDir(), Program: "test", Recipients: recipients})
	must(t, err)
	return file.Bytes()
}

func (w *world) restore(file []byte, into string, ids ...age.Identity) (app.Restored, error) {
	return app.Restore(w.t.Context(), bytes.NewReader(file), app.RestoreRequest{Folder: into, AuditKey: w.AuditKey, SealKeys: w.Store.Keys(), Identities: ids, At: w.Now()})
}

func TestABackupUnderLoadIsRestored(t *testing.T) {
	w := populated(t)
	stop := make(chan struct{})
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			for n := 0; ; n++ {
				select {
				case <-stop:
					return
				default:
				}
				_, err := w.AddPatient(t.Context(), w.Clinician, clinic.Patient{RecordNumber: fmt.Sprintf("L-%d-%d", i, n), Name: "Lea Load", BirthDate: "1984-03-27", Sex: clinic.Female, Language: "en"})
				if err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	files := [][]byte{backupOf(t, w), backupOf(t, w), backupOf(t, w)}
	close(stop)
	wg.Wait()
	last := int64(0)
	for _, file := range files {
		into := t.TempDir()
		done, err := w.restore(file, into)
		must(t, err)
		if done.Manifest.Audit.Seq <= last || done.Before != "" {
			t.Errorf("got %+v after entry %d", done, last)
		}
		last = done.Manifest.Audit.Seq
		s, err := store.OpenToRead(t.Context(), store.Options{Path: filepath.Join(into, "steelyard.db"), Keys: w.Store.Keys()})
		must(t, err)
		if got := problems(t, &app.App{Store: s, AuditKey: w.AuditKey, Anchor: filepath.Join(into, "audit.head"), Now: w.Now}); got != "" {
			t.Errorf("restored, but %s", got)
		}
		must(t, s.Close())
	}
	d, err := w.Rehearse(t.Context(), bytes.NewReader(files[0]), app.RestoreRequest{Folder: t.TempDir(), At: w.Now()})
	must(t, err)
	if !d.Sound() || !strings.Contains(d.Checks[len(d.Checks)-1].Found, "the audit goes on from entry") {
		t.Errorf("the rehearsal: got %+v", d)
	}
}

func TestRestoreReplacesOnlyWhatHolds(t *testing.T) {
	w := populated(t)
	good := backupOf(t, w)
	id, err := age.GenerateX25519Identity()
	must(t, err)
	flipped := bytes.Clone(good)
	flipped[len(flipped)/2] ^= 1
	w.exec("DROP TRIGGER audit_entries_frozen")
	w.exec("UPDATE audit_entries SET why = 'x' WHERE seq = 4")
	keys := w.Store.Keys()
	cases := []struct {
		name, want string
		file, key  []byte
		seal       seal.Source
	}{
		{"a flipped byte", "no whole backup", flipped, w.AuditKey, keys},
		{"half of it", "no whole backup", good[:len(good)/2], w.AuditKey, keys},
		{"another key", "entry 1 was changed", good, []byte("another key"), keys},
		{"no key", "audit.key", good, nil, keys},
		{"no sealing key", "Put seal.key into the data folder", good, w.AuditKey, seal.Source{}},
		{"another sealing key", "sealed with another key", good, w.AuditKey, seal.Source{Text: base64.StdEncoding.EncodeToString(make([]byte, 32))}},
		{"encrypted to somebody else", "encrypted", backupOf(t, w, id.Recipient()), w.AuditKey, keys},
		{"a changed entry", "entry 4 was changed", backupOf(t, w), w.AuditKey, keys},
		{"a newer schema", "newer version", forged(t, w, "INSERT INTO goose_db_version (version_id, is_applied) VALUES (99999, 1)"), w.AuditKey, keys},
		{"other rows than the manifest says", "the manifest says", forged(t, w, "DELETE FROM sessions"), w.AuditKey, keys},
		{"a dropped trigger", "the trigger results_kept is missing", forged(t, w, "DROP TRIGGER results_kept"), w.AuditKey, keys},
	}
	for _, c := range cases {
		into := t.TempDir()
		must(t, os.WriteFile(filepath.Join(into, "steelyard.db"), []byte("what was there"), 0o600))
		_, err := app.Restore(t.Context(), bytes.NewReader(c.file), app.RestoreRequest{Folder: into, AuditKey: c.key, SealKeys: c.seal, At: w.Now()})
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want %q", c.name, err, c.want)
		}
		left, readErr := os.ReadDir(into)
		kept, keptErr := os.ReadFile(filepath.Join(into, "steelyard.db"))
		if readErr != nil || keptErr != nil || len(left) != 1 || string(kept) != "what was there" {
			t.Errorf("%s: the folder has %v, %q", c.name, left, kept)
		}
	}
}

// forged gives a backup whose database was changed before it was packed.
func forged(t *testing.T, w *world, statement string) []byte {
	t.Helper()
	dir := t.TempDir()
	path := filepath.Join(dir, "steelyard.db")
	must(t, w.Store.CopyTo(t.Context(), path))
	raw, err := sql.Open("sqlite3", path)
	must(t, err)
	_, err = raw.ExecContext(t.Context(), statement)
	must(t, err)
	must(t, raw.Close())
	var file bytes.Buffer
	must(t, backup.Write(&file, dir, backup.Manifest{Files: []backup.File{{Name: "steelyard.db"}}}, nil))
	return file.Bytes()
}

func TestRestoreKeepsWhatItReplacesAndRefusesWhatIsInUse(t *testing.T) {
	w := populated(t)
	id, err := age.GenerateX25519Identity()
	must(t, err)
	file, into := backupOf(t, w, id.Recipient()), t.TempDir()
	s, err := store.Open(t.Context(), store.Options{Path: filepath.Join(into, "steelyard.db")})
	must(t, err)
	if _, err := w.restore(file, into, id); fault.KindOf(err) != fault.Conflict || !strings.Contains(err.Error(), "in use") {
		t.Errorf("in use: got %v, want it refused", err)
	}
	must(t, s.Close())
	done, err := w.restore(file, into, id)
	must(t, err)
	if _, err := os.Stat(filepath.Join(done.Before, "steelyard.db")); err != nil {
		t.Errorf("what was there before: %v", err)
	}
	for _, name := range []string{"steelyard.db", "audit.head", "audit.key"} {
		info, err := os.Stat(filepath.Join(into, name))
		if err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: got %v, %v", name, info, err)
		}
	}
	again, err := w.restore(file, into, id) // in the same second
	must(t, err)
	if again.Before == done.Before {
		t.Errorf("what was kept first is in %s too", again.Before)
	}
}
