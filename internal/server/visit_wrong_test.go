package server_test

import (
	"database/sql"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"steelyard/internal/clinic"
	q "steelyard/internal/questionnaire"
	"steelyard/internal/store"
)

// completed counts the completed responses of the patient.
func completed(w *visitClinic) (n int) {
	w.Helper()
	err := w.Store.View(w.Context(), func(tx *store.Tx) error {
		all, err := tx.ResponsesOf(w.patient)
		for _, r := range all {
			if r.Status == clinic.Completed {
				n++
			}
		}
		return err
	})
	if err != nil {
		w.Fatal(err)
	}
	return n
}

func TestSelfHarmAnswerIsHeardAtOnce(t *testing.T) {
	w := newVisitClinic(t)
	root, _ := w.invite("phq-9")
	b := w.browser()
	b.post(root+"/1/9", "q9", "0").at(t, root+"/1/10").lacks(t, "crisis-title")
	if n := len(w.openAlerts()); n != 0 {
		t.Fatalf("got %d alerts after an answer of 0, want none", n)
	}
	b.post(root+"/1/9", "q9", "1", "_was.q9", "0").at(t, root+"/1/10?first=1").wants(t, 200, `role="alert"`, "autofocus", "Thank you for telling us",
		"One of your answers speaks of thoughts of death", `href="tel:112"`, "how difficult have these problems")
	if a := w.openAlerts(); len(a) != 1 || a[0].Level != q.Urgent {
		t.Fatalf("got alerts %v, want one that is urgent, though nothing was submitted", a)
	}
	for _, page := range []string{"", "/1/1", "/1/all", "/review"} {
		b.get(root+page).wants(t, 200, "Help is there for you now", "116 123").lacks(t, "Thank you for telling us")
	}
	b.post(root+"/1/9", "q9", "3", "_was.q9", "1").at(t, root+"/1/10").wants(t, 200, "Help is there for you now")
	if n := len(w.openAlerts()); n != 1 {
		t.Errorf("got %d alerts after the answer was changed, want still one", n)
	}
	b.post(root+"/submit").at(t, root+"/done").wants(t, 200, "If you need help now")

	other, _ := w.invite("phq-9")
	b.post(other+"/1/all", "q9", "2").at(t, other+"/review?first=1").wants(t, 200, "Thank you for telling us")
}

func TestLinksThatCannotBeUsed(t *testing.T) {
	w := newVisitClinic(t)
	revoked, i := w.invite("phq-2")
	if _, err := w.Revoke(w.Context(), w.Clinician, i.ID); err != nil {
		t.Fatal(err)
	}
	expired, _ := w.invite("phq-2")
	w.Pass(15 * 24 * time.Hour)
	b := w.browser()
	for _, c := range []struct {
		name, root string
		status     int
		words      string
	}{
		{"wrong", "/i/not-a-token", 404, "This link does not work"},
		{"cut off", revoked[:len(revoked)-3], 404, "This link does not work"},
		{"revoked", revoked, 410, "withdrawn by the clinic"},
		{"expired", expired, 410, "has run out"},
	} {
		t.Run(c.name, func(t *testing.T) {
			for _, page := range []string{"", "/1/1", "/1/all", "/review", "/done"} {
				b.get(c.root+page).wants(t, c.status, c.words, "for a new link", "Call 020 7946 0000", "116 123").lacks(t, "Wilhelmina", "H-1")
			}
			b.post(c.root+"/1/1", "q1", "1").wants(t, c.status, c.words)
			b.post(c.root+"/submit").wants(t, c.status, c.words)
		})
	}
}

func TestRevokedBetweenTwoAnswers(t *testing.T) {
	w := newVisitClinic(t)
	root, i := w.invite("phq-2")
	b := w.browser()
	b.post(root+"/1/1", "q1", "1")
	if _, err := w.Revoke(w.Context(), w.Clinician, i.ID); err != nil {
		t.Fatal(err)
	}
	b.post(root+"/1/2", "q2", "1").wants(t, 410, "withdrawn by the clinic")
}

func TestPagesThatDoNotFit(t *testing.T) {
	w := newVisitClinic(t)
	root, _ := w.invite("phq-2")
	b := w.browser()
	for _, page := range []string{"/1/3", "/1/0", "/2/1", "/0/all", "/7/all", "/one/two", "/1/-1"} {
		b.get(root+page).wants(t, 404, "There is no such question", "The answers you gave are safe", root+`"`)
		b.post(root+page, "q1", "1").wants(t, 404, "There is no such question")
	}
	b.post(root+"/1/1", "q1", "9").wants(t, 422, "<title>Error: Question 1 of 2", "Question 1:", "is not one of the choices")
	b.post(root+"/1/1", "q1", "1", "q77", "1").wants(t, 422, "does not fit the form any more", checked("q1", "1"))
	b.get(root+"/done").at(t, root+"/review")
	if got := w.answersOf(root, 0); len(got) != 0 {
		t.Errorf("got %v, want nothing kept", got)
	}
}

func TestBodiesThatAreNoForm(t *testing.T) {
	w := newVisitClinic(t)
	root, _ := w.invite("phq-2")
	for _, c := range []struct {
		name, body string
		status     int
	}{
		{"50 MB", "q1=" + strings.Repeat("1", 50<<20), 413},
		{"invalid UTF-8", "q1=%ff%fe", 400},
		{"null character", "q1=%00", 400},
		{"many fields", strings.Repeat("q1=1&", 5000), 400},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := httptest.NewRequest(http.MethodPost, root+"/1/1", strings.NewReader(c.body))
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			rec := httptest.NewRecorder()
			w.handler.ServeHTTP(rec, r)
			if rec.Code != c.status || !strings.Contains(rec.Body.String(), "Nothing was kept") {
				t.Errorf("got %d and %.200q, want %d and words", rec.Code, rec.Body.String(), c.status)
			}
		})
	}
	if got := w.answersOf(root, 0); len(got) != 0 {
		t.Errorf("got %v, want nothing kept", got)
	}
}

// failWrites makes every further write fail, as a full disk does, while reading goes on.
func failWrites(w *visitClinic) {
	w.Helper()
	files, err := filepath.Glob(filepath.Join(filepath.Dir(w.TempDir()), "*", "steelyard.db")) // beside this one in the test's folder
	if err != nil || len(files) != 1 {
		w.Fatal("the clinic's database was not found", files, err)
	}
	db, err := sql.Open("sqlite3", files[0])
	if err != nil {
		w.Fatal(err)
	}
	defer db.Close() //nolint:errcheck // the test's own connection
	if _, err := db.ExecContext(w.Context(), "CREATE TRIGGER full BEFORE INSERT ON audit_entries BEGIN SELECT RAISE(ABORT, 'disk full'); END"); err != nil {
		w.Fatal(err)
	}
}

func TestFailedSaveKeepsWhatWasTyped(t *testing.T) {
	w := newVisitClinic(t)
	root, _ := w.invite("phq-9")
	b := w.browser()
	b.post(root+"/1/1", "q1", "1")
	failWrites(w)
	b.post(root+"/1/2", "q2", "3").wants(t, 503, "<title>Error: not saved yet. Question 2", "Not saved yet", "Keep this page open", checked("q2", "3"))
	b.post(root+"/1/all", "q2", "3", "q3", "2").wants(t, 503, "Not saved yet", checked("q2", "3"), checked("q3", "2"))
	b.post(root+"/submit").wants(t, 503, "Your answers are not sent yet", root+"/review")
}

func TestSubmitInTwoTabsAtOnce(t *testing.T) {
	w := newVisitClinic(t)
	root, _ := w.invite("phq-2")
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			if s := w.browser().post(root + "/submit"); s.path != root+"/done" || s.status != 200 {
				t.Errorf("got %d at %s, want the thanks", s.status, s.path)
			}
		})
	}
	all.Wait()
	if n := completed(w); n != 1 {
		t.Errorf("got %d responses, want 1", n)
	}
}

func TestVisitPagesAreNotKeptByBrowsers(t *testing.T) {
	w := newVisitClinic(t)
	root, _ := w.invite("phq-2")
	b := w.browser()
	for _, page := range []string{"", "/1/1", "/1/all", "/review"} {
		s := b.get(root+page).wants(t, 200, `<html lang="en"`)
		if got := s.header.Get("Cache-Control"); got != "no-store" {
			t.Errorf("%s: got Cache-Control %q, want no-store", page, got)
		}
	}
}

func TestAScriptIsToldWhereToGo(t *testing.T) {
	w := newVisitClinic(t)
	root, _ := w.invite("phq-9")
	b := w.browser()
	b.header.Set("Steelyard-Script", "1")
	s := b.post(root+"/1/9", "q9", "2").wants(t, 204)
	if got, want := s.header.Get("Steelyard-Next"), root+"/1/10?first=1"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
