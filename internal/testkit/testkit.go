// Package testkit owns builders for tests: a whole clinic on a real database in a temporary folder, with the shipped
// library, a clock that stands still, a user of every role, and short ways to patients and answers. Tests only.
package testkit

import (
	"context"
	"errors"
	"log/slog"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"steelyard/internal/app"
	"steelyard/internal/clinic"
	"steelyard/internal/library"
	q "steelyard/internal/questionnaire"
	"steelyard/internal/secret"
	"steelyard/internal/store"
	"steelyard/questionnaires"
)

// Password is every user's.
const Password = "seven quiet lanterns drift"

// Start is when the clock stands still at first.
var Start = time.Date(2026, time.November, 23, 9, 30, 0, 0, time.UTC)

// Clinic is an app with its users. Its clock moves only by Pass.
type Clinic struct {
	*app.App
	Administrator, Clinician, Viewer clinic.Actor
	Path                             string // of the database file, for tests that break it

	mu  sync.Mutex
	now time.Time
}

var passwordHash = sync.OnceValues(func() (string, error) { return secret.HashPassword(Password) })

// shipped is read once: what a test does to its library stays in its clone.
var shipped = sync.OnceValues(func() (*library.Library, error) { return library.Load(questionnaires.FS) })

// New makes a clinic that is gone when the test ends.
func New(t testing.TB) *Clinic {
	t.Helper()
	k := Empty(t)
	k.Administrator = k.user(t, "admin", "Ada Administrator", clinic.Administrator)
	k.Clinician = k.user(t, "clara", "Clara Clinician", clinic.Clinician)
	k.Viewer = k.user(t, "vera", "Vera Viewer", clinic.Viewer)
	return k
}

// Empty makes a clinic in which there is no user yet.
func Empty(t testing.TB) *Clinic {
	t.Helper()
	return at(t, filepath.Join(t.TempDir(), "steelyard.db"), nil)
}

// At opens the clinic whose database is at a path, and makes it as New does where there is none. The log hears of what the
// store does.
func At(t testing.TB, path string, log *slog.Logger) *Clinic {
	t.Helper()
	k := at(t, path, log)
	for _, u := range []struct {
		who         *clinic.Actor
		login, name string
		role        clinic.Role
	}{{&k.Administrator, "admin", "Ada Administrator", clinic.Administrator}, {&k.Clinician, "clara", "Clara Clinician", clinic.Clinician}, {&k.Viewer, "vera", "Vera Viewer", clinic.Viewer}} {
		var old clinic.User
		var known bool
		must(t, k.Store.View(t.Context(), func(tx *store.Tx) (err error) {
			old, known, err = tx.FindUserByLogin(u.login)
			return err
		}))
		if *u.who = (clinic.Actor{User: old.ID, Name: old.Name, Role: old.Role, Teams: []clinic.TeamID{TheTeam}, From: "192.0.2.1"}); !known {
			*u.who = k.user(t, u.login, u.name, u.role)
		}
	}
	return k
}

func at(t testing.TB, path string, log *slog.Logger) *Clinic {
	t.Helper()
	k := &Clinic{now: Start, Path: path}
	s, err := store.Open(t.Context(), store.Options{Path: k.Path, Log: log})
	must(t, err)
	t.Cleanup(func() {
		k.sameList(t)
		if err := s.Close(); err != nil {
			t.Errorf("close store: %v", err)
		}
	})
	l, err := shipped()
	must(t, err)
	k.App, err = app.New(t.Context(), app.App{Store: s, Library: l.Clone(), AuditKey: []byte("a key for tests, of 32 bytes, ok."), ReceiptSeed: []byte("a seed for tests, of 32 bytes ok"), OptionalFactor: true, Now: k.time, Log: slog.New(slog.DiscardHandler)})
	must(t, err)
	return k
}

func (k *Clinic) time() time.Time {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.now
}

// Pass moves the clock on.
func (k *Clinic) Pass(d time.Duration) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.now = k.now.Add(d)
}

// user makes a member of staff without hashing the same password again.
func (k *Clinic) user(t testing.TB, login, name string, role clinic.Role) clinic.Actor {
	t.Helper()
	hash, err := passwordHash()
	must(t, err)
	u := clinic.User{ID: clinic.UserID(k.NewID()), Login: login, Name: name, Role: role, PasswordHash: hash, CreatedAt: k.Now()}
	must(t, k.Store.Update(t.Context(), func(tx *store.Tx) error {
		if err := tx.CreateUser(u); err != nil {
			return err
		}
		return tx.AddMember(TheTeam, u.ID)
	}))
	return clinic.Actor{User: u.ID, Name: name, Role: role, Teams: []clinic.TeamID{TheTeam}, From: "192.0.2.1"}
}

// TheTeam is the one that every clinic begins with; every user of a Clinic is in it.
const TheTeam clinic.TeamID = "00000000-0000-7000-8000-000000000001"

// Elsewhere makes a clinician who is in another team, and in no team with anybody. Their patients are foreign to the
// Clinician and the Viewer. It is called once a test.
func (k *Clinic) Elsewhere(t testing.TB) clinic.Actor {
	t.Helper()
	who := k.user(t, "elias", "Elias Elsewhere", clinic.Clinician)
	team := clinic.Team{ID: clinic.TeamID(k.NewID()), Name: "Elsewhere", CreatedAt: k.Now()}
	must(t, k.Store.Update(t.Context(), func(tx *store.Tx) error {
		return errors.Join(tx.CreateTeam(team), tx.RemoveMember(TheTeam, who.User), tx.AddMember(team.ID, who.User))
	}))
	who.Teams = []clinic.TeamID{team.ID}
	return who
}

// Patient adds a patient of the clinician's.
func (k *Clinic) Patient(t testing.TB, record, name string) clinic.PatientID {
	t.Helper()
	return k.PatientOf(t, k.Clinician, record, name)
}

// PatientOf adds a patient of somebody's.
func (k *Clinic) PatientOf(t testing.TB, who clinic.Actor, record, name string) clinic.PatientID {
	t.Helper()
	id, err := k.AddPatient(t.Context(), who, clinic.Patient{RecordNumber: record, Name: name, BirthDate: "1984-03-27", Sex: clinic.Female, Language: "en"})
	must(t, err)
	return id
}

// Link makes an invitation that lasts two weeks, has its holder agree to being asked, and gives its token.
func (k *Clinic) Link(t testing.TB, patient clinic.PatientID, battery ...q.ID) (token string) {
	t.Helper()
	token, _, err := k.Invite(t.Context(), k.Clinician, patient, battery, 14)
	must(t, err)
	k.Agree(t, token)
	return token
}

// Agree has the holder of a link agree to being asked, in English.
func (k *Clinic) Agree(t testing.TB, token string) {
	t.Helper()
	v, err := k.ReopenLink(context.WithoutCancel(t.Context()), token, "192.0.2.7")
	must(t, err)
	must(t, k.GiveConsent(t.Context(), &v, q.DefaultLanguage, v.Site.Consent(q.DefaultLanguage).Hash()))
}

// Answer has the clinician enter and send the answers to one questionnaire, and gives the response. Every item is answered
// with the choice at the same place, counted from 0, of those it has (the last where it has fewer); see SameChoice.
func (k *Clinic) Answer(t testing.TB, patient clinic.PatientID, questionnaire q.ID, choice int) clinic.ResponseID {
	t.Helper()
	return k.AnswerBy(t, k.Clinician, patient, questionnaire, choice)
}

// AnswerBy is Answer by another member of staff.
func (k *Clinic) AnswerBy(t testing.TB, who clinic.Actor, patient clinic.PatientID, questionnaire q.ID, choice int) clinic.ResponseID {
	t.Helper()
	ctx := t.Context()
	id, err := k.Begin(ctx, who, patient, []q.ID{questionnaire})
	must(t, err)
	v, err := k.OpenEncounter(ctx, who, id)
	must(t, err)
	_, err = k.SaveAnswers(ctx, &v, 0, SameChoice(v.Parts[0].Entry.Definition, choice), q.DefaultLanguage)
	must(t, err)
	must(t, k.Submit(ctx, &v, q.DefaultLanguage))
	v, err = k.OpenEncounter(context.WithoutCancel(ctx), who, id)
	must(t, err)
	return v.Parts[0].Response.ID
}

// SameChoice answers every item of a questionnaire alike: with the choice at a place, or with the smallest number allowed.
func SameChoice(d *q.Definition, choice int) q.Form {
	f := q.Form{}
	for i := range d.Items {
		item := &d.Items[i]
		switch choices := d.ChoicesOf(item); item.Kind() {
		case q.ChoiceItem:
			f[item.ID] = string(choices[min(choice, len(choices)-1)].Code)
		case q.NumberItem, q.DurationItem:
			f[item.ID] = item.Bounds.Min.String()
		case q.TimeItem:
			f[item.ID] = "22:30"
		case q.DateItem:
			f[item.ID] = "2026-11-01"
		case q.TextItem:
			f[item.ID] = "a few words"
		}
	}
	return f
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
