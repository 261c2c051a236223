package app_test

import (
	"context"
	"testing"
	"time"

	"steelyard/internal/app"
	"steelyard/internal/clinic"
	"steelyard/internal/fault"
	q "steelyard/internal/questionnaire"
)

func everybodyKeepsAView(ctx context.Context, w *world) error {
	for _, who := range w.staff() {
		if err := w.SaveView(ctx, who, "Overdue", "filter=overdue"); err != nil {
			return err
		}
	}
	return nil
}

// Whatever completes answers renews the last profile of the list, and it is that of the report of the same moment.
func TestGlanceFollows(t *testing.T) {
	sleep := q.Ref{ID: "core-sleep", Version: "1.0.0"}
	answers := func(w *world, code string) q.Form {
		e, err := w.Library.Get(sleep)
		must(t, err)
		form := q.Form{}
		for i := range e.Definition.Items {
			form[e.Definition.Items[i].ID] = code
		}
		return form
	}
	tests := map[string]func(w *world, code string) error{
		"entered": func(w *world, code string) error {
			_, err := w.Enter(t.Context(), w.Clinician, app.Submission{Patient: w.patient, Ref: sleep, Answers: answers(w, code), Language: "en"})
			return err
		},
		"from paper": func(w *world, code string) error {
			_, err := w.EnterPaper(t.Context(), w.Clinician, app.PaperForm{Patient: w.patient, Ref: sleep, Answers: answers(w, code), AnsweredOn: clinic.DateAt(w.Now(), time.UTC), Key: "0123456789abcdef" + code, Reason: "a second one"})
			return err
		},
		"in a visit": func(w *world, code string) error {
			id, err := w.Begin(t.Context(), w.Clinician, w.patient, []q.ID{sleep.ID})
			must(t, err)
			v := w.openEncounter(id)
			v.Actor = w.Clinician
			_, err = w.SaveAnswers(t.Context(), &v, 0, answers(w, code), "en")
			must(t, err)
			return w.Submit(t.Context(), &v, "en")
		},
		"corrected": func(w *world, code string) error {
			id, err := w.Enter(t.Context(), w.Clinician, app.Submission{Patient: w.patient, Ref: sleep, Answers: answers(w, "0"), Language: "en"})
			must(t, err)
			_, err = w.Amend(t.Context(), w.Clinician, id, answers(w, code), "typed in the wrong line")
			return err
		},
	}
	for name, complete := range tests {
		t.Run(name, func(t *testing.T) {
			w := populated(t)
			for _, code := range []string{"1", "3"} {
				w.Pass(24 * time.Hour)
				must(t, complete(w, code))
				g, want := w.glance(t), w.profileMark(t, sleep.ID)
				if g == nil || len(g.Marks) == 0 {
					t.Fatalf("answered with %s: got no profile in the list", code)
				}
				if got := markOf(g, want.Domain); got != want {
					t.Errorf("answered with %s: got %+v, want %+v of the report", code, got, want)
				}
			}
		})
	}
}

func markOf(g *clinic.Glance, id clinic.DomainID) clinic.GlanceMark {
	for _, m := range g.Marks {
		if m.Domain == id {
			return m
		}
	}
	return clinic.GlanceMark{}
}

func (w *world) glance(t *testing.T) *clinic.Glance {
	t.Helper()
	page, err := w.Caseload(t.Context(), w.Administrator, app.CaseloadQuery{})
	must(t, err)
	for _, r := range page.Rows {
		if r.Patient == w.patient {
			return r.Glance
		}
	}
	return nil
}

// profileMark gives the domain of the report's profile that a questionnaire stands behind.
func (w *world) profileMark(t *testing.T, from q.ID) (m clinic.GlanceMark) {
	t.Helper()
	r, err := w.Report(t.Context(), w.Administrator, app.ReportRequest{Patient: w.patient})
	must(t, err)
	for _, d := range r.Profile.Domains {
		if d.Answered && d.From.Questionnaire.ID == from {
			m = clinic.GlanceMark{Domain: clinic.DomainID(d.Domain.ID), Value: d.POMP, Unvalidated: d.From.Evidence != q.Validated}
			if d.Error != nil {
				m.Known, m.Low, m.High, m.Assumed = true, d.Error.Interval.Low, d.Error.Interval.High, d.Error.Basis == q.Assumed
			}
			return m
		}
	}
	t.Fatalf("no domain of the report rests on %s", from)
	return m
}

// A day is the site's: what came in before its midnight is not of today.
func TestDoneTodayIsTheSitesDay(t *testing.T) {
	w := populated(t)
	site, err := w.Site(t.Context())
	must(t, err)
	site.TimeZone = "Pacific/Kiritimati" // fourteen hours ahead
	must(t, w.PutSite(t.Context(), w.Administrator, site))
	now := w.Now().In(w.Zone())
	midnight := time.Date(now.Year(), now.Month(), now.Day()+1, 0, 0, 0, 0, w.Zone())
	w.Pass(midnight.Add(-time.Minute).Sub(w.Now()))
	_, err = w.Enter(t.Context(), w.Clinician, app.Submission{Patient: w.patient, Ref: phq9, Answers: q.Form{"q1": "1"}, Language: "en"})
	must(t, err)
	done := func() int {
		page, err := w.Caseload(t.Context(), w.Clinician, app.CaseloadQuery{Filter: app.DoneToday})
		must(t, err)
		return page.Total
	}
	if n := done(); n == 0 {
		t.Error("a minute before midnight: got nobody done today, want the patient")
	}
	w.Pass(2 * time.Minute)
	if n := done(); n != 0 {
		t.Errorf("a minute after midnight: got %d done today, want nobody", n)
	}
}

func TestTagsAreWords(t *testing.T) {
	w := populated(t)
	for name, tags := range map[string][]string{"empty": {" "}, "long": {"0123456789012345678901234567890"}, "a line break": {"a\u0007b"},
		"too many": {"a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l", "m"}} {
		if err := w.SetTags(t.Context(), w.Clinician, w.patient, nil, tags...); fault.KindOf(err) != fault.Invalid {
			t.Errorf("%s: got %v, want Invalid", name, err)
		}
	}
	must(t, w.SetTags(t.Context(), w.Clinician, w.patient, nil, "  trial   A "))
	all, own, err := w.PatientTags(t.Context(), w.Clinician, w.patient)
	must(t, err)
	if len(all) != 1 || len(own) != 1 || own[0].Name != "trial A" {
		t.Errorf("got %v of %v, want trial A", own, all)
	}
}

func TestViewsHaveAnEnd(t *testing.T) {
	w := populated(t)
	for i := range clinic.MaxViews {
		must(t, w.SaveView(t.Context(), w.Viewer, "View "+string(rune('a'+i)), "filter=due"))
	}
	if err := w.SaveView(t.Context(), w.Viewer, "one more", ""); fault.KindOf(err) != fault.Conflict {
		t.Errorf("got %v, want a Conflict", err)
	}
	c, err := w.WorklistChoices(t.Context(), w.Clinician)
	must(t, err)
	if len(c.Views) != 0 {
		t.Errorf("got %d views of a colleague, want none", len(c.Views))
	}
}

// A view is not named after a patient whom its user can see. Of others nothing is told.
func TestAViewIsNotNamedAfterAPatient(t *testing.T) {
	w := newWorld(t)
	w.Patient(t, "INV-1003", "José García Márquez")
	w.Patient(t, "R 7/2", "Zoë")
	w.PatientOf(t, w.elsewhere, "X-99", "Frieda Fremd")
	for name, taken := range map[string]bool{
		"García Márquez": false, "jose garcia": false, "Talk with JOSÉ (García)": false, "INV-1003": false, "inv 1003": false, "r-7-2 due": false, "zoe": false,
		"García": true, "1003": true, "Zoetropes": true, "Overdue in May": true, "Frieda Fremd": true, "X-99": true,
	} {
		if err := w.SaveView(t.Context(), w.Clinician, name, "filter=due"); (err == nil) != taken || err != nil && fault.KindOf(err) != fault.Invalid {
			t.Errorf("%s: got %v, want it taken: %t", name, err, taken)
		}
	}
	if err := w.SaveView(t.Context(), w.Administrator, "Frieda Fremd", "filter=due"); err == nil {
		t.Error("an administrator, who sees everybody, may name a view after one of them")
	}
}
