package store

import (
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"steelyard/internal/audit"
)

// Eight writers go on while copies are made; every copy is sound, and its audit verifies to its own end.
func TestCopyUnderLoad(t *testing.T) {
	s := open(t)
	key := []byte("key")
	stop := make(chan struct{})
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
				}
				err := try(t, s, func(tx *Tx) error {
					return tx.AppendAudit(audit.Entry{At: noon, Actor: fmt.Sprint("writer ", i), Action: "write"}, key)
				})
				if err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	before := int64(-1)
	for i := range 3 {
		path := filepath.Join(t.TempDir(), fmt.Sprint("copy", i, ".db"))
		if err := s.CopyTo(t.Context(), path); err != nil {
			t.Fatal(err)
		}
		if info, err := os.Stat(path); err != nil || info.Mode().Perm() != fileMode {
			t.Errorf("got mode %v, %v", info.Mode(), err)
		}
		before = soundCopy(t, path, key, before)
		time.Sleep(20 * time.Millisecond) // so that there is something new
	}
	close(stop)
	wg.Wait()
}

// soundCopy checks a copy and gives where its audit ends.
func soundCopy(t *testing.T, path string, key []byte, before int64) (last int64) {
	t.Helper()
	c, err := OpenToRead(t.Context(), Options{Path: path})
	if err != nil {
		t.Fatal(err)
	}
	v := audit.Verifier{Key: key}
	err = c.View(t.Context(), func(tx *Tx) error {
		if faults, err := tx.IntegrityFaults(); err != nil || len(faults) > 0 {
			t.Errorf("got %q, %v", faults, err)
		}
		return tx.EachAudit(func(e audit.Entry) error {
			last = e.Seq
			return v.Next(e)
		})
	})
	if err != nil || last <= before {
		t.Errorf("the chain ends at %d after %d, %v", last, before, err)
	}
	if err := c.Close(); err != nil {
		t.Error(err)
	}
	return last
}

func TestInUse(t *testing.T) {
	path := filepath.Join(t.TempDir(), "steelyard.db")
	s, err := Open(t.Context(), Options{Path: path})
	if err != nil {
		t.Fatal(err)
	}
	do(t, s, func(tx *Tx) error { return tx.AppendAudit(audit.Entry{At: noon, Action: "write"}, []byte("key")) })
	if used, err := InUse(path); err != nil || !used {
		t.Errorf("open: got %v, %v, want it in use", used, err)
	}
	do(t, s, func(tx *Tx) error { return tx.AppendAudit(audit.Entry{At: noon, Action: "write"}, []byte("key")) })
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if used, err := InUse(path); err != nil || used {
		t.Errorf("closed: got %v, %v, want it free", used, err)
	}
}

func TestOpenToReadChangesNothing(t *testing.T) {
	path := filepath.Join(t.TempDir(), "steelyard.db")
	if _, err := OpenToRead(t.Context(), Options{Path: path}); err == nil {
		t.Error("a missing database was opened")
	}
	if _, err := os.Stat(path); err == nil {
		t.Error("a database was made")
	}
	openAt(t, path)
	r, err := OpenToRead(t.Context(), Options{Path: path})
	if err != nil {
		t.Fatal(err)
	}
	if err := try(t, r, func(tx *Tx) error { return tx.AppendAudit(audit.Entry{At: noon, Action: "write"}, []byte("key")) }); err == nil {
		t.Error("something was written")
	}
	if err := r.Close(); err != nil {
		t.Error(err)
	}
}
