package store

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// What a write may have to take back is in memory: no copy of a page is in a file beside the database.
func TestNothingIsPutAsideOnTheDisk(t *testing.T) {
	const own = "/proc/self/fd"
	if _, err := os.Stat(own); err != nil {
		t.Skip("this system does not tell which files are open")
	}
	s := open(t)
	const many = 300 // patients; their pages are more than SQLite keeps in memory by itself
	do(t, s, func(tx *Tx) error {
		for i := range many {
			if err := tx.CreatePatient(patient(i)); err != nil {
				return err
			}
		}
		return nil
	})
	do(t, s, func(tx *Tx) error {
		if err := tx.db.Exec("UPDATE patients SET updated_at = updated_at + 1").Error; err != nil {
			return err
		}
		files, err := filepath.Glob(own + "/*")
		for _, f := range files {
			if to, err := os.Readlink(f); err == nil && strings.HasSuffix(to, "(deleted)") {
				return fmt.Errorf("%s is open", to)
			}
		}
		return err
	})
}

// What is as large as the database is put aside on the disk, and only that.
func TestWhatIsLargeIsPutAsideOnTheDisk(t *testing.T) {
	s := open(t)
	if err := spill(s.writer, func() error {
		if got := pragma(t, s.writer, "temp_store"); got != onDisk {
			t.Errorf("got %s, want %s", got, onDisk)
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if got := pragma(t, s.writer, "temp_store"); got != inMemory {
		t.Errorf("afterwards: got %s, want %s", got, inMemory)
	}
}
