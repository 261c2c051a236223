package server

import (
	"html"
	"regexp"
	"strings"
	"testing"

	"steelyard/internal/clinic"
	q "steelyard/internal/questionnaire"
	"steelyard/internal/report"
	"steelyard/internal/testkit"
)

// forbidden are the words that no page may use of a person. "Treatment" is left out: it is the heading of what was recorded.
var forbidden = regexp.MustCompile(`(?i)\b(deficien\w*|imbalanc\w*|confirm(s|ed)?|rules? out|ruled out|normal\w*|abnormal\w*|you have|(low|lower|high|higher) (levels? of )?(dopamine|serotonin))\b`)

var tags = regexp.MustCompile(`<[^>]*>`)

// words gives what a reader reads of a page: without markup, and without what others wrote, which is quoted exactly: the
// titles of their works and their questions.
func (s *site) words(body string) string {
	text := html.UnescapeString(tags.ReplaceAllString(body, " "))
	for _, e := range s.Library.All() {
		for _, source := range e.Definition.Sources {
			text = strings.ReplaceAll(text, source.Citation, "")
		}
		for i := range e.Definition.Items {
			if e.Definition.Rights.Basis != q.OwnWork {
				text = strings.ReplaceAll(text, e.Definition.Items[i].Text.In("en"), "")
			}
		}
	}
	for _, source := range s.Library.Profile().Sources {
		text = strings.ReplaceAll(text, source.Citation, "")
	}
	return text
}

// filled is a clinic in which everything that a page can show is there.
func filled(t *testing.T) (s *site, paths []string) {
	t.Helper()
	s = newSite(t)
	id := s.Patient(t, "R-1", "Petra Patient")
	var responses []clinic.ResponseID
	for _, e := range s.Library.Latest() {
		paths = append(paths, "/library/"+e.Ref().String())
		if e.CanBeAdministered(s.Now()) != nil {
			continue
		}
		s.Answer(t, id, e.Definition.ID, 1)
		responses = append(responses, s.Answer(t, id, e.Definition.ID, 3))
	}
	form := q.Form{"q1": "0", "q2": "0"}
	corrected, err := s.Amend(t.Context(), s.Clinician, s.Answer(t, id, "phq-9", 2), form, "entered for the wrong person")
	if err != nil {
		t.Fatal(err)
	}
	err = s.AddTreatment(t.Context(), s.Clinician, clinic.TreatmentEvent{PatientID: id, Kind: clinic.Medicine, Class: clinic.SSRI, Name: "Sertraline", Dose: "50 mg", Step: clinic.Started, On: "2026-10-01"})
	if err != nil {
		t.Fatal(err)
	}
	s.Link(t, id, "phq-9")
	for _, r := range append(responses, corrected) {
		paths = append(paths, "/responses/"+string(r))
	}
	patient := "/patients/" + string(id)
	return s, append(paths, "/patients", "/patients/new", patient, patient+"/responses", patient+"/edit", patient+"/ask", "/responses/"+string(responses[0])+"/correct",
		"/alerts", "/library", "/library/phq-9@1.0.0/precision", "/about", "/site", "/site/name", "/site/crisis", "/site/consent", "/site/mail", "/site/patients", "/site/alerts", "/site/retention", "/records-due", patient+"/keep", "/users", "/audit", "/password", "/account", "/account/again", "/sign-in")
}

func TestEveryPageCarriesTheNoticeAndNoForbiddenWord(t *testing.T) {
	s, paths := filled(t)
	b := s.signedIn(t, s.Administrator)
	basis := regexp.MustCompile("Basis of every number: (" + string(report.SelfReport) + "|" + string(report.ClinicianRated) + ")")
	carriers := 0
	for _, path := range paths {
		a := b.get(path)
		if a.status != 200 {
			t.Fatalf("%s: got %d, want 200\n%s", path, a.status, firstLines(a.body))
		}
		if word := forbidden.FindString(s.words(a.body)); word != "" {
			t.Errorf("%s has the forbidden %q", path, word)
		}
		if strings.Contains(a.body, "ZgotmplZ") || strings.Contains(a.body, "&lt;nil&gt;") || strings.Contains(a.body, " style=") {
			t.Errorf("%s has a value that is no text, or an inline style", path)
		}
		if !strings.Contains(a.body, "95% interval") && !strings.Contains(a.body, `class="value"`) && !strings.Contains(a.body, `class="chart"`) {
			continue
		}
		carriers++
		if !basis.MatchString(a.body) {
			t.Errorf("%s shows a score and not what it rests on", path)
		}
		for _, sentence := range s.server.notice() {
			if !strings.Contains(html.UnescapeString(a.body), sentence) {
				t.Errorf("%s shows a score and does not say %q", path, sentence)
			}
		}
	}
	if carriers < 10 {
		t.Errorf("only %d pages were found to show scores; the test looks for the wrong signs", carriers)
	}
}

// TestPatientPageNamesItsDefinitions wants the version and the hash of every definition behind a number on the page.
func TestPatientPageNamesItsDefinitions(t *testing.T) {
	s := newSite(t)
	id := s.Patient(t, "R-1", "Petra Patient")
	s.Answer(t, id, "core-mood", 1)
	s.Answer(t, id, "phq-9", 0)
	body := s.signedIn(t, s.Viewer).get("/patients/" + string(id)).body
	want := []string{s.Library.Profile().Ref().String() + " (" + string(s.Library.Profile().Hash()[:12]) + ")"}
	for _, name := range []q.ID{"core-mood", "phq-9"} {
		e, _ := s.Library.FindLatest(name)
		want = append(want, e.Ref().String()+" ("+string(e.Definition.Hash()[:12])+")")
	}
	for _, w := range want {
		if !strings.Contains(body, w) {
			t.Errorf("the page does not name %s", w)
		}
	}
}

// TestScoresShownToAPatient wants the notice and none of the forbidden words, groups, bands or decimals where a site shows
// scores on the last page of a link, and no score where it does not.
func TestScoresShownToAPatient(t *testing.T) {
	for _, shown := range []bool{false, true} {
		s := newSite(t)
		site, err := s.Site(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		site.ShowScores = shown
		if err := s.PutSite(t.Context(), s.Administrator, site); err != nil {
			t.Fatal(err)
		}
		root := "/i/" + s.Link(t, s.Patient(t, "R-1", "Petra Patient"), "core-mood")
		b := s.browser(t)
		b.must(b.post(root+"/submit", nil), 303)
		empty := b.must(b.get(root+"/done"), 200)
		if strings.Contains(empty.body, "Your scores") {
			t.Error("a form without answers shows scores")
		}
		root = "/i/" + s.Link(t, s.Patient(t, "R-2", "Paul Patient"), "phq-9")
		form := map[string][]string{}
		for id, choice := range testkit.SameChoice(s.definition(t, "phq-9"), 1) {
			form[string(id)] = []string{choice}
		}
		b.must(b.post(root+"/1/all", form), 303)
		b.must(b.post(root+"/submit", nil), 303)
		body := html.UnescapeString(b.must(b.get(root+"/done"), 200).body)
		if got := strings.Contains(body, "Your scores"); got != shown {
			t.Errorf("the site shows scores: %v, the page: %v", shown, got)
		}
		if word := forbidden.FindString(s.words(body)); word != "" || strings.Contains(body, "dopamine-associated") || strings.Contains(strings.ToLower(s.words(body)), "moderate") {
			t.Errorf("the page has %q, a group or a band", word)
		}
		for _, sentence := range s.server.notice() {
			if shown && !strings.Contains(body, sentence) {
				t.Errorf("the page shows a score and does not say %q", sentence)
			}
		}
	}
}

func (s *site) definition(t *testing.T, id q.ID) *q.Definition {
	t.Helper()
	e, ok := s.Library.FindLatest(id)
	if !ok {
		t.Fatalf("there is no %s", id)
	}
	return e.Definition
}

func TestUnvalidatedScoresAreMarked(t *testing.T) {
	s := newSite(t)
	id := s.Patient(t, "R-1", "Petra Patient")
	mood, phq := s.Answer(t, id, "core-mood", 1), s.Answer(t, id, "phq-9", 0)
	b := s.signedIn(t, s.Viewer)
	for path, want := range map[string]bool{"/responses/" + string(mood): true, "/patients/" + string(id): true, "/library/core-mood@1.0.0": true,
		"/responses/" + string(phq): false, "/library/phq-9@1.0.0": false} {
		if got := strings.Contains(strings.ToLower(b.get(path).body), "not validated"); got != want {
			t.Errorf("%s: marked as not validated: got %v, want %v", path, got, want)
		}
	}
}

// Every id on a page stands once, and every label, description and link within the page leads to one.
func TestReferencesWithinAPage(t *testing.T) {
	s, paths := filled(t)
	b := s.signedIn(t, s.Administrator)
	id := regexp.MustCompile(`\sid="([^"]*)"`)
	reference := regexp.MustCompile(`\s(?:for|aria-labelledby|aria-describedby|href)="(#?[^"]*)"`)
	for _, path := range paths {
		body := b.get(path).body
		ids := map[string]bool{}
		for _, m := range id.FindAllStringSubmatch(body, -1) {
			if ids[m[1]] {
				t.Errorf("%s: the id %q stands twice", path, m[1])
			}
			ids[m[1]] = true
		}
		for _, m := range reference.FindAllStringSubmatch(body, -1) {
			isLink := strings.Contains(m[0], "href")
			if isLink && !strings.HasPrefix(m[1], "#") {
				continue
			}
			for _, to := range strings.Fields(strings.TrimPrefix(m[1], "#")) {
				if !ids[to] {
					t.Errorf("%s: %s leads nowhere", path, strings.TrimSpace(m[0]))
				}
			}
		}
	}
}
