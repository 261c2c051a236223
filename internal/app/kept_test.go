package app_test

import (
	"errors"
	"testing"

	"steelyard/internal/clinic"
	"steelyard/internal/store"
)

// What tells the tests that nothing was kept tells every write, also one that leaves a row as it was, and none that was
// taken back.
func TestKeptTellsEveryWrite(t *testing.T) {
	w := newWorld(t)
	was := w.kept()
	wantChange := func(what string, want bool) {
		t.Helper()
		now := w.kept()
		if (now != was) != want {
			t.Errorf("%s: told %t, want %t", what, now != was, want)
		}
		was = now
	}
	for _, statement := range []string{
		"INSERT INTO tags (id, name, created_at) VALUES ('t', 'trial', 0)", "UPDATE tags SET name = name",
		"INSERT OR REPLACE INTO tags (id, name, created_at) VALUES ('t', 'trial', 0)", "DELETE FROM tags",
	} {
		w.exec(statement)
		wantChange(statement, true)
	}
	_ = w.Store.Update(t.Context(), func(tx *store.Tx) error {
		_, err := tx.KeepTag(clinic.Tag{ID: "x", Name: "x"}, w.Now())
		return errors.Join(err, errors.New("taken back"))
	})
	wantChange("what was taken back", false)
	w.exec("DELETE FROM sessions")
	wantChange("sessions", false)
	w.patient = w.Patient(t, "K-1", "Kai")
	wantChange("a patient", true)
}
