package app_test

import (
	"strings"
	"testing"

	"steelyard/internal/app"
	"steelyard/internal/clinic"
	"steelyard/internal/fault"
	q "steelyard/internal/questionnaire"
)

func TestLinksThatEnded(t *testing.T) {
	tests := []struct {
		name string
		end  func(w *world)
		want fault.Kind
		word string
	}{
		{"expired", func(w *world) { w.Pass(14 * day) }, fault.Gone, "run out"},
		{"revoked", func(w *world) {
			_, err := w.Revoke(w.t.Context(), w.Clinician, w.link.ID)
			must(w.t, err)
		}, fault.Gone, "replaced or withdrawn"},
		{"unknown", func(w *world) { w.token = w.token[1:] + w.token[:1] }, fault.NotFound, "does not work"},
		{"cut off", func(w *world) { w.token = w.token[:len(w.token)-1] }, fault.NotFound, "does not work"},
		{"empty", func(w *world) { w.token = "" }, fault.NotFound, "does not work"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld(t)
			w.newLink("phq-9")
			tt.end(w)
			was := w.kept()
			for _, open := range []string{"open", "reopen"} {
				f := w.OpenLink
				if open == "reopen" {
					f = w.ReopenLink
				}
				v, err := f(t.Context(), w.token, "")
				if fault.KindOf(err) != tt.want || !strings.Contains(fault.Message(err), tt.word) {
					t.Errorf("%s: got %v, want %v and %q", open, err, tt.want, tt.word)
				}
				if strings.Contains(fault.Message(err), "Lena") || len(v.Parts) > 0 || v.Patient.Name != "" {
					t.Errorf("%s: it says who the patient is or what was asked", open)
				}
			}
			if w.kept() != was {
				t.Error("a link that can't be used wrote something")
			}
		})
	}
}

// A page that was opened in time and is sent too late is refused in words, and what was saved before is kept.
func TestPagesThatComeTooLate(t *testing.T) {
	tests := []struct {
		name string
		end  func(w *world)
		sent fault.Kind // what the submission gets; Internal for none
	}{
		{"expired", func(w *world) { w.Pass(14 * day) }, fault.Gone},
		{"revoked", func(w *world) {
			_, err := w.Revoke(w.t.Context(), w.Clinician, w.link.ID)
			must(w.t, err)
		}, fault.Gone},
		{"finished in another tab", func(w *world) {
			v := w.open(w.token)
			must(w.t, w.Submit(w.t.Context(), &v, "en"))
		}, fault.Internal},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld(t)
			w.newLink("phq-9")
			w.save(&w.visit, 0, q.Form{"q1": "1"})
			tt.end(w)
			was := w.kept()
			_, err := w.SaveAnswers(t.Context(), &w.visit, 0, q.Form{"q1": "3", "q9": "3"}, "en")
			if fault.KindOf(err) != fault.Gone {
				t.Errorf("saved: got %v, want that the link has ended", err)
			}
			if err := w.Submit(t.Context(), &w.visit, "en"); (err != nil || tt.sent != fault.Internal) && fault.KindOf(err) != tt.sent {
				t.Errorf("sent: got %v, want kind %v", err, tt.sent)
			}
			if w.kept() != was {
				t.Error("it changed something")
			}
		})
	}
}

func TestAFinishedLinkGivesNoAnswers(t *testing.T) {
	w := newWorld(t)
	w.newLink("phq-9", "gad-7")
	w.save(&w.visit, 0, q.Form{"q1": "3", "q9": "2"})
	must(t, w.Submit(t.Context(), &w.visit, "en"))
	before := w.lastEntry()
	v := w.open(w.token)
	if !v.Finished || len(v.Alerts) > 0 || v.Crisis() || len(v.Scores) > 0 {
		t.Errorf("got finished %t, %d alerts, %d scores; want a finished visit that says nothing", v.Finished, len(v.Alerts), len(v.Scores))
	}
	for i := range v.Parts {
		if len(v.Parts[i].Answers.Form()) > 0 || len(v.Parts[i].Response.Answers) > 0 {
			t.Errorf("part %d still has its answers", i)
		}
	}
	if len(w.entries(before)) > 0 {
		t.Error("nothing was shown and something was noted")
	}
	if _, err := w.Revoke(t.Context(), w.Clinician, w.link.ID); fault.KindOf(err) != fault.Conflict {
		t.Errorf("revoking it: got %v, want a conflict", err)
	}
}

func TestOpeningALinkIsNoted(t *testing.T) {
	w := newWorld(t)
	w.newLink("phq-9")
	must(t, w.PutSite(t.Context(), w.Administrator, clinic.Site{Name: "Harbour", CrisisText: strings.Repeat("Call 112. ", 3), LinkDays: 14, ShowScores: true}))
	look := &act{action: "open invitation", about: true, object: "invitation:" + string(w.link.ID)}
	who := clinic.Actor{Invitation: w.link.ID, Patient: w.patient, From: "198.51.100.7"}
	before := w.lastEntry()
	v := w.open(w.token)
	w.wantEntry(t, look, who, before)
	w.save(&v, 0, q.Form{"q1": "3", "q2": "0", "q3": "1", "q4": "1", "q5": "1", "q6": "1", "q7": "1", "q8": "0", "q9": "0"})
	must(t, w.Submit(t.Context(), &v, "en"))
	before = w.lastEntry()
	if v = w.open(w.token); len(v.Scores) != 1 || v.Scores[0].Value != "8" || v.Scores[0].Range != "0–27" || len(v.Notice) == 0 {
		t.Errorf("got %+v and %q, want one score of 8 with its range and the notice", v.Scores, v.Notice)
	}
	w.wantEntry(t, look, who, before) // scores were shown
	w.broken("audit_entries", "1", func() {
		if _, err := w.OpenLink(t.Context(), w.token, ""); err == nil {
			t.Error("scores were shown and not noted")
		}
		if _, err := w.OpenEncounter(t.Context(), w.Clinician, v.Encounter.ID); fault.KindOf(err) != fault.Conflict {
			t.Errorf("staff opened the patient's link: %v", err)
		}
	})
}

// An unscorable form has no number to show, and a form in which nothing points up or down shows none.
func TestShownScoresAreOnlyThoseThatExist(t *testing.T) {
	w := newWorld(t)
	must(t, w.PutSite(t.Context(), w.Administrator, clinic.Site{Name: "Harbour", CrisisText: strings.Repeat("Call 112. ", 3), LinkDays: 14, ShowScores: true}))
	w.newLink("phq-9", "gad-2")
	w.save(&w.visit, 1, q.Form{"q1": "3", "q2": "3"})
	must(t, w.Submit(t.Context(), &w.visit, "en"))
	v := w.open(w.token)
	if len(v.Scores) != 1 || v.Scores[0].Value != "6" {
		t.Errorf("got %+v, want the one score there is", v.Scores)
	}
}

func TestWhatAnInvitationNeeds(t *testing.T) {
	w := newWorld(t)
	p := w.Patient(t, "1", "Erika")
	tests := []struct {
		name    string
		patient clinic.PatientID
		battery []q.ID
		days    int
		want    fault.Kind
	}{
		{"no battery", p, nil, 7, fault.Invalid},
		{"unknown questionnaire", p, []q.ID{"phq-9", "phq-99"}, 7, fault.Invalid},
		{"no time", p, []q.ID{"phq-9"}, 0, fault.Invalid},
		{"too long", p, []q.ID{"phq-9"}, app.MaxLinkDays + 1, fault.Invalid},
		{"nobody", "no-such-patient", []q.ID{"phq-9"}, 7, fault.NotFound},
	}
	was := w.kept()
	for _, tt := range tests {
		if _, _, err := w.Invite(t.Context(), w.Clinician, tt.patient, tt.battery, tt.days); err == nil || fault.KindOf(err) != tt.want {
			t.Errorf("%s: got %v, want kind %v", tt.name, err, tt.want)
		}
	}
	if w.kept() != was {
		t.Error("something was kept")
	}
	token := w.Link(t, p, "phq-9", "gad-7", "phq-9")
	if v := w.open(token); len(v.Parts) != 2 {
		t.Errorf("a questionnaire that was chosen twice is asked twice: %d parts", len(v.Parts))
	}
}
