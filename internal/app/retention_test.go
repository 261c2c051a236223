package app_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"steelyard/internal/app"
	"steelyard/internal/clinic"
	"steelyard/internal/fault"
	q "steelyard/internal/questionnaire"
	"steelyard/internal/testkit"
)

const year = 365*day + 6*time.Hour

func (w *world) keepsFor(years int) {
	w.t.Helper()
	must(w.t, w.PutSite(w.t.Context(), w.Administrator, clinic.Site{RetentionYears: years}, app.SiteRetention))
}

// due gives who is listed, and holds the count to the list.
func (w *world) due() (ids []clinic.PatientID) {
	w.t.Helper()
	page, err := w.RecordsDue(w.t.Context(), w.Administrator, "")
	must(w.t, err)
	for _, r := range page.Records {
		ids = append(ids, r.Patient)
	}
	n, err := w.CountRecordsDue(w.t.Context(), w.Administrator)
	must(w.t, err)
	if n != len(ids) {
		w.t.Errorf("%d are counted and %d listed", n, len(ids))
	}
	return ids
}

func TestARecordIsDueWhenTheYearsAreOver(t *testing.T) {
	w := newWorld(t)
	id := w.Patient(t, "R-1", "Petra Patient")
	w.Pass(20 * year)
	if ids := w.due(); len(ids) > 0 {
		t.Errorf("got %v, want nobody while the site has not set its years", ids)
	}
	w.keepsFor(10)
	other := w.Patient(t, "R-2", "Paul Patient")
	if ids := w.due(); !slices.Equal(ids, []clinic.PatientID{id}) {
		t.Errorf("got %v, want the first patient", ids)
	}
	before := w.Now()
	w.Pass(before.AddDate(10, 0, 0).Sub(before) - time.Microsecond)
	if ids := w.due(); len(ids) != 1 {
		t.Errorf("got %v: the second is due a moment too early", ids)
	}
	w.Pass(time.Microsecond)
	if ids := w.due(); !slices.Equal(ids, []clinic.PatientID{id, other}) {
		t.Errorf("got %v, want both, the longest due first", ids)
	}
	w.keepsFor(31)
	if ids := w.due(); len(ids) > 0 {
		t.Errorf("got %v, want nobody: the years are more now", ids)
	}
	if n, err := w.CountRecordsDue(t.Context(), w.Clinician); n != 0 || err != nil {
		t.Errorf("a clinician is told %d, %v", n, err)
	}
	w.keepsFor(0)
	if ids := w.due(); len(ids) > 0 {
		t.Errorf("got %v, want nobody", ids)
	}
	if _, err := w.App.Patient(t.Context(), w.Administrator, id); err != nil {
		t.Errorf("somebody was erased: %v", err)
	}
}

// Every kind of contact starts the years anew; what staff do to the record afterwards does not.
func TestWhatIsAContact(t *testing.T) {
	contacts := map[string]func(w *world, id clinic.PatientID){
		"link": func(w *world, id clinic.PatientID) {
			_, _, err := w.Invite(w.t.Context(), w.Clinician, id, []q.ID{"phq-9"}, 7)
			must(w.t, err)
		},
		"visit": func(w *world, id clinic.PatientID) {
			_, err := w.Begin(w.t.Context(), w.Clinician, id, []q.ID{"phq-9"})
			must(w.t, err)
		},
		"answers": func(w *world, id clinic.PatientID) { w.Answer(w.t, id, "phq-9", 1) },
		"paper": func(w *world, id clinic.PatientID) {
			_, err := w.EnterPaper(w.t.Context(), w.Clinician, app.PaperForm{Patient: id, Ref: phq9, Answers: q.Form{"q1": "1"}, AnsweredOn: clinic.DateAt(w.Now(), time.UTC), Key: "key-of-" + string(id)})
			must(w.t, err)
		},
		"treatment": func(w *world, id clinic.PatientID) {
			_, err := w.addTreatmentOn(id, "2020-01-01")
			must(w.t, err)
		},
		"appointment": func(w *world, id clinic.PatientID) {
			_, err := w.AddAppointment(w.t.Context(), w.Clinician, id, clinic.DateAt(w.Now().Add(30*day), time.UTC))
			must(w.t, err)
		},
	}
	for name, contact := range contacts {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			w.keepsFor(3)
			id := w.Patient(t, "R-1", "Petra Patient")
			w.Pass(2 * year)
			contact(w, id)
			at := w.Now()
			w.Pass(2 * year)
			if ids := w.due(); len(ids) > 0 {
				t.Errorf("the record is due, although there was a contact two years ago")
			}
			r, err := w.Retention(t.Context(), w.Administrator, id)
			must(t, err)
			if !r.Stands.LastContact.Equal(at) || r.Due {
				t.Errorf("got %+v, want the last contact at %v", r, at)
			}
			w.Pass(year + day)
			if ids := w.due(); len(ids) != 1 {
				t.Errorf("the record is not due three years after the contact")
			}
		})
	}
}

// What a plan asks by itself is no contact, however long it goes on; what the patient answers is.
func TestWhatAPlanAsksIsNoContact(t *testing.T) {
	m := newMailed(t)
	m.keepsFor(1)
	m.begin(clinic.Schedule{Rhythm: clinic.Rhythm{Kind: clinic.Every, Every: 2, Unit: clinic.Months}, After: 20, Remind: 3})
	for range 39 {
		m.Pass(10 * day)
		m.work()
	}
	if len(m.catcher.Messages()) < 6 {
		t.Fatalf("the plan sent %d messages", len(m.catcher.Messages()))
	}
	if ids := m.due(); !slices.Equal(ids, []clinic.PatientID{m.who}) {
		t.Fatalf("got %v, want the patient: nobody did anything for more than a year", ids)
	}
	for sent := len(m.catcher.Messages()); len(m.catcher.Messages()) == sent; m.work() {
		m.Pass(10 * day)
	}
	m.answer(tokenIn(t, answerLink, m.catcher.Messages()[len(m.catcher.Messages())-1].Body))
	if ids := m.due(); len(ids) > 0 {
		t.Errorf("got %v, want nobody after answers", ids)
	}
}

// An appointment is a contact on its day, once that is over, unless it was called off.
func TestAnAppointmentThatCameIsAContact(t *testing.T) {
	for _, cancelled := range []bool{false, true} {
		w := newWorld(t)
		w.keepsFor(3)
		id := w.Patient(t, "R-1", "Petra Patient")
		noted := w.Now()
		at, err := w.AddAppointment(t.Context(), w.Clinician, id, clinic.DateAt(noted.Add(30*day), time.UTC))
		must(t, err)
		want := clinic.HourOf(clinic.DateAt(noted.Add(30*day), time.UTC), 12, time.UTC)
		if cancelled {
			_, err = w.CancelAppointment(t.Context(), w.Clinician, at)
			must(t, err)
			want = noted
		}
		last := func() time.Time {
			must(t, w.Tend(t.Context()))
			r, err := w.Retention(t.Context(), w.Administrator, id)
			must(t, err)
			return r.Stands.LastContact
		}
		w.Pass(30 * day)
		if got := last(); !got.Equal(noted) {
			t.Errorf("on its day: got %v, want %v", got, noted)
		}
		w.Pass(day)
		if got := last(); !got.Equal(want) {
			t.Errorf("cancelled %t, after its day: got %v, want %v", cancelled, got, want)
		}
	}
}

// Answers that are saved in a visit that began earlier, and an agreement, are contacts of their own time; a correction, a move
// and another name are none.
func TestContactsWithinAVisit(t *testing.T) {
	w := newWorld(t)
	id := w.Patient(t, "R-1", "Petra Patient")
	last := func() time.Time {
		r, err := w.Retention(t.Context(), w.Administrator, id)
		must(t, err)
		return r.Stands.LastContact
	}
	token, _, err := w.Invite(t.Context(), w.Clinician, id, []q.ID{"phq-9"}, 14)
	must(t, err)
	w.Pass(day)
	w.Agree(t, token)
	if got := last(); !got.Equal(w.Now()) {
		t.Errorf("the agreement is no contact: %v", got)
	}
	v := w.open(token)
	for range 2 {
		w.Pass(day)
		_, err = w.SaveAnswers(t.Context(), &v, 0, q.Form{"q1": fmt.Sprint(1 + w.Now().Day()%2)}, "en")
		must(t, err)
		if got := last(); !got.Equal(w.Now()) {
			t.Errorf("saved answers are no contact: %v, want %v", got, w.Now())
		}
		v = w.open(token)
	}
	answered := w.Answer(t, id, "phq-2", 1)
	before := last()
	w.Pass(day)
	_, err = w.Amend(t.Context(), w.Clinician, answered, q.Form{"q1": "0"}, "entered in the wrong line")
	must(t, err)
	must(t, w.EditPatient(t.Context(), w.Clinician, clinic.Patient{ID: id, RecordNumber: "R-2", Name: "Petra P.", Sex: clinic.Female, Language: "en", Revision: 1}))
	must(t, w.KeepRecord(t.Context(), w.Administrator, clinic.Keeping{PatientID: id, Until: "2090-01-01", Reason: "a study"}))
	if got := last(); !got.Equal(before) {
		t.Errorf("the staff's own work counts as a contact: %v, want %v", got, before)
	}
}

func (w *world) addTreatmentOn(id clinic.PatientID, on q.Date) (clinic.TreatmentID, error) {
	return "", w.AddTreatment(w.t.Context(), w.Clinician, clinic.TreatmentEvent{PatientID: id, Kind: clinic.Therapy, Name: "talking", Step: clinic.Started, On: on})
}

// A record that is kept for longer is not due before its day, whatever years the site sets meanwhile, and due again then.
func TestARecordIsKeptForLonger(t *testing.T) {
	w := newWorld(t)
	w.keepsFor(5)
	id := w.Patient(t, "R-1", "Petra Patient")
	w.Pass(6 * year)
	until := clinic.DateAt(w.Now().Add(4*year), time.UTC)
	after := w.lastEntry()
	must(t, w.KeepRecord(t.Context(), w.Administrator, clinic.Keeping{PatientID: id, Until: until, Reason: " takes part in a study "}))
	e := w.entries(after)
	if len(e) != 1 || e[0].Action != "keep record for longer" || strings.Contains(fmt.Sprint(e[0]), "study") {
		t.Errorf("got %+v", e)
	}
	audited, err := w.Audit(t.Context(), w.Administrator, id, 1)
	must(t, err)
	if d := audited[0].Detail; d.Why != "takes part in a study" || len(d.Changes) != 1 || d.Changes[0].After != string(until) {
		t.Errorf("got %+v", d)
	}
	for _, years := range []int{1, 5, 9} {
		w.keepsFor(years)
		if ids := w.due(); len(ids) > 0 {
			t.Errorf("with %d years it is due before its day", years)
		}
	}
	w.keepsFor(5)
	w.Pass(clinic.StartOf(until, time.UTC).Sub(w.Now()) - time.Microsecond)
	if ids := w.due(); len(ids) > 0 {
		t.Error("it is due a moment too early")
	}
	w.Pass(time.Microsecond)
	if ids := w.due(); len(ids) != 1 {
		t.Error("it is not due on its day")
	}
	r, err := w.Retention(t.Context(), w.Administrator, id)
	must(t, err)
	if !r.Due || len(r.Keepings) != 1 || r.Keepings[0].Reason != "takes part in a study" || r.Keepings[0].By != w.Administrator.User {
		t.Errorf("got %+v", r)
	}
	w.Answer(t, id, "phq-9", 1)
	if ids := w.due(); len(ids) > 0 {
		t.Error("it is due although they answered today")
	}
}

func TestKeepingNeedsADayAndAReason(t *testing.T) {
	w := newWorld(t)
	id := w.Patient(t, "R-1", "Petra Patient")
	for name, k := range map[string]clinic.Keeping{
		"today": {Until: "2026-11-23", Reason: "a study"}, "yesterday": {Until: "2026-11-22", Reason: "a study"}, "no day": {Until: "soon", Reason: "a study"},
		"empty": {Reason: "a study"}, "too far": {Until: "2127-01-01", Reason: "a study"}, "no reason": {Until: "2030-01-01", Reason: "  x "},
		"a very long reason": {Until: "2030-01-01", Reason: strings.Repeat("x", 501)},
	} {
		k.PatientID = id
		if err := w.KeepRecord(t.Context(), w.Administrator, k); fault.KindOf(err) != fault.Invalid {
			t.Errorf("%s: got %v", name, err)
		}
	}
	if err := w.KeepRecord(t.Context(), w.Administrator, clinic.Keeping{PatientID: "nobody", Until: "2030-01-01", Reason: "a study"}); fault.KindOf(err) != fault.NotFound {
		t.Errorf("got %v", err)
	}
}

// A longer list comes page by page, each record once, also where many were added at the same moment.
func TestTheListOfRecordsThatAreDueHasPages(t *testing.T) {
	w := newWorld(t)
	w.keepsFor(1)
	want := map[clinic.PatientID]bool{}
	for i := range 112 {
		want[w.Patient(t, fmt.Sprint("R-", i), "Petra Patient")] = true
		if i%40 == 0 {
			w.Pass(time.Hour)
		}
	}
	w.Pass(2 * year)
	place, pages := "", 0
	for {
		page, err := w.RecordsDue(t.Context(), w.Administrator, place)
		must(t, err)
		pages++
		for _, r := range page.Records {
			if !want[r.Patient] {
				t.Errorf("%s is listed twice", r.Patient)
			}
			delete(want, r.Patient)
		}
		if place = page.Next; place == "" {
			break
		}
	}
	if pages != 3 || len(want) > 0 {
		t.Errorf("got %d pages, and %d were not listed", pages, len(want))
	}
	if n, err := w.CountRecordsDue(t.Context(), w.Administrator); n != app.MostDueCounted || err != nil {
		t.Errorf("got %d, %v", n, err)
	}
	for _, place := range []string{"x", "1.", ".a", "1", "9999999999999999999.a"} {
		if _, err := w.RecordsDue(t.Context(), w.Administrator, place); fault.KindOf(err) != fault.Invalid {
			t.Errorf("%q: got %v", place, err)
		}
	}
}

// The logo goes with the database, and what was before is named in the audit by its hash.
func TestTheLogo(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	if _, err := w.Logo(ctx); fault.KindOf(err) != fault.NotFound {
		t.Errorf("got %v", err)
	}
	must(t, w.PutLogo(ctx, w.Administrator, testkit.Picture(40, 20)))
	first, err := w.Logo(ctx)
	must(t, err)
	must(t, w.PutLogo(ctx, w.Administrator, testkit.Picture(1200, 300)))
	site, err := w.Site(ctx)
	must(t, err)
	if site.Logo == nil || site.Logo.Width != 600 || site.Logo.Height != 150 || site.Logo.PNG != nil {
		t.Errorf("got %+v", site.Logo)
	}
	entries, err := w.Audit(ctx, w.Administrator, "", 1)
	must(t, err)
	if c := entries[0].Detail.Changes; len(c) != 1 || c[0].Before != first.Hash || c[0].After != site.Logo.Hash {
		t.Errorf("got %+v", c)
	}
	if err := w.PutLogo(ctx, w.Administrator, []byte("<svg/>")); fault.KindOf(err) != fault.Invalid {
		t.Errorf("got %v", err)
	}
	must(t, w.PutSite(ctx, w.Administrator, clinic.Site{Name: "Harbour"}, app.SiteName))
	if now, err := w.Logo(ctx); err != nil || now.Hash != site.Logo.Hash {
		t.Errorf("a refused file or another setting changed the logo: %v", err)
	}
	must(t, w.RemoveLogo(ctx, w.Administrator))
	if _, err := w.Logo(ctx); fault.KindOf(err) != fault.NotFound {
		t.Errorf("got %v", err)
	}
}

// Somebody must be left who can let others in.
func TestTheLastAdministratorStays(t *testing.T) {
	w := newWorld(t)
	ctx, console := t.Context(), clinic.Actor{User: "console", Role: clinic.Administrator, From: "console"}
	for name, act := range map[string]func(id clinic.UserID) error{
		"another role": func(id clinic.UserID) error { return w.SetRole(ctx, console, id, clinic.Viewer) },
		"disabled":     func(id clinic.UserID) error { return w.SetDisabled(ctx, console, id, true) },
	} {
		if err := act(w.Administrator.User); fault.KindOf(err) != fault.Conflict {
			t.Errorf("%s: got %v", name, err)
		}
	}
	if err := w.SetRole(ctx, w.Administrator, w.Administrator.User, clinic.Viewer); fault.KindOf(err) != fault.Conflict {
		t.Errorf("got %v", err)
	}
	if err := w.SetRole(ctx, w.Administrator, w.Viewer.User, "king"); fault.KindOf(err) != fault.Invalid {
		t.Errorf("got %v", err)
	}
	must(t, w.SetRole(ctx, w.Administrator, w.Viewer.User, clinic.Administrator))
	must(t, w.SetRole(ctx, console, w.Administrator.User, clinic.Viewer))
	if _, err := w.ActorOf(ctx, w.Administrator.User, 0, ""); fault.KindOf(err) != fault.Denied {
		t.Errorf("a session of before goes on: %v", err)
	}
	now, err := w.ActorOf(ctx, w.Administrator.User, 1, "")
	if err != nil || now.Role != clinic.Viewer {
		t.Errorf("got %+v, %v", now, err)
	}
	if err := w.SetDisabled(ctx, console, w.Viewer.User, true); fault.KindOf(err) != fault.Conflict {
		t.Errorf("got %v", err)
	}
}

func TestAnAdministratorSignsSomebodyOut(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	must(t, w.SignOutUser(ctx, w.Administrator, w.Viewer.User))
	if _, err := w.ActorOf(ctx, w.Viewer.User, 0, ""); fault.KindOf(err) != fault.Denied {
		t.Errorf("their session goes on: %v", err)
	}
	if h, err := w.SignIn(ctx, "vera", testkit.Password, "192.0.2.7"); err != nil || h.Generation != 1 {
		t.Errorf("they can't sign in again: %v", err)
	}
	users, err := w.Users(ctx, w.Administrator)
	must(t, err)
	for _, u := range users {
		if signed := u.SignedInAt != nil; signed != (u.ID == w.Viewer.User) || signed && !u.SignedInAt.Equal(w.Now()) {
			t.Errorf("%s last signed in %v", u.Login, u.SignedInAt)
		}
	}
	if err := w.SignOutUser(ctx, w.Administrator, w.Administrator.User); fault.KindOf(err) != fault.Conflict {
		t.Errorf("got %v", err)
	}
}
