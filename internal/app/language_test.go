package app_test

import (
	"context"
	"reflect"
	"testing"
	"time"

	"steelyard/internal/app"
	"steelyard/internal/clinic"
	q "steelyard/internal/questionnaire"
	"steelyard/internal/scoring"
	"steelyard/internal/store"
	"steelyard/internal/testkit"
)

// answerIn enters one form in a language and gives the response with its frozen result.
func answerIn(t *testing.T, k *testkit.Clinic, patient clinic.PatientID, id q.ID, form q.Form, l q.Language) (r clinic.Response, result scoring.Result) {
	t.Helper()
	ctx := t.Context()
	e, err := k.Begin(ctx, k.Clinician, patient, []q.ID{id})
	must(t, err)
	v, err := k.OpenEncounter(ctx, k.Clinician, e)
	must(t, err)
	_, err = k.SaveAnswers(ctx, &v, 0, form, l)
	must(t, err)
	must(t, k.Submit(ctx, &v, l))
	v, err = k.OpenEncounter(context.WithoutCancel(ctx), k.Clinician, e)
	must(t, err)
	r = v.Parts[0].Response
	must(t, k.Store.View(ctx, func(tx *store.Tx) error {
		result, err = tx.GetResult(r.ID)
		return err
	}))
	return r, result
}

// TestAScoreDoesNotDependOnLanguage answers every questionnaire that there is in several languages alike in each of them, and
// holds a version that only adds languages to the one before.
func TestAScoreDoesNotDependOnLanguage(t *testing.T) {
	k := testkit.New(t)
	patient := k.Patient(t, "R-1", "Anybody")
	several := 0
	for _, e := range k.Library.Latest() {
		d := e.Definition
		if len(d.Languages) < 2 {
			continue
		}
		several++
		for _, choice := range []int{0, 3} {
			form := testkit.SameChoice(d, choice)
			_, want, err := app.Score(e, form)
			must(t, err)
			for _, l := range d.Languages {
				r, got := answerIn(t, k, patient, d.ID, form, l)
				if !reflect.DeepEqual(got.Scores, want.Scores) || r.Language != l {
					t.Errorf("%s in %s, choice %d: got %+v, want %+v", d.Ref(), r.Language, choice, got.Scores, want.Scores)
				}
			}
			before, err := k.Library.Get(q.Ref{ID: d.ID, Version: "1.0.0"})
			must(t, err)
			if _, old, err := app.Score(before, form); err != nil || !reflect.DeepEqual(old.Scores, want.Scores) {
				t.Errorf("%s, choice %d: got %+v, and %s gave %+v, %v", d.Ref(), choice, want.Scores, before.Ref(), old.Scores, err)
			}
		}
	}
	if several != 5 {
		t.Errorf("got %d questionnaires in several languages, want our five", several)
	}
}

// TestATrendMarksAChangeOfLanguage answers twice in German and then in Arabic, and wants the change marked once, where it was.
func TestATrendMarksAChangeOfLanguage(t *testing.T) {
	k := testkit.New(t)
	patient := k.Patient(t, "R-1", "Anybody")
	e, _ := k.Library.FindLatest("core-mood")
	form := testkit.SameChoice(e.Definition, 1)
	for _, l := range []q.Language{"de", "de", "ar"} {
		answerIn(t, k, patient, "core-mood", form, l)
		k.Pass(10 * 24 * time.Hour)
	}
	r, err := k.Report(t.Context(), k.Clinician, app.ReportRequest{Patient: patient})
	must(t, err)
	trend := r.Trends[0]
	if len(trend.Points) != 3 || trend.Points[0].Tongues != "German" || trend.Points[2].Tongues != "Arabic" {
		t.Fatalf("got %+v", trend.Points)
	}
	if len(trend.Events) != 1 || trend.Events[0].Kind != "language" || trend.Events[0].Label != "in Arabic instead of German" || !trend.Events[0].At.Equal(trend.Points[2].At) {
		t.Errorf("got events %+v, want the change of language at the third point", trend.Events)
	}
	if r.Responses[0].Tongues != "Arabic" {
		t.Errorf("the response was answered in %q", r.Responses[0].Tongues)
	}
}
