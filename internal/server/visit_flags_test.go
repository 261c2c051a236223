package server_test

import (
	"fmt"
	"html"
	"math/rand/v2"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"steelyard/internal/app"
	"steelyard/internal/clinic"
	"steelyard/internal/library"
	q "steelyard/internal/questionnaire"
	"steelyard/internal/safety"
	"steelyard/internal/testkit"
)

// TestEveryFlagArrives raises each flag of each definition that ships by pages alone, as a patient or, where a clinician
// fills the form in, as staff, and wants it on the page of open alerts and in the count that every page of staff shows.
// A flag over items must have arrived before anything is sent.
func TestEveryFlagArrives(t *testing.T) {
	w := newVisitClinic(t)
	flags := 0
	for _, e := range w.Library.Latest() {
		if e.Ref().ID == "kinds" { // it does not ship
			continue
		}
		if !e.Definition.HasWording() {
			w.word(e)
			e, _ = w.Library.FindLatest(e.Ref().ID)
		}
		for i := range e.Definition.Flags {
			flags++
			t.Run(e.Ref().String()+"/"+string(e.Definition.Flags[i].ID), func(t *testing.T) { w.wantArrival(t, e, &e.Definition.Flags[i]) })
		}
	}
	if flags < 5 {
		t.Errorf("got %d flags in the library, want at least 5: the test looks at nothing", flags)
	}
}

// word gives a key that ships without its words some of our own, so that it can be asked.
func (w *visitClinic) word(e *library.Entry) {
	w.Helper()
	var b strings.Builder
	fmt.Fprintf(&b, "questionnaire: %s\nlanguage: en\nnotice: A notice.\nrights: {who: Us, basis: licence}\nitems:\n", e.Ref())
	for i := range e.Definition.Items {
		fmt.Fprintf(&b, "  %s: Words of %[1]s\n", e.Definition.Items[i].ID)
	}
	b.WriteString("choices:\n")
	for _, set := range e.Definition.ChoiceSets {
		fmt.Fprintf(&b, "  %s:\n", set.ID)
		for _, c := range set.Choices {
			fmt.Fprintf(&b, "    %q: Label of %s\n", c.Code, c.Code)
		}
	}
	if len(e.Definition.Flags) == 0 {
		return // it is not asked here
	}
	if _, err := w.AddWording(w.Context(), w.Administrator, e.Ref(), app.Upload{Name: "words.yaml", Content: []byte(b.String())}, q.About{}); err != nil {
		w.Fatal(err)
	}
}

func (w *visitClinic) wantArrival(t *testing.T, e *library.Entry, flag *q.Flag) {
	form, early := raising(t, e, flag.ID)
	fiona := clinic.Patient{RecordNumber: "F-" + string(e.Ref().ID) + "-" + string(flag.ID), Name: "Fiona Flagged", Phone: "+44 20 7946 0000", Sex: clinic.Female, Clinician: w.Clinician.User, Team: testkit.TheTeam}
	var err error
	if w.patient, err = w.AddPatient(t.Context(), w.Clinician, fiona); err != nil {
		t.Fatal(err)
	}
	patient := w.browser()
	staff := w.browser().signIn()
	words := flag.Clinician.In(q.DefaultLanguage)
	staff.get("/alerts").lacks(t, "Fiona Flagged")
	before := len(w.openAlerts())

	var root string
	by := patient
	if e.Definition.Respondent == q.Clinician {
		id, err := w.Begin(w.Context(), w.Clinician, w.patient, []q.ID{e.Ref().ID})
		if err != nil {
			t.Fatal(err)
		}
		root, by = "/encounters/"+string(id), staff
	} else {
		root, _ = w.invite(e.Ref().ID)
	}
	posted := url.Values{}
	for id, answer := range form {
		posted.Set(string(id), answer)
	}
	if page := by.send(http.MethodPost, root+"/1/all", posted); !strings.HasPrefix(page.path, root+"/review") {
		t.Fatalf("got to %s, want the review\n%s", page.path, page.words())
	}
	if early {
		staff.get("/alerts").wants(t, 200, "Fiona Flagged", words, "which have not been sent", "phone: +44 20 7946 0000")
	}
	by.post(root+"/submit").at(t, root+"/done")
	staff.get("/alerts").wants(t, 200, "Fiona Flagged", words).lacks(t, "which have not been sent")
	open := len(w.openAlerts())
	if open <= before {
		t.Errorf("%d alerts are open, and %d were before", open, before)
	}
	if page := staff.get("/library"); !strings.Contains(html.UnescapeString(page.body), strconv.Itoa(open)) {
		t.Errorf("the header of another page does not count %d open alerts", open)
	}
	for _, alert := range w.openAlerts() {
		if _, err := w.AcknowledgeAlert(w.Context(), w.Clinician, alert.ID, "seen in the test"); err != nil {
			t.Fatal(err)
		}
	}
}

// raising looks for answers that raise a flag; early says whether they do before the form is sent.
func raising(t *testing.T, e *library.Entry, flag q.FlagID) (form q.Form, early bool) {
	t.Helper()
	raised := func(flags []safety.Flag) bool {
		for _, f := range flags {
			if f.Rule.ID == flag && !f.Unanswered {
				return true
			}
		}
		return false
	}
	rnd := rand.New(rand.NewPCG(1, 1))
	for range 20_000 {
		form := q.Form{}
		for i := range e.Definition.Items {
			if choices := e.Definition.ChoicesOf(&e.Definition.Items[i]); len(choices) > 0 && e.Definition.Items[i].Record == "" {
				form[e.Definition.Items[i].ID] = string(choices[rnd.IntN(len(choices))].Code)
			}
		}
		answers, err := e.Definition.Answers(form)
		if err != nil {
			continue
		}
		result := e.Program.Score(answers)
		if raised(safety.Raise(answers, &result)) {
			return form, raised(safety.Raise(answers, nil))
		}
	}
	t.Fatalf("no answers were found that raise %s", flag)
	return nil, false
}
