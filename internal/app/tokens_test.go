package app_test

import (
	"context"
	"reflect"
	"strings"
	"testing"
	"time"

	"steelyard/internal/app"
	"steelyard/internal/clinic"
	"steelyard/internal/fault"
	"steelyard/internal/testkit"
)

func (w *world) newToken(who clinic.Actor, life time.Duration, scope ...clinic.Action) (string, clinic.Token) {
	w.t.Helper()
	token, t, err := w.AddToken(w.t.Context(), who, app.NewToken{Name: "nightly", Scope: scope, Life: life})
	must(w.t, err)
	return token, t
}

func (w *world) works(token string) bool {
	w.t.Helper()
	_, err := w.ActorOfToken(w.t.Context(), token, "192.0.2.7")
	if err != nil && fault.KindOf(err) != fault.Denied {
		w.t.Fatal(err)
	}
	return err == nil
}

func TestATokenIsItsUserWithinItsScope(t *testing.T) {
	w := newWorld(t)
	token, made := w.newToken(w.Clinician, 0, clinic.ReadPatients, clinic.Export)
	who, err := w.ActorOfToken(t.Context(), token, "192.0.2.7")
	must(t, err)
	want := clinic.Actor{User: w.Clinician.User, Name: w.Clinician.Name, Role: clinic.Clinician, From: "192.0.2.7", Scope: "read-patients export", Teams: w.Clinician.Teams}
	if !reflect.DeepEqual(who, want) {
		t.Errorf("got %+v, want %+v", who, want)
	}
	if life := made.ExpiresAt.Sub(made.CreatedAt); life != app.DefaultTokenLife {
		t.Errorf("it lasts %s, want an hour where nobody says", life)
	}
	if strings.Contains(w.dump(), token) {
		t.Error("the token itself is in the database")
	}
	if _, _, err := w.AddToken(t.Context(), who, app.NewToken{Name: "another", Scope: []clinic.Action{clinic.ReadPatients}}); fault.KindOf(err) != fault.Denied {
		t.Errorf("a token makes another one: %v", err)
	}
}

func TestWhatEndsAToken(t *testing.T) {
	cases := map[string]func(w *world, made clinic.Token){
		"its time":    func(w *world, _ clinic.Token) { w.Pass(time.Hour) },
		"revoking it": func(w *world, made clinic.Token) { must(w.t, w.RevokeToken(w.t.Context(), w.Clinician, made.ID)) },
		"a disabled user": func(w *world, _ clinic.Token) {
			must(w.t, w.SetDisabled(w.t.Context(), w.Administrator, w.Clinician.User, true))
		},
		"another password": func(w *world, _ clinic.Token) {
			must(w.t, w.ResetPassword(w.t.Context(), w.Administrator, w.Clinician.User, "five green bicycles wait"))
		},
		"signing out": func(w *world, _ clinic.Token) {
			_, err := w.SignOutEverywhere(w.t.Context(), w.Clinician)
			must(w.t, err)
		},
		"own new password": func(w *world, _ clinic.Token) {
			_, err := w.ChangePassword(w.t.Context(), w.Clinician, testkit.Password, "five green bicycles wait")
			must(w.t, err)
		},
		"disabled and back": func(w *world, _ clinic.Token) {
			must(w.t, w.SetDisabled(w.t.Context(), w.Administrator, w.Clinician.User, true))
			must(w.t, w.SetDisabled(w.t.Context(), w.Administrator, w.Clinician.User, false))
		},
	}
	for name, end := range cases {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			token, made := w.newToken(w.Clinician, time.Hour, clinic.ReadPatients)
			if !w.works(token) || w.works(token+"X") || w.works("") {
				t.Fatal("only the token itself may work")
			}
			if end(w, made); w.works(token) {
				t.Error("it still works")
			}
		})
	}
}

func TestWhatNoTokenCanBe(t *testing.T) {
	w := newWorld(t)
	w.TokenLife = 2 * time.Hour
	read := []clinic.Action{clinic.ReadPatients}
	cases := []struct {
		name string
		n    app.NewToken
	}{
		{"without a scope", app.NewToken{Name: "x"}},
		{"more than its user", app.NewToken{Name: "x", Scope: []clinic.Action{clinic.ReadPatients, clinic.ReadAudit}}},
		{"what nobody may", app.NewToken{Name: "x", Scope: []clinic.Action{"everything"}}},
		{"a link holder's", app.NewToken{Name: "x", Scope: []clinic.Action{clinic.AnswerForm}}},
		{"longer than the setting", app.NewToken{Name: "x", Scope: read, Life: 2*time.Hour + 1}},
		{"shorter than a minute", app.NewToken{Name: "x", Scope: read, Life: time.Second}},
		{"without a name", app.NewToken{Name: " ", Scope: read}},
	}
	for _, c := range cases {
		if _, _, err := w.AddToken(t.Context(), w.Clinician, c.n); fault.KindOf(err) != fault.Invalid {
			t.Errorf("%s: got %v, want it refused", c.name, err)
		}
	}
	w.TokenLife = 365 * 24 * time.Hour
	if _, _, err := w.AddToken(t.Context(), w.Clinician, app.NewToken{Name: "x", Scope: read, Life: app.LongestTokenLife + 1}); fault.KindOf(err) != fault.Invalid {
		t.Errorf("no setting goes past 30 days: %v", err)
	}
}

func TestTokensAreTheirUsersOwn(t *testing.T) {
	w := newWorld(t)
	_, made := w.newToken(w.Clinician, 0, clinic.ReadPatients)
	list, err := w.Tokens(t.Context(), w.Viewer, app.Page{Limit: 5})
	must(t, err)
	if len(list) > 0 {
		t.Error("a viewer sees a clinician's token")
	}
	if err := w.RevokeToken(t.Context(), w.Viewer, made.ID); fault.KindOf(err) != fault.NotFound {
		t.Errorf("a viewer revokes it: %v", err)
	}
	must(t, w.RevokeToken(t.Context(), w.Clinician, made.ID))
	if err := w.RevokeToken(t.Context(), w.Clinician, made.ID); fault.KindOf(err) != fault.Conflict {
		t.Errorf("twice: %v", err)
	}
}

func TestOnceDoesItOnceAndKeepsNothingOfWhatFailed(t *testing.T) {
	w := newWorld(t)
	ctx, n := t.Context(), 0
	add := func(record string) func(context.Context) ([]byte, error) {
		return func(ctx context.Context) ([]byte, error) {
			n++
			id, err := w.AddPatient(ctx, w.Clinician, clinic.Patient{RecordNumber: record, Name: "Neu", Sex: clinic.UnknownSex})
			return []byte(id), err
		}
	}
	r := app.Request{Key: "a key that is long enough", Said: []byte("POST /patients {}")}
	if _, _, err := w.Once(ctx, w.Clinician, r, add("")); fault.KindOf(err) != fault.Invalid {
		t.Fatalf("got %v, want what is wrong with it", err)
	}
	first, again, err := w.Once(ctx, w.Clinician, r, add("R-1"))
	if err != nil || again {
		t.Fatalf("after a failure the key is free: %v, %v", again, err)
	}
	second, again, err := w.Once(ctx, w.Clinician, r, add("R-2"))
	if err != nil || !again || string(second) != string(first) || n != 2 {
		t.Errorf("got %q, %v, %v after %d calls, want the first answer %q and nothing done", second, again, err, n, first)
	}
	if dump := w.dump(); strings.Contains(dump, r.Key) {
		t.Error("the key is in the database")
	}
	other := r
	other.Said = []byte("POST /patients {...}")
	if _, _, err := w.Once(ctx, w.Clinician, other, add("R-3")); fault.KindOf(err) != fault.Invalid || n != 2 {
		t.Errorf("another request under the key: %v after %d calls", err, n)
	}
	if got, again, err := w.Once(ctx, w.Administrator, r, add("R-4")); err != nil || again || string(got) == string(first) {
		t.Errorf("somebody else with the same key: %q, %v, %v", got, again, err)
	}
	w.Pass(app.OnceKept)
	if _, again, err := w.Once(ctx, w.Clinician, r, add("R-5")); err != nil || again {
		t.Errorf("after %s: %v, %v", app.OnceKept, again, err)
	}
	if rows := w.rows("SELECT count(*) FROM first_answers"); rows[0] != "1" {
		t.Errorf("%s answers are kept, want those past their time swept", rows[0])
	}
}

// What is done and the answer to it are kept together.
func TestOnceKeepsNothingWhereTheAnswerCantBeKept(t *testing.T) {
	w := newWorld(t)
	w.broken("first_answers", "1", func() {
		_, _, err := w.Once(t.Context(), w.Clinician, app.Request{Key: "a key that is long enough"}, func(ctx context.Context) ([]byte, error) {
			_, err := w.AddPatient(ctx, w.Clinician, clinic.Patient{RecordNumber: "R-1", Name: "Neu", Sex: clinic.UnknownSex})
			return nil, err
		})
		if err == nil {
			t.Error("want the failure")
		}
	})
	if rows := w.rows("SELECT count(*) FROM patients"); rows[0] != "0" {
		t.Error("the patient was kept without the answer")
	}
}

// Whoever repeats a request on somebody else's patient is noted, although the request left nothing.
func TestOnceNotesWhatWasTriedOnSomebodyElses(t *testing.T) {
	w := newWorld(t)
	w.refreshOf(w.elsewhere)
	before := w.lastEntry()
	_, _, err := w.Once(t.Context(), w.Clinician, app.Request{Key: "a key that is long enough"}, func(ctx context.Context) ([]byte, error) {
		return nil, w.EditPatient(ctx, w.Clinician, clinic.Patient{ID: w.patient, Revision: 1})
	})
	if fault.KindOf(err) != fault.NotFound {
		t.Errorf("got %v, want it not to be found", err)
	}
	if list := w.entries(before); len(list) != 1 || list[0].Action != "refused write patients" {
		t.Errorf("got %+v, want the entry of who tried", list)
	}
}

// What was answered about somebody who was erased is kept nowhere, and what was asked isn't done again.
func TestAFirstAnswerEndsWithItsPatient(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	r := app.Request{Key: "a key that is long enough", Said: []byte("POST /patients {}")}
	add := func(ctx context.Context) ([]byte, error) {
		id, err := w.AddPatient(ctx, w.Clinician, clinic.Patient{RecordNumber: "R-1", Name: "Neu", Sex: clinic.UnknownSex, Language: "en"})
		w.patient = id
		return []byte(id), err
	}
	_, _, err := w.Once(ctx, w.Clinician, r, add)
	must(t, err)
	other := w.Patient(t, "R-2", "Otto")
	_, _, err = w.Once(ctx, w.Clinician, app.Request{Key: "another key, long enough"}, func(ctx context.Context) ([]byte, error) {
		return []byte("kept"), w.AddTreatment(ctx, w.Clinician, clinic.TreatmentEvent{PatientID: other, Kind: clinic.Medicine, Class: clinic.SSRI, Name: "sertraline", Step: clinic.Started, On: "2026-11-01"})
	})
	must(t, err)
	must(t, w.ErasePatient(ctx, w.Administrator, app.Erasure{Patient: w.patient, RecordNumber: "R-1", Reason: "at their request"}))
	if rows := w.rows("SELECT count(*) FROM first_answers WHERE length(answer) > 0 AND patient_id = '" + string(other) + "'"); rows[0] != "1" {
		t.Errorf("%s answers of somebody else's are kept, want 1", rows[0])
	}
	if rows := w.rows("SELECT count(*) FROM first_answers WHERE length(answer) > 0"); rows[0] != "1" {
		t.Errorf("%s answers are kept, want that of the person who was not erased", rows[0])
	}
	if _, _, err := w.Once(ctx, w.Clinician, r, add); fault.KindOf(err) != fault.Gone {
		t.Errorf("asked again: got %v, want that it has ended", err)
	}
	if rows := w.rows("SELECT count(*) FROM patients"); rows[0] != "1" {
		t.Errorf("%s patients, want that nobody came back", rows[0])
	}
}
