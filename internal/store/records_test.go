package store

import (
	"errors"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"steelyard/internal/audit"
	"steelyard/internal/clinic"
	"steelyard/internal/fault"
	q "steelyard/internal/questionnaire"
)

func text() *rapid.Generator[string] { return rapid.StringN(0, 40, -1) }

// word draws a text that is not empty whatever is folded away.
func word() *rapid.Generator[string] {
	return rapid.Map(text(), func(s string) string { return "x" + s })
}

func moment() *rapid.Generator[time.Time] {
	return rapid.Map(rapid.Int64Range(-1<<50, 1<<52), instant)
}

func maybe() *rapid.Generator[*time.Time] { return rapid.Ptr(moment(), true) }

func day() *rapid.Generator[q.Date] {
	return rapid.Map(moment(), func(t time.Time) q.Date { return q.Date(t.Format(time.DateOnly)) })
}

func drawPatient(t *rapid.T) clinic.Patient {
	return clinic.Patient{
		ID: "p", RecordNumber: word().Draw(t, "record number"), Name: word().Draw(t, "name"), BirthDate: day().Draw(t, "birth"),
		Sex:   rapid.SampledFrom([]clinic.Sex{clinic.Female, clinic.Male, clinic.OtherSex, clinic.UnknownSex}).Draw(t, "sex"),
		Email: text().Draw(t, "email"), Phone: text().Draw(t, "phone"), Language: q.Language(text().Draw(t, "language")),
		CreatedAt: moment().Draw(t, "created"), UpdatedAt: moment().Draw(t, "updated"), Revision: rapid.IntRange(0, 1<<30).Draw(t, "revision"),
	}
}

// roundTrip stores what is drawn in a transaction that is then dropped, and wants it back as it was.
func roundTrip[D any](t *testing.T, name string, draw func(*rapid.T) D, through func(*Tx, D) (D, error)) {
	s := open(t)
	seed(t, s, 1)
	complete(t, s, response(clinic.Encounter{ID: "e1", PatientID: "p1"}, "r1"))
	t.Run(name, rapid.MakeCheck(func(rt *rapid.T) {
		want := draw(rt)
		dropped := errors.New("dropped")
		err := try(t, s, func(tx *Tx) error {
			got, err := through(tx, want)
			same(t, name, got, want)
			return errors.Join(err, dropped)
		})
		if !errors.Is(err, dropped) || err.Error() != dropped.Error() {
			rt.Fatalf("round trip of %s: %v", name, err)
		}
	}))
}

func TestRoundTrips(t *testing.T) {
	roundTrip(t, "user", func(t *rapid.T) clinic.User {
		return clinic.User{
			ID: "u", Login: word().Draw(t, "login"), Name: text().Draw(t, "name"), Role: rapid.SampledFrom(clinic.Roles()).Draw(t, "role"),
			PasswordHash: text().Draw(t, "hash"), CreatedAt: moment().Draw(t, "created"), DisabledAt: maybe().Draw(t, "disabled"),
			SessionGeneration: rapid.Int64Min(0).Draw(t, "generation"), Email: rapid.SampledFrom([]string{"", "a@b.example"}).Draw(t, "email"),
		}
	}, func(tx *Tx, u clinic.User) (clinic.User, error) {
		plain := user(7)
		plain.ID, plain.CreatedAt = u.ID, u.CreatedAt
		err := errors.Join(tx.CreateUser(plain), tx.UpdateUser(u))
		found, ok, err2 := tx.FindUserByLogin(u.Login)
		if !ok {
			t.Errorf("login %q was not found", u.Login)
		}
		return found, errors.Join(err, err2)
	})
	roundTrip(t, "patient", drawPatient, func(tx *Tx, p clinic.Patient) (clinic.Patient, error) {
		plain := patient(7)
		plain.ID, plain.CreatedAt, plain.Revision = p.ID, p.CreatedAt, p.Revision
		err := errors.Join(tx.CreatePatient(plain), tx.UpdatePatient(p))
		found, ok, err2 := tx.FindPatientByRecordNumber(p.RecordNumber)
		if !ok {
			t.Errorf("record number %q was not found", p.RecordNumber)
		}
		found.Revision--
		return found, errors.Join(err, err2)
	})
	roundTrip(t, "encounter", func(t *rapid.T) clinic.Encounter {
		return clinic.Encounter{
			ID: "e", PatientID: "p1", Mode: rapid.SampledFrom([]clinic.Mode{clinic.Online, clinic.InPerson}).Draw(t, "mode"),
			Battery:   rapid.SliceOfN(rapid.Just(mood), 0, 3).Draw(t, "battery"),
			CreatedBy: rapid.SampledFrom([]clinic.UserID{"", "u1"}).Draw(t, "by"), CreatedAt: moment().Draw(t, "created"),
		}
	}, func(tx *Tx, e clinic.Encounter) (clinic.Encounter, error) {
		if err := tx.CreateEncounter(e); err != nil {
			return e, err
		}
		return tx.GetEncounter(e.ID)
	})
	roundTrip(t, "invitation", func(t *rapid.T) clinic.Invitation {
		i := clinic.Invitation{
			ID: "i", EncounterID: "e1", PatientID: "p1", TokenHash: rapid.SliceOfN(rapid.Byte(), 32, 32).Draw(t, "hash"),
			CreatedBy: rapid.SampledFrom([]clinic.UserID{"", "u1"}).Draw(t, "by"), CreatedAt: moment().Draw(t, "created"), ExpiresAt: moment().Draw(t, "expires"),
			RevokedAt: maybe().Draw(t, "revoked"),
		}
		if i.RevokedAt == nil {
			i.FinishedAt = maybe().Draw(t, "finished")
		}
		return i
	}, func(tx *Tx, i clinic.Invitation) (clinic.Invitation, error) {
		plain := i
		plain.RevokedAt, plain.FinishedAt = nil, nil
		if err := errors.Join(tx.CreateInvitation(plain), tx.UpdateInvitation(i)); err != nil {
			return i, err
		}
		found, _, err := tx.FindInvitationByTokenHash(i.TokenHash)
		return found, err
	})
	roundTrip(t, "response", func(t *rapid.T) clinic.Response {
		form := q.Form{}
		for _, id := range rapid.SliceOfN(text(), 0, 5).Draw(t, "items") {
			form[q.ItemID(id)] = text().Draw(t, "answer")
		}
		return clinic.Response{
			ID: "r", EncounterID: "e1", PatientID: "p1", Questionnaire: mood, Hash: moodHash, Status: clinic.InProgress, Answers: form,
			Language: q.Language(text().Draw(t, "language")), EnteredBy: rapid.SampledFrom([]clinic.UserID{"", "u1"}).Draw(t, "by"),
			StartedAt: moment().Draw(t, "started"), UpdatedAt: moment().Draw(t, "updated"),
			Amends: "r1", Reason: word().Draw(t, "reason"), Revision: rapid.IntRange(0, 1<<30).Draw(t, "revision"),
		}
	}, func(tx *Tx, r clinic.Response) (clinic.Response, error) {
		plain := r
		plain.Answers, plain.Language, plain.UpdatedAt = nil, "", noon
		if err := errors.Join(tx.CreateResponse(plain), tx.SaveAnswers(r)); err != nil {
			return r, err
		}
		found, err := tx.GetResponse(r.ID)
		found.Revision--
		return found, err
	})
	roundTrip(t, "alert", func(t *rapid.T) clinic.Alert {
		return clinic.Alert{
			ID: "a", PatientID: "p1", ResponseID: "r1", Questionnaire: mood, Flag: q.FlagID(text().Draw(t, "flag")),
			Level: rapid.SampledFrom([]q.Level{q.Notice, q.Prompt, q.Urgent}).Draw(t, "level"), Text: text().Draw(t, "text"),
			RaisedAt: moment().Draw(t, "raised"), AcknowledgedAt: new(moment().Draw(t, "acknowledged")), AcknowledgedBy: "u1", Note: text().Draw(t, "note"),
		}
	}, func(tx *Tx, a clinic.Alert) (clinic.Alert, error) {
		plain := a
		plain.AcknowledgedAt, plain.AcknowledgedBy, plain.Note = nil, "", ""
		raised, err := tx.RaiseAlert(plain)
		if !raised {
			t.Error("the alert was not raised")
		}
		if err := errors.Join(err, tx.AcknowledgeAlert(a.ID, Acknowledgement{a.AcknowledgedBy, *a.AcknowledgedAt, a.Note})); err != nil {
			return a, err
		}
		return tx.GetAlert(a.ID)
	})
	roundTrip(t, "treatment", func(t *rapid.T) clinic.TreatmentEvent {
		return clinic.TreatmentEvent{
			ID: "t", PatientID: "p1", Kind: clinic.Medicine, Class: clinic.MedicineClass(text().Draw(t, "class")), Name: text().Draw(t, "name"),
			Dose: text().Draw(t, "dose"), Step: clinic.Started, On: day().Draw(t, "on"), Note: text().Draw(t, "note"),
			CreatedBy: rapid.SampledFrom([]clinic.UserID{"", "u1"}).Draw(t, "by"), CreatedAt: moment().Draw(t, "created"),
		}
	}, func(tx *Tx, e clinic.TreatmentEvent) (clinic.TreatmentEvent, error) {
		err := tx.AddTreatment(e)
		all, err2 := tx.TreatmentsOf(e.PatientID)
		return all[0], errors.Join(err, err2)
	})
	roundTrip(t, "site", func(t *rapid.T) clinic.Site {
		return clinic.Site{
			Language: "de", Texts: []clinic.SiteText{},
			Name: word().Draw(t, "name"), CrisisText: word().Draw(t, "crisis"), Contact: text().Draw(t, "contact"),
			ShowScores: rapid.Bool().Draw(t, "show"), LinkDays: rapid.IntRange(1, 365).Draw(t, "days"), TimeZone: word().Draw(t, "zone"), MailName: text().Draw(t, "mail name"),
			UrgentHours: rapid.IntRange(1, 720).Draw(t, "urgent hours"), PromptHours: rapid.IntRange(1, 720).Draw(t, "prompt hours"),
			TeamHours: rapid.IntRange(1, 720).Draw(t, "team hours"), AdminHours: rapid.IntRange(1, 720).Draw(t, "admin hours"),
		}
	}, func(tx *Tx, site clinic.Site) (clinic.Site, error) {
		err := errors.Join(tx.PutSite(defaultSite()), tx.PutSite(site))
		got, err2 := tx.GetSite()
		return got, errors.Join(err, err2)
	})
	roundTrip(t, "audit entry", func(t *rapid.T) audit.Entry {
		return audit.Entry{
			At: moment().Draw(t, "at"), Actor: text().Draw(t, "actor"), Role: text().Draw(t, "role"), Action: word().Draw(t, "action"),
			Patient: word().Draw(t, "patient"), Subject: text().Draw(t, "subject"), Why: text().Draw(t, "why"), From: text().Draw(t, "from"),
		}
	}, func(tx *Tx, e audit.Entry) (audit.Entry, error) {
		if err := tx.AppendAudit(e, []byte("key")); err != nil {
			return e, err
		}
		last, err := tx.AuditFound(AuditFilter{Patient: clinic.PatientID(e.Patient)}, 1)
		got := last[0]
		verifies := (&audit.Verifier{Key: []byte("key")}).Next(got)
		got.Seq, got.Hash, got.Prev = 0, nil, nil
		return got, errors.Join(err, verifies)
	})
}

func TestUnknownIDsAreNotFound(t *testing.T) {
	s := open(t)
	tests := map[string]func(tx *Tx) error{
		"user":       func(tx *Tx) error { _, err := tx.GetUser("x"); return err },
		"patient":    func(tx *Tx) error { _, err := tx.GetPatient("x"); return err },
		"encounter":  func(tx *Tx) error { _, err := tx.GetEncounter("x"); return err },
		"invitation": func(tx *Tx) error { _, err := tx.GetInvitation("x"); return err },
		"response":   func(tx *Tx) error { _, err := tx.GetResponse("x"); return err },
		"result":     func(tx *Tx) error { _, err := tx.GetResult("x"); return err },
		"alert":      func(tx *Tx) error { _, err := tx.GetAlert("x"); return err },

		"update of a user":        func(tx *Tx) error { return tx.UpdateUser(user(1)) },
		"update of a patient":     func(tx *Tx) error { return tx.UpdatePatient(patient(1)) },
		"update of an invitation": func(tx *Tx) error { return tx.UpdateInvitation(clinic.Invitation{ID: "x"}) },
		"answers of a response":   func(tx *Tx) error { return tx.SaveAnswers(clinic.Response{ID: "x"}) },
		"acknowledgement":         func(tx *Tx) error { return tx.AcknowledgeAlert("x", Acknowledgement{}) },
	}
	for name, test := range tests {
		if err := try(t, s, test); fault.KindOf(err) != fault.NotFound {
			t.Errorf("%s: got %v, want not found", name, err)
		}
	}
}

func TestConflicts(t *testing.T) {
	s := open(t)
	_, p, e := seed(t, s, 1)
	do(t, s, func(tx *Tx) error { return tx.UpdatePatient(p) })
	revoked := clinic.Invitation{ID: "i", EncounterID: e.ID, PatientID: p.ID, TokenHash: make([]byte, 32), CreatedAt: noon, ExpiresAt: noon}
	do(t, s, func(tx *Tx) error { return tx.CreateInvitation(revoked) })
	revoked.RevokedAt = &noon
	do(t, s, func(tx *Tx) error { return tx.UpdateInvitation(revoked) })
	tests := []struct {
		name, message string
		act           func(tx *Tx) error
	}{
		{"login in other case", "already has this login", func(tx *Tx) error {
			u := user(2)
			u.Login = "USER1"
			return tx.CreateUser(u)
		}},
		{"record number in other case", "already has this record number", func(tx *Tx) error {
			other := patient(2)
			other.RecordNumber = " r-00001"
			return tx.CreatePatient(other)
		}},
		{"record number by change", "already has this record number", func(tx *Tx) error {
			if err := tx.CreatePatient(patient(2)); err != nil {
				return err
			}
			other := patient(2)
			other.RecordNumber = p.RecordNumber
			return tx.UpdatePatient(other)
		}},
		{"stale patient", "changed meanwhile", func(tx *Tx) error { return tx.UpdatePatient(p) }},
		{"link revoked before", "already finished or revoked", func(tx *Tx) error { return tx.UpdateInvitation(revoked) }},
		{"definition with another hash", "A released version never changes", func(tx *Tx) error {
			return tx.PinDefinition(PinnedDefinition{mood, "other", nil})
		}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			wantKind(t, try(t, s, test.act), fault.Conflict, test.message)
		})
	}
}

func TestDefinitionsArePinnedOnce(t *testing.T) {
	s := open(t)
	seed(t, s, 1)
	d := PinnedDefinition{mood, moodHash, []byte("{}")}
	do(t, s, func(tx *Tx) error { return tx.PinDefinition(d) })
	same(t, "pinned", read(t, s, (*Tx).PinnedDefinitions), []PinnedDefinition{d})
}

func TestListsAreInOrder(t *testing.T) {
	s := open(t)
	_, p, _ := seed(t, s, 1)
	do(t, s, func(tx *Tx) error {
		var errs []error
		for i, name := range []string{"e2", "e0", "e3"} {
			e := clinic.Encounter{ID: clinic.EncounterID(name), PatientID: p.ID, Mode: clinic.InPerson, CreatedAt: noon.Add(time.Duration(i+1) * time.Hour)}
			errs = append(errs, tx.CreateEncounter(e))
		}
		return errors.Join(errs...)
	})
	var got []string
	for _, e := range read(t, s, func(tx *Tx) ([]clinic.Encounter, error) { return tx.EncountersOf(p.ID) }) {
		got = append(got, string(e.ID))
	}
	if want := []string{"e3", "e0", "e2", "e1"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}
