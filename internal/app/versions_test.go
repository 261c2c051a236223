package app_test

import (
	"fmt"
	"testing"
	"testing/fstest"

	"steelyard/internal/app"
	"steelyard/internal/clinic"
	"steelyard/internal/fault"
	"steelyard/internal/library"
	q "steelyard/internal/questionnaire"
	"steelyard/questionnaires"
)

// gardenBed gives a small questionnaire of two items that proves itself; its factor, 1 to 9, tells its versions apart.
func gardenBed(version, wording string, factor int) string {
	text := func(s string) string {
		if wording == "supplied" {
			return ""
		}
		return ", text: {en: " + s + "}"
	}
	return fmt.Sprintf(`id: garden
version: %[1]s
title: {en: Rest in the garden}
short_title: {en: Garden}
domain: rest
purpose: {en: For tests.}
evidence: unvalidated
recall: P7D
languages: [en]
respondent: either
minutes: 1
rights: {holder: Nobody, basis: own-work, commercial: "yes", source: ours, as_of: 2026-11-23}
wording: %[2]s
choice_sets:
  - {id: often, choices: [{code: "0", label: {en: Never}, score: 0}, {code: "1", label: {en: Often}, score: %[3]d}]}
items:
  - {id: sat, label: {en: Sat}%[4]s, choices: often}
  - {id: rest, label: {en: Rested}%[5]s, choices: often}
scales:
  - {id: total, title: {en: Rest}, operator: sum, items: [sat, rest], missing: {rule: complete, source: ours}, direction: well-being, range: {min: 0, max: %[6]d}, source: ours}
sources:
  - {id: ours, citation: "Written for this test, 2026", checked: verified}
examples:
  - {id: both, answers: [1, 1], expect: {total: {value: "%[6]d"}}, source: ours}
  - {id: one, answers: [1, 0], expect: {total: {value: "%[3]d"}}, source: ours}
  - {id: other, answers: [0, 1], expect: {total: {value: "%[3]d"}}, source: ours}
  - {id: none, answers: [0, 0], expect: {total: {value: "0"}}, source: ours}
  - {id: gap, answers: [1, null], expect: {total: {state: unscorable}}, source: ours}
`, version, wording, factor, text("I sat down."), text("I rested."), 2*factor)
}

// gardens makes a library of released versions of the garden, each with its factor.
func gardens(t *testing.T, factors map[string]int) *library.Library {
	t.Helper()
	folder, released := fstest.MapFS{}, ""
	for version, factor := range factors {
		text := gardenBed(version, "included", factor)
		folder["garden/"+version+".yaml"] = &fstest.MapFile{Data: []byte(text)}
		released += "garden@" + version + " " + string(hashOf(t, text)) + "\n"
	}
	folder["RELEASED"] = &fstest.MapFile{Data: []byte(released)}
	l, err := library.Load(questionnaires.FS, folder)
	must(t, err)
	return l
}

func hashOf(t *testing.T, text string) q.Hash {
	t.Helper()
	d, err := q.Parse("garden.yaml", []byte(text))
	must(t, err)
	return d.Hash()
}

// restart starts the program again on the same database, with other definitions.
func (w *world) restart(l *library.Library) error {
	a, err := app.New(w.t.Context(), app.App{Store: w.Store, Library: l, AuditKey: w.AuditKey, Now: w.Now, Log: w.Log})
	if err == nil {
		w.App = a
	}
	return err
}

// A visit stays on the version it was made with, whatever is released meanwhile, and also once that version's file is gone.
func TestAVisitStaysOnItsVersion(t *testing.T) {
	for _, begun := range []bool{false, true} {
		w := newWorld(t)
		must(t, w.restart(gardens(t, map[string]int{"1.0.0": 1})))
		w.newLink("garden")
		if begun {
			w.save(&w.visit, 0, q.Form{"sat": "1"})
		}
		must(t, w.restart(gardens(t, map[string]int{"1.0.0": 1, "2.0.0": 5})))
		v := w.open(w.token)
		w.save(&v, 0, q.Form{"sat": "1", "rest": "1"})
		must(t, w.Submit(t.Context(), &v, "en"))
		first := w.record().Responses[0]
		second := w.Answer(t, w.patient, "garden", 1)
		w.wantValue(first.ID, "1.0.0", "2")
		w.wantValue(second, "2.0.0", "10")
		must(t, w.restart(gardens(t, map[string]int{"2.0.0": 5})))
		w.wantValue(first.ID, "1.0.0", "2")
		if id, err := w.Amend(t.Context(), w.Clinician, first.ID, q.Form{"sat": "1", "rest": "0"}, "misread"); err != nil {
			t.Error(err)
		} else {
			w.wantValue(id, "1.0.0", "1")
		}
	}
}

func (w *world) wantValue(id clinic.ResponseID, version q.Version, value string) {
	w.t.Helper()
	r, err := w.Response(w.t.Context(), w.Clinician, id)
	must(w.t, err)
	if r.Response.Questionnaire.Version != version || r.View.Ref.Version != version || r.View.Scores[0].Value.String() != value {
		w.t.Errorf("got %s with %s, want version %s and value %s", r.Response.Questionnaire, r.View.Scores[0].Value, version, value)
	}
}

// What a site does with its versions holds for whoever starts next, and what was not noted was not done.
func TestStepsOfTheLibraryHoldAfterARestart(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	text := gardenBed("1.0.0", "included", 3)
	_, err := w.AddDefinition(ctx, w.Administrator, app.Upload{Name: "garden.yaml", Content: []byte(text)})
	must(t, err)
	_, err = w.Release(ctx, w.Administrator, app.Decision{Ref: gardenRef("1.0.0")})
	must(t, err)
	fresh, err := library.Load(questionnaires.FS)
	must(t, err)
	must(t, w.restart(fresh))
	w.newLink("garden")
	_, err = w.Retire(ctx, w.Administrator, app.Decision{Ref: gardenRef("1.0.0")})
	must(t, err)
	if _, _, err := w.Invite(ctx, w.Clinician, w.patient, []q.ID{"garden"}, 7); fault.KindOf(err) != fault.Invalid {
		t.Errorf("inviting to a retired version: got %v, want it refused", err)
	}
	w.save(&w.visit, 0, q.Form{"sat": "1", "rest": "0"})
	must(t, w.Submit(ctx, &w.visit, "en"))
	w.wantValue(w.record().Responses[0].ID, "1.0.0", "3")
}

func gardenRef(version string) q.Ref { return q.Ref{ID: "garden", Version: q.Version(version)} }

// Where the file of a version that was answered has another content now, what was begun goes on with the content it
// was begun with, and nobody is asked the other one under the same name.
func TestAVersionThatWasAnsweredNeverChanges(t *testing.T) {
	w := newWorld(t)
	must(t, w.restart(gardens(t, map[string]int{"1.0.0": 1})))
	w.newLink("garden")
	w.save(&w.visit, 0, q.Form{"sat": "1"})
	err := w.restart(gardens(t, map[string]int{"1.0.0": 7}))
	if fault.KindOf(err) == fault.Conflict {
		return // refusing to start is safe too
	}
	must(t, err)
	v := w.open(w.token)
	w.save(&v, 0, q.Form{"rest": "1"})
	must(t, w.Submit(t.Context(), &v, "en"))
	w.wantValue(w.record().Responses[0].ID, "1.0.0", "2")
	if e, ok := w.Library.FindLatest("garden"); ok && e.Definition.Hash() != hashOf(t, gardenBed("1.0.0", "included", 1)) {
		t.Error("the changed content is offered under its old name")
	}
}
