package app_test

import (
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"steelyard/internal/app"
	"steelyard/internal/clinic"
	"steelyard/internal/fault"
	q "steelyard/internal/questionnaire"
	"steelyard/internal/store"
	"steelyard/internal/testkit"
)

var phq9 = q.Ref{ID: "phq-9", Version: "1.0.0"}

// sheet is a form of the PHQ-9 with every answer alike, filled in three days before the clock.
func sheet(t testing.TB, k *testkit.Clinic, patient clinic.PatientID, choice int) app.PaperForm {
	t.Helper()
	e, err := k.Library.Get(phq9)
	if err != nil {
		t.Fatal(err)
	}
	return app.PaperForm{Patient: patient, Ref: phq9, Answers: testkit.SameChoice(e.Definition, choice), AnsweredOn: "2026-11-20", Key: k.NewID()}
}

func view[T any](t testing.TB, k *testkit.Clinic, f func(tx *store.Tx) (T, error)) (v T) {
	t.Helper()
	if err := k.Store.View(t.Context(), func(tx *store.Tx) (err error) {
		v, err = f(tx)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return v
}

func TestPaperIsKeptAtItsDay(t *testing.T) {
	k := testkit.New(t)
	patient := k.Patient(t, "R-1", "Petra Patient")
	id, err := k.EnterPaper(t.Context(), k.Clinician, sheet(t, k, patient, 1))
	if err != nil {
		t.Fatal(err)
	}
	r := view(t, k, func(tx *store.Tx) (clinic.Response, error) { return tx.GetResponse(id) })
	e := view(t, k, func(tx *store.Tx) (clinic.Encounter, error) { return tx.GetEncounter(r.EncounterID) })
	if r.Status != clinic.Completed || r.CompletedAt.Format(time.DateTime) != "2026-11-20 12:00:00" || !r.UpdatedAt.Equal(testkit.Start) || r.EnteredBy != k.Clinician.User || e.Mode != clinic.Paper {
		t.Errorf("got %+v at %s by %s, mode %s", r.Status, r.CompletedAt, r.EnteredBy, e.Mode)
	}
	rep, err := k.Report(t.Context(), k.Clinician, app.ReportRequest{Patient: patient})
	if err != nil {
		t.Fatal(err)
	}
	if got := rep.Responses[0]; !got.Paper || got.EnteredBy != "Clara Clinician" || got.Scores[0].Shown != "9" {
		t.Errorf("the report says paper %v, entered by %q, score %q", got.Paper, got.EnteredBy, got.Scores[0].Shown)
	}
	alerts := view(t, k, func(tx *store.Tx) ([]clinic.Alert, error) { return tx.AlertsOf(patient) })
	if len(alerts) == 0 || alerts[0].ResponseID != id || !alerts[0].RaisedAt.Equal(testkit.Start) {
		t.Errorf("got alerts %+v, want one of question 9, raised now", alerts)
	}
	entries, err := k.Audit(t.Context(), k.Administrator, patient, 5)
	if err != nil || !slices.ContainsFunc(entries, func(e app.AuditEntry) bool {
		return e.Action == "enter paper form" && e.Subject == "response:"+string(id) && strings.Contains(e.Why, "2026-11-20")
	}) {
		t.Errorf("got %+v (%v), want an entry of the form", entries, err)
	}
}

func TestPaperIsEnteredOnce(t *testing.T) {
	k := testkit.New(t)
	patient := k.Patient(t, "R-1", "Petra Patient")
	f := sheet(t, k, patient, 1)
	ids := make([]clinic.ResponseID, 8)
	var all sync.WaitGroup
	for i := range ids {
		all.Go(func() {
			id, err := k.EnterPaper(t.Context(), k.Clinician, f)
			if err != nil {
				t.Error(err)
			}
			ids[i] = id
		})
	}
	all.Wait()
	if len(slices.Compact(ids)) != 1 {
		t.Errorf("got %v, want one response", ids)
	}
	if n := len(view(t, k, func(tx *store.Tx) ([]clinic.Response, error) { return tx.ResponsesOf(patient) })); n != 1 {
		t.Errorf("got %d responses, want 1", n)
	}
	other := sheet(t, k, patient, 2)
	other.Key = f.Key
	if _, err := k.EnterPaper(t.Context(), k.Clinician, other); fault.KindOf(err) != fault.Conflict {
		t.Errorf("other answers with the same key: got %v, want a conflict", err)
	}
	k.Pass(time.Hour)
	if again, err := k.EnterPaper(t.Context(), k.Clinician, f); err != nil || again != ids[0] {
		t.Errorf("an hour later: got %s (%v), want %s", again, err, ids[0])
	}
}

func TestPaperThatIsWrong(t *testing.T) {
	k := testkit.New(t)
	patient := k.Patient(t, "R-1", "Petra Patient")
	if _, err := k.EnterPaper(t.Context(), k.Clinician, sheet(t, k, patient, 0)); err != nil {
		t.Fatal(err)
	}
	cases := []struct {
		name   string
		change func(*app.PaperForm)
		want   map[string]string // where and what
	}{
		{"tomorrow", func(f *app.PaperForm) { f.AnsweredOn = "2026-11-24" }, map[string]string{"_answered_on": "in the future"}},
		{"no day", func(f *app.PaperForm) { f.AnsweredOn = "" }, map[string]string{"_answered_on": "Enter the day"}},
		{"no such day", func(f *app.PaperForm) { f.AnsweredOn = "2026-02-30" }, map[string]string{"_answered_on": "year-month-day"}},
		{"before birth", func(f *app.PaperForm) { f.AnsweredOn = "1984-03-26" }, map[string]string{"_answered_on": "before the patient was born"}},
		{"unknown choice", func(f *app.PaperForm) { f.Answers["q3"] = "7" }, map[string]string{"q3": "is not one of the choices"}},
		{"unknown question", func(f *app.PaperForm) { f.Answers["q33"] = "1" }, map[string]string{"q33": "no such question"}},
		{"everything at once", func(f *app.PaperForm) { f.Answers["q3"], f.Answers["q4"], f.AnsweredOn = "7", "8", "2030-01-01" },
			map[string]string{"q3": "choices", "q4": "choices", "_answered_on": "future"}},
		{"a second of the day", func(f *app.PaperForm) { f.AnsweredOn = "2026-11-20" }, map[string]string{"_reason": "entered already"}},
		{"no answer", func(f *app.PaperForm) { f.Answers = q.Form{"q1": ""} }, map[string]string{"q1": "without answers"}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			f := sheet(t, k, patient, 1)
			f.AnsweredOn = "2026-11-19"
			c.change(&f)
			_, err := k.EnterPaper(t.Context(), k.Clinician, f)
			got := map[string]string{}
			for _, d := range fault.Details(err) {
				got[d.Where] = d.What
			}
			if fault.KindOf(err) != fault.Invalid || len(got) != len(c.want) {
				t.Fatalf("got %v, want faults at %v", err, c.want)
			}
			for where, what := range c.want {
				if !strings.Contains(got[where], what) {
					t.Errorf("%s: got %q, want %q", where, got[where], what)
				}
			}
			if checked := k.CheckPaper(t.Context(), k.Clinician, f); checked == nil || checked.Error() != err.Error() {
				t.Errorf("looked at without being kept: got %v, want %v", checked, err)
			}
		})
	}
	if n := len(view(t, k, func(tx *store.Tx) ([]clinic.Encounter, error) { return tx.EncountersOf(patient) })); n != 1 {
		t.Errorf("got %d encounters, want what was right only", n)
	}
}

func TestPaperOfTheSameDayWithAReason(t *testing.T) {
	k := testkit.New(t)
	patient := k.Patient(t, "R-1", "Petra Patient")
	for _, reason := range []string{"", "Morning and evening sheet"} {
		f := sheet(t, k, patient, 1)
		f.Reason = reason
		if _, err := k.EnterPaper(t.Context(), k.Clinician, f); err != nil {
			t.Errorf("with the reason %q: %v", reason, err)
		}
	}
	today := sheet(t, k, patient, 1)
	today.AnsweredOn = "2026-11-23"
	id, err := k.EnterPaper(t.Context(), k.Clinician, today)
	if err != nil {
		t.Fatal(err)
	}
	if r := view(t, k, func(tx *store.Tx) (clinic.Response, error) { return tx.GetResponse(id) }); r.CompletedAt.After(testkit.Start) {
		t.Errorf("a form of today counts from %s, which is still to come", r.CompletedAt)
	}
}

// TestPaperThatSkippedWrongly wants an answer that no online form would have asked for to be looked at, not dropped.
func TestPaperThatSkippedWrongly(t *testing.T) {
	k := testkit.New(t)
	patient := k.Patient(t, "R-1", "Petra Patient")
	for _, e := range k.Library.Latest() {
		d := e.Definition
		for i := range d.Items {
			if d.Items[i].ShownWhen == nil {
				continue
			}
			f := app.PaperForm{Patient: patient, Ref: d.Ref(), AnsweredOn: "2026-11-20", Key: k.NewID(), Answers: q.Form{d.Items[i].ID: testkit.SameChoice(d, 0)[d.Items[i].ID]}}
			if _, err := k.EnterPaper(t.Context(), k.Clinician, f); !strings.Contains(detailOf(err, d.Items[i].ID), "not for somebody with the answers above") {
				t.Errorf("%s %s alone: got %v, want it to be looked at", d.Ref(), d.Items[i].ID, err)
			}
			return
		}
	}
	t.Fatal("no shipped form has a question that waits on another")
}

func detailOf(err error, id q.ItemID) string {
	for _, d := range fault.Details(err) {
		if d.Where == string(id) {
			return d.What
		}
	}
	return ""
}

func TestPaperByWhomItMay(t *testing.T) {
	k := testkit.New(t)
	patient := k.Patient(t, "R-1", "Petra Patient")
	if _, err := k.EnterPaper(t.Context(), k.Viewer, sheet(t, k, patient, 1)); fault.KindOf(err) != fault.Denied {
		t.Errorf("a viewer: got %v, want it denied", err)
	}
	if _, err := k.EnterPaper(t.Context(), k.Clinician, sheet(t, k, "nobody", 1)); fault.KindOf(err) != fault.NotFound {
		t.Errorf("nobody's form: got %v, want not found", err)
	}
	f := sheet(t, k, patient, 1)
	f.Key = "short"
	if _, err := k.EnterPaper(t.Context(), k.Clinician, f); fault.KindOf(err) != fault.Invalid {
		t.Errorf("a page without a key: got %v, want it refused", err)
	}
}
