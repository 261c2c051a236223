package clinic

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
	Invitation InvitationID // empty for staff
	Patient    PatientID    // the only patient a link holder may answer for
	From       string       // the network address, for the audit
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
	AcknowledgeFlag Action = "acknowledge-alert"
	ReadLibrary     Action = "read-library"
	ManageLibrary   Action = "manage-library" // upload, release and retire versions, and add wordings
	AnswerForm      Action = "answer-form"
	ManageSite      Action = "manage-site"
	ReadAudit       Action = "read-audit"
)

var allowed = map[Role]map[Action]bool{
	Administrator: {ReadPatients: true, WritePatients: true, ReadResponses: true, Administer: true, Export: true, AcknowledgeFlag: true, ReadLibrary: true, ManageLibrary: true, ManageSite: true, ReadAudit: true},
	Clinician:     {ReadPatients: true, WritePatients: true, ReadResponses: true, Administer: true, Export: true, AcknowledgeFlag: true, ReadLibrary: true},
	Viewer:        {ReadPatients: true, ReadResponses: true, ReadLibrary: true},
}

// Can says whether an actor may do something to a patient's data; the patient is empty where the action concerns
// none in particular. A link holder may answer the forms of their own invitation and nothing else.
func Can(a Actor, action Action, patient PatientID) bool {
	if a.Invitation != "" {
		return action == AnswerForm && a.User == "" && a.Patient == patient && patient != ""
	}
	return a.User != "" && allowed[a.Role][action]
}
