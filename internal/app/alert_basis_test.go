package app_test

import (
	"testing"

	"steelyard/internal/app"
	"steelyard/internal/clinic"
	q "steelyard/internal/questionnaire"
	"steelyard/internal/report"
	"steelyard/internal/testkit"
)

// An exported alert says who rated as every other export of the same answers does: by the form and by how they came in, also
// before they are sent.
func TestAnExportedAlertSaysWhoRated(t *testing.T) {
	w := newWorld(t)
	p := w.Patient(t, "R-1", "Petra Patient")
	want := map[clinic.ResponseID]report.Basis{w.Answer(t, p, "phq-9", 3): report.ReadOut, w.Answer(t, p, "phq-9", 2): report.ReadOut}
	for _, sent := range []bool{true, false} {
		token := w.Link(t, p, "phq-9")
		v := w.open(token)
		_, err := w.SaveAnswers(t.Context(), &v, 0, q.Form{"q9": "1"}, "en")
		must(t, err)
		if sent {
			_, err = w.SaveAnswers(t.Context(), &v, 0, testkit.SameChoice(v.Parts[0].Entry.Definition, 1), "en")
			must(t, err)
			must(t, w.Submit(t.Context(), &v, "en"))
		}
		want[w.open(token).Parts[0].Response.ID] = report.SelfReport
	}
	got := map[clinic.ResponseID]report.Basis{}
	must(t, w.ExportAlerts(t.Context(), w.Clinician, app.AlertFilter{}, func(r app.AlertRecord) error {
		got[r.Alert.ResponseID] = r.Basis
		return nil
	}))
	for id, basis := range want {
		if got[id] != basis {
			t.Errorf("response %s: got %q, want %q", id, got[id], basis)
		}
	}
	if len(got) != len(want) {
		t.Errorf("got alerts of %d responses, want %d", len(got), len(want))
	}
}
