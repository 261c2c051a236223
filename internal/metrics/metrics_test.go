package metrics

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

func text(m *Metrics) string {
	w := httptest.NewRecorder()
	m.Handler().ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/metrics", nil))
	return w.Body.String()
}

// Whatever a request brings, every label is one of a fixed set.
func TestLabelsComeFromAFixedSet(t *testing.T) {
	m := New(func() []string { return []string{"/patients/:id"} }, func() (Figures, error) { return Figures{1, 2, 3}, nil })
	m.Request("GET", "/patients/:id", 200, time.Millisecond)
	for _, strange := range []string{"/patients/Erika Mustermann", "", "/i/SECRETTOKEN", "\xff\n\"", strings.Repeat("x", 5000)} {
		m.Request(strange, strange, len(strange)+1000, time.Millisecond)
	}
	m.Wrote(time.Millisecond, nil)
	m.Wrote(time.Millisecond, errors.New("Erika Mustermann"))
	known := []string{"/patients/:id", "other", "GET", "200", "kept", "refused"}
	out := text(m)
	for _, line := range strings.Split(out, "\n") {
		if !strings.HasPrefix(line, "steelyard_") {
			continue
		}
		for _, l := range regexp.MustCompile(`(\w+)="([^"]*)"`).FindAllStringSubmatch(line, -1) {
			if l[1] != "le" && !slices.Contains(known, l[2]) {
				t.Errorf("the label %s is %q, which is in no fixed set", l[1], l[2])
			}
		}
	}
	for _, want := range []string{"steelyard_open_alerts 1", "steelyard_submissions 2", "steelyard_write_queue 3", `steelyard_request_seconds_count{method="GET",route="/patients/:id",status="200"} 1`} {
		if !strings.Contains(out, want) {
			t.Errorf("%q is missing in\n%s", want, out)
		}
	}
}

func TestWhatCantBeReadLeavesTheRest(t *testing.T) {
	m := New(func() []string { return nil }, func() (Figures, error) { return Figures{}, errors.New("no database") })
	m.Wrote(time.Millisecond, nil)
	if out := text(m); !strings.Contains(out, "steelyard_write_seconds_count") {
		t.Errorf("got\n%s", out)
	}
}
