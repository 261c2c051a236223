package server

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	q "steelyard/internal/questionnaire"
)

// A note is typed beside a question of an interview, stands on staff's pages, and on no page of a link's.
func TestNotesOfAnInterview(t *testing.T) {
	const note = "Looked <away>, then smiled."
	s := newSite(t)
	b := s.signedIn(t, s.Clinician)
	patient := s.Patient(t, "R-1", "Petra Patient")
	id, err := s.Begin(t.Context(), s.Clinician, patient, []q.ID{"phq-2"})
	fatal(t, err)
	root := "/encounters/" + string(id)
	b.shows(b.must(b.get(root+"/1/1"), http.StatusOK), `name="_note.q1"`, `<details class="note"><summary>Note`)
	b.must(b.post(root+"/1/1", url.Values{"q1": {"1"}, "_note.q1": {note}, "_noted.q1": {""}}), http.StatusSeeOther)
	b.shows(b.must(b.get(root+"/1/all"), http.StatusOK), `<details class="note" open>`, "Looked &lt;away&gt;, then smiled.", `name="_note.q2"`)
	b.must(b.post(root+"/1/all", url.Values{"q2": {"2"}, "_note.q1": {"from an old page"}, "_noted.q1": {"from an old page"}}), http.StatusSeeOther)
	long := b.must(b.post(root+"/1/2", url.Values{"_note.q2": {strings.Repeat("x", 1001)}, "_noted.q2": {""}}), http.StatusUnprocessableEntity)
	b.shows(long, "at most 1000 characters", strings.Repeat("x", 1001))
	b.shows(b.must(b.get(root+"/review"), http.StatusOK), "Looked &lt;away&gt;")
	b.must(b.post(root+"/submit", nil), http.StatusSeeOther)
	b.shows(b.must(b.get("/responses/"+string(s.responsesOf(t, patient)[0].ID)), http.StatusOK), "Looked &lt;away&gt;, then smiled.", `<th scope="col">Note</th>`)
	b.shows(b.must(b.get("/library/phq-2@1.0.0/answers.csv"), http.StatusOK), ",note,", "Looked <away>, then smiled.")
	b.shows(b.must(b.get("/patients/"+string(patient)+"/report.json"), http.StatusOK), `"note": "Looked`)

	token := s.Link(t, patient, "phq-2")
	for _, path := range []string{"/1/1", "/1/all", "/review"} {
		if a := b.must(b.get("/i/"+token+path), http.StatusOK); strings.Contains(a.body, "_note.") || strings.Contains(a.body, "Looked") {
			t.Errorf("%s of a link has a note\n%s", path, firstLines(a.body))
		}
	}
	b.must(b.post("/i/"+token+"/1/1", url.Values{"q1": {"1"}, "_note.q1": {"by the patient"}}), http.StatusSeeOther)
	for _, response := range s.responsesOf(t, patient) {
		if response.Notes["q1"] == "by the patient" {
			t.Error("a link's note was kept")
		}
	}
}
