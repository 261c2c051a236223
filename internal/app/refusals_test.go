package app_test

import (
	"strings"
	"testing"
	"time"

	"steelyard/internal/app"
	"steelyard/internal/clinic"
	"steelyard/internal/fault"
)

// Whoever is refused again and again fills no disk: what comes above the bound is counted, and said with the next entry.
func TestRefusalsAreBounded(t *testing.T) {
	w := newWorld(t)
	before := w.lastEntry()
	for range 150 {
		if err := w.NoteRefusal(t.Context(), w.Viewer, clinic.ManageSite); err != nil {
			t.Fatal(err)
		}
	}
	if got := w.entries(before); len(got) != 100 || got[0].Action != "refused manage site" || got[0].Why != "not allowed" || got[0].From != w.Viewer.From {
		t.Errorf("got %d entries, the first %+v", len(got), got[0])
	}
	before = w.lastEntry()
	must(t, w.NoteRefusal(t.Context(), w.Clinician, clinic.ManageSite))
	w.Pass(11 * time.Minute)
	must(t, w.NoteRefusal(t.Context(), w.Viewer, clinic.ManageSite))
	if got := w.entries(before); len(got) != 2 || !strings.Contains(got[1].Why, "and 50 more before it") {
		t.Errorf("got %+v, want another person's own, and what was left out", got)
	}
}

// What is not there, an ended link and a failure leave an entry too.
func TestFailuresAreNoted(t *testing.T) {
	w := populated(t)
	want := func(action, subject, why string, after int64) {
		t.Helper()
		for _, e := range w.entries(after) {
			if e.Action == action && e.Subject == subject && e.Why == why {
				return
			}
		}
		t.Errorf("no entry %q %q %q in %+v", action, subject, why, w.entries(after))
	}
	before := w.lastEntry()
	if _, err := w.App.Patient(t.Context(), w.Clinician, "nobody"); fault.KindOf(err) != fault.NotFound {
		t.Error(err)
	}
	want("refused read patients", "patient:nobody", "not there", before)

	before = w.lastEntry()
	if _, err := w.App.Patient(t.Context(), w.Clinician, clinic.PatientID("x\x00"+strings.Repeat("y", 500))); err == nil {
		t.Error("found")
	}
	want("refused read patients", "patient:unreadable", "not there", before)

	before = w.lastEntry()
	_, err := w.Revoke(t.Context(), w.Clinician, w.link.ID)
	must(t, err)
	if _, err := w.OpenLink(t.Context(), w.token, "198.51.100.7"); fault.KindOf(err) != fault.Gone {
		t.Errorf("a withdrawn link: got %v", err)
	}
	want("refused answer form", "invitation:"+string(w.link.ID), "ended", before)

	before = w.lastEntry()
	w.exec("ALTER TABLE treatment_events RENAME TO gone")
	if _, err := w.Report(t.Context(), w.Clinician, app.ReportRequest{Patient: w.patient, Format: "pdf"}); fault.KindOf(err) != fault.Internal {
		t.Errorf("got %v, want a failure", err)
	}
	want("failed export", "patient:"+string(w.patient), "an error on the server", before)
}
