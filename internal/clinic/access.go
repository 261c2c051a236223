package clinic

import "slices"

// Role is what a member of staff is trusted with.
type Role string

// The roles.
const (
	Administrator Role = "administrator"
	Clinician     Role = "clinician"
	Viewer        Role = "viewer"
)

// Roles gives every role.
func Roles() []Role { return []Role{Administrator, Clinician, Viewer} }

// Actor is whoever asks for something: a member of staff, or the holder of an invitation link.
type Actor struct {
	User       UserID
	Name       string
	Role       Role         // empty for a link holder
	Teams      []TeamID     // the teams a member of staff is in now; a use case reads them anew in its transaction
	Invitation InvitationID // empty for staff
	Patient    PatientID    // the only patient a link holder may answer for
	From       string       // the network address, for the audit
	Scope      Scope        // what the token that asks is limited to; empty for whoever has none
}

// Action is something that can be done.
type Action string

// The actions.
const (
	ReadPatients    Action = "read-patients"
	WritePatients   Action = "write-patients"
	ReadResponses   Action = "read-responses"
	Administer      Action = "administer" // invite, enter answers, correct
	Export          Action = "export"
	SignReport      Action = "sign-report"
	AcknowledgeFlag Action = "acknowledge-alert"
	ReadLibrary     Action = "read-library"
	ManageLibrary   Action = "manage-library" // upload, release and retire versions, and add wordings
	AnswerForm      Action = "answer-form"
	ManageSite      Action = "manage-site" // settings, users and teams
	ReadAudit       Action = "read-audit"
)

// Subject is whose data an action is about: a patient, and who looks after them.
type Subject struct {
	Patient   PatientID
	Clinician UserID // empty where nobody in particular does
	Team      TeamID // empty where no team does
}

// NoPatient is the subject of what concerns no patient in particular.
var NoPatient = Subject{}

// trust is one row of the table: what a role may do, and whether to every patient or only to its own.
type trust struct {
	every bool
	may   map[Action]bool
}

var allowed = map[Role]trust{
	Administrator: {every: true, may: map[Action]bool{ReadPatients: true, WritePatients: true, ReadResponses: true, Administer: true, Export: true, SignReport: true, AcknowledgeFlag: true, ReadLibrary: true, ManageLibrary: true, ManageSite: true, ReadAudit: true}},
	Clinician:     {may: map[Action]bool{ReadPatients: true, WritePatients: true, ReadResponses: true, Administer: true, Export: true, SignReport: true, AcknowledgeFlag: true, ReadLibrary: true}},
	Viewer:        {may: map[Action]bool{ReadPatients: true, ReadResponses: true, ReadLibrary: true}},
}

// Can says whether an actor may do something to a subject's data. A member of staff may do what their role may, to the
// patients who are theirs or of one of their teams; an administrator to every patient. A link holder may answer the forms
// of their own invitation and nothing else; a token never more than its scope, nor more than its user.
func Can(a Actor, action Action, s Subject) bool {
	if a.Invitation != "" {
		return action == AnswerForm && a.User == "" && a.Patient == s.Patient && s.Patient != ""
	}
	if a.User == "" || !allowed[a.Role].may[action] || !a.Scope.allows(action) {
		return false
	}
	return s.Patient == "" || VisibleTo(a).Has(s)
}

// Visible is the patients that somebody may see. The zero value is nobody.
type Visible struct {
	All       bool
	Clinician UserID
	Teams     []TeamID
}

// VisibleTo gives the patients that a member of staff may see. What they may do to them is for Can to say.
func VisibleTo(a Actor) Visible {
	switch {
	case a.Invitation != "" || a.User == "" || allowed[a.Role].may == nil:
		return Visible{}
	case allowed[a.Role].every:
		return Visible{All: true}
	}
	return Visible{Clinician: a.User, Teams: a.Teams}
}

// Has says whether a patient is among them.
func (v Visible) Has(s Subject) bool {
	return v.All || s.Clinician != "" && s.Clinician == v.Clinician || s.Team != "" && slices.Contains(v.Teams, s.Team)
}
