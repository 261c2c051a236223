package api

import (
	"encoding/json"
	"slices"
	"testing"
)

// What is wrong with an answer is pointed at where it stands in what was sent, whoever finds it.
func TestWrongAnswersArePointedAt(t *testing.T) {
	w := newWorld(t)
	patient := w.send(w.clinician, "POST /patients", object{"record_number": "P-1", "name": "Petra Patient", "sex": "female"}).text("id")
	for sent, want := range map[string]string{`{"q1": "9"}`: "/answers/q1", `{"q1": 1}`: "/answers/q1", `{"q/1": "1"}`: "/answers/q~11"} {
		for _, mode := range []string{"in-person", "paper"} {
			h := w.send(w.clinician, "POST /patients/"+patient+"/submissions",
				`{"questionnaire": "phq-9@1.0.0", "mode": "`+mode+`", "answered_on": "2026-11-20", "reason": "the first sheet", "answers": `+sent+`}`)
			var p problem
			if err := json.Unmarshal(h.body, &p); err != nil {
				t.Fatal(err)
			}
			if h.status != 422 || !slices.ContainsFunc(p.Errors, func(e problemError) bool { return e.Pointer == want }) {
				t.Errorf("%s, %s: got %d %s, want %s", mode, sent, h.status, h.body, want)
			}
		}
	}
}
