package server

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"

	"steelyard/internal/fault"
	"steelyard/internal/store"
	"steelyard/internal/testkit"
)

// racers is how many clients send the same at once.
const racers = 16

// race sends the same form by all racers at once, and wants the same answer for each.
func race(t *testing.T, b *browser, path string, form url.Values, status int) answer {
	t.Helper()
	answers, ready := make([]answer, racers), make(chan struct{})
	var wait sync.WaitGroup
	for i := range racers {
		wait.Go(func() {
			<-ready
			answers[i] = b.post(path, form)
		})
	}
	close(ready)
	wait.Wait()
	for i, a := range answers {
		if a.status != status || a.header.Get("Location") != answers[0].header.Get("Location") {
			t.Errorf("client %d of POST %s: got %d to %q, want %d to %q", i, path, a.status, a.header.Get("Location"), status, answers[0].header.Get("Location"))
		}
	}
	return answers[0]
}

// rowsOf counts a table.
func (s *site) rowsOf(t *testing.T, table string) (n int64) {
	t.Helper()
	err := s.Store.View(t.Context(), func(tx *store.Tx) error {
		counts, err := tx.Counts()
		n = counts[table]
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// Sixteen clients race the same submission of one link: one is stored, and all are sent on to the same page.
func TestRaceForOneSubmission(t *testing.T) {
	s := newSite(t)
	token := s.Link(t, s.Patient(t, "R-1", "Petra Patient"), "phq-9")
	phone, form := s.browser(t), url.Values{}
	entry, _ := s.Library.FindLatest("phq-9")
	for id, raw := range testkit.SameChoice(entry.Definition, 0) { // no flag: whoever is first to raise one is led elsewhere
		form.Set(string(id), raw)
	}
	phone.must(phone.get("/i/"+token+"/1/all"), http.StatusOK) // by which the device is known
	race(t, phone, "/i/"+token+"/1/all", form, http.StatusSeeOther)
	a := race(t, phone, "/i/"+token+"/submit", nil, http.StatusSeeOther)
	if got, want := a.header.Get("Location"), "/i/"+token+"/done"; got != want {
		t.Errorf("got sent on to %q, want %q", got, want)
	}
	for _, table := range []string{"responses", "results"} {
		if n := s.rowsOf(t, table); n != 1 {
			t.Errorf("%s: got %d rows, want 1", table, n)
		}
	}
}

// What a page makes is made once, however often and by however many at once the page is sent, and every sender is shown it.
func TestRaceForWhatAPageMakes(t *testing.T) {
	s := newSite(t)
	b := s.signedIn(t, s.Clinician)
	patient := s.Patient(t, "R-1", "Petra Patient")
	page := "/patients/" + string(patient)
	response := s.Answer(t, patient, "phq-9", 3)
	alert := regexp.MustCompile(`/alerts/[^"]+/acknowledge`).FindString(b.get("/alerts").body)
	correction := url.Values{"reason": {"The first answer was entered wrongly."}, "item.q1": {"0"}}
	for _, c := range []struct {
		from, to string
		form     url.Values
		table    string
		status   int
	}{
		{"/patients/new", "/patients", url.Values{"record_number": {"R-2"}, "name": {"Paul Patient"}, "sex": {"male"}, "language": {"en"}}, "patients", http.StatusSeeOther},
		{page, page + "/treatments", url.Values{"name": {"Walking"}, "kind": {"therapy"}, "class": {""}, "step": {"start"}, "on": {"2026-11-01"}}, "treatment_events", http.StatusSeeOther},
		{page + "/ask", page + "/encounters", url.Values{"battery": {"gad-7"}, "days": {"14"}}, "encounters", http.StatusSeeOther},
		{page + "/ask", page + "/invitations", url.Values{"battery": {"gad-7"}, "days": {"14"}}, "invitations", http.StatusOK},
		{"/responses/" + string(response) + "/correct", "/responses/" + string(response) + "/correct", correction, "responses", http.StatusSeeOther},
		{"/alerts", alert, url.Values{"note": {"Called her at once."}}, "", http.StatusSeeOther},
	} {
		form := b.whole(c.from, c.to, c.form)
		before := s.rowsOf(t, c.table)
		first := race(t, b, c.to, form, c.status)
		again := b.must(b.post(c.to, form), c.status)
		if n := s.rowsOf(t, c.table) - before; c.table != "" && n != 1 {
			t.Errorf("POST %s: made %d, want 1", c.to, n)
		}
		if link := regexp.MustCompile(`/i/[A-Z2-7]+`); link.FindString(first.body) != link.FindString(again.body) || again.header.Get("Location") != first.header.Get("Location") {
			t.Errorf("POST %s again: got another answer than the first time", c.to)
		}
	}
}

// Somebody who goes back, types something else and sends the old page makes something else.
func TestOldPageWithOtherWordsIsAnother(t *testing.T) {
	s := newSite(t)
	b := s.signedIn(t, s.Clinician)
	page := "/patients/" + string(s.Patient(t, "R-1", "Petra Patient"))
	form := b.whole(page, page+"/treatments", url.Values{"name": {"Walking"}, "kind": {"therapy"}, "class": {""}, "step": {"start"}, "on": {"2026-11-01"}})
	b.must(b.post(page+"/treatments", form), 303)
	form.Set("name", "Swimming")
	b.must(b.post(page+"/treatments", form), 303)
	b.shows(b.get(page), "Walking", "Swimming")
}

// What could not be saved stands on a page that sends it again, unless it has a password. (The crash tests have a disk that
// really fails.)
func TestPageToTryAgain(t *testing.T) {
	s := newSite(t)
	b := s.signedIn(t, s.Clinician)
	full := fault.New(fault.Unavailable, "This could not be saved just now.")
	failed := func(path string, form url.Values) answer {
		r := withInfo(b.request(http.MethodPost, path, ""))
		r.PostForm = form
		rec := httptest.NewRecorder()
		s.server.fail(rec, r, full)
		return answer{rec.Code, rec.Header(), rec.Body.String()}
	}
	form := url.Values{"name": {"Walking <slowly>"}, fieldOnce: {"A-NONCE-OF-A-PAGE"}}
	b.shows(b.must(failed("/patients/p1/treatments", form), http.StatusServiceUnavailable), "This is not saved yet", "Keep this page open",
		`value="Walking &lt;slowly&gt;"`, `value="A-NONCE-OF-A-PAGE"`, `action="/patients/p1/treatments"`, "Try again")
	for _, name := range []string{"password", "old", "again", "code", "password-u1"} {
		a := b.must(failed("/password", url.Values{"login": {"clara"}, name: {"typed in here"}}), http.StatusServiceUnavailable)
		if strings.Contains(a.body, "typed in here") {
			t.Errorf("what was typed into %s stands on the page", name)
		}
	}
}
