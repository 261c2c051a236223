package browser

import (
	"errors"
	"log/slog"
	"net"
	"net/http"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"steelyard/internal/app"
	"steelyard/internal/clinic"
	"steelyard/internal/config"
	"steelyard/internal/library"
	q "steelyard/internal/questionnaire"
	"steelyard/internal/server"
	"steelyard/internal/store"
	"steelyard/questionnaires"
)

// What the sites of these tests have. The name is long, and has Icelandic, Greek and Cyrillic letters.
const (
	siteName    = "Harbour Practice"
	siteContact = "Call 020 7946 0000, Monday to Friday, 9-17."
	siteCrisis  = "If you might hurt yourself, call 112 now.\nThe helpline listens day and night: 116 123."
	login       = "ada"
	password    = "seven quiet lanterns drift"
	patientName = "Þórdís Ευανθία Александровна Vilhjálmsdóttir-Παπαδοπούλου Þorsteinsson"
)

// site is a server on the loopback address with a database of its own. Its clock runs two months behind, until it is moved.
type site struct {
	*app.App
	url   string
	admin clinic.Actor

	mu     sync.Mutex
	behind time.Duration
}

// newSite starts a server on an empty database.
func newSite(t *testing.T) *site {
	t.Helper()
	s := &site{behind: 60 * 24 * time.Hour}
	db, err := store.Open(t.Context(), store.Options{Path: filepath.Join(t.TempDir(), "steelyard.db"), Log: slog.New(slog.DiscardHandler)})
	must(t, err)
	t.Cleanup(func() { must(t, db.Close()) })
	lib, err := library.Load(questionnaires.FS)
	must(t, err)
	s.App, err = app.New(t.Context(), app.App{Store: db, Library: lib, ReceiptSeed: []byte("a seed for tests, of 32 bytes ok"), AuditKey: []byte("a key for tests, of 32 bytes, ok."), OptionalFactor: true, Now: s.now, Log: slog.New(slog.DiscardHandler)})
	must(t, err)
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	must(t, err)
	srv, err := server.New(s.App, config.Server{Listen: listener.Addr().String(), SessionIdle: time.Hour, SessionLife: 12 * time.Hour}, s.Log)
	must(t, err)
	s.url = "http://" + listener.Addr().String()
	s.serve(t, srv.HTTPServer(), listener)
	return s
}

func (s *site) serve(t *testing.T, h *http.Server, listener net.Listener) {
	stopped := make(chan error, 1)
	go func() { stopped <- h.Serve(listener) }()
	t.Cleanup(func() {
		must(t, h.Close())
		if err := <-stopped; !errors.Is(err, http.ErrServerClosed) {
			t.Errorf("serve: %v", err)
		}
	})
}

func (s *site) now() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return time.Now().UTC().Add(-s.behind)
}

// pass moves the clock on.
func (s *site) pass(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.behind -= d
}

// furnish makes what a test that is about something else needs: an administrator, the site's words and a patient.
func (s *site) furnish(t *testing.T) clinic.PatientID {
	t.Helper()
	ctx := t.Context()
	token, err := s.NewSetupLink(ctx)
	must(t, err)
	u, err := s.CreateFirstAdministrator(ctx, token, app.NewUser{Login: login, Name: "Ada Lind", Password: password}, "127.0.0.1")
	must(t, err)
	s.admin = clinic.Actor{User: u.ID, Name: u.Name, Role: u.Role, From: "127.0.0.1"}
	must(t, s.PutSite(ctx, s.admin, clinic.Site{Name: siteName, Contact: siteContact, CrisisText: siteCrisis, LinkDays: 14}))
	id, err := s.AddPatient(ctx, s.admin, clinic.Patient{RecordNumber: "HP-0042", Name: patientName, BirthDate: "1984-03-27", Sex: clinic.Female, Language: "en"})
	must(t, err)
	return id
}

// invite gives the path of a new link that lasts a day.
func (s *site) invite(t *testing.T, patient clinic.PatientID, battery ...q.ID) (path string, id clinic.InvitationID) {
	t.Helper()
	token, i, err := s.Invite(t.Context(), s.admin, patient, battery, 1)
	must(t, err)
	s.agree(t, token)
	return "/i/" + token, i.ID
}

// agree has the holder of a link agree to being asked, in English.
func (s *site) agree(t *testing.T, token string) {
	t.Helper()
	v, err := s.ReopenLink(t.Context(), token, "127.0.0.1")
	must(t, err)
	must(t, s.GiveConsent(t.Context(), &v, "en", v.Site.Consent("en").Hash()))
}

// items gives the names of a questionnaire's questions.
func (s *site) items(t *testing.T, id q.ID) (names []string) {
	t.Helper()
	e, ok := s.Library.FindLatest(id)
	if !ok {
		t.Fatalf("%s is not in the library", id)
	}
	for i := range e.Definition.Items {
		names = append(names, string(e.Definition.Items[i].ID))
	}
	return names
}
