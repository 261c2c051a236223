package app_test

import (
	"context"
	"fmt"
	"reflect"
	"strings"
	"sync"
	"testing"

	"steelyard/internal/app"
	"steelyard/internal/clinic"
	"steelyard/internal/fault"
	q "steelyard/internal/questionnaire"
	"steelyard/internal/store"
	"steelyard/internal/testkit"
)

func (w *world) save(v *app.Visit, part int, form q.Form) (urgent bool) {
	w.t.Helper()
	urgent, err := w.SaveAnswers(w.t.Context(), v, part, form, "en")
	must(w.t, err)
	return urgent
}

func (w *world) record() (r recorded) {
	w.t.Helper()
	var err error
	r.PatientRecord, err = w.App.Patient(w.t.Context(), w.Clinician, w.patient)
	must(w.t, err)
	must(w.t, w.Store.View(w.t.Context(), func(tx *store.Tx) (err error) {
		r.Responses, err = tx.ResponsesOf(w.patient)
		return err
	}))
	return r
}

// recorded is the patient's record with every response, also those in progress.
type recorded struct {
	app.PatientRecord
	Responses []clinic.Response
}

// newLink makes a link for a patient of its own, so that nothing else is in the record.
func (w *world) newLink(battery ...q.ID) {
	w.t.Helper()
	w.n++
	w.patient = w.Patient(w.t, fmt.Sprint("L-", w.n), "Lena Link")
	var err error
	w.token, w.link, err = w.Invite(w.t.Context(), w.Clinician, w.patient, battery, 14)
	must(w.t, err)
	w.Agree(w.t, w.token)
	w.visit = w.open(w.token)
}

func TestTwoTabsAreMergedItemByItem(t *testing.T) {
	w := newWorld(t)
	w.newLink("phq-9")
	one, two := w.open(w.token), w.open(w.token)
	w.save(&one, 0, q.Form{"q1": "1", "q2": "2"})
	w.save(&two, 0, q.Form{"q2": "3", "q3": "0"})
	w.save(&one, 0, q.Form{"q1": ""}) // taken back
	got := w.open(w.token).Parts[0].Answers.Form()
	if want := (q.Form{"q2": "3", "q3": "0"}); !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestSavingThePageAgainChangesNothing(t *testing.T) {
	w := newWorld(t)
	w.newLink("phq-9")
	page := q.Form{"q1": "1", "q9": "2"}
	for range 2 {
		w.save(&w.visit, 0, page)
	}
	r := w.record()
	if len(r.Responses) != 1 || !reflect.DeepEqual(r.Responses[0].Answers, page) || len(r.Alerts) != 1 {
		t.Errorf("got %d responses, %v and %d alerts, want one response, %v and one alert", len(r.Responses), r.Responses[0].Answers, len(r.Alerts), page)
	}
}

func TestSubmittingAgainChangesNothing(t *testing.T) {
	w := newWorld(t)
	w.newLink("phq-9", "gad-7")
	w.save(&w.visit, 0, q.Form{"q1": "1", "q9": "2"})
	stale := w.open(w.token)
	must(t, w.Submit(t.Context(), &w.visit, "en"))
	was := w.dump()
	for _, v := range []app.Visit{w.visit, stale, w.open(w.token)} {
		must(t, w.Submit(t.Context(), &v, "en"))
	}
	if w.dump() != was {
		t.Error("submitting again wrote something")
	}
	in := w.Answer(t, w.patient, "phq-2", 1)
	r, err := w.Response(t.Context(), w.Clinician, in)
	must(t, err)
	v := w.openEncounter(r.Response.EncounterID)
	was = w.dump()
	must(t, w.Submit(t.Context(), &v, "en"))
	v.Finished = false // as a tab that was opened before
	must(t, w.Submit(t.Context(), &v, "en"))
	if w.dump() != was {
		t.Error("submitting again in person wrote something")
	}
}

func TestSixteenSubmitAtOnce(t *testing.T) {
	w := newWorld(t)
	w.newLink("phq-9", "gad-7")
	w.save(&w.visit, 0, testkit.SameChoice(w.visit.Parts[0].Entry.Definition, 2))
	w.save(&w.visit, 1, q.Form{"q1": "3"})
	at := make(chan struct{})
	errs := make([]error, 16)
	var all sync.WaitGroup
	for i := range errs {
		v := w.open(w.token)
		all.Go(func() {
			<-at
			errs[i] = w.Submit(context.WithoutCancel(t.Context()), &v, "en")
		})
	}
	close(at)
	all.Wait()
	for i, err := range errs {
		if err != nil {
			t.Errorf("tab %d: %v", i, err)
		}
	}
	r := w.record()
	if len(r.Responses) != 2 || len(r.Alerts) != 1 {
		t.Fatalf("got %d responses and %d alerts, want 2 and 1", len(r.Responses), len(r.Alerts))
	}
	completed := 0
	for _, e := range w.entries(0) {
		if e.Action == "complete response" {
			completed++
		}
	}
	if completed != 2 {
		t.Errorf("%d entries say that a response was completed, want 2", completed)
	}
	w.sameAsScoredAgain(r.Responses)
}

// sameAsScoredAgain holds the frozen results to the answers.
func (w *world) sameAsScoredAgain(responses []clinic.Response) {
	w.t.Helper()
	for _, r := range responses {
		entry, err := w.Library.Get(r.Questionnaire)
		must(w.t, err)
		_, want, err := app.Score(entry, r.Answers)
		must(w.t, err)
		var got = want
		must(w.t, w.Store.View(w.t.Context(), func(tx *store.Tx) (err error) {
			got, err = tx.GetResult(r.ID)
			return err
		}))
		if !reflect.DeepEqual(got, want) {
			w.t.Errorf("%s was frozen as %+v, and scored again gives %+v", r.Questionnaire, got, want)
		}
	}
}

func TestSixteenBeginAtOnce(t *testing.T) {
	w := newWorld(t)
	w.newLink("phq-9")
	var all sync.WaitGroup
	for i := range 16 {
		v := w.open(w.token)
		all.Go(func() {
			item := q.ItemID(fmt.Sprint("q", 1+i%8))
			if _, err := w.SaveAnswers(context.WithoutCancel(t.Context()), &v, 0, q.Form{item: "1"}, "en"); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	r := w.record()
	if len(r.Responses) != 1 || len(r.Responses[0].Answers) != 8 {
		t.Errorf("got %d responses with %v, want one with 8 answers", len(r.Responses), r.Responses[0].Answers)
	}
}

// Where the second part can't be completed, neither is the first, and the link stays open.
func TestABatteryIsSubmittedAsAWhole(t *testing.T) {
	w := newWorld(t)
	w.newLink("phq-9", "gad-7")
	w.save(&w.visit, 0, q.Form{"q1": "1"})
	tests := []struct{ table, when string }{
		{"results", "NEW.questionnaire = 'gad-7'"},
		{"alerts", "NEW.questionnaire = 'gad-7' OR NEW.flag <> ''"},
		{"definitions", "NEW.questionnaire = 'gad-7'"},
		{"audit_entries", "NEW.action = 'complete response' AND NEW.seq % 2 = 0"},
	}
	for _, tt := range tests {
		was := w.kept()
		w.broken(tt.table, tt.when, func() {
			if err := w.Submit(t.Context(), &w.visit, "en"); err == nil {
				t.Errorf("%s: no error", tt.table)
			}
		})
		if w.kept() != was {
			t.Errorf("%s: something was kept", tt.table)
		}
	}
	must(t, w.Submit(t.Context(), &w.visit, "en"))
}

func TestWhatDoesNotFitTheForm(t *testing.T) {
	w := newWorld(t)
	w.newLink("phq-9")
	w.save(&w.visit, 0, q.Form{"q1": "1"})
	was := w.kept()
	for _, form := range []q.Form{{"q1": "4"}, {"q1": "-1"}, {"q1": "1.0"}, {"q1": "\xff"}, {"q77": "1"}, {"": "1"}, {"q2": "1", "q3": "often"}, {"q1": strings.Repeat("1", 70_000)}} {
		_, err := w.SaveAnswers(t.Context(), &w.visit, 0, form, "en")
		if fault.KindOf(err) != fault.Invalid || len(fault.Details(err)) == 0 {
			t.Errorf("%.20v: got %v, want what is wrong with it", form, err)
		}
	}
	for _, part := range []int{-1, 1, 99} {
		if _, err := w.SaveAnswers(t.Context(), &w.visit, part, q.Form{}, "en"); fault.KindOf(err) != fault.NotFound {
			t.Errorf("part %d: got %v, want not found", part, err)
		}
	}
	if w.kept() != was {
		t.Error("something was kept of what does not fit")
	}
}

func TestAnUnfinishedFormAlertsAtOnceAndOnce(t *testing.T) {
	w := newWorld(t)
	w.newLink("phq-9")
	if w.save(&w.visit, 0, q.Form{"q1": "3", "q9": "0"}) {
		t.Error("the first page was called urgent")
	}
	if !w.save(&w.visit, 0, q.Form{"q9": "1"}) {
		t.Error("the answer about self-harm was not called urgent")
	}
	again := w.open(w.token)
	if !again.Crisis() {
		t.Error("the crisis text would not be in sight on the next page")
	}
	if w.save(&again, 0, q.Form{"q2": "1"}) {
		t.Error("another page was called urgent again")
	}
	list, err := w.OpenAlerts(t.Context(), w.Clinician, 10)
	must(t, err)
	if len(list) != 1 || list[0].Patient.ID != w.patient || list[0].Alert.Level != q.Urgent {
		t.Fatalf("got %+v, want one urgent alert about the patient", list)
	}
	must(t, w.Submit(t.Context(), &again, "en"))
	if r := w.record(); len(r.Alerts) != 1 {
		t.Errorf("%d alerts after the form was sent, want still one", len(r.Alerts))
	}
	_, err = w.AcknowledgeAlert(t.Context(), w.Clinician, list[0].Alert.ID, "talked with her")
	must(t, err)
	_, err = w.AcknowledgeAlert(t.Context(), w.Administrator, list[0].Alert.ID, "me too")
	if fault.KindOf(err) != fault.Conflict {
		t.Errorf("a second acknowledgement: got %v, want a conflict", err)
	}
}

// A form that can't be scored is recorded all the same, and says why there is no number.
func TestAFormThatCantBeScored(t *testing.T) {
	w := newWorld(t)
	w.newLink("phq-9")
	w.save(&w.visit, 0, q.Form{"q1": "1"})
	must(t, w.Submit(t.Context(), &w.visit, "en"))
	record, err := w.Response(t.Context(), w.Clinician, w.record().Responses[0].ID)
	must(t, err)
	if record.Response.Status != clinic.Completed || record.View.Scores[0].State != q.Unscorable || record.View.Scores[0].Note == "" {
		t.Errorf("got %s and %+v, want it completed, without a number and with a reason", record.Response.Status, record.View.Scores[0])
	}
}
