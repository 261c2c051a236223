// Package clinic owns the people and events of a clinic: patient, encounter, invitation, response, treatment event,
// alert and user, their changes of state, and who may do what. It must not know rows, pages or how a scale is computed.
package clinic

import (
	"time"

	q "steelyard/internal/questionnaire"
)

// The names of things. Every id is a UUID, version 7.
type (
	PatientID    string
	EncounterID  string
	InvitationID string
	ResponseID   string
	TreatmentID  string
	AlertID      string
	UserID       string
)

// Patient is a person whose symptoms are asked about.
type Patient struct {
	ID           PatientID
	RecordNumber string // the clinic's own, unique within it
	Name         string
	BirthDate    q.Date // empty where it is not known
	Sex          Sex    // for norms only
	Email        string
	Phone        string
	Language     q.Language
	Clinician    UserID // who is responsible; empty where nobody in particular is
	Team         TeamID // empty where no team looks after them
	CreatedAt    time.Time
	UpdatedAt    time.Time
	Revision     int // rises with every change; a change names the revision it was made from
}

// Subject says whose data this patient's is.
func (p *Patient) Subject() Subject {
	return Subject{Patient: p.ID, Clinician: p.Clinician, Team: p.Team}
}

// Sex is FHIR's administrative gender.
type Sex string

// The values of FHIR administrative-gender.
const (
	Female     Sex = "female"
	Male       Sex = "male"
	OtherSex   Sex = "other"
	UnknownSex Sex = "unknown"
)

// Encounter is one occasion on which a battery of questionnaires is asked.
type Encounter struct {
	ID        EncounterID
	PatientID PatientID
	Mode      Mode
	Battery   []q.Ref // pinned when the encounter is made
	CreatedBy UserID
	CreatedAt time.Time
	EntryKey  string     // of the page on which a paper form was entered; empty for the other modes
	Language  q.Language // as it was chosen during the visit; empty where nobody chose
}

// Mode says how the answers come in.
type Mode string

// The modes.
const (
	Online   Mode = "online"    // the patient, through an invitation link
	InPerson Mode = "in-person" // a clinician reads the items out and enters the answers
	Paper    Mode = "paper"     // the patient filled a printed form in, and a member of staff enters it
)

// Invitation is a link by which a patient answers an encounter's battery. Only its token's hash is kept.
type Invitation struct {
	ID          InvitationID
	EncounterID EncounterID
	PatientID   PatientID
	TokenHash   []byte
	CreatedBy   UserID
	CreatedAt   time.Time
	ExpiresAt   time.Time
	RevokedAt   *time.Time
	FinishedAt  *time.Time // when the whole battery was submitted
}

// InvitationState says whether a link can be used.
type InvitationState string

// The states of an invitation.
const (
	InvitationOpen     InvitationState = "open"
	InvitationExpired  InvitationState = "expired"
	InvitationRevoked  InvitationState = "revoked"
	InvitationFinished InvitationState = "finished"
)

// State gives the invitation's state at a time.
func (i *Invitation) State(now time.Time) InvitationState {
	switch {
	case i.FinishedAt != nil:
		return InvitationFinished
	case i.RevokedAt != nil:
		return InvitationRevoked
	case !now.Before(i.ExpiresAt):
		return InvitationExpired
	}
	return InvitationOpen
}

// Response is one questionnaire's answers by one person at one encounter. Once completed it never changes;
// a correction is a new response that names the one it amends, with a reason.
type Response struct {
	ID            ResponseID
	EncounterID   EncounterID
	PatientID     PatientID
	Questionnaire q.Ref
	Hash          q.Hash // of the definition that was shown
	Status        ResponseStatus
	Answers       q.Form
	Notes         Notes        // of whoever held the interview; none where the patient answered
	Language      q.Language   // in which the newest answers were given
	Languages     []q.Language // all in which answers were given, in the order of their first; empty where only Language was kept
	EnteredBy     UserID       // empty where the patient answered through a link
	StartedAt     time.Time
	UpdatedAt     time.Time
	CompletedAt   *time.Time
	Amends        ResponseID // empty for a first response
	Reason        string     // why it amends
	Revision      int        // rises with every saved page
}

// Notes are what a member of staff wrote beside single items of an interview. They are no answers and no part of a score.
type Notes map[q.ItemID]string

// With gives the notes with those of a page put in; an empty one takes an earlier one back.
func (n Notes) With(page Notes) Notes {
	all := Notes{}
	for _, some := range []Notes{n, page} {
		for id, text := range some {
			all[id] = text
			if text == "" {
				delete(all, id)
			}
		}
	}
	return all
}

// MaxNote is how many characters a note has at most.
const MaxNote = 1000

// ResponseStatus is FHIR's QuestionnaireResponse.status, as far as it is used here.
type ResponseStatus string

// The states of a response; an amended one has been replaced by a correction and is kept.
const (
	InProgress ResponseStatus = "in-progress"
	Completed  ResponseStatus = "completed"
	Amended    ResponseStatus = "amended"
)

// TreatmentEvent is a start, change or stop of a treatment, or an outside finding, on the patient's line of time.
type TreatmentEvent struct {
	ID        TreatmentID
	PatientID PatientID
	Kind      TreatmentKind
	Class     MedicineClass // for a medicine
	Name      string
	Dose      string // as it was written
	Step      TreatmentStep
	On        q.Date
	Note      string
	CreatedBy UserID
	CreatedAt time.Time
}

// TreatmentKind is what sort of event it is.
type TreatmentKind string

// The kinds.
const (
	Medicine  TreatmentKind = "medicine"
	Therapy   TreatmentKind = "therapy"
	Lifestyle TreatmentKind = "lifestyle"
	Finding   TreatmentKind = "finding"
)

// TreatmentStep is what happened to a treatment.
type TreatmentStep string

// The steps; a finding or a single event is Noted.
const (
	Started TreatmentStep = "start"
	Changed TreatmentStep = "change"
	Stopped TreatmentStep = "stop"
	Noted   TreatmentStep = "note"
)

// MedicineClass is a medicine's class by what it acts on.
type MedicineClass string

// The classes.
const (
	SSRI            MedicineClass = "ssri"
	SNRI            MedicineClass = "snri"
	MAOI            MedicineClass = "maoi"
	DopamineAgonist MedicineClass = "dopamine-agonist"
	Levodopa        MedicineClass = "levodopa"
	Antipsychotic   MedicineClass = "antipsychotic"
	Stimulant       MedicineClass = "stimulant"
	OtherMedicine   MedicineClass = "other"
)

// Alert is a raised safety flag, open until somebody acknowledges it with a note.
type Alert struct {
	ID             AlertID
	PatientID      PatientID
	ResponseID     ResponseID
	Questionnaire  q.Ref
	Flag           q.FlagID
	Level          q.Level
	Text           string // for the clinician
	RaisedAt       time.Time
	AcknowledgedAt *time.Time
	AcknowledgedBy UserID
	Note           string
}

// Open says whether the alert still waits for a person.
func (a *Alert) Open() bool { return a.AcknowledgedAt == nil }

// User is a member of staff.
type User struct {
	ID           UserID
	Login        string
	Name         string
	Role         Role
	PasswordHash string
	CreatedAt    time.Time
	DisabledAt   *time.Time
	Email        string // where they are told of alerts that are left; empty for nowhere

	SessionGeneration int64 // from 0; raised to end every session that began before

	SignedInAt *time.Time // when they last did; absent where they have not yet
}

// Logo is the picture that stands beside the site's name.
type Logo struct {
	PNG    []byte // encoded by this program
	Hash   string // SHA-256 of the PNG, in hexadecimal
	Width  int    // in pixels
	Height int
}

// MaxRetentionYears is the most years after which a site may want to decide on a record.
const MaxRetentionYears = 100

// Site is what a site has decided for itself.
type Site struct {
	Name       string
	Language   q.Language // of the name, the contact and the main crisis text, and of pages where nothing else is known
	Texts      []SiteText // the newest of each kind and language
	Logo       *Logo      // without its picture; absent where there is none
	CrisisText string     // shown at once when an urgent flag is raised, and on the page that explains the form
	Contact    string     // how a patient reaches the clinic, in one line
	ShowScores bool       // whether the patient sees scores at the end
	LinkDays   int        // how long an invitation lasts unless somebody chooses otherwise
	TimeZone   string     // an IANA name; days begin and end in it, and staff read times in it
	MailName   string     // what e-mails call the site; empty where its name will do

	RetentionYears int // after how many years without contact a record is due for a decision on erasure; 0 for never

	UrgentHours int // after how many hours an urgent alert that nobody acknowledged counts as left
	PromptHours int // the same for an alert that asks for a look soon
	TeamHours   int // how many hours after that the patient's team is told
	AdminHours  int // how many hours after that the administrators are told
}
