package app_test

import (
	"strings"
	"testing"
	"time"

	"steelyard/internal/app"
	q "steelyard/internal/questionnaire"
)

// An alert that nobody acknowledges counts as left after the site's hours, comes first, and is recorded once.
func TestAlertsThatAreLeft(t *testing.T) {
	w := populated(t)
	must(t, w.Tend(t.Context()))
	if n := leftEntries(w); n != 0 {
		t.Fatalf("got %d entries before the time, want none", n)
	}
	w.Pass(4*time.Hour - time.Minute)
	if n, err := w.CountLeftAlerts(t.Context(), w.Clinician); n != 0 || err != nil {
		t.Errorf("before four hours: got %d left (%v), want 0", n, err)
	}
	w.Pass(time.Minute)
	for range 3 {
		must(t, w.Tend(t.Context()))
	}
	n, err := w.CountLeftAlerts(t.Context(), w.Clinician)
	must(t, err)
	if n == 0 || leftEntries(w) != n {
		t.Errorf("after four hours: got %d left and %d entries, want one each", n, leftEntries(w))
	}
	list, err := w.OpenAlerts(t.Context(), w.Clinician, 10)
	must(t, err)
	site, err := w.Site(t.Context())
	must(t, err)
	if !list[0].Alert.Left(site, w.Now()) {
		t.Error("the first alert is not the one that was left")
	}
	_, err = w.AcknowledgeAlert(t.Context(), w.Clinician, list[0].Alert.ID, "telephoned and talked")
	must(t, err)
	after, err := w.CountLeftAlerts(t.Context(), w.Clinician)
	must(t, err)
	if after != n-1 {
		t.Errorf("got %d left after one was acknowledged, want %d", after, n-1)
	}
	p, err := w.AlertList(t.Context(), w.Clinician, app.AlertFilter{State: app.AlertsAcknowledged}, app.AlertMark{}, 10)
	must(t, err)
	if median, ok := p.Waits.Median(); len(p.List) != 1 || p.Waits.Acknowledged() != 1 || !ok || median.Round(time.Minute) != 4*time.Hour {
		t.Errorf("got %d acknowledged after %s, want one after 4h", len(p.List), median)
	}
}

func leftEntries(w *world) int {
	w.t.Helper()
	entries, err := w.AuditPage(w.t.Context(), w.Administrator, app.AuditQuery{Patient: w.patient, Limit: 100})
	must(w.t, err)
	n := 0
	for _, e := range entries {
		if e.Action == "alert left" && strings.HasPrefix(e.Subject, "alert:") {
			n++
		}
	}
	return n
}

// Who answered before profiles were kept for the list gets theirs.
func TestTendFillsGlances(t *testing.T) {
	w := populated(t)
	_, err := w.Enter(t.Context(), w.Clinician, app.Submission{Patient: w.patient, Ref: phq9, Answers: q.Form{"q1": "1"}, Language: "en"})
	must(t, err)
	w.exec("UPDATE patients SET glance = NULL")
	must(t, w.Tend(t.Context()))
	if w.glance(t) == nil {
		t.Error("got no profile in the list")
	}
}
