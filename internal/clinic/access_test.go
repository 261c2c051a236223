package clinic

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// TestCan is the whole table of roles and actions. What is not named is denied.
func TestCan(t *testing.T) {
	actions := []Action{ReadPatients, WritePatients, ReadResponses, Administer, Export, AcknowledgeFlag, ReadLibrary, AnswerForm, ManageSite, ReadAudit, ManageLibrary}
	staff := map[Role]string{ // y is yes, in the order of actions
		Administrator: "yyyyyyy.yyy",
		Clinician:     "yyyyyyy....",
		Viewer:        "y.y...y....",
		"":            "...........",
		"owner":       "...........",
	}
	for role, row := range staff {
		for i, action := range actions {
			if got, want := Can(Actor{User: "u", Role: role}, action, Subject{Patient: "p", Clinician: "u"}), row[i] == 'y'; got != want {
				t.Errorf("%q may %s: got %v, want %v", role, action, got, want)
			}
			if Can(Actor{Role: role}, action, Subject{Patient: "p"}) {
				t.Errorf("%q without a user may %s", role, action)
			}
		}
		if Can(Actor{User: "u", Role: role}, "delete-everything", Subject{Patient: "p", Clinician: "u"}) {
			t.Errorf("%q may do what is not named", role)
		}
	}
}

// TestLinkHolderMayOnlyAnswer lets the holder of a link answer for their own patient and nothing else.
func TestLinkHolderMayOnlyAnswer(t *testing.T) {
	holder := Actor{Invitation: "i", Patient: "p"}
	cases := []struct {
		name    string
		actor   Actor
		action  Action
		patient PatientID
		want    bool
	}{
		{"their own form", holder, AnswerForm, "p", true},
		{"another's form", holder, AnswerForm, "other", false},
		{"nobody's form", holder, AnswerForm, "", false},
		{"a link without a patient", Actor{Invitation: "i"}, AnswerForm, "", false},
		{"reading", holder, ReadPatients, "p", false},
		{"reading answers", holder, ReadResponses, "p", false},
		{"the library", holder, ReadLibrary, "p", false},
		{"exporting", holder, Export, "p", false},
		{"a role beside a link", Actor{Invitation: "i", Patient: "p", Role: Administrator}, ManageSite, "p", false},
		{"staff with a link", Actor{Invitation: "i", Patient: "p", User: "u", Role: Administrator}, AnswerForm, "p", false},
		{"staff with a link, as staff", Actor{Invitation: "i", Patient: "p", User: "u", Role: Administrator}, ReadPatients, "p", false},
		{"nobody", Actor{}, AnswerForm, "", false},
		{"staff answering as the patient", Actor{User: "u", Role: Administrator}, AnswerForm, "p", false},
	}
	for _, c := range cases {
		if got := Can(c.actor, c.action, Subject{Patient: c.patient, Clinician: "u", Team: "t"}); got != c.want {
			t.Errorf("%s: got %v, want %v", c.name, got, c.want)
		}
	}
}

// Whatever the action, and whoever looks after a patient: only an administrator reaches one who is neither theirs nor of a
// team of theirs, and a link holder does nothing but answer their own form. What may be listed is what may be read.
func TestNobodyReachesAForeignPatient(t *testing.T) {
	actions := []Action{ReadPatients, WritePatients, ReadResponses, Administer, Export, AcknowledgeFlag, ReadLibrary, AnswerForm, ManageSite, ReadAudit, ManageLibrary, "", "other"}
	users, teams, patients := []UserID{"", "u", "v"}, []TeamID{"", "s", "t", "r"}, []PatientID{"", "p", "o"}
	rapid.Check(t, func(t *rapid.T) {
		a := Actor{User: rapid.SampledFrom(users).Draw(t, "user"), Role: rapid.SampledFrom(append(Roles(), "", "owner")).Draw(t, "role"),
			Teams:      rapid.SliceOfN(rapid.SampledFrom(teams), 0, 3).Draw(t, "teams"),
			Invitation: rapid.SampledFrom([]InvitationID{"", "i"}).Draw(t, "invitation"), Patient: rapid.SampledFrom(patients).Draw(t, "holder of")}
		s := Subject{rapid.SampledFrom(patients).Draw(t, "patient"), rapid.SampledFrom(users).Draw(t, "clinician"), rapid.SampledFrom(teams).Draw(t, "team")}
		action := rapid.SampledFrom(actions).Draw(t, "action")
		can := Can(a, action, s)
		theirs := s.Clinician != "" && s.Clinician == a.User || s.Team != "" && slices.Contains(a.Teams, s.Team)
		switch {
		case can && a.Invitation != "" && (action != AnswerForm || a.Patient != s.Patient || a.User != "" || s.Patient == ""):
			t.Errorf("a link holder may: %+v %s %+v", a, action, s)
		case can && a.Invitation == "" && s.Patient != "" && a.Role != Administrator && !theirs:
			t.Errorf("it is not theirs: %+v %s %+v", a, action, s)
		case can && a.Invitation == "" && (a.User == "" || !allowed[a.Role].may[action]):
			t.Errorf("the role may not: %+v %s %+v", a, action, s)
		case !can && a.Invitation == "" && a.User != "" && theirs && allowed[a.Role].may[action]:
			t.Errorf("it is theirs and they may not: %+v %s %+v", a, action, s)
		case s.Patient != "" && Can(a, ReadPatients, s) != VisibleTo(a).Has(s):
			t.Errorf("it is listed and can't be read, or the reverse: %+v %+v", a, s)
		}
	})
}

// A token may what its user may, as far as its scope goes.
func TestAScopeOnlyTakesAway(t *testing.T) {
	for _, role := range Roles() {
		for _, in := range Actions() {
			who := Actor{User: "u", Role: role, Scope: ScopeOf(in)}
			for _, action := range append(Actions(), AnswerForm) {
				if got, want := Can(who, action, NoPatient), action == in && allowed[role].may[action]; got != want {
					t.Errorf("a token of a %s for %s may %s: got %v, want %v", role, in, action, got, want)
				}
			}
		}
	}
	if got, want := ScopeOf(ReadAudit, AnswerForm, ReadPatients, "everything"), Scope("read-patients read-audit"); got != want {
		t.Errorf("got the scope %q, want %q", got, want)
	}
}

// Whoever adds an action that staff can have adds it to Actions too, or no token can ever have it.
func TestActionsHasEveryAction(t *testing.T) {
	for role, may := range allowed {
		for action := range may.may {
			if slices.Contains(Actions(), action) == (action == SignReport) { // a person signs, and never a token
				t.Errorf("%s may %s, which is not in Actions, or must not be", role, action)
			}
		}
	}
}

func TestTokenState(t *testing.T) {
	now := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	cases := []struct {
		name  string
		token Token
		want  TokenState
	}{
		{"open", Token{ExpiresAt: now.Add(1)}, TokenOpen},
		{"at its end", Token{ExpiresAt: now}, TokenExpired},
		{"without an end", Token{}, TokenExpired},
		{"revoked", Token{ExpiresAt: now.Add(time.Hour), RevokedAt: &now}, TokenRevoked},
	}
	for _, c := range cases {
		if got := c.token.State(now); got != c.want {
			t.Errorf("%s: got %s, want %s", c.name, got, c.want)
		}
	}
}

func TestEveryRoleHasARow(t *testing.T) {
	for _, r := range Roles() {
		if allowed[r].may == nil {
			t.Errorf("%s has no row", r)
		}
	}
	if len(Roles()) != len(allowed) {
		t.Errorf("%d roles and %d rows", len(Roles()), len(allowed))
	}
}

func TestInvitationState(t *testing.T) {
	now := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	past, later := now.Add(-time.Hour), now.Add(time.Hour)
	cases := []struct {
		name       string
		invitation Invitation
		want       InvitationState
	}{
		{"open", Invitation{ExpiresAt: later}, InvitationOpen},
		{"a moment before the end", Invitation{ExpiresAt: now.Add(1)}, InvitationOpen},
		{"at the end", Invitation{ExpiresAt: now}, InvitationExpired},
		{"past the end", Invitation{ExpiresAt: past}, InvitationExpired},
		{"in another zone", Invitation{ExpiresAt: later.In(time.FixedZone("x", -12*3600))}, InvitationOpen},
		{"revoked", Invitation{ExpiresAt: later, RevokedAt: &past}, InvitationRevoked},
		{"revoked and expired", Invitation{ExpiresAt: past, RevokedAt: &past}, InvitationRevoked},
		{"finished", Invitation{ExpiresAt: later, FinishedAt: &past}, InvitationFinished},
		{"finished, then revoked", Invitation{ExpiresAt: past, FinishedAt: &past, RevokedAt: &now}, InvitationFinished},
		{"without an end", Invitation{}, InvitationExpired},
	}
	for _, c := range cases {
		if got := c.invitation.State(now); got != c.want {
			t.Errorf("%s: got %s, want %s", c.name, got, c.want)
		}
	}
}

func TestAlertIsOpenUntilAcknowledged(t *testing.T) {
	now := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	if a := (Alert{}); !a.Open() {
		t.Error("a raised alert must be open")
	}
	if a := (Alert{AcknowledgedAt: &now}); a.Open() {
		t.Error("an acknowledged alert must not be open")
	}
}
