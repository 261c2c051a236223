package app_test

import (
	"reflect"
	"testing"
	"time"

	"steelyard/internal/app"
	"steelyard/internal/clinic"
	"steelyard/internal/fault"
	q "steelyard/internal/questionnaire"
	"steelyard/internal/testkit"
)

func TestACorrectionStandsForTheOriginalWhichIsKept(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	w.newLink("phq-9")
	w.save(&w.visit, 0, testkit.SameChoice(w.visit.Parts[0].Entry.Definition, 1))
	must(t, w.Submit(ctx, &w.visit, "en"))
	old := w.record().Responses[0]
	w.Pass(3 * time.Hour)
	form := testkit.SameChoice(w.visit.Parts[0].Entry.Definition, 0)
	id, err := w.Amend(ctx, w.Clinician, old.ID, form, "read out wrongly")
	must(t, err)
	first, err := w.Response(ctx, w.Clinician, old.ID)
	must(t, err)
	if first.CorrectedBy != id || first.Response.Status != clinic.Amended || !reflect.DeepEqual(first.Response.Answers, old.Answers) {
		t.Errorf("the original is %+v, want it kept, amended and pointing to its correction", first.Response)
	}
	now, err := w.Response(ctx, w.Clinician, id)
	must(t, err)
	r := now.Response
	if r.Amends != old.ID || r.Reason != "read out wrongly" || r.EnteredBy != w.Clinician.User || r.Status != clinic.Completed || r.Questionnaire != old.Questionnaire || r.Hash != old.Hash {
		t.Errorf("the correction is %+v", r)
	}
	if !r.CompletedAt.Equal(*old.CompletedAt) || !r.UpdatedAt.Equal(w.Now()) {
		t.Errorf("it stands at %v and was made at %v, want %v and %v", r.CompletedAt, r.UpdatedAt, old.CompletedAt, w.Now())
	}
	w.sameAsScoredAgain([]clinic.Response{first.Response, r})
	if now.View.Scores[0].Value.String() == first.View.Scores[0].Value.String() {
		t.Errorf("both have the value %s", now.View.Scores[0].Value)
	}
	report, err := w.Report(ctx, w.Clinician, app.ReportRequest{Patient: w.patient})
	must(t, err)
	if len(report.Responses) != 1 || report.Responses[0].ID != id {
		t.Errorf("the report has %d responses, want the correction alone", len(report.Responses))
	}
	w.onlyOneCorrection(old.ID, id, form)
}

// onlyOneCorrection: the next one corrects the correction.
func (w *world) onlyOneCorrection(old, corrected clinic.ResponseID, form q.Form) {
	w.t.Helper()
	ctx := w.t.Context()
	was := w.kept()
	if _, err := w.Amend(ctx, w.Clinician, old, form, "once more"); fault.KindOf(err) != fault.Conflict {
		w.t.Errorf("a second correction of the original: got %v, want a conflict", err)
	}
	for _, reason := range []string{"", "  x ", string(make([]byte, 501)), "bad \xff text"} {
		if _, err := w.Amend(ctx, w.Clinician, corrected, form, reason); fault.KindOf(err) != fault.Invalid {
			w.t.Errorf("the reason %.10q: got %v, want it refused", reason, err)
		}
	}
	if _, err := w.Amend(ctx, w.Clinician, corrected, q.Form{"q1": "9"}, "wrong again"); fault.KindOf(err) != fault.Invalid {
		w.t.Errorf("an answer that does not exist: got %v, want it refused", err)
	}
	if w.kept() != was {
		w.t.Error("a refused correction was kept")
	}
	third, err := w.Amend(ctx, w.Clinician, corrected, form, "and again")
	must(w.t, err)
	if r, err := w.Response(ctx, w.Clinician, third); err != nil || r.Response.Amends != corrected {
		w.t.Errorf("got %+v, %v; want the chain to go on", r.Response, err)
	}
}

func TestAnUnfinishedResponseIsNotCorrected(t *testing.T) {
	w := populated(t)
	open := w.record().Responses[0]
	if _, err := w.Amend(t.Context(), w.Clinician, open.ID, q.Form{}, "too early"); open.Status != clinic.InProgress || fault.KindOf(err) != fault.Conflict {
		t.Errorf("got %v of a response %s, want a conflict", err, open.Status)
	}
}

// A correction raises what it brings, and not again what was raised of the same answers before.
func TestFlagsOfCorrections(t *testing.T) {
	w := newWorld(t)
	w.patient = w.Patient(t, "1", "Erika")
	id := w.Answer(t, w.patient, "phq-9", 0)
	for i, step := range []struct {
		answer string
		alerts int
	}{{"0", 0}, {"2", 1}, {"3", 1}, {"0", 1}, {"1", 2}} {
		form := testkit.SameChoice(w.entry("phq-9").Definition, 0)
		form["q9"] = step.answer
		var err error
		id, err = w.Amend(t.Context(), w.Clinician, id, form, "asked again")
		must(t, err)
		if got := len(w.record().Alerts); got != step.alerts {
			t.Errorf("step %d: %d alerts, want %d", i, got, step.alerts)
		}
	}
}
