package server

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"steelyard/internal/clinic"
)

// A saved view is how the list was seen and nothing of what was searched for; it is its owner's alone.
func TestSavedViewsHaveNoNames(t *testing.T) {
	s := newSite(t)
	s.Patient(t, "R-1", "Petra Patient")
	b := s.signedIn(t, s.Clinician)
	if a := b.post("/patients/search", url.Values{"search": {"Petra"}, "filter": {"due"}, "tag": {"t"}}); a.header.Get("Location") != "/patients?filter=due&tag=t" {
		t.Errorf("search: sent on to %q, want how the list was seen, and no name", a.header.Get("Location"))
	}
	form := url.Values{"view": {"My <due>"}, "filter": {"due"}, "whose": {"mine"}, "search": {"Petra"}, "page": {"3"}, "token": {"x"}}
	if a := b.post("/patients/views", form); a.status != 303 {
		t.Fatalf("save: got %d\n%s", a.status, firstLines(a.body))
	}
	body := b.get("/patients").body
	if !strings.Contains(body, `<a href="/patients?filter=due&amp;whose=mine">My &lt;due&gt;</a>`) {
		t.Errorf("the view is not on the page as it was saved\n%s", body)
	}
	views, err := s.WorklistChoices(t.Context(), s.Clinician)
	if err != nil || len(views.Views) != 1 || views.Views[0].Query != "filter=due&whose=mine" {
		t.Fatalf("got the views %+v (%v)", views.Views, err)
	}
	other := s.signedIn(t, s.Administrator)
	if strings.Contains(other.get("/patients").body, "My &lt;due&gt;") {
		t.Error("somebody else sees the view")
	}
	remove := "/patients/views/" + string(views.Views[0].ID) + "/remove"
	if a := other.post(remove, nil); a.status != 404 {
		t.Errorf("somebody else removes it: got %d, want 404", a.status)
	}
	if a := b.post(remove, nil); a.status != 303 || strings.Contains(b.get("/patients").body, "My &lt;due&gt;") {
		t.Errorf("removed: got %d", a.status)
	}
	if a := b.post("/patients/views", url.Values{"view": {" "}, "filter": {"due"}}); a.status != 422 || !strings.Contains(a.body, "Enter a name for the view") {
		t.Errorf("no name: got %d", a.status)
	}
}

// A line has the last profile with its words, the state and the tags; the page then carries the notice.
func TestALineOfTheWorkList(t *testing.T) {
	s := newSite(t)
	patient := s.Patient(t, "R-1", "Petra Patient")
	b := s.signedIn(t, s.Clinician)
	if body := b.get("/patients").body; strings.Contains(body, `class="notice"`) || !strings.Contains(body, "none yet") {
		t.Error("without answers: got a notice or no word that there are none")
	}
	s.Answer(t, patient, "core-sleep", 3)
	s.Answer(t, patient, "phq-9", 3)
	if a := b.post("/patients/"+string(patient)+"/tags", url.Values{"new_tag": {"trial A"}}); a.status != 303 {
		t.Fatalf("tag: got %d\n%s", a.status, firstLines(a.body))
	}
	if a := b.post("/patients/"+string(patient)+"/tags", url.Values{"new_tag": {strings.Repeat("x", 31)}}); a.status != 422 || !strings.Contains(a.body, `<details class="no-print" open><summary>Change the tags`) {
		t.Errorf("a tag that is too long: got %d", a.status)
	}
	body := b.get("/patients?filter=today").body
	for _, want := range []string{`<svg xmlns="http://www.w3.org/2000/svg" class="glance" role="img" aria-label="Profile as of `, `class="notice"`,
		`<span class="tag is-urgent">1 open alert</span>`, `<span class="tag is-good">done today</span>`, `<span class="tag">trial A</span>`, "How to read the small profiles"} {
		if !strings.Contains(body, want) {
			t.Errorf("got no %s\n%s", want, body)
		}
	}
	s.Pass(5 * 60 * 60 * 1e9)
	b = s.signedIn(t, s.Clinician)
	if body := b.get("/patients?filter=alerts").body; !strings.Contains(body, "alert left for 5 hours") {
		t.Errorf("got no word that the alert was left\n%s", body)
	}
	var tags []clinic.TagID
	if err := s.SetTags(t.Context(), s.Clinician, patient, tags); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(b.get("/patients").body, "trial A") {
		t.Error("the tag is still there")
	}
}

// Everybody is listed in the order of the work, the page says so, and a link from when that was named after alerts leads to it.
func TestThePageSaysItsOrder(t *testing.T) {
	s := newSite(t)
	s.Patient(t, "R-1", "Anna Alone")
	s.Link(t, s.Patient(t, "R-2", "Zoe Zimmer"), "phq-9")
	s.Answer(t, s.Patient(t, "R-3", "Bela Busy"), "phq-9", 0)
	b := s.signedIn(t, s.Clinician)
	for _, tt := range []struct {
		path, words, current string
		names                []string
	}{
		{"/patients", inWords[""], ">Work to do<", []string{"Zoe Zimmer", "Bela Busy", "Anna Alone"}},
		{"/patients?sort=alerts", inWords[""], ">Work to do<", []string{"Zoe Zimmer", "Bela Busy", "Anna Alone"}},
		{"/patients?sort=work", inWords[""], ">Work to do<", []string{"Zoe Zimmer", "Bela Busy", "Anna Alone"}},
		{"/patients?filter=due&sort=alerts", inWords["due"], ">Work to do<", []string{"Zoe Zimmer"}},
		{"/patients?filter=today", inWords["today"], ">Work to do<", []string{"Bela Busy"}},
		{"/patients?sort=name", "", ">Name<", []string{"Anna Alone", "Bela Busy", "Zoe Zimmer"}},
	} {
		body := b.get(tt.path).body
		_, heads, _ := strings.Cut(body, `aria-label="Order"`)
		heads, list, _ := strings.Cut(heads, "</nav>")
		if !strings.Contains(heads, ` aria-current="true"`+tt.current) || strings.Count(heads, "aria-current") != 1 {
			t.Errorf("%s: %s is not the current order in %s", tt.path, tt.current, heads)
		}
		said := ""
		for _, words := range inWords {
			if strings.Contains(list, words) {
				said += words
			}
		}
		if said != tt.words {
			t.Errorf("%s: says %q, want %q", tt.path, said, tt.words)
		}
		at := 0
		for _, name := range tt.names {
			_, list, _ = strings.Cut(list, "data-row>"+name)
			if list == "" {
				t.Errorf("%s: %s is not in place %d", tt.path, name, at)
			}
			at++
		}
	}
}

// An address of a page that is not there any more leads to the last one that is.
func TestAPageBehindTheLast(t *testing.T) {
	s := newSite(t)
	for i := range caseloadRows + 1 {
		s.Patient(t, fmt.Sprint("R-", i), fmt.Sprintf("Person %02d", i))
	}
	b := s.signedIn(t, s.Clinician)
	for _, path := range []string{"/patients?page=2", "/patients?page=3", "/patients?page=100000"} {
		body := b.get(path).body
		if strings.Count(body, "data-row>") != 1 || !strings.Contains(body, "51 to 51 of 51 patients") || !strings.Contains(body, "Previous page") {
			t.Errorf("%s: got\n%s", path, body)
		}
	}
	if body := b.get("/patients?page=3&filter=overdue").body; !strings.Contains(body, "No patient is in this list.") {
		t.Errorf("an empty list: got\n%s", body)
	}
}
