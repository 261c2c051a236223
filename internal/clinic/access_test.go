package clinic

import (
	"testing"
	"time"
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
			if got, want := Can(Actor{User: "u", Role: role}, action, "p"), row[i] == 'y'; got != want {
				t.Errorf("%q may %s: got %v, want %v", role, action, got, want)
			}
			if Can(Actor{Role: role}, action, "p") {
				t.Errorf("%q without a user may %s", role, action)
			}
		}
		if Can(Actor{User: "u", Role: role}, "delete-everything", "p") {
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
		if got := Can(c.actor, c.action, c.patient); got != c.want {
			t.Errorf("%s: got %v, want %v", c.name, got, c.want)
		}
	}
}

func TestEveryRoleHasARow(t *testing.T) {
	for _, r := range Roles() {
		if allowed[r] == nil {
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
