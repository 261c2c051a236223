package report

import (
	"strings"
	"testing"

	"steelyard/internal/clinic"
)

// TestEventsSayTheDose says what holds from an event on, and that neither a long name nor a long dose hides the other.
func TestEventsSayTheDose(t *testing.T) {
	points := []TrendPoint{{At: made.AddDate(0, 0, -3)}, {At: made}}
	for _, c := range []struct {
		event        clinic.TreatmentEvent
		label, short string
	}{
		{clinic.TreatmentEvent{Name: "Sertraline", Dose: "50 mg", Step: clinic.Started}, "Sertraline 50 mg started", "Sertraline 50 mg"},
		{clinic.TreatmentEvent{Name: "Sertraline", Dose: " 100  mg ", Step: clinic.Changed}, "Sertraline changed to 100 mg", "Sertraline → 100 mg"},
		{clinic.TreatmentEvent{Name: "Sertraline", Dose: "100 mg", Step: clinic.Stopped}, "Sertraline stopped", ""},
		{clinic.TreatmentEvent{Name: "Walking", Step: clinic.Changed}, "Walking changed", ""},
		{clinic.TreatmentEvent{Name: "PET", Kind: "finding", Dose: "1 mg", Step: clinic.Noted}, "PET (finding)", ""},
		{clinic.TreatmentEvent{Name: "Levodopa and carbidopa modified-release tablets", Dose: "25 mg three times a day, before meals", Step: clinic.Changed},
			"Levodopa and carbidopa modified-release tablets changed to 25 mg three times a day, before meals", "Levodopa and carbidopa modified-release tablets → 25 mg three times a day, before meals"},
	} {
		c.event.On = "2026-11-22"
		got := events([]clinic.TreatmentEvent{c.event}, points)
		if len(got) != 1 || got[0].Name != c.event.Name || got[0].Label != c.label || got[0].Short != c.short {
			t.Errorf("got %+v, want %q and %q", got, c.label, c.short)
		}
		if strings.Contains(got[0].Label, "  ") {
			t.Errorf("%q has two spaces", got[0].Label)
		}
	}
}
