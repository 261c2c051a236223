package report

import (
	"testing"
	"time"

	"steelyard/internal/clinic"
	q "steelyard/internal/questionnaire"
)

func TestCurrentTreatments(t *testing.T) {
	at := time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)
	event := func(name string, step clinic.TreatmentStep, on string) clinic.TreatmentEvent {
		e := clinic.TreatmentEvent{Kind: clinic.Medicine, Name: name, Step: step}
		e.On = q.Date(on)
		return e
	}
	got := ""
	for _, e := range (&Report{At: at, Treatments: []clinic.TreatmentEvent{
		event("A", clinic.Started, "2026-01-01"), event("B", clinic.Started, "2026-02-01"), event("a ", clinic.Changed, "2026-03-01"),
		event("B", clinic.Stopped, "2026-04-01"), event("C", clinic.Started, "2026-12-01"), event("D", clinic.Noted, "2026-05-01"),
		event("E", clinic.Stopped, "2026-06-01"), event("E", clinic.Started, "2026-06-01"),
	}}).CurrentTreatments() {
		got += e.Name + string(e.Step) + ","
	}
	if want := "Estart,a change,"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
