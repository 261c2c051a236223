package jsonfile

import (
	"time"

	"steelyard/internal/clinic"
	"steelyard/internal/fault"
	q "steelyard/internal/questionnaire"
	"steelyard/internal/report"
	"steelyard/internal/scoring"
)

// Document is the whole report.
type Document = document

// Result is what one questionnaire's answers came to, with the notice that goes with every number.
type Result struct {
	NonDiagnostic bool     `json:"non_diagnostic"`
	Basis         string   `json:"basis"`
	Notice        []string `json:"notice"`
	Invented      bool     `json:"invented"`
	Result        response `json:"result"`
}

var errNoNotice = fault.New(fault.Internal, "A number can't be shown without its notice.")

// NewResult makes the form of one result. It refuses one without its notice.
func NewResult(r *report.Response, notice []string, invented bool) (*Result, error) {
	if len(notice) == 0 {
		return nil, errNoNotice
	}
	return &Result{true, string(r.Basis), notice, invented, newResponse(r)}, nil
}

// Profile is a patient's profile of symptom domains.
type Profile struct {
	NonDiagnostic bool         `json:"non_diagnostic"`
	Basis         string       `json:"basis"`
	Notice        []string     `json:"notice"`
	Invented      bool         `json:"invented"`
	MadeAt        moment       `json:"made_at"`
	Profile       *profileForm `json:"profile"` // null where no domain has a value
	Beside        []string     `json:"beside_profile"`
}

// NewProfile makes the form of the profile in a report. It refuses one without its notice.
func NewProfile(r *report.Report) (*Profile, error) {
	if err := r.Check(); err != nil {
		return nil, err
	}
	return &Profile{true, r.ProfileBasis(), r.Notice(), r.Invented, moment(r.At), newProfile(r), nonNil(r.Beside())}, nil
}

// Listed is one patient of an exported list.
type Listed struct {
	NonDiagnostic bool     `json:"non_diagnostic"`
	Basis         string   `json:"basis"`
	Notice        []string `json:"notice"`
	Invented      bool     `json:"invented"`
	Person
}

// Person is what such a list says of a patient. A time is null where nothing happened yet.
type Person struct {
	RecordNumber  string     `json:"record_number"`
	Name          string     `json:"name"`
	BirthDate     *q.Date    `json:"birth_date"`
	OpenAlerts    int        `json:"open_alerts"`
	LastCompleted *time.Time `json:"last_completed_at"`
	WaitingSince  *time.Time `json:"waiting_since"`
	WaitingUntil  *time.Time `json:"waiting_until"`
}

// NewListed makes a line of an exported list. It refuses one without its notice.
func NewListed(p Person, notice []string, invented bool) (*Listed, error) {
	if len(notice) == 0 {
		return nil, errNoNotice
	}
	return &Listed{true, report.AnyBasis, notice, invented, p}, nil
}

// Line is one completed response of an export: answers as they are stored, and every scale.
type Line struct {
	NonDiagnostic bool                  `json:"non_diagnostic"`
	Basis         string                `json:"basis"`
	Notice        []string              `json:"notice"`
	Invented      bool                  `json:"invented"`
	RecordNumber  string                `json:"record_number"`
	ID            clinic.ResponseID     `json:"id"`
	Questionnaire q.Ref                 `json:"questionnaire"`
	Hash          q.Hash                `json:"sha256"`
	Engine        string                `json:"engine"`
	Status        clinic.ResponseStatus `json:"status"`
	Language      q.Language            `json:"language"`
	StartedAt     moment                `json:"started_at"`
	CompletedAt   moment                `json:"completed_at"`
	Answers       q.Form                `json:"answers"`
	Scores        []lineScore           `json:"scores"`
}

type lineScore struct {
	Scale    q.ScaleID `json:"scale"`
	State    q.State   `json:"state"`
	Value    *string   `json:"value"`  // exact; null where there is none
	Number   *float64  `json:"number"` // the same, to the nearest float64
	Category *string   `json:"category"`
	Band     *string   `json:"band"`
	Interval *interval `json:"interval"`
}

// Exported is one completed response of an export, whose record it stands in, whom the form is for and how the answers came in.
type Exported struct {
	Record     string
	Response   *clinic.Response
	Result     *scoring.Result
	Respondent q.Respondent
	Mode       clinic.Mode
}

// NewLine makes a line of an export. It refuses one without its notice.
func NewLine(e Exported, notice []string, invented bool) (*Line, error) {
	r, result := e.Response, e.Result
	if len(notice) == 0 || r.CompletedAt == nil || result == nil {
		return nil, errNoNotice
	}
	return &Line{true, string(report.BasisOf(e.Respondent, e.Mode)), notice, invented, e.Record, r.ID, r.Questionnaire, r.Hash, result.Engine, r.Status, r.Language,
		moment(r.StartedAt), moment(*r.CompletedAt), r.Answers, each(result.Scores, newLineScore)}, nil
}

func newLineScore(s *scoring.Score) lineScore {
	out := lineScore{Scale: s.Scale, State: s.State, Category: unlessZero(string(s.Category)), Band: unlessZero(s.Band)}
	if v, ok := s.Number(); ok {
		exact, number := v.String(), v.Float()
		out.Value, out.Number = &exact, &number
	}
	if e := s.Error; e != nil {
		se := round(e.SE)
		out.Interval = &interval{Low: round(e.Interval.Low), High: round(e.Interval.High), SE: &se, Basis: e.Basis}
	}
	return out
}
