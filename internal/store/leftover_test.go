package store

import (
	"bytes"
	"fmt"
	"os"
	"strings"
	"testing"

	"steelyard/internal/clinic"
)

// leftIn counts which of some bytes are in the database's files.
func leftIn(t *testing.T, path string, texts [][]byte) (n int) {
	t.Helper()
	for _, name := range []string{path, path + "-wal"} {
		content, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, text := range texts {
			if len(text) < 40 {
				t.Fatalf("%d bytes prove nothing", len(text))
			}
			if bytes.Contains(content, text) {
				n++
			}
		}
	}
	return n
}

func sealedOf(t *testing.T, s *Store, id string) (texts [][]byte) {
	t.Helper()
	for _, query := range []string{"SELECT name FROM patients WHERE id = ?", "SELECT email FROM patients WHERE id = ?", "SELECT wrapped FROM patient_keys WHERE patient_id = ?", "SELECT note FROM treatment_events WHERE patient_id = ?"} {
		var some [][]byte
		if err := s.reader.Raw(query, id).Scan(&some).Error; err != nil {
			t.Fatal(err)
		}
		texts = append(texts, some...)
	}
	return texts
}

func crowded(t *testing.T, n int) (s *Store) {
	t.Helper()
	s = open(t)
	for i := range n {
		do(t, s, func(tx *Tx) error {
			if err := tx.CreatePatient(patient(i)); err != nil {
				return err
			}
			for k := range 1 + i%3 {
				e := clinic.TreatmentEvent{ID: clinic.TreatmentID(fmt.Sprint(i, "-", k)), PatientID: patient(i).ID, Kind: clinic.Therapy, Step: clinic.Started, On: "2026-11-01",
					Note: strings.Repeat("x", (i*37+k*211)%900)}
				if err := tx.AddTreatment(e); err != nil {
					return err
				}
			}
			return nil
		})
	}
	return s
}

// Two things keep what was deleted out of the files, and each alone must be enough: SQLite overwrites what is deleted, and
// Scrub writes the database anew and cuts the log off.
func TestWhatIsErasedIsLeftNowhere(t *testing.T) {
	const people = 90
	for name, erase := range map[string]func(s *Store) error{
		"overwritten, without writing the database anew": func(s *Store) error { return s.emptyLog(t.Context()) },
		"written anew, without overwriting": func(s *Store) error {
			if err := s.writer.Exec("PRAGMA secure_delete = 0").Error; err != nil {
				return err
			}
			return s.Scrub(t.Context())
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := crowded(t, people)
			if strings.HasPrefix(name, "written") {
				if err := erase(s); err != nil { // also for what is deleted from here on
					t.Fatal(err)
				}
			}
			var texts [][]byte
			for i := 0; i < people; i += 3 {
				texts = append(texts, sealedOf(t, s, string(patient(i).ID))...)
				do(t, s, func(tx *Tx) error { return tx.ErasePatient(patient(i).ID) })
			}
			if n := leftIn(t, dbPath(t, s), texts); n == 0 {
				t.Error("nothing is left before the log is cut off: the test tells nothing")
			}
			if err := erase(s); err != nil {
				t.Fatal(err)
			}
			if n := leftIn(t, dbPath(t, s), texts); n > 0 {
				t.Errorf("%d of %d sealed texts are left", n, len(texts))
			}
		})
	}
}
