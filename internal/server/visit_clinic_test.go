package server_test

import (
	"fmt"
	"html"
	"io/fs"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"steelyard/internal/clinic"
	"steelyard/internal/config"
	"steelyard/internal/library"
	q "steelyard/internal/questionnaire"
	"steelyard/internal/server"
	"steelyard/internal/store"
	"steelyard/internal/testkit"
	"steelyard/questionnaires"
)

// visitClinic is a test clinic with one patient and a server, for walking through visits.
type visitClinic struct {
	*testkit.Clinic
	testing.TB
	handler http.Handler
	patient clinic.PatientID
}

func newVisitClinic(t testing.TB) *visitClinic {
	t.Helper()
	return visitClinicOf(t, testkit.New(t))
}

func visitClinicOf(t testing.TB, k *testkit.Clinic) *visitClinic {
	t.Helper()
	w := &visitClinic{Clinic: k, TB: t}
	lib, err := library.Load(withKinds(t))
	if err != nil {
		t.Fatal(err)
	}
	w.Library = lib
	srv, err := server.New(w.App, config.Server{Listen: "127.0.0.1:0", SessionIdle: time.Hour, SessionLife: 8 * time.Hour}, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	w.handler = srv.Handler()
	site := clinic.Site{Name: "Harbour Clinic", Contact: "Call 020 7946 0000, Monday to Friday.", LinkDays: 14,
		CrisisText: "If you might hurt yourself, call 112 now.\nThe helpline listens day and night: 116 123."}
	if err := w.PutSite(t.Context(), w.Administrator, site); err != nil {
		t.Fatal(err)
	}
	w.patient = w.Patient(t, "H-1", "Wilhelmina Testperson")
	return w
}

// withKinds gives the shipped definitions and the one with every kind of item.
func withKinds(t testing.TB) fs.FS {
	t.Helper()
	all := fstest.MapFS{}
	for _, from := range []fs.FS{questionnaires.FS, os.DirFS("testdata/visit")} {
		files, err := fs.Glob(from, "*/*.yaml")
		if err != nil {
			t.Fatal(err)
		}
		profiles, err := fs.Glob(from, "profiles/*/*.yaml")
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, profiles...)
		for _, file := range files {
			content, err := fs.ReadFile(from, file)
			if err != nil {
				t.Fatal(err)
			}
			all[file] = &fstest.MapFile{Data: content}
		}
	}
	return all
}

// invite gives the root of the pages of a new link.
func (w *visitClinic) invite(battery ...q.ID) (root string, i clinic.Invitation) {
	w.Helper()
	token, i, err := w.Invite(w.Context(), w.Clinician, w.patient, battery, 14)
	if err != nil {
		w.Fatal(err)
	}
	w.Agree(w.TB, token)
	return "/i/" + token, i
}

// answersOf gives what is stored of an invitation's part.
func (w *visitClinic) answersOf(root string, part int) map[q.ItemID]string {
	w.Helper()
	v, err := w.OpenLink(w.Context(), strings.TrimPrefix(root, "/i/"), "test")
	if err != nil {
		w.Fatal(err)
	}
	return v.Parts[part].Answers.Form()
}

func (w *visitClinic) openAlerts() (open []clinic.Alert) {
	w.Helper()
	err := w.Store.View(w.Context(), func(tx *store.Tx) (err error) {
		open, err = tx.AlertsOf(w.patient)
		return err
	})
	if err != nil {
		w.Fatal(err)
	}
	return open
}

// browser follows redirects and keeps cookies, without running scripts.
type browser struct {
	*visitClinic
	cookies map[string]*http.Cookie
	header  http.Header
	refuses bool // it keeps no cookies
}

func (w *visitClinic) browser() *browser {
	return &browser{visitClinic: w, cookies: map[string]*http.Cookie{}, header: http.Header{}}
}

// seen is the page a browser ended on.
type seen struct {
	path   string
	status int
	body   string
	header http.Header
}

func (b *browser) get(path string) seen { return b.send(http.MethodGet, path, nil) }

// post sends fields given as name, value, name, value.
func (b *browser) post(path string, fields ...string) seen {
	form := url.Values{}
	for i := 0; i < len(fields); i += 2 {
		form.Add(fields[i], fields[i+1])
	}
	return b.send(http.MethodPost, path, form)
}

func (b *browser) send(method, path string, form url.Values) seen {
	b.Helper()
	for range 5 {
		path, _, _ = strings.Cut(path, "#") // which a browser keeps to itself
		r := httptest.NewRequest(method, path, strings.NewReader(form.Encode()))
		for name := range b.header {
			r.Header.Set(name, b.header.Get(name))
		}
		if method == http.MethodPost {
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		}
		for _, c := range b.cookies {
			r.AddCookie(c)
		}
		w := httptest.NewRecorder()
		b.handler.ServeHTTP(w, r)
		for _, c := range w.Result().Cookies() {
			if b.cookies[c.Name] = c; c.MaxAge < 0 {
				delete(b.cookies, c.Name)
			}
			if b.refuses {
				clear(b.cookies)
			}
		}
		if w.Code != http.StatusSeeOther {
			return seen{path, w.Code, w.Body.String(), w.Header()}
		}
		method, path, form = http.MethodGet, w.Header().Get("Location"), nil
	}
	b.Fatalf("%s redirects without end", path)
	return seen{}
}

func (b *browser) signIn() *browser {
	b.Helper()
	b.post("/sign-in", "login", "clara", "password", testkit.Password)
	return b
}

// prove gives the birth date of the patient where a link asks for it, and goes on.
func (b *browser) prove(root string) seen {
	b.Helper()
	return b.post(root+"/device", "_born.day", "27", "_born.month", "3", "_born.year", "1984")
}

// wants fails unless the page has a status and all of some texts.
func (s seen) wants(t testing.TB, status int, texts ...string) seen {
	t.Helper()
	if s.status != status {
		t.Fatalf("%s: got status %d, want %d\n%s", s.path, s.status, status, s.words())
	}
	for _, text := range texts {
		if !strings.Contains(s.body, text) && !strings.Contains(s.words(), text) {
			t.Errorf("%s: want %q in the page, got\n%s", s.path, text, s.words())
		}
	}
	return s
}

// lacks fails where the page has any of some texts.
func (s seen) lacks(t testing.TB, texts ...string) seen {
	t.Helper()
	for _, text := range texts {
		if strings.Contains(s.body, text) || strings.Contains(s.words(), text) {
			t.Errorf("%s: want no %q in the page, got\n%s", s.path, text, s.words())
		}
	}
	return s
}

func (s seen) at(t testing.TB, path string) seen {
	t.Helper()
	if s.path != path {
		t.Fatalf("got to %s, want %s\n%s", s.path, path, s.words())
	}
	return s
}

var (
	tags   = regexp.MustCompile(`(?s)<[^>]*>`)
	spaces = regexp.MustCompile(`\s+`)
)

// words gives what a reader sees.
func (s seen) words() string {
	return html.UnescapeString(strings.TrimSpace(spaces.ReplaceAllString(tags.ReplaceAllString(s.body, " "), " ")))
}

func checked(item, code string) string {
	return fmt.Sprintf(`name="%s" value="%s" checked`, item, code)
}
