package server

import (
	"net/url"
	"strings"
	"testing"

	"steelyard/internal/testkit"
)

func TestTeamsAreKeptOnTheirPages(t *testing.T) {
	s := newSite(t)
	b := s.signedIn(t, s.Administrator)
	added := b.post("/teams", url.Values{"name": {"Day clinic"}})
	path, _, _ := strings.Cut(added.header.Get("Location"), "?")
	if added.status != 303 || !strings.HasPrefix(path, "/teams/") {
		t.Fatalf("add: got %d to %q", added.status, path)
	}
	steps := []struct {
		name, path string
		form       url.Values
		status     int
		says       string
	}{
		{"the same name again", "/teams", url.Values{"name": {"day clinic"}}, 409, `href="#f-name">Another team already has this name`},
		{"no name", path + "/name", url.Values{"name": {" "}}, 422, "Enter the team’s name"},
		{"a name", path + "/name", url.Values{"name": {"Night <clinic>"}}, 303, ""},
		{"members", path + "/members", url.Values{"of": {"x"}, "member": {string(s.Viewer.User), string(s.Clinician.User)}}, 303, ""},
		{"a member who is not there", path + "/members", url.Values{"of": {"x"}, "member": {"none"}}, 404, "There is no such user"},
		{"the end of one without a place for its patients", "/teams/" + string(testkit.TheTeam) + "/end", url.Values{"to": {""}}, 422, "Choose the team that its patients go to"},
	}
	patient := s.Patient(t, "R-1", "Petra Patient")
	for _, step := range steps {
		if a := b.post(step.path, step.form); a.status != step.status || !strings.Contains(a.body, step.says) {
			t.Errorf("%s: got %d, want %d and %q\n%s", step.name, a.status, step.status, step.says, firstLines(a.body))
		}
	}
	if body := b.get("/teams").body; !strings.Contains(body, "Night &lt;clinic&gt;") || !strings.Contains(body, "Clara Clinician, Vera Viewer") {
		t.Errorf("the list has neither the name nor the members\n%s", firstLines(body))
	}
	id := strings.TrimPrefix(path, "/teams/")
	if a := b.post("/teams/"+string(testkit.TheTeam)+"/end", url.Values{"to": {id}}); a.status != 303 {
		t.Errorf("end: got %d\n%s", a.status, firstLines(a.body))
	}
	if body := b.get("/patients/" + string(patient)).body; !strings.Contains(body, "<dt>Team</dt><dd>Night &lt;clinic&gt;</dd>") {
		t.Errorf("the patient did not go with the team\n%s", firstLines(body))
	}
}

func TestThePatientsOfOneselfAndOfATeam(t *testing.T) {
	s := newSite(t)
	elsewhere := s.Elsewhere(t)
	mine, theirs := s.Patient(t, "R-1", "Petra Patient"), s.PatientOf(t, s.Administrator, "R-2", "Paul Patient")
	foreign := s.PatientOf(t, elsewhere, "R-3", "Fritz Foreign")
	move := url.Values{"clinician": {string(s.Administrator.User)}, "team": {string(elsewhere.Teams[0])}, "revision": {"1"}}
	b := s.signedIn(t, s.Clinician)
	lists := map[string]string{
		"/patients": "yyn", "/patients?whose=mine": "ynn", "/patients?whose=" + string(testkit.TheTeam): "yyn",
		"/patients?whose=" + string(elsewhere.Teams[0]): "nnn", "/patients.csv": "yyn", "/patients.csv?whose=mine": "ynn",
	}
	for path, want := range lists {
		body := b.get(path).body
		for i, name := range []string{"Petra Patient", "Paul Patient", "Fritz Foreign"} {
			if strings.Contains(body, name) != (want[i] == 'y') {
				t.Errorf("%s: %s is in it %v, want %c", path, name, want[i] != 'y', want[i])
			}
		}
	}
	if a := b.post("/patients/"+string(mine)+"/place", move); a.status != 403 || !strings.Contains(a.body, "Only an administrator can move a patient") {
		t.Errorf("to a team they are not in: got %d\n%s", a.status, firstLines(a.body))
	}
	move.Set("team", "")
	move.Set("clinician", "")
	if a := b.post("/patients/"+string(theirs)+"/place", move); a.status != 422 || !strings.Contains(a.body, `href="#f-team"`) {
		t.Errorf("out of sight: got %d\n%s", a.status, firstLines(a.body))
	}
	if a := s.signedIn(t, s.Administrator).post("/patients/"+string(foreign)+"/place", url.Values{"clinician": {""}, "team": {string(testkit.TheTeam)}, "revision": {"1"}}); a.status != 303 {
		t.Errorf("an administrator moves a patient: got %d\n%s", a.status, firstLines(a.body))
	}
	if a := b.get("/patients/" + string(foreign)); a.status != 200 {
		t.Errorf("a patient who was moved to the team: got %d", a.status)
	}
}

// Whoever tried to reach a foreign patient stands in the audit, of all and of that patient.
func TestARefusalIsInTheAudit(t *testing.T) {
	s := newSite(t)
	foreign := s.PatientOf(t, s.Elsewhere(t), "R-3", "Fritz Foreign")
	s.signedIn(t, s.Viewer).get("/patients/" + string(foreign))
	b := s.signedIn(t, s.Administrator)
	for _, path := range []string{"/audit", "/audit?patient=" + string(foreign)} {
		if body := b.get(path).body; !strings.Contains(body, "refused read patients") || !strings.Contains(body, "Vera Viewer") {
			t.Errorf("%s does not say who tried\n%s", path, firstLines(body))
		}
	}
}
