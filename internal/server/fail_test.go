package server

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/gin-gonic/gin"

	"steelyard/internal/config"
	"steelyard/internal/fault"
)

func TestKindsAndTheirStatus(t *testing.T) {
	cases := []struct {
		err  error
		want int
	}{
		{errors.New("anything"), 500}, {fault.New(fault.Internal, "a"), 500}, {fault.New(fault.Invalid, "a"), 422}, {fault.New(fault.NotFound, "a"), 404},
		{fault.New(fault.Conflict, "a"), 409}, {fault.New(fault.Denied, "a"), 403}, {fault.New(fault.Gone, "a"), 410},
		{fmt.Errorf("wrapped: %w", fault.New(fault.Gone, "a")), 410}, {fmt.Errorf("wrapped: %w", errTooLarge), 413}, {errSignIn, 401},
	}
	for _, c := range cases {
		if got := statusOf(c.err); got != c.want {
			t.Errorf("%v: got %d, want %d", c.err, got, c.want)
		}
		if headings[statusOf(c.err)] == "" {
			t.Errorf("%v: the error page has no heading", c.err)
		}
	}
}

func TestAFaultOfOursIsSaidAndNotShown(t *testing.T) {
	s := newSite(t)
	var log bytes.Buffer
	s.server.log = slog.New(slog.NewTextHandler(&log, nil))
	s.server.engine.GET("/test/panic", s.server.open(func(*gin.Context) error { panic("secret cause") }))
	s.server.engine.GET("/test/error", s.server.open(func(*gin.Context) error { return errors.New("secret cause") }))
	for _, path := range []string{"/test/panic", "/test/error"} {
		a := s.browser(t).get(path)
		id := a.header.Get("X-Request-Id")
		if a.status != http.StatusInternalServerError || strings.Contains(a.body, "secret cause") || strings.Contains(a.body, ".go:") {
			t.Errorf("%s: got %d\n%s", path, a.status, a.body)
		}
		if !strings.Contains(a.body, id) || !strings.Contains(a.body, "try again") {
			t.Errorf("%s: the page does not say what to do next, or the request id\n%s", path, firstLines(a.body))
		}
		if !strings.Contains(log.String(), "secret cause") || !strings.Contains(log.String(), id) {
			t.Errorf("%s: the log has not the cause under the request id:\n%s", path, log.String())
		}
	}
}

func TestHalfAFileIsNeverTakenForAWholeOne(t *testing.T) {
	s := newSite(t)
	s.server.engine.GET("/test/half", s.server.open(func(c *gin.Context) error {
		if _, err := newStream(c, "half.csv").Write(bytes.Repeat([]byte("a,b\r\n"), 1000)); err != nil {
			return err
		}
		c.Writer.Flush()
		return errors.New("the database went away")
	}))
	b := s.browser(t)
	res, err := b.http.Do(b.request(http.MethodGet, "/test/half", ""))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }() // the connection is broken already
	if _, err := io.ReadAll(res.Body); err == nil {
		t.Error("the file ended as if it were whole, want a broken connection")
	}
}

func TestLogHasNothingPersonal(t *testing.T) {
	s := newSite(t)
	var log bytes.Buffer
	s.server.log = slog.New(slog.NewTextHandler(&log, nil))
	b := s.signedIn(t, s.Clinician)
	id := s.Patient(t, "R-77", "Petra Patient")
	token := s.Link(t, id, "phq-9")
	b.get("/patients/" + string(id))
	b.get("/i/" + token)
	b.get("/i/" + token + "x?name=Petra")
	b.get("/setup/SECRETTOKEN")
	b.post("/patients/search", url.Values{"search": {"Petra"}})
	b.get("/patients?filter=Petra")
	b.post("/patients", url.Values{"record_number": {"R-77"}, "name": {"Petra Patient"}, "sex": {"female"}, "birth_date": {"Petra"}})
	for _, secret := range []string{"Petra", "R-77", token, "SECRETTOKEN", string(id), "clara"} {
		if strings.Contains(log.String(), secret) {
			t.Errorf("the log has %q:\n%s", secret, log.String())
		}
	}
	if !strings.Contains(log.String(), "route=/i/:token ") {
		t.Errorf("the log does not name the routes:\n%s", log.String())
	}
}

func TestSlowClientsAreHungUp(t *testing.T) {
	s := newSite(t)
	s.server.cfg = config.Server{Listen: "127.0.0.1:0"}
	h := s.server.HTTPServer()
	for name, limit := range map[string]time.Duration{"header": h.ReadHeaderTimeout, "read": h.ReadTimeout, "write": h.WriteTimeout, "idle": h.IdleTimeout} {
		if limit <= 0 || limit > 45*time.Second {
			t.Errorf("%s: got the limit %s, want one up to 45 s", name, limit)
		}
	}
}
