package store

import (
	"bytes"
	"context"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/mattn/go-sqlite3"
	"gorm.io/gorm"

	"steelyard/internal/fault"
)

func pragma(t *testing.T, db *gorm.DB, name string) (v string) {
	t.Helper()
	if err := db.Raw("PRAGMA " + name).Scan(&v).Error; err != nil {
		t.Fatal(err)
	}
	return v
}

func TestSettingsHold(t *testing.T) {
	s := open(t)
	for m, db := range map[mode]*gorm.DB{writing: s.writer, reading: s.reader} {
		for _, want := range m.settings() {
			if got := pragma(t, db, want.pragma); got != want.want {
				t.Errorf("%s connection: %s is %s, want %s", m, want.pragma, got, want.want)
			}
		}
	}
}

// SQLite says nothing when it does not know a pragma or does not follow it.
func TestASettingThatIsNotHeldIsFound(t *testing.T) {
	conn, err := newConnector(dbPath(t, open(t)), writing).Connect(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close() //nolint:errcheck // nothing was written
	for _, s := range []setting{{"journal_mode", "nonsense"}, {"synchronous", "7"}, {"no_such_pragma", "1"}} {
		if err := s.hold(conn.(*sqlite3.SQLiteConn)); err == nil {
			t.Errorf("%s = %s was taken as held", s.pragma, s.want)
		}
	}
}

func dbPath(t *testing.T, s *Store) (path string) {
	t.Helper()
	if err := s.writer.Raw("SELECT file FROM pragma_database_list WHERE name = 'main'").Scan(&path).Error; err != nil {
		t.Fatal(err)
	}
	return path
}

// A slow statement is told of, its values are not.
func TestLogHasNoPersonalData(t *testing.T) {
	var out bytes.Buffer
	log := newLogger(slog.New(slog.NewTextHandler(&out, nil)))
	s := open(t)
	db := s.writer.Session(&gorm.Session{Logger: slowed{log.(slowLog)}})
	if err := db.Exec("INSERT INTO users (id, login, login_key, name, role, password_hash, created_at) VALUES ('u', 'x', 'x', ?, 'viewer', '', 0)", patient(1).Name).Error; err != nil {
		t.Fatal(err)
	}
	var known []string // gorm tells of what is scanned by a way of its own
	if err := db.Raw("SELECT name FROM users WHERE name IN ?", []string{patient(1).Name}).Scan(&known).Error; err != nil || len(known) != 1 {
		t.Fatal(known, err)
	}
	got := out.String()
	if !strings.Contains(got, "INSERT INTO") || !strings.Contains(got, "SELECT name") || strings.Contains(got, "Öhman") || strings.Contains(got, "example.org") {
		t.Errorf("got %q, want the statement without its values", got)
	}
}

// slowed makes every statement look as if it had been started an hour ago.
type slowed struct{ slowLog }

func (l slowed) Trace(ctx context.Context, begin time.Time, statement func() (string, int64), err error) {
	l.slowLog.Trace(ctx, begin.Add(-time.Hour), statement, err)
}

func TestReadersCantWrite(t *testing.T) {
	s := open(t)
	err := s.View(t.Context(), func(tx *Tx) error { return tx.CreatePatient(patient(1)) })
	if err == nil || !strings.Contains(err.Error(), "readonly") {
		t.Errorf("got %v, want an error that says readonly", err)
	}
}

func TestViewIsOfOneMoment(t *testing.T) {
	s := open(t)
	err := s.View(t.Context(), func(tx *Tx) error {
		before, err := tx.CountUsers()
		if err != nil {
			return err
		}
		do(t, s, func(tx *Tx) error { return tx.CreateUser(user(1)) })
		after, err := tx.CountUsers()
		if before != 0 || after != 0 {
			t.Errorf("users before and after a write beside it: %d and %d, want 0 and 0", before, after)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if n := read(t, s, (*Tx).CountUsers); n != 1 {
		t.Errorf("users in the next view: %d, want 1", n)
	}
}

func TestUpdateLeavesNoTraceOfAFailure(t *testing.T) {
	s := open(t)
	for name, end := range map[string]func() error{
		"error": func() error { return context.Canceled },
		"panic": func() error { panic("out of luck") },
	} {
		func() {
			defer func() { _ = recover() }() // the panic is the case
			_ = try(t, s, func(tx *Tx) error {
				if err := tx.CreateUser(user(1)); err != nil {
					t.Error(err)
				}
				return end()
			})
		}()
		if n := read(t, s, (*Tx).CountUsers); n != 0 {
			t.Errorf("%s: %d users, want 0", name, n)
		}
	}
}

func TestFilesAreTheirOwnersOnly(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "a?b #%41", "data")
	s := openAt(t, filepath.Join(folder, "steelyard.db"))
	do(t, s, func(tx *Tx) error { return tx.CreateUser(user(1)) })
	want := map[string]fs.FileMode{"": 0o700, "steelyard.db": 0o600, "steelyard.db-wal": 0o600, "steelyard.db-shm": 0o600}
	for name, mode := range want {
		info, err := os.Stat(filepath.Join(folder, name))
		if err != nil {
			t.Fatal(err)
		}
		if got := info.Mode().Perm(); got != mode {
			t.Errorf("%q has mode %o, want %o", name, got, mode)
		}
	}
}

func TestOpenFolderOfOthersIsRefused(t *testing.T) {
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, "other"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(folder, 0o777); err != nil { //nolint:gosec // the case
		t.Fatal(err)
	}
	_, err := Open(t.Context(), Options{Path: filepath.Join(folder, "x.db")})
	wantKind(t, err, fault.Invalid, "chmod 700")
}

func TestForeignAndDamagedFilesAreRefused(t *testing.T) {
	for name, content := range map[string]string{"text": strings.Repeat("not a database ", 500)} {
		path := filepath.Join(t.TempDir(), "data", "x.db")
		if err := prepareFiles(path); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := Open(t.Context(), Options{Path: path}); err == nil {
			t.Errorf("%s was opened", name)
		}
		if got, err := os.ReadFile(path); err != nil || string(got) != content {
			t.Errorf("%s was changed", name)
		}
	}
}

func exec(t *testing.T, path string, statements ...string) {
	t.Helper()
	if err := prepareFiles(path); err != nil {
		t.Fatal(err)
	}
	err := withWriter(Options{Path: path}, func(db *gorm.DB) error {
		for _, statement := range statements {
			if err := db.Exec(statement).Error; err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestSchemaIsChecked(t *testing.T) {
	tests := []struct {
		name, statement string
		kind            fault.Kind
		message         string
	}{
		{"newer", "INSERT INTO goose_db_version (version_id, is_applied) VALUES (99, 1)", fault.Conflict, "its schema is 99"},
		{"another program's", "PRAGMA application_id = 7", fault.Invalid, "another program"},
		{"another first migration", "UPDATE migration_sums SET sum = replace(hex(zeroblob(32)), '00', 'ab')", fault.Conflict, "Migration 1"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "data", "x.db")
			if _, err := Migrate(t.Context(), Options{Path: path}); err != nil {
				t.Fatal(err)
			}
			exec(t, path, test.statement)
			_, err := Open(t.Context(), Options{Path: path})
			wantKind(t, err, test.kind, test.message)
		})
	}
}

func TestMigrationsListsAppliedAndPending(t *testing.T) {
	o := Options{Path: filepath.Join(t.TempDir(), "data", "x.db")}
	before, err := Migrations(t.Context(), o)
	if err != nil || len(before) == 0 || before[0].Applied {
		t.Fatalf("before: %v, %v; want all pending", before, err)
	}
	if _, err := os.Stat(o.Path); err == nil {
		t.Error("asking made the file")
	}
	applied, err := Migrate(t.Context(), o)
	if err != nil || len(applied) != len(before) {
		t.Errorf("applied %v, %v; want %d", applied, err, len(before))
	}
	if again, err := Migrate(t.Context(), o); err != nil || len(again) != 0 {
		t.Errorf("applied again: %v, %v; want none", again, err)
	}
	after, err := Migrations(t.Context(), o)
	if err != nil || len(after) != len(before) || !after[0].Applied || after[0].Name != "00001_initial.sql" {
		t.Errorf("after: %v, %v; want all applied", after, err)
	}
}

func TestProcessesThatStartTogether(t *testing.T) {
	path := filepath.Join(t.TempDir(), "data", "x.db")
	var wg sync.WaitGroup
	for range 6 {
		wg.Go(func() {
			s, err := Open(t.Context(), Options{Path: path, Readers: 1})
			if err != nil {
				t.Errorf("open: %v", err)
				return
			}
			if err := s.Close(); err != nil {
				t.Errorf("close: %v", err)
			}
		})
	}
	wg.Wait()
}

func TestNewEnough(t *testing.T) {
	for version, want := range map[string]bool{"3.51.3": true, "3.51.2": false, "3.50.9": false, "3.52.0": true, "4.0.0": true, "": false} {
		if got := newEnough(version); got != want {
			t.Errorf("newEnough(%q) = %v, want %v", version, got, want)
		}
	}
}
