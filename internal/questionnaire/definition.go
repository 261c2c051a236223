// Package questionnaire owns the definition of a questionnaire: items, choices, conditions, scales, bands,
// norms, flags and examples; reading it from a file, checking answers against it, its name id@version and its hash.
// It must not know how a scale is computed, who answered, or where anything is kept.
package questionnaire

import "steelyard/internal/exact"

// The names of things. A bare string never crosses a package.
type (
	// ID names a questionnaire over all its versions, such as phq-9.
	ID string
	// ItemID names an item within a questionnaire.
	ItemID string
	// ScaleID names a scale within a questionnaire.
	ScaleID string
	// FlagID names a safety flag within a questionnaire.
	FlagID string
	// ChoiceCode is what is stored when a choice is taken.
	ChoiceCode string
	// SetID names a set of choices.
	SetID string
	// SourceID names an entry of the definition's list of sources.
	SourceID string
	// Category is the outcome of a decision scale.
	Category string
	// Hash is the SHA-256 of a definition's canonical form, in hexadecimal.
	Hash string
)

// Definition is one version of one questionnaire, as its file says it. It is read-only once parsed.
type Definition struct {
	ID         ID            `json:"id"`
	Version    Version       `json:"version"`
	Title      Text          `json:"title"`
	ShortTitle Text          `json:"short_title"`
	Domain     string        `json:"domain"`
	Purpose    Text          `json:"purpose"`
	Evidence   Evidence      `json:"evidence"`
	Recall     Period        `json:"recall,omitempty"`
	Languages  []Language    `json:"languages"`
	Respondent Respondent    `json:"respondent"`
	Minutes    int           `json:"minutes"`
	Codes      []Coding      `json:"codes,omitempty"`
	Rights     Rights        `json:"rights"`
	Wording    Wording       `json:"wording"`
	Intro      Text          `json:"intro,omitempty"`
	ChoiceSets []ChoiceSet   `json:"choice_sets"`
	Items      []Item        `json:"items"`
	Scales     []Scale       `json:"scales"`
	Flags      []Flag        `json:"flags,omitempty"`
	Sources    []Source      `json:"sources"`
	Examples   []Example     `json:"examples,omitempty"`
	Changes    []VersionNote `json:"changes,omitempty"`

	hash  Hash
	index index
	packs []*Pack // whose words it shows, one a language
}

// Evidence says whether the scores have been validated on people; shown wherever a score is.
type Evidence string

// The states of evidence.
const (
	Validated   Evidence = "validated"
	Unvalidated Evidence = "unvalidated"
)

// Enum gives the words allowed in a file.
func (Evidence) Enum() []string { return []string{string(Validated), string(Unvalidated)} }

// Respondent says who fills the form in.
type Respondent string

// The respondents.
const (
	Patient   Respondent = "patient"
	Clinician Respondent = "clinician"
	Either    Respondent = "either"
)

// Enum gives the words allowed in a file.
func (Respondent) Enum() []string {
	return []string{string(Patient), string(Clinician), string(Either)}
}

// Wording says whether the text ships with the definition or a site adds the text it is entitled to.
type Wording string

// The kinds of wording.
const (
	Included Wording = "included"
	Supplied Wording = "supplied"
)

// Enum gives the words allowed in a file.
func (Wording) Enum() []string { return []string{string(Included), string(Supplied)} }

// RightsBasis says on what ground a questionnaire may be used.
type RightsBasis string

// The grounds.
const (
	OwnWork          RightsBasis = "own-work"
	PublicDomain     RightsBasis = "public-domain"
	FreeWithNotice   RightsBasis = "free-without-permission"
	CreativeCommons  RightsBasis = "creative-commons"
	PermissionNeeded RightsBasis = "permission-needed"
)

// Enum gives the words allowed in a file.
func (RightsBasis) Enum() []string {
	return []string{string(OwnWork), string(PublicDomain), string(FreeWithNotice), string(CreativeCommons), string(PermissionNeeded)}
}

// CommercialUse says whether the holder allows commercial use.
type CommercialUse string

// Enum gives the words allowed in a file.
func (CommercialUse) Enum() []string { return []string{"yes", "no", "unknown"} }

// Rights says who holds a questionnaire, on what basis it is used here, and the notice that must be carried.
type Rights struct {
	Holder     string        `json:"holder"`
	Basis      RightsBasis   `json:"basis"`
	Licence    string        `json:"licence,omitempty"`
	Notice     NoticeText    `json:"notice,omitempty"`
	Commercial CommercialUse `json:"commercial"`
	Source     SourceID      `json:"source"`
	AsOf       Date          `json:"as_of"`
}

// Coding is a code of a public terminology.
type Coding struct {
	System string `json:"system"` // a FHIR system URI, such as http://loinc.org
	Code   string `json:"code"`
}

// ChoiceSet is a named list of choices, used by one item or by many.
type ChoiceSet struct {
	ID      SetID    `json:"id"`
	Choices []Choice `json:"choices"`
}

// Choice is one answer a person can take. A choice without a score (such as "does not apply") counts as missing.
type Choice struct {
	Code  ChoiceCode    `json:"code"`
	Label Text          `json:"label,omitempty"`
	Score *exact.Number `json:"score,omitempty"`
	Codes []Coding      `json:"codes,omitempty"`
}

// Item is one question.
type Item struct {
	ID        ItemID     `json:"id"`
	Text      Text       `json:"text,omitempty"`
	Label     Text       `json:"label"`
	Type      ItemType   `json:"type,omitempty"`
	Choices   SetID      `json:"choices,omitempty"`
	Bounds    *Bounds    `json:"bounds,omitempty"`
	Optional  bool       `json:"optional,omitempty"`
	Record    Record     `json:"record,omitempty"` // taken from the patient's record instead of being asked
	ShownWhen *Condition `json:"shown_when,omitempty"`
	Codes     []Coding   `json:"codes,omitempty"`
}

// Record names a part of the patient's record that an item takes its answer from.
type Record string

// SexOfRecord is the patient's administrative gender: its choices have FHIR's codes female, male, other and unknown.
const SexOfRecord Record = "sex"

// Enum gives the words allowed in a file.
func (Record) Enum() []string { return []string{string(SexOfRecord)} }

// ItemType is the kind of answer an item takes; the zero value is a choice.
type ItemType string

// The item types. A time is kept as minutes after midnight, a duration as minutes.
const (
	ChoiceItem   ItemType = "choice"
	NumberItem   ItemType = "number"
	TimeItem     ItemType = "time"
	DurationItem ItemType = "duration"
	DateItem     ItemType = "date"
	TextItem     ItemType = "text"
)

// Enum gives the words allowed in a file.
func (ItemType) Enum() []string {
	return []string{string(ChoiceItem), string(NumberItem), string(TimeItem), string(DurationItem), string(DateItem), string(TextItem)}
}

// Bounds limits a number or a duration (in minutes); Step is the distance of the allowed values from Min.
type Bounds struct {
	Min  exact.Number `json:"min"`
	Max  exact.Number `json:"max"`
	Step exact.Number `json:"step"`
	Unit string       `json:"unit,omitempty"`
}

// Flag is a safety rule over answers or scales: raised where its condition is known to be true.
type Flag struct {
	ID         FlagID    `json:"id"`
	When       Condition `json:"when"`
	Level      Level     `json:"level"`
	Clinician  Text      `json:"clinician"`
	Person     Text      `json:"person,omitempty"`
	Unanswered Text      `json:"unanswered,omitempty"` // for the clinician, when an answer it needs was left out
	Source     SourceID  `json:"source"`
}

// Level is how soon a person must look at a flag.
type Level string

// The levels.
const (
	Notice Level = "notice"
	Prompt Level = "prompt"
	Urgent Level = "urgent"
)

// Enum gives the words allowed in a file.
func (Level) Enum() []string { return []string{string(Notice), string(Prompt), string(Urgent)} }

// Source is where a figure or a rule comes from, and how far that was checked.
type Source struct {
	ID       SourceID `json:"id"`
	Citation string   `json:"citation"`
	Checked  Checked  `json:"checked"`
	Note     string   `json:"note,omitempty"`
}

// Checked says how a source was verified.
type Checked string

// How far a source was checked: read, read in a document that cites it, or remembered and not yet verified.
const (
	Verified   Checked = "verified"
	Secondary  Checked = "secondary"
	Unverified Checked = "unverified"
)

// Enum gives the words allowed in a file.
func (Checked) Enum() []string {
	return []string{string(Verified), string(Secondary), string(Unverified)}
}

// Example is a full set of answers with what must come of it, and who says so.
type Example struct {
	ID      string               `json:"id"`
	Answers []*Given             `json:"answers"` // in item order; null is not answered
	Expect  map[ScaleID]Expected `json:"expect"`
	Flags   []FlagID             `json:"flags,omitempty"`
	Source  SourceID             `json:"source"`
}

// Given is an answer as it is written: a choice's code, a number, a time, a date or a text.
type Given string

// Expected is what an example expects of one scale. Value is compared at the decimals it is written with.
type Expected struct {
	Value    string   `json:"value,omitempty"`
	State    State    `json:"state,omitempty"`
	Band     string   `json:"band,omitempty"` // the band's code
	Category Category `json:"category,omitempty"`
}

// State says how far a scale could be scored.
type State string

// The states. An unscorable scale has no number to print.
const (
	Complete   State = "complete"
	Prorated   State = "prorated"
	Unscorable State = "unscorable"
)

// Enum gives the words allowed in a file.
func (State) Enum() []string { return []string{string(Complete), string(Prorated), string(Unscorable)} }

// VersionNote says what a version changed and for whom it matters.
type VersionNote struct {
	Version Version `json:"version"`
	Date    Date    `json:"date"`
	Note    string  `json:"note"`
}
