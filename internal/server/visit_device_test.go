package server_test

import (
	"database/sql"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"steelyard/internal/app"
	"steelyard/internal/clinic"
	"steelyard/internal/config"
	q "steelyard/internal/questionnaire"
	"steelyard/internal/server"
)

var (
	rightDate = []string{"_born.day", "27", "_born.month", "3", "_born.year", "1984"}
	wrongDate = []string{"_born.day", "28", "_born.month", "3", "_born.year", "1984"}
)

// deeds counts the audit entries of an action.
func (w *visitClinic) deeds(action string) (n int) {
	w.Helper()
	entries, err := w.Audit(w.Context(), w.Administrator, w.patient, 500)
	if err != nil {
		w.Fatal(err)
	}
	for _, e := range entries {
		if e.Action == action {
			n++
		}
	}
	return n
}

func TestAnotherDeviceShowsTheBirthDateFirst(t *testing.T) {
	w := newVisitClinic(t)
	root, _ := w.invite("phq-9", "gad-2")
	phone, tablet := w.browser(), w.browser()
	phone.get(root).wants(t, 200, "On another device you are asked for your birth date")
	phone.post(root+"/1/9", "q9", "2").at(t, root+"/1/10?first=1") // an urgent flag, which says what was answered
	opened := w.deeds("open invitation")
	for _, page := range []string{"", "/1/9", "/1/all", "/review", "/done", "/consent", "/declined", "/device", "/9/9"} {
		s := tablet.get(root+page).wants(t, 403, "First, your birth date", "116 123", "<title>First, your birth date")
		s.lacks(t, "Over the last 2 weeks", "Question", "checked", "crisis-title", "You agreed", "Wilhelmina", "1984-", "of 12")
	}
	for _, page := range []string{"/1/9", "/1/all", "/submit", "/consent", "/withdraw", "/language", "/device"} {
		tablet.post(root+page, "q9", "0", "_was.q9", "2", "agree", "true", "_language", "de").wants(t, 403, "Zuerst Ihr Geburtsdatum").lacks(t, "Over the last 2 weeks", "letzten zwei Wochen")
	}
	if w.deeds("open invitation") != opened {
		t.Error("a visit that was not shown is noted as opened")
	}
	if got := w.answersOf(root, 0)["q9"]; got != "2" {
		t.Errorf("a device that proved nothing changed the answer to %q", got)
	}
	tablet.post(root+"/device", wrongDate...).wants(t, 403, "This is not the birth date", "You can try 4 more times", `href="#f-born"`)
	tablet.post(root+"/device", "_born.day", "31", "_born.month", "2", "_born.year", "1984").wants(t, 422, "The year has four digits", "<title>Error: First")
	tablet.post(root+"/device", "_born.day", "27", "_born.month", "3", "_born.year", "84").wants(t, 422, "The year has four digits")
	tablet.post(root+"/device", wrongDate...).wants(t, 403, "You can try 3 more times")
	tablet.post(root+"/device", append([]string{"back", "/review"}, rightDate...)...).at(t, root+"/review?proved=1").wants(t, 200, "More than half the days", "Help is there for you now")
	tablet.get(root).wants(t, 200, "Go on where you stopped")
	phone.get(root).wants(t, 200, "Go on where you stopped")
	if wrong, in := w.deeds("wrong birth date"), w.deeds("let device in"); wrong != 2 || in != 1 {
		t.Errorf("the audit has %d wrong dates and %d devices let in, want 2 and 1", wrong, in)
	}
	w.browser().post(root+"/device", "back", "//elsewhere.example", "_born.day", "٢٧", "_born.month", "٣", "_born.year", "١٩٨٤").at(t, root+"?proved=1")
}

func TestWhatAnUnknownDeviceSendsIsSavedAfterTheProof(t *testing.T) {
	w := newVisitClinic(t)
	root, _ := w.invite("phq-9")
	w.browser().post(root+"/1/1", "q1", "1")
	b := w.browser()
	b.post(root+"/1/2", "q2", "3", "_was.q2", "", "_go", "back").wants(t, 403, "is not lost", `action="`+root+`/1/2"`, `name="q2" value="3"`, `name="_go" value="back"`)
	b.post(root+"/1/2", append([]string{"q2", "3", "_was.q2", "", "_go", "back"}, wrongDate...)...).wants(t, 403, "is not lost", `name="q2" value="3"`).lacks(t, `value="28"`)
	b.post(root+"/1/2", append([]string{"q2", "3", "_was.q2", "", "_go", "back"}, rightDate...)...).at(t, root+"/1/1?proved=1").wants(t, 200, checked("q1", "1"))
	if got := w.answersOf(root, 0); got["q1"] != "1" || got["q2"] != "3" {
		t.Errorf("got %v, want both answers", got)
	}

	script := w.browser() // whose first try a script sends: it leaves what is not a next page to the browser
	script.header.Set("Steelyard-Script", "1")
	if s := script.post(root+"/1/3", "q3", "2").wants(t, 403); s.header.Get("Steelyard-Next") != "" || s.header.Get("Steelyard-Saved") != "" {
		t.Errorf("the script is told to go on: %v", s.header)
	}
	script.header.Del("Steelyard-Script")
	script.post(root+"/1/9", append([]string{"q9", "1"}, rightDate...)...).at(t, root+"/1/10?first=1&proved=1").wants(t, 200, "Thank you for telling us")

	w.browser().post(root+"/submit", rightDate...).at(t, root+"/done?proved=1").wants(t, 200, "Your answers have been sent")
}

// A script is told by the fragment that what it keeps of a page has arrived.
func TestTheDeviceLearnsThatWhatItSentIsSaved(t *testing.T) {
	w := newVisitClinic(t)
	root, _ := w.invite("phq-9")
	w.browser().post(root+"/1/1", "q1", "1")
	for path, want := range map[string]string{"/1/2": root + "/1/3?proved=1#kept-1-2", "/1/all": root + "/review?proved=1#kept-1-all"} {
		r := httptest.NewRequest(http.MethodPost, root+path, strings.NewReader("q2=3&_born.day=27&_born.month=03&_born.year=1984"))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		rec := httptest.NewRecorder()
		w.handler.ServeHTTP(rec, r)
		if got := rec.Header().Get("Location"); got != want {
			t.Errorf("%s leads to %s, want %s", path, got, want)
		}
	}
}

func TestABrowserWithoutCookiesIsNotAskedForEver(t *testing.T) {
	w := newVisitClinic(t)
	root, _ := w.invite("phq-9")
	b := w.browser()
	b.refuses = true
	b.get(root).wants(t, 200)
	b.post(root+"/1/1", "q1", "2").wants(t, 403, "First, your birth date") // the next question
	b.post(root+"/1/2", append([]string{"q2", "1"}, rightDate...)...).wants(t, 403, "keeps no cookies", "Allow cookies for this site", "another browser", "on paper", "Call 020 7946 0000").lacks(t, "Question")
	if got := w.answersOf(root, 0); got["q1"] != "2" || got["q2"] != "1" {
		t.Errorf("got %v, want both answers", got)
	}
}

func TestEverybodyBeforeTheFirstAnswerGetsIn(t *testing.T) {
	w := newVisitClinic(t)
	root, _ := w.invite("phq-9")
	phone := w.browser()
	phone.get(root)
	same, strangers := make([]*browser, 8), make([]*browser, 8)
	var all sync.WaitGroup
	for i := range same {
		same[i] = w.browser()
		for name, c := range phone.cookies {
			same[i].cookies[name] = c
		}
		strangers[i] = w.browser()
		all.Go(func() { same[i].post(root+"/1/1", "q1", "1").wants(t, 200) }) // two clicks of one browser
	}
	all.Wait()
	for _, b := range same {
		b.get(root+"/review").wants(t, 200, "Several days")
	}
	if len(phone.cookies) != 1 {
		t.Errorf("got cookies %v, want one", phone.cookies)
	}
}

// Having looked at the link before the first answer lets nobody in: a mailbox looks behind links before its owner does.
func TestLookingFirstIsNotEnough(t *testing.T) {
	w := newVisitClinic(t)
	root, _ := w.invite("phq-9")
	early, phone := w.browser(), w.browser()
	early.get(root)
	early.get(root+"/1/1").wants(t, 200)
	phone.get(root)
	phone.post(root+"/1/1", "q1", "2")
	early.get(root+"/review").wants(t, 403, "First, your birth date")

	fetched := w.browser()
	fetched.header.Set("Sec-Purpose", "prefetch")
	other, _ := w.invite("phq-2")
	if fetched.get(other); len(fetched.cookies) != 0 {
		t.Error("a page that was fetched in advance was given a cookie")
	}
}

func TestWrongBirthDatesAreSlowedDown(t *testing.T) {
	w := newVisitClinic(t)
	root, _ := w.invite("phq-9")
	w.browser().post(root+"/1/1", "q1", "1")
	b := w.browser()
	try := func(date []string, status int, words string) {
		t.Helper()
		b.post(root+"/device", date...).wants(t, status, words)
	}
	for _, words := range []string{"try 4 more times", "try 3 more times", "try 2 more times", "try 1 more time,", "possible from 23 Nov 2026, 09:35"} {
		try(wrongDate, 403, words)
	}
	try(rightDate, 403, "possible from 23 Nov 2026, 09:35") // what is right now is told like what is wrong
	try(wrongDate, 403, "possible from 23 Nov 2026, 09:35")
	w.Pass(5 * time.Minute)
	try(wrongDate, 403, "possible from 23 Nov 2026, 09:45")
	w.Pass(10 * time.Minute)
	try(wrongDate, 403, "possible from 23 Nov 2026, 10:05")
	if n := w.deeds("wrong birth date"); n != 7 {
		t.Errorf("got %d entries, want one for each that was looked at", n)
	}
	w.Pass(20 * time.Minute)
	try(rightDate, 200, "Go on where you stopped")

	for n := range 12 { // one address, many links
		link, _ := w.invite("phq-2")
		w.browser().post(link+"/1/1", "q1", "1")
		want := "try 4 more times"
		if n >= 10-1 { // the right one above counted too
			want = "wait a few minutes"
		}
		w.browser().post(link+"/device", wrongDate...).wants(t, 403, want)
	}
}

func TestWithoutABirthDateTheLinkIsEnough(t *testing.T) {
	w := newVisitClinic(t)
	var err error
	if w.patient, err = w.AddPatient(t.Context(), w.Clinician, clinic.Patient{RecordNumber: "H-2", Name: "Nobody", Sex: clinic.UnknownSex, Language: "en"}); err != nil {
		t.Fatal(err)
	}
	root, _ := w.invite("phq-9")
	phone, tablet := w.browser(), w.browser()
	phone.get(root).wants(t, 200, "Whoever has the link can see the answers")
	phone.post(root+"/1/1", "q1", "1")
	tablet.get(root+"/review").wants(t, 200, "Several days")
	if len(phone.cookies)+len(tablet.cookies) > 0 {
		t.Error("cookies are set that nobody needs")
	}
}

// devices counts what is kept of devices and tries.
func (w *visitClinic) devices() (n int) {
	w.Helper()
	db, err := sql.Open("sqlite3", w.Path)
	if err == nil {
		err = errors.Join(db.QueryRowContext(w.Context(), "SELECT (SELECT count(*) FROM devices) + (SELECT count(*) FROM birth_date_tries)").Scan(&n), db.Close())
	}
	if err != nil {
		w.Fatal(err)
	}
	return n
}

func TestTheEndOfALinkForgetsItsDevices(t *testing.T) {
	ends := map[string]func(w *visitClinic, b *browser, root string, i clinic.Invitation){
		"sent": func(_ *visitClinic, b *browser, root string, _ clinic.Invitation) {
			if b.post(root + "/submit"); len(b.cookies) > 0 {
				t.Error("the browser keeps the cookie")
			}
		},
		"withdrawn": func(w *visitClinic, _ *browser, _ string, i clinic.Invitation) {
			if _, err := w.Revoke(w.Context(), w.Clinician, i.ID); err != nil {
				w.Fatal(err)
			}
		},
		"run out": func(w *visitClinic, _ *browser, _ string, _ clinic.Invitation) {
			w.Pass(15 * 24 * time.Hour)
			if err := w.Tend(w.Context()); err != nil {
				w.Fatal(err)
			}
		},
		"erased": func(w *visitClinic, _ *browser, _ string, _ clinic.Invitation) {
			if err := w.ErasePatient(w.Context(), w.Administrator, app.Erasure{Patient: w.patient, RecordNumber: "H-1", Reason: "asked for it"}); err != nil {
				w.Fatal(err)
			}
		},
	}
	for name, end := range ends {
		t.Run(name, func(t *testing.T) {
			w := newVisitClinic(t)
			root, i := w.invite("phq-2")
			b := w.browser()
			b.post(root+"/1/1", "q1", "1")
			w.browser().post(root+"/device", wrongDate...)
			if n := w.devices(); n != 2 {
				t.Fatalf("got %d rows, want a device and its tries", n)
			}
			if end(w, b, root, i); w.devices() != 0 {
				t.Errorf("%d rows are left", w.devices())
			}
		})
	}
}

// Scores that a site shows after the end are shown where the answers were sent from, and elsewhere after the birth date.
func TestScoresAreNotForWhoeverHasTheLink(t *testing.T) {
	w := newVisitClinic(t)
	site := clinic.Site{Name: "Harbour Clinic", LinkDays: 14, CrisisText: strings.Repeat("Call 112. ", 3), ShowScores: true}
	if err := w.PutSite(t.Context(), w.Administrator, site); err != nil {
		t.Fatal(err)
	}
	root, _ := w.invite("phq-2")
	phone, tablet := w.browser(), w.browser()
	phone.post(root+"/1/all", "q1", "3", "q2", "3")
	phone.post(root+"/submit").at(t, root+"/done").wants(t, 200, "Your scores")
	tablet.get(root+"/done").wants(t, 403, "First, your birth date").lacks(t, "score")
	tablet.post(root+"/device", append([]string{"back", "/done"}, rightDate...)...).at(t, root+"/done?proved=1").wants(t, 200, "Your scores")
}

// A further link to the same questions is no further device.
func TestAReminderOnTheSameDeviceAsksNothing(t *testing.T) {
	w := newVisitClinic(t)
	_, err := w.AddPlan(t.Context(), w.Clinician, clinic.Plan{PatientID: w.patient, Name: "Once", Start: "2026-11-23", Schedule: clinic.Schedule{
		Battery: []q.ID{"phq-2"}, Rhythm: clinic.Rhythm{Kind: clinic.Once}, After: 3}})
	if err != nil {
		t.Fatal(err)
	}
	r, err := w.Plans(t.Context(), w.Clinician, w.patient)
	if err != nil {
		t.Fatal(err)
	}
	link := func() string {
		token, _, err := w.HandOver(t.Context(), w.Clinician, r.Plans[0].Occasions[0].ID)
		if err != nil {
			t.Fatal(err)
		}
		return "/i/" + token
	}
	first := link()
	w.Agree(t, strings.TrimPrefix(first, "/i/"))
	phone, other := w.browser(), w.browser()
	phone.post(first+"/1/1", "q1", "1")
	phone.get(link()+"/review").wants(t, 200, "Several days")
	for range 5 {
		other.post(first+"/device", wrongDate...)
	}
	other.post(first+"/device", rightDate...).wants(t, 403, "possible from")
	other.post(link()+"/device", rightDate...).wants(t, 200, "Go on where you stopped") // handed over by staff
}

func TestTheCookieOfADevice(t *testing.T) {
	w := newVisitClinic(t)
	root, _ := w.invite("phq-2")
	secure, err := server.New(w.App, config.Server{Listen: "127.0.0.1:0", PublicURL: "https://forms.example.org", TrustedProxies: []string{"127.0.0.1"}, SessionIdle: time.Hour, SessionLife: time.Hour}, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	for prefix, h := range map[string]http.Handler{"steelyard-device-": w.handler, "__Secure-steelyard-device-": secure.Handler()} {
		rec := httptest.NewRecorder()
		h.ServeHTTP(rec, httptest.NewRequest(http.MethodGet, root, nil))
		list := slices.DeleteFunc(rec.Result().Cookies(), func(c *http.Cookie) bool { return !strings.Contains(c.Name, "device") })
		if len(list) != 1 {
			t.Fatalf("got %v, want one cookie", list)
		}
		c := list[0]
		if !strings.HasPrefix(c.Name, prefix) || c.Path != "/i/" || !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Secure != strings.HasPrefix(prefix, "__Secure-") || c.MaxAge != 14*24*3600 || len(c.Value) != 26 {
			t.Errorf("got %+v", c)
		}
	}
}

// Staff are told beside a new link whether it is guarded.
func TestStaffAreToldWhetherALinkIsGuarded(t *testing.T) {
	w := newVisitClinic(t)
	b := w.browser().signIn()
	nobody, err := w.AddPatient(t.Context(), w.Clinician, clinic.Patient{RecordNumber: "H-2", Name: "Nobody", Sex: clinic.UnknownSex, Language: "en"})
	if err != nil {
		t.Fatal(err)
	}
	invite := func(id clinic.PatientID) seen {
		return b.post("/patients/"+string(id)+"/invitations", "battery", "phq-2", "days", "7", "once", "key-of-"+string(id))
	}
	invite(w.patient).wants(t, 200, "another device is asked for the patient’s birth date").lacks(t, "No birth date is recorded")
	invite(nobody).wants(t, 200, "No birth date is recorded: anyone with the link can go on")
}
