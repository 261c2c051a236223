package app

import (
	"log/slog"
	"path/filepath"
	"testing"
	"time"

	"steelyard/internal/audit"
	"steelyard/internal/clinic"
	"steelyard/internal/store"
)

// What waited is written before what comes next, each with its own time, and once.
func TestHeldReadsAreWritten(t *testing.T) {
	s, err := store.Open(t.Context(), store.Options{Path: filepath.Join(t.TempDir(), "steelyard.db")})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	at := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	a := App{Store: s, AuditKey: []byte("key"), Now: func() time.Time { return at.Add(time.Hour) }, Log: slog.New(slog.DiscardHandler), held: &heldReads{}}
	a.held.hold([]reading{{entry: audit.Entry{At: at, Actor: "user:u1", Action: "read patient"}}, {entry: audit.Entry{At: at.Add(time.Minute), Actor: "user:u2", Action: "read response"}}})
	for range 2 {
		if err := a.noteRead(t.Context(), clinic.Actor{User: "u3"}, deed{action: "read library"}); err != nil {
			t.Fatal(err)
		}
	}
	var got []string
	v := audit.Verifier{Key: a.AuditKey}
	err = s.View(t.Context(), func(tx *store.Tx) error {
		return tx.EachAudit(func(e audit.Entry) error {
			got = append(got, e.At.Format("15:04 ")+e.Action)
			return v.Next(e)
		})
	})
	want := []string{"12:00 read patient", "12:01 read response", "13:00 read library", "13:00 read library"}
	if err != nil || len(got) != len(want) {
		t.Fatalf("got %v (%v), want %v", got, err, want)
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("entry %d: got %s, want %s", i+1, got[i], want[i])
		}
	}
}

// Not everything can wait: where too much does, reading ends, and what waited first is kept.
func TestHeldReadsAreBounded(t *testing.T) {
	h := &heldReads{}
	if !h.hold(make([]reading, maxHeld)) {
		t.Errorf("%d entries may not wait", maxHeld)
	}
	if h.hold([]reading{{entry: audit.Entry{Action: "one more"}}}) {
		t.Error("one more entry may wait")
	}
	if n := len(h.take()); n != maxHeld {
		t.Errorf("got %d, want %d", n, maxHeld)
	}
}
