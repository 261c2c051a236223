package server

import (
	"strings"
	"testing"
	"time"

	"steelyard/internal/clinic"
	q "steelyard/internal/questionnaire"
	"steelyard/internal/testkit"
)

// The list has every answer with its score and band, marks what was corrected, and is narrowed by questionnaire and days.
func TestAnswerListPage(t *testing.T) {
	s := newSite(t)
	p := s.Patient(t, "R-1", "Petra Patient")
	root := "/patients/" + string(p)
	b := s.signedIn(t, s.Viewer)
	b.shows(b.must(b.get(root+"/responses"), 200), "Nothing was answered yet.")
	if strings.Contains(b.must(b.get(root), 200).body, root+"/responses") {
		t.Error("the page of a patient without answers leads to the list of them")
	}
	early := s.Answer(t, p, "phq-9", 3)
	corrected, err := s.Amend(t.Context(), s.Clinician, early, testkit.SameChoice(s.definition(t, "phq-9"), 2), "read in the wrong line")
	fatal(t, err)
	s.Pass(48 * time.Hour)
	late := s.Answer(t, p, "gad-7", 0)
	day := func(id clinic.ResponseID) string {
		r, err := s.App.Response(t.Context(), s.Clinician, id)
		fatal(t, err)
		return r.Response.CompletedAt.In(s.App.Zone()).Format(time.DateOnly)
	}
	b.shows(b.must(b.get(root), 200), `href="`+root+`/responses">All 3 answers`)
	all := b.must(b.get(root+"/responses"), 200)
	b.shows(all, "3 answers in all", "replaced by a correction", "a correction<", "<strong>27</strong>", "<strong>18</strong>", "of 0–27", "Moderately severe", "by Clara Clinician", "Urgent")
	order := []clinic.ResponseID{late, corrected, early}
	at := -1
	for _, id := range order {
		i := strings.Index(all.body, `"/responses/`+string(id)+`"`)
		if i < at {
			t.Errorf("%s is not in its place", id)
		}
		at = i
	}
	for query, want := range map[string][]clinic.ResponseID{
		"form=phq-9": {corrected, early}, "form=gad-7": {late}, "form=core-mood": nil, "from=" + day(late): {late}, "to=" + day(early): {corrected, early},
		"from=" + day(early) + "&to=" + day(late): order, "form=gad-7&to=" + day(early): nil,
	} {
		page := b.must(b.get(root+"/responses?"+query), 200)
		if got := strings.Count(page.body, `<th scope="row"><a href="/responses/`); got != len(want) {
			t.Errorf("%s: got %d answers, want %d", query, got, len(want))
		}
		for _, id := range want {
			b.shows(page, string(id))
		}
		if len(want) == 0 {
			b.shows(page, "No answers are as chosen.")
		}
	}
	for _, query := range []string{"from=yesterday", "to=2026-13-40", "before=x", "before=12", "form=" + strings.Repeat("x", 65)} {
		b.must(b.get(root+"/responses?"+query), 422)
	}
}

// The score that stands beside an answer is the one with a band.
func TestAnswerListTakesTheMainScore(t *testing.T) {
	s := newSite(t)
	p := s.Patient(t, "R-1", "Petra Patient")
	for _, id := range []q.ID{"core-mood", "phq-9"} {
		s.Answer(t, p, id, 1)
	}
	b := s.signedIn(t, s.Viewer)
	page := b.must(b.get("/patients/"+string(p)+"/responses"), 200)
	b.shows(page, "Not validated", "<strong>9</strong>", "Mild")
}
