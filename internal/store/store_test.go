package store

import (
	"context"
	"fmt"
	"log/slog"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"steelyard/internal/clinic"
	"steelyard/internal/exact"
	"steelyard/internal/fault"
	"steelyard/internal/psychometrics"
	q "steelyard/internal/questionnaire"
	"steelyard/internal/scoring"
)

// noon is the moment the tests happen at.
var noon = time.Date(2026, 11, 23, 12, 0, 0, 123456000, time.UTC)

var mood = q.Ref{ID: "mood", Version: "1.0.0"}

var moodHash = q.Hash(strings.Repeat("0a", 32))

func open(t testing.TB) *Store {
	t.Helper()
	return openAt(t, filepath.Join(t.TempDir(), "data", "steelyard.db"))
}

func openAt(t testing.TB, path string) *Store {
	t.Helper()
	s, err := Open(t.Context(), Options{Path: path, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// try runs fn in a writing transaction and gives its error.
func try(t testing.TB, s *Store, fn func(tx *Tx) error) error {
	t.Helper()
	return s.Update(context.WithoutCancel(t.Context()), fn)
}

// do runs fn in a writing transaction that must succeed.
func do(t testing.TB, s *Store, fn func(tx *Tx) error) {
	t.Helper()
	if err := try(t, s, fn); err != nil {
		t.Fatal(err)
	}
}

// read gives what fn reads.
func read[D any](t testing.TB, s *Store, fn func(tx *Tx) (D, error)) (d D) {
	t.Helper()
	err := s.View(t.Context(), func(tx *Tx) (err error) {
		d, err = fn(tx)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func same(t testing.TB, what string, got, want any) {
	t.Helper()
	if diff := cmp.Diff(want, got, cmp.Comparer(func(a, b exact.Number) bool { return a == b })); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

func wantKind(t testing.TB, err error, kind fault.Kind, message string) {
	t.Helper()
	if err == nil || fault.KindOf(err) != kind || !strings.Contains(fault.Message(err), message) {
		t.Errorf("got %v (%s), want %s %q", err, fault.KindOf(err), kind, message)
	}
}

// seed puts in a user, a patient, an encounter and the pinned definition, all with the given number.
func seed(t testing.TB, s *Store, n int) (clinic.User, clinic.Patient, clinic.Encounter) {
	t.Helper()
	u, p := user(n), patient(n)
	e := clinic.Encounter{
		ID: clinic.EncounterID(fmt.Sprint("e", n)), PatientID: p.ID, Mode: clinic.Online, Battery: []q.Ref{mood},
		CreatedBy: u.ID, CreatedAt: noon,
	}
	do(t, s, func(tx *Tx) error {
		for _, act := range []func() error{
			func() error { return tx.CreateUser(u) },
			func() error { return tx.CreatePatient(p) },
			func() error { return tx.CreateEncounter(e) },
			func() error { return tx.PinDefinition(PinnedDefinition{mood, moodHash, []byte("{}")}) },
		} {
			if err := act(); err != nil {
				return err
			}
		}
		return nil
	})
	return u, p, e
}

func user(n int) clinic.User {
	return clinic.User{
		ID: clinic.UserID(fmt.Sprint("u", n)), Login: fmt.Sprint("user", n), Name: "Ada", Role: clinic.Clinician,
		PasswordHash: "$argon2id$", CreatedAt: noon,
	}
}

func patient(n int) clinic.Patient {
	return clinic.Patient{
		ID: clinic.PatientID(fmt.Sprint("p", n)), RecordNumber: fmt.Sprintf("R-%05d", n), Name: "Åsa Öhman", BirthDate: "1980-02-29",
		Sex: clinic.Female, Email: "a@example.org", Phone: "+46 1", Language: "sv", CreatedAt: noon, UpdatedAt: noon,
	}
}

func response(e clinic.Encounter, id string) clinic.Response {
	return clinic.Response{
		ID: clinic.ResponseID(id), EncounterID: e.ID, PatientID: e.PatientID, Questionnaire: mood, Hash: moodHash,
		Status: clinic.InProgress, Answers: q.Form{}, Language: "en", StartedAt: noon, UpdatedAt: noon,
	}
}

func resultOf(r clinic.Response) *scoring.Result {
	return &scoring.Result{
		Questionnaire: r.Questionnaire, Hash: r.Hash, Engine: "1.0.0", Items: 3, Answered: 2,
		Scores: []scoring.Score{
			{Scale: "total", State: q.Prorated, Value: exact.Ratio(28, 3), Band: "mild", Missing: 1, Operands: 3,
				Error: &scoring.Uncertainty{SE: 1.1, Interval: psychometrics.Interval{Low: 7.1, High: 11.5}, Basis: "alpha"}},
			{Scale: "nothing", State: q.Complete, Value: exact.Int(0), Operands: 3},
			{Scale: "effort", State: q.Unscorable, Missing: 2, Operands: 3, Reason: "too many are missing"},
		},
	}
}

// complete stores a completed response of an encounter.
func complete(t testing.TB, s *Store, r clinic.Response) clinic.Response {
	t.Helper()
	do(t, s, func(tx *Tx) error {
		if err := tx.CreateResponse(r); err != nil {
			return err
		}
		at := noon.Add(time.Minute)
		r.CompletedAt = &at
		return tx.CompleteResponse(r, resultOf(r))
	})
	r.Status, r.Revision = clinic.Completed, r.Revision+1
	return r
}
