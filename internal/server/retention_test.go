package server

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"steelyard/internal/clinic"
)

func TestRecordsToDecideOn(t *testing.T) {
	s := newSite(t)
	id := s.Patient(t, "R-1", "Petra Patient")
	keep := "/patients/" + string(id) + "/keep"
	b := s.signedIn(t, s.Administrator)
	b.shows(b.must(b.get("/records-due"), 200), "has not set for how many years")
	b.shows(b.must(b.get(keep), 200), "Petra Patient", "kept until somebody erases it")
	b.must(b.post("/site/retention", url.Values{"retention_years": {"10"}}), 303)
	b.shows(b.get("/records-due"), "There is no such record")
	b.shows(b.get(keep), "due for a decision on 23 Nov 2036")
	if strings.Contains(b.get("/patients").body, "/records-due") {
		t.Error("the list speaks of records that are due, and there are none")
	}
	s.Pass(11 * 366 * 24 * time.Hour)
	b.shows(b.get("/records-due"), "Petra Patient", "R-1", "23 Nov 2026", `href="`+keep+`"`, `href="/patients/`+string(id)+`/erase"`)
	b.shows(b.get("/patients"), "1 record is older than your site keeps them.", `href="/records-due"`)
	b.shows(b.get(keep), "it is time to decide")
	if c := s.signedIn(t, s.Clinician); strings.Contains(c.get("/patients").body, "/records-due") {
		t.Error("a clinician is told of what only an administrator decides")
	}
	b.shows(b.must(b.post(keep, url.Values{"until": {"2020-01-01"}, "reason": {"x"}}), 422), "#f-until", "#f-reason", `value="2020-01-01"`)
	until := clinic.DateAt(s.Now().AddDate(4, 0, 0), time.UTC)
	b.must(b.post(keep, url.Values{"until": {string(until)}, "reason": {"takes part in a study"}}), 303)
	b.shows(b.get("/records-due?done=kept"), "There is no such record", "kept for longer")
	b.shows(b.get(keep), "takes part in a study", "Ada Administrator", "due for a decision on")
	b.shows(b.get("/patients/"+string(id)+"/rights"), keep)
	b.must(b.get("/records-due?after=x"), 422)
}

func TestUsersAreChangedByAnAdministrator(t *testing.T) {
	s := newSite(t)
	b, vera := s.signedIn(t, s.Administrator), s.signedIn(t, s.Viewer)
	path := "/users/" + string(s.Viewer.User)
	b.shows(b.get("/users"), "Last signed in", "23 Nov 2026, 09:30 UTC", "not yet", `href="`+path+`"`)
	b.shows(b.get(path), "Vera Viewer", "Last signed in", "Change the role", "Sign them out everywhere")
	if own := b.get("/users/" + string(s.Administrator.User)); strings.Contains(own.body, "<form method=\"post\" action=\"/users/") {
		t.Error("an administrator is offered to change their own account")
	}
	b.must(b.post(path+"/sign-out", nil), 303)
	vera.must(vera.get("/patients"), 303)
	vera = s.signedIn(t, s.Viewer)
	vera.must(vera.get("/patients/new"), 403)
	b.shows(b.must(b.post(path+"/role", url.Values{"role-" + string(s.Viewer.User): {"king"}}), 422), "#f-role-"+string(s.Viewer.User))
	b.must(b.post(path+"/role", url.Values{"role-" + string(s.Viewer.User): {"clinician"}}), 303)
	vera.must(vera.get("/patients"), 303)
	vera = s.signedIn(t, s.Viewer)
	vera.must(vera.get("/patients/new"), 200)
	b.must(b.post("/users/"+string(s.Administrator.User)+"/role", url.Values{"role-" + string(s.Administrator.User): {"viewer"}}), 409)
	b.must(b.post("/users/"+string(s.Administrator.User)+"/sign-out", nil), 409)
}
