package app_test

import (
	"testing"
	"time"

	"steelyard/internal/app"
)

// TestTrendOffersBothLines answers by two versions, and wants what was recorded and what the newer makes of the earlier.
func TestTrendOffersBothLines(t *testing.T) {
	k := testkitWith(t, garden(t, "1.0.0"))
	patient := k.Patient(t, "R-1", "Petra Patient")
	first := k.Answer(t, patient, "garden-rest", 2)
	k.Pass(24 * time.Hour)
	add(t, k, garden(t, "2.0.0", "reversed: [hurried]", "", `[2, 0, 2], expect: {total: {value: "6"`, `[2, 0, 2], expect: {total: {value: "4"`,
		`[0, 2, 0], expect: {total: {value: "0"`, `[0, 2, 0], expect: {total: {value: "2"`))
	release(t, k, ref("2.0.0"))
	k.Answer(t, patient, "garden-rest", 1)
	r, err := k.Report(t.Context(), k.Clinician, app.ReportRequest{Patient: patient})
	if err != nil {
		t.Fatal(err)
	}
	trend := r.Trends[0]
	if len(trend.Points) != 2 || trend.Points[0].Shown != "4" || trend.Points[0].Version != "1.0.0" {
		t.Errorf("recorded: got %+v", trend.Points)
	}
	x := trend.Rescored
	if x == nil || len(x.Points) != 1 || x.Points[0].Shown != "6" || x.Points[0].Response != first || x.Label != "re-scored with version 2.0.0, not what was recorded" {
		t.Errorf("re-scored: got %+v", x)
	}
	if trend.Events[0].Kind != "version" {
		t.Errorf("the break is not marked: got %+v", trend.Events)
	}
}

// TestTrendLeavesOutWhatTheNewerVersionCanNotTake has a newer version without one of the questions.
func TestTrendLeavesOutWhatTheNewerVersionCanNotTake(t *testing.T) {
	k := testkitWith(t, garden(t, "1.0.0"))
	patient := k.Patient(t, "R-1", "Petra Patient")
	k.Answer(t, patient, "garden-rest", 2)
	k.Pass(24 * time.Hour)
	add(t, k, garden(t, "2.0.0", "id: breathed,", "id: exhaled,", "hurried, breathed]", "hurried, exhaled]"))
	release(t, k, ref("2.0.0"))
	k.Answer(t, patient, "garden-rest", 1)
	r, err := k.Report(t.Context(), k.Clinician, app.ReportRequest{Patient: patient})
	if err != nil || r.Trends[0].Rescored != nil || len(r.Trends[0].Points) != 2 {
		t.Errorf("got %+v, %v", r.Trends[0].Rescored, err)
	}
}
