package app_test

import (
	"strings"
	"testing"

	"steelyard/internal/app"
	"steelyard/internal/clinic"
	"steelyard/internal/fault"
	q "steelyard/internal/questionnaire"
)

const aNote = "said with a smile\nthen looked away"

// interviewed is a world with an interview in which something was noted beside an item, and nothing was sent yet.
func interviewed(t *testing.T) (w *world, v app.Visit) {
	w = newWorld(t)
	w.keeper = w.Clinician
	w.patient = w.Patient(t, "N-1", "Petra Patient")
	id, err := w.Begin(t.Context(), w.Clinician, w.patient, []q.ID{"phq-2"})
	must(t, err)
	w.encounter = id
	v = w.openEncounter(id)
	_, err = w.SaveNoted(t.Context(), &v, 0, app.AnswerPage{Answers: q.Form{"q1": "1"}, Notes: clinic.Notes{"q1": aNote}}, "en")
	must(t, err)
	return w, w.openEncounter(id)
}

func TestANoteIsKeptWithItsAnswer(t *testing.T) {
	w, v := interviewed(t)
	ctx := t.Context()
	if got := v.Parts[0].Response.Notes["q1"]; got != aNote {
		t.Fatalf("got %q", got)
	}
	if strings.Contains(w.dump(), "looked away") {
		t.Error("the note lies open in the database")
	}
	_, err := w.SaveAnswers(ctx, &v, 0, q.Form{"q2": "2"}, "en")
	must(t, err)
	_, err = w.SaveNoted(ctx, &v, 0, app.AnswerPage{Notes: clinic.Notes{"q2": "for a while"}}, "en")
	must(t, err)
	_, err = w.SaveNoted(ctx, &v, 0, app.AnswerPage{Notes: clinic.Notes{"q2": ""}}, "en")
	must(t, err)
	v = w.openEncounter(w.encounter)
	if n := v.Parts[0].Response.Notes; len(n) != 1 || n["q1"] != aNote || v.Parts[0].Answers.Form()["q2"] != "2" {
		t.Errorf("got %q and %v", n, v.Parts[0].Answers.Form())
	}
	must(t, w.Submit(ctx, &v, "en"))
	id := v.Parts[0].Response.ID
	r, err := w.Response(ctx, w.Viewer, id)
	must(t, err)
	if item := r.View.Items[0]; item.Note != aNote || item.Answer == "" || r.View.Items[1].Note != "" || !r.View.Noted() {
		t.Errorf("got %+v", r.View.Items)
	}
	if _, err := w.raw.ExecContext(ctx, "UPDATE responses SET notes = NULL WHERE id = ?", string(id)); err == nil || !strings.Contains(err.Error(), "never changes") {
		t.Errorf("a note of a response that was sent: got %v", err)
	}
	corrected, err := w.Amend(ctx, w.Clinician, id, q.Form{"q1": "0", "q2": "2"}, "wrong line")
	must(t, err)
	if r, err = w.Response(ctx, w.Viewer, corrected); err != nil || r.View.Items[0].Note != aNote {
		t.Errorf("the correction: got %+v, %v", r.View.Items[0], err)
	}
	copied, err := w.CopyForPerson(ctx, w.Clinician, w.patient, "asked for by letter")
	must(t, err)
	if copied.Report.Responses[0].Items[0].Note != aNote {
		t.Error("the person's copy has no note")
	}
	must(t, w.ErasePatient(ctx, w.Administrator, app.Erasure{Patient: w.patient, RecordNumber: "N-1", Reason: "at their request"}))
	var left int
	must(t, w.raw.QueryRowContext(ctx, "SELECT count(*) FROM responses WHERE notes IS NOT NULL").Scan(&left))
	if left != 0 {
		t.Errorf("%d notes are left of an erased person", left)
	}
}

// A note changes no score: the result is the same, byte by byte, with and without.
func TestANoteIsNoPartOfTheScore(t *testing.T) {
	w, v := interviewed(t)
	must(t, w.Submit(t.Context(), &v, "en"))
	other, err := w.Begin(t.Context(), w.Clinician, w.patient, []q.ID{"phq-2"})
	must(t, err)
	u := w.openEncounter(other)
	_, err = w.SaveAnswers(t.Context(), &u, 0, q.Form{"q1": "1"}, "en")
	must(t, err)
	must(t, w.Submit(t.Context(), &u, "en"))
	var results int
	must(t, w.raw.QueryRowContext(t.Context(), "SELECT count(DISTINCT result) FROM results").Scan(&results))
	if results != 1 {
		t.Errorf("got %d different results of the same answers", results)
	}
}

func TestNotesAreRefused(t *testing.T) {
	w, v := interviewed(t)
	tests := []struct {
		name  string
		notes clinic.Notes
		want  fault.Kind
	}{
		{"too long", clinic.Notes{"q1": strings.Repeat("é", clinic.MaxNote+1)}, fault.Invalid},
		{"unreadable", clinic.Notes{"q1": "a\x01b"}, fault.Invalid},
		{"turned around", clinic.Notes{"q1": "gnp.\u202Eexe"}, fault.Invalid},
		{"of no item", clinic.Notes{"nothing": "here"}, fault.Invalid},
	}
	for _, tt := range tests {
		if _, err := w.SaveNoted(t.Context(), &v, 0, app.AnswerPage{Notes: tt.notes}, "en"); fault.KindOf(err) != tt.want || err == nil {
			t.Errorf("%s: got %v", tt.name, err)
		}
	}
	if _, err := w.SaveNoted(t.Context(), &v, 0, app.AnswerPage{Notes: clinic.Notes{"q1": strings.Repeat("é", clinic.MaxNote)}}, "en"); err != nil {
		t.Errorf("the longest: got %v", err)
	}
}

// Whoever holds a link notes nothing, and is told no note.
func TestALinkHasNoNotes(t *testing.T) {
	w := newWorld(t)
	w.newLink("phq-2")
	_, err := w.SaveNoted(t.Context(), &w.visit, 0, app.AnswerPage{Answers: q.Form{"q1": "1"}, Notes: clinic.Notes{"q1": aNote}}, "en")
	if fault.KindOf(err) != fault.Denied {
		t.Errorf("got %v, want it denied", err)
	}
	if got := w.open(w.token).Parts[0].Answers.Form(); len(got) != 0 {
		t.Errorf("of the page %v was kept", got)
	}
}
