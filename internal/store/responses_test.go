package store

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"steelyard/internal/clinic"
	"steelyard/internal/fault"
	q "steelyard/internal/questionnaire"
	"steelyard/internal/scoring"
)

func getResponse(t testing.TB, s *Store, id clinic.ResponseID) clinic.Response {
	t.Helper()
	return read(t, s, func(tx *Tx) (clinic.Response, error) { return tx.GetResponse(id) })
}

// An answer of zero is an answer, and an empty one is not the same as none.
func TestZeroAnswersSurvive(t *testing.T) {
	s := open(t)
	_, _, e := seed(t, s, 1)
	r := response(e, "r")
	do(t, s, func(tx *Tx) error { return tx.CreateResponse(r) })
	r.Answers = q.Form{"m1": "0", "m2": "3", "m3": ""}
	do(t, s, func(tx *Tx) error { return tx.SaveAnswers(r) })
	same(t, "saved", getResponse(t, s, "r").Answers, r.Answers)
	r.Revision, r.CompletedAt = 1, &noon
	r.Answers = q.Form{"m1": "0", "m2": "0"}
	do(t, s, func(tx *Tx) error { return tx.CompleteResponse(r, resultOf(r)) })
	r.Status, r.Revision = clinic.Completed, 2
	same(t, "completed", getResponse(t, s, "r"), r)
}

func TestResultIsKeptAsItWas(t *testing.T) {
	s := open(t)
	_, p, e := seed(t, s, 1)
	r := complete(t, s, response(e, "r"))
	same(t, "result", read(t, s, func(tx *Tx) (scoring.Result, error) { return tx.GetResult("r") }), *resultOf(r))
	same(t, "results of the patient", read(t, s, func(tx *Tx) ([]Scored, error) { return tx.ResultsOf(p.ID) }), []Scored{{r, *resultOf(r)}})
}

func TestResponseConflicts(t *testing.T) {
	s := open(t)
	_, _, e := seed(t, s, 1)
	begun := response(e, "begun")
	do(t, s, func(tx *Tx) error { return errors.Join(tx.CreateResponse(begun), tx.SaveAnswers(begun)) })
	_, _, e2 := seed(t, s, 2)
	done := complete(t, s, response(e2, "done"))
	correction := response(e2, "correction")
	correction.Amends, correction.Reason = done.ID, "misread"
	do(t, s, func(tx *Tx) error { return tx.CreateResponse(correction) })

	tests := []struct {
		name, message string
		act           func(tx *Tx) error
	}{
		{"second first response", "already started", func(tx *Tx) error { return tx.CreateResponse(response(e, "again")) }},
		{"first response beside a completed one", "already started", func(tx *Tx) error { return tx.CreateResponse(response(e2, "again")) }},
		{"second correction", "already corrected", func(tx *Tx) error {
			again := correction
			again.ID = "again"
			return tx.CreateResponse(again)
		}},
		{"page from before another page", "in another window", func(tx *Tx) error { return tx.SaveAnswers(begun) }},
		{"submission from before another page", "in another window", func(tx *Tx) error {
			stale := begun
			stale.CompletedAt = &noon
			return tx.CompleteResponse(stale, resultOf(stale))
		}},
		{"page after submission", "already submitted", func(tx *Tx) error { return tx.SaveAnswers(done) }},
		{"second submission", "already submitted", func(tx *Tx) error { return tx.CompleteResponse(done, resultOf(done)) }},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) { wantKind(t, try(t, s, test.act), fault.Conflict, test.message) })
	}
}

// These are faults of the program, so they must not look like the user's.
func TestResponseMistakes(t *testing.T) {
	s := open(t)
	_, _, e := seed(t, s, 1)
	_, other, _ := seed(t, s, 2)
	begun := response(e, "begun")
	do(t, s, func(tx *Tx) error { return tx.CreateResponse(begun) })
	submit := func(change func(*clinic.Response, *scoring.Result)) func(tx *Tx) error {
		return func(tx *Tx) error {
			r, result := begun, resultOf(begun)
			r.CompletedAt = &noon
			change(&r, result)
			return tx.CompleteResponse(r, result)
		}
	}
	tests := map[string]func(tx *Tx) error{
		"result of another definition": submit(func(_ *clinic.Response, r *scoring.Result) { r.Hash = "other" }),
		"no time of completion":        submit(func(r *clinic.Response, _ *scoring.Result) { r.CompletedAt = nil }),
		"another patient's":            submit(func(r *clinic.Response, _ *scoring.Result) { r.PatientID = other.ID }),
		"another definition":           submit(func(r *clinic.Response, s *scoring.Result) { r.Hash, s.Hash = "x", "x" }),
		"correction of another":        submit(func(r *clinic.Response, _ *scoring.Result) { r.Amends = "x" }),
		"begun as completed": func(tx *Tx) error {
			r := response(e, "x")
			r.Status, r.CompletedAt = clinic.Completed, &noon
			return tx.CreateResponse(r)
		},
		"definition that was not pinned": func(tx *Tx) error {
			r := response(e, "x")
			r.Questionnaire.ID = "unknown"
			return tx.CreateResponse(r)
		},
		"encounter of another patient": func(tx *Tx) error {
			r := response(e, "x")
			r.Questionnaire.ID, r.PatientID = "other", other.ID
			return tx.CreateResponse(r)
		},
	}
	for name, act := range tests {
		if err := try(t, s, act); err == nil || fault.KindOf(err) != fault.Internal {
			t.Errorf("%s: got %v, want an internal error", name, err)
		}
	}
	same(t, "stored", getResponse(t, s, "begun"), begun)
}

// A correction stands for what it amends: once, everywhere.
func TestCorrectionCountsOnce(t *testing.T) {
	s := open(t)
	_, p, e := seed(t, s, 1)
	first := complete(t, s, response(e, "first"))
	correction := response(e, "correction")
	correction.Amends, correction.Reason, correction.Answers = first.ID, "misread", q.Form{"m1": "0"}
	correction = complete(t, s, correction)

	first.Status = clinic.Amended
	same(t, "amended", getResponse(t, s, "first"), first)
	first2, _, err := findBoth(t, s, e.ID, first.ID)
	same(t, "first found", first2, first)
	if err != nil {
		t.Fatal(err)
	}
	same(t, "results", read(t, s, func(tx *Tx) ([]Scored, error) { return tx.ResultsOf(p.ID) }), []Scored{{correction, *resultOf(correction)}})
	same(t, "exported", exported(t, s, CompletedFilter{}), []string{"correction"})
	if n := len(read(t, s, func(tx *Tx) ([]clinic.Response, error) { return tx.ResponsesOfEncounter(e.ID) })); n != 2 {
		t.Errorf("the encounter has %d responses, want 2", n)
	}
}

func findBoth(t *testing.T, s *Store, e clinic.EncounterID, amended clinic.ResponseID) (first, correction clinic.Response, err error) {
	t.Helper()
	return first, correction, s.View(t.Context(), func(tx *Tx) (err error) {
		var ok1, ok2 bool
		if first, ok1, err = tx.FindResponse(e, mood.ID); err != nil {
			return err
		}
		correction, ok2, err = tx.FindCorrection(amended)
		if !ok1 || !ok2 {
			t.Errorf("found first %v and correction %v, want both", ok1, ok2)
		}
		return err
	})
}

func exported(t *testing.T, s *Store, f CompletedFilter) (ids []string) {
	t.Helper()
	return read(t, s, func(tx *Tx) ([]string, error) {
		var ids []string
		f.Visible = everybody
		err := tx.EachCompleted(f, func(r clinic.Response, result *scoring.Result, p clinic.Patient, _ clinic.Mode) error {
			ids = append(ids, string(r.ID))
			if p.ID != r.PatientID || result.Hash != r.Hash || p.Name == "" || p.CreatedAt.IsZero() {
				t.Errorf("%s came with patient %+v and result %+v", r.ID, p, result)
			}
			return nil
		})
		return ids, err
	})
}

func TestEachCompletedFilters(t *testing.T) {
	s := open(t)
	_, p1, e1 := seed(t, s, 1)
	_, _, e2 := seed(t, s, 2)
	_, _, e3 := seed(t, s, 3)
	complete(t, s, response(e2, "b"))
	complete(t, s, response(e1, "a"))
	do(t, s, func(tx *Tx) error { return tx.CreateResponse(response(e3, "open")) })
	at := noon.Add(time.Minute) // when complete completes
	tests := []struct {
		name   string
		filter CompletedFilter
		want   []string
	}{
		{"all", CompletedFilter{}, []string{"a", "b"}},
		{"questionnaire", CompletedFilter{Questionnaire: "mood"}, []string{"a", "b"}},
		{"another questionnaire", CompletedFilter{Questionnaire: "sleep"}, nil},
		{"patient", CompletedFilter{Patient: p1.ID, Questionnaire: "mood"}, []string{"a"}},
		{"from then", CompletedFilter{From: at}, []string{"a", "b"}},
		{"from later", CompletedFilter{From: at.Add(time.Microsecond)}, nil},
		{"to then", CompletedFilter{To: at}, nil},
		{"to later", CompletedFilter{To: at.Add(time.Microsecond)}, []string{"a", "b"}},
	}
	for _, test := range tests {
		same(t, test.name, exported(t, s, test.filter), test.want)
	}
	stop := errors.New("stop")
	err := s.View(t.Context(), func(tx *Tx) error {
		return tx.EachCompleted(CompletedFilter{Visible: everybody}, func(clinic.Response, *scoring.Result, clinic.Patient, clinic.Mode) error { return stop })
	})
	if !errors.Is(err, stop) {
		t.Errorf("got %v, want the error of the function", err)
	}
}

// Of the newest answers to a version, at most so many are given, the oldest first; whether there are more is said.
func TestNewestAnswersToAVersion(t *testing.T) {
	s := open(t)
	for i := range 5 {
		_, _, e := seed(t, s, i)
		r := response(e, fmt.Sprint("r", i))
		do(t, s, func(tx *Tx) error {
			if err := tx.CreateResponse(r); err != nil {
				return err
			}
			r.CompletedAt = new(noon.Add(time.Duration(i) * time.Minute))
			return tx.CompleteResponse(r, resultOf(r))
		})
	}
	for most, want := range map[int]string{2: "r3 r4 and more", 4: "r1 r2 r3 r4 and more", 5: "r0 r1 r2 r3 r4", 9: "r0 r1 r2 r3 r4"} {
		var got []string
		more := read(t, s, func(tx *Tx) (bool, error) {
			return tx.EachNewest(everybody, mood, most, func(r clinic.Response, _ *scoring.Result) error {
				got = append(got, string(r.ID))
				return nil
			})
		})
		if more {
			got = append(got, "and more")
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%d at most: got %v, want %s", most, got, want)
		}
	}
	if err := s.View(t.Context(), func(tx *Tx) error {
		_, err := tx.EachNewest(clinic.Visible{}, mood, 9, func(clinic.Response, *scoring.Result) error { return errors.New("somebody else’s") })
		return err
	}); err != nil {
		t.Errorf("nobody’s: got %v", err)
	}
}
