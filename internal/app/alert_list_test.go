package app_test

import (
	"testing"
	"time"

	"steelyard/internal/app"
)

// The figures of a list that begins on no day are of its last three months, and of no more alerts than are counted at once;
// whoever chooses a day gets them from there, of no more either. The list itself and its export are always whole.
func TestFiguresOfAListOfAlerts(t *testing.T) {
	w := newWorld(t)
	p := w.Patient(t, "R-1", "Petra Patient")
	on := func(day string) time.Time {
		at, err := time.ParseInLocation(time.DateOnly, day, w.Zone())
		must(t, err)
		return at
	}
	w.Pass(on("2026-06-30").Sub(w.Now()))
	for range 6 { // the last day of June, and a day of July, of August, of September, of October and of November
		w.Answer(t, p, "phq-9", 3)
		w.Pass(31 * 24 * time.Hour)
	}
	w.Pass(on("2026-11-30").Sub(w.Now()))
	tests := []struct {
		name   string
		f      app.AlertFilter
		most   int
		listed int
		raised int
		newest int
		since  string // empty where it is that of the oldest alert that is counted
	}{
		{"without days", app.AlertFilter{}, 10, 6, 3, 0, "2026-09-01"},
		{"to a day", app.AlertFilter{To: on("2026-09-01")}, 10, 3, 3, 0, "2026-06-01"},
		{"to a day to come", app.AlertFilter{To: on("2027-09-01")}, 10, 6, 3, 0, "2026-09-01"},
		{"from a day", app.AlertFilter{From: on("2026-06-01")}, 10, 6, 6, 0, "2026-06-01"},
		{"too many", app.AlertFilter{}, 2, 6, 2, 2, ""},
		{"as many as are counted", app.AlertFilter{}, 3, 6, 3, 0, "2026-09-01"},
		{"too many, from a day", app.AlertFilter{From: on("2026-06-01")}, 2, 6, 2, 2, ""},
		{"as many as are counted, from a day", app.AlertFilter{From: on("2026-06-01")}, 6, 6, 6, 0, "2026-06-01"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			app.CountFewAlerts(t.Cleanup, tt.most)
			got, err := w.AlertList(t.Context(), w.Clinician, tt.f, app.AlertMark{}, 50)
			must(t, err)
			exported := 0
			must(t, w.ExportAlerts(t.Context(), w.Clinician, tt.f, func(app.AlertRecord) error { exported++; return nil }))
			if exported != tt.listed {
				t.Errorf("%d were exported, want all %d", exported, tt.listed)
			}
			since := got.List[len(got.List)-1].Alert.RaisedAt
			if tt.since != "" {
				since = on(tt.since)
			} else if got.Newest > 0 {
				since = got.List[got.Newest-1].Alert.RaisedAt
			}
			if len(got.List) != tt.listed || got.Waits.Raised != tt.raised || len(got.Months) != tt.raised || got.Newest != tt.newest || !got.Since.Equal(since) {
				t.Errorf("got %d alerts and figures of %d in %d months, newest %d, since %s; want %d, %d, %d, %d since %s",
					len(got.List), got.Waits.Raised, len(got.Months), got.Newest, got.Since, tt.listed, tt.raised, tt.raised, tt.newest, since)
			}
		})
	}
}
