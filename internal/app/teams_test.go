package app_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"steelyard/internal/app"
	"steelyard/internal/audit"
	"steelyard/internal/clinic"
	"steelyard/internal/fault"
	"steelyard/internal/testkit"
)

func TestWhoLooksAfterANewPatient(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	id := w.Patient(t, "1", "Erika")
	if p := w.load(id); p.Clinician != w.Clinician.User || p.Team != testkit.TheTeam {
		t.Errorf("got %+v, want the creating clinician and their team", p)
	}
	second, err := w.AddTeam(ctx, w.Administrator, "Second")
	must(t, err)
	must(t, w.SetMembers(ctx, w.Administrator, second, []clinic.UserID{w.Clinician.User}))
	next := clinic.Patient{RecordNumber: "2", Name: "Otto", Sex: clinic.UnknownSex, Language: "en"}
	if _, err := w.AddPatient(ctx, w.Clinician, next); fault.KindOf(err) != fault.Invalid || fault.Details(err)[0].Where != "team" {
		t.Errorf("no choice among two teams: got %v", err)
	}
	next.Team = w.elsewhere.Teams[0]
	if _, err := w.AddPatient(ctx, w.Clinician, next); fault.KindOf(err) != fault.Denied {
		t.Errorf("a team they are not in: got %v", err)
	}
	next.Team, next.Clinician = second, w.elsewhere.User
	if _, err := w.AddPatient(ctx, w.Clinician, next); fault.KindOf(err) != fault.Denied {
		t.Errorf("somebody who is in none of their teams: got %v", err)
	}
	next.Clinician = w.Viewer.User
	if _, err := w.AddPatient(ctx, w.Administrator, next); fault.KindOf(err) != fault.Invalid {
		t.Errorf("a viewer as the responsible clinician: got %v", err)
	}
	next.Clinician = w.Administrator.User
	if _, err := w.AddPatient(ctx, w.Administrator, next); err != nil {
		t.Errorf("an administrator: %v", err)
	}
}

func TestMovingAPatient(t *testing.T) {
	w := newWorld(t)
	ctx, other := t.Context(), w.elsewhere.Teams[0]
	id := w.Patient(t, "1", "Erika")
	move := func(who clinic.Actor, clinician clinic.UserID, team clinic.TeamID) error {
		return w.PlacePatient(ctx, who, clinic.Patient{ID: id, Clinician: clinician, Team: team, Revision: w.revision(id)})
	}
	refused := []struct {
		name      string
		clinician clinic.UserID
		team      clinic.TeamID
		kind      fault.Kind
		words     string
	}{
		{"to a team they are not in", w.Clinician.User, other, fault.Denied, "Only an administrator"},
		{"to a stranger", w.elsewhere.User, testkit.TheTeam, fault.Denied, "Only an administrator"},
		{"out of their own sight", "", "", fault.Invalid, "not see this patient any more"},
		{"to a colleague and no team", w.Administrator.User, "", fault.Invalid, "not see this patient any more"},
	}
	for _, r := range refused {
		err := move(w.Clinician, r.clinician, r.team)
		if fault.KindOf(err) != r.kind || !strings.Contains(err.Error(), r.words) {
			t.Errorf("%s: got %v", r.name, err)
		}
	}
	if err := move(w.Administrator, w.Viewer.User, testkit.TheTeam); fault.KindOf(err) != fault.Invalid {
		t.Errorf("to a viewer: got %v", err)
	}
	if err := move(w.Administrator, "", "none"); fault.KindOf(err) != fault.Invalid {
		t.Errorf("to a team there is not: got %v", err)
	}
	must(t, move(w.Clinician, w.Clinician.User, ""))
	if _, err := w.App.Patient(ctx, w.Viewer, id); fault.KindOf(err) != fault.NotFound {
		t.Errorf("a viewer of the team that was left: got %v", err)
	}
	must(t, move(w.Administrator, w.elsewhere.User, other))
	if _, err := w.App.Patient(ctx, w.Clinician, id); fault.KindOf(err) != fault.NotFound {
		t.Errorf("the clinician from whom it was moved: got %v", err)
	}
	must(t, w.EditPatient(ctx, w.elsewhere, clinic.Patient{ID: id, RecordNumber: "1", Name: "Erika M.", Sex: clinic.Female, Language: "en", Revision: w.revision(id)}))
	r, err := w.App.Patient(ctx, w.elsewhere, id)
	must(t, err)
	if r.Team != "Elsewhere" || r.Clinician != "Elias Elsewhere" {
		t.Errorf("an edit of the details moved the patient: %+v", r)
	}
	moves := slices.DeleteFunc(w.entries(0), func(e audit.Entry) bool { return e.Action != "move patient" })
	if len(moves) != 2 || !strings.Contains(moves[1].Why, fmt.Sprintf("team %q to %q", "", other)) {
		t.Errorf("the audit has %+v", moves)
	}
}

func (w *world) revision(id clinic.PatientID) int {
	w.t.Helper()
	r, err := w.App.Patient(w.t.Context(), w.Administrator, id)
	must(w.t, err)
	return r.Patient.Revision
}

func TestATeamEndsWithoutLosingAnybody(t *testing.T) {
	w := newWorld(t)
	ctx, other := t.Context(), w.elsewhere.Teams[0]
	id := w.PatientOf(t, w.elsewhere, "1", "Erika")
	for _, to := range []clinic.TeamID{"", other, "none"} {
		if err := w.EndTeam(ctx, w.Administrator, other, to); fault.KindOf(err) != fault.Invalid {
			t.Errorf("its patients to %q: got %v", to, err)
		}
	}
	must(t, w.EndTeam(ctx, w.Administrator, other, testkit.TheTeam))
	if p := w.load(id); p.Team != testkit.TheTeam {
		t.Errorf("the patient is in %q", p.Team)
	}
	for name, err := range map[string]error{
		"ended again":   w.EndTeam(ctx, w.Administrator, other, ""),
		"renamed":       w.RenameTeam(ctx, w.Administrator, other, "Again"),
		"given members": w.SetMembers(ctx, w.Administrator, other, []clinic.UserID{w.Clinician.User}),
	} {
		if fault.KindOf(err) != fault.Conflict {
			t.Errorf("an ended team that is %s: got %v", name, err)
		}
	}
	if p, err := w.Placing(ctx, w.elsewhere); err != nil || len(p.Teams) != 0 {
		t.Errorf("whose team has ended may choose %+v, %v", p.Teams, err)
	}
	if _, err := w.AddTeam(ctx, w.Administrator, " \u202e"); fault.KindOf(err) != fault.Invalid {
		t.Errorf("a name that is none: got %v", err)
	}
}

func TestANewUserIsInTheChosenTeams(t *testing.T) {
	w := newWorld(t)
	n := app.NewUser{Login: "nora", Name: "Nora", Role: clinic.Viewer, Password: testkit.Password, Teams: []clinic.TeamID{testkit.TheTeam}}
	for i, c := range []struct {
		teams []clinic.TeamID
		want  int
	}{{nil, 0}, {[]clinic.TeamID{}, 0}, {[]clinic.TeamID{testkit.TheTeam, w.elsewhere.Teams[0]}, 2}} { // there are two, so that none is meant
		n.Login, n.Teams = fmt.Sprint("nora", i), c.teams
		id, err := w.AddUser(t.Context(), w.Administrator, n)
		must(t, err)
		if who, err := w.ActorOf(t.Context(), id, 0, ""); err != nil || len(who.Teams) != c.want {
			t.Errorf("%v: got %v, %v", c.teams, who.Teams, err)
		}
	}
	n.Login, n.Teams = "other", []clinic.TeamID{"none"}
	if _, err := w.AddUser(t.Context(), w.Administrator, n); fault.KindOf(err) != fault.Invalid || fault.Details(err)[0].Where != "teams" {
		t.Errorf("a team there is not: got %v", err)
	}
}

// An entry says on what ground somebody did something, as it was at that moment.
func TestTheAuditSaysOnWhatGround(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	id := w.Patient(t, "1", "Erika")
	read := func(who clinic.Actor) string {
		t.Helper()
		before := w.lastEntry()
		_, err := w.App.Patient(ctx, who, id)
		must(t, err)
		return w.entries(before)[0].Why
	}
	for name, tt := range map[string]struct {
		who  clinic.Actor
		want string
	}{
		"who looks after them": {w.Clinician, "looks after the patient"},
		"of their team":        {w.Viewer, "in the patient's team"},
	} {
		if got := read(tt.who); got != tt.want {
			t.Errorf("%s: got %q, want %q", name, got, tt.want)
		}
	}
	must(t, w.SetMembers(ctx, w.Administrator, w.Clinician.Teams[0], []clinic.UserID{w.Clinician.User, w.Viewer.User}))
	if got := read(w.Administrator); got != "every patient, by role" {
		t.Errorf("an administrator of another team: got %q", got)
	}
	must(t, w.PlacePatient(ctx, w.Administrator, clinic.Patient{ID: id, Clinician: w.Administrator.User, Team: w.Clinician.Teams[0], Revision: w.revision(id)}))
	if got := read(w.Clinician); got != "in the patient's team" {
		t.Errorf("after somebody else took over: got %q", got)
	}
	before := w.lastEntry()
	_, err := w.Caseload(ctx, w.Clinician, app.CaseloadQuery{})
	must(t, err)
	if got := w.entries(before)[0].Why; got != "by role" {
		t.Errorf("what is about no patient: got %q", got)
	}
	w.patient = id
	w.newLink("phq-9")
	before = w.lastEntry()
	w.open(w.token)
	if got := w.entries(before)[0].Why; got != "holds the link" {
		t.Errorf("a link's holder: got %q", got)
	}
}
