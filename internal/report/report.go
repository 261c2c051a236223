// Package report owns the one printable view of a patient's results. A page, a PDF, a CSV row and a JSON document are
// all made from the same Report, so they can't disagree. It must not know rows, routes or file formats.
package report

import (
	"slices"
	"time"

	"steelyard/internal/clinic"
	"steelyard/internal/exact"
	"steelyard/internal/fault"
	"steelyard/internal/profile"
	q "steelyard/internal/questionnaire"
	"steelyard/internal/scoring"
)

// Report is a patient's results at one time. It is made by New, which is the only way to give it a notice,
// and a renderer must refuse one without (see Check).
type Report struct {
	notice   []string
	previous []Change // the newest answers to each scale against those before them

	Site       string
	Contact    string       // how the site is reached, in one line; may be empty
	Logo       *clinic.Logo // of the site, for what is printed; absent where there is none
	Invented   bool         // the patient and the answers are made up, for a demonstration
	Language   q.Language
	At         time.Time
	By         string // who asked for it
	Patient    Patient
	Profile    *profile.Profile // absent where nothing can be put in a profile
	Responses  []Response       // the newest first
	Since      time.Time        // the answers are those from then on, and of others the newest to each questionnaire; zero where they are all
	Trends     []Trend          // scales with bands or a place in the profile, two points or more
	Comparison *Comparison      // absent where nothing was answered twice
	Treatments []clinic.TreatmentEvent
	Alerts     []clinic.Alert
	Selected   string      // which selection of the record this is; empty where it is the whole
	Derivation bool        // how each number came about is part of it
	Digest     string      // of the receipt of everything behind the report; empty where none was worked out
	Signatures []Signature // of the record, the newest first
}

// Notice gives the sentences that every rendering carries.
func (r *Report) Notice() []string { return r.notice }

// Definitions names every definition behind the newest numbers with its version and the first 12 digits of its SHA-256,
// the profile's first. It stands in every rendering.
func (r *Report) Definitions() (names []string) {
	add := func(ref q.Ref, hash q.Hash) { names = withDefinition(names, ref, hash) }
	if p := r.Profile; p != nil {
		add(p.Definition().Ref(), p.Definition().Hash())
	}
	for i := range r.Responses {
		if newestOf(r.Responses, i) {
			add(r.Responses[i].Ref, r.Responses[i].Hash)
		}
	}
	if p := r.Profile; p != nil {
		for _, v := range p.Domains {
			if v.Answered {
				add(v.From.Questionnaire, v.From.Hash)
			}
		}
	}
	return names
}

// EveryDefinition names the definitions behind all answers, older versions too.
func (r *Report) EveryDefinition() (names []string) {
	for i := range r.Responses {
		names = withDefinition(names, r.Responses[i].Ref, r.Responses[i].Hash)
	}
	return names
}

func withDefinition(names []string, ref q.Ref, hash q.Hash) []string {
	name := ref.String() + " (" + string(hash[:min(12, len(hash))]) + ")"
	if slices.Contains(names, name) {
		return names
	}
	return append(names, name)
}

// Check refuses a Report that was not made by New: nothing is rendered without its notice.
func (r *Report) Check() error {
	if r == nil || len(r.notice) == 0 {
		return fault.New(fault.Internal, "A report can't be shown without its notice.")
	}
	return nil
}

// Patient is what a report says of the person.
type Patient struct {
	RecordNumber string
	Name         string
	BirthDate    q.Date
	Sex          clinic.Sex
}

// Response is one completed questionnaire.
type Response struct {
	ID          clinic.ResponseID
	Title       string
	ShortTitle  string
	Ref         q.Ref
	Hash        q.Hash
	Engine      string
	Evidence    q.Evidence
	StartedAt   time.Time
	CompletedAt time.Time
	EnteredBy   string     // "the patient", or a member of staff
	Paper       bool       // EnteredBy entered it from a form that was filled in on paper
	Basis       Basis      // who rated
	Language    q.Language // of the newest answers
	Tongues     string     // the names of all languages in which it was answered
	Abroad      string     // the same where it was not just in the report's own language, and empty otherwise
	Amended     bool       // replaced by a correction
	Amends      clinic.ResponseID
	Reason      string
	Rights      string // the notice that must be carried where the wording is shown
	Scores      []Score
	Items       []Item
	Flags       []Flag
	Quality     string   // how it was answered, where two independent signs ask for a look; empty otherwise
	Manner      []string // how it was answered, as facts that say nothing by themselves
}

// Score is one scale as it is shown: words and numbers are made here, once.
type Score struct {
	Scale      q.ScaleID
	Title      string
	State      q.State
	Value      *exact.Number // absent where there is none
	Shown      string        // the value as printed, a category's label, or "no score"
	Range      string        // such as 0–27
	Interval   string        // such as 10–16; empty where it is not known
	NoInterval string        // why there is none beside a number; empty where there is one
	Error      *scoring.Uncertainty
	Basis      string // what the interval rests on
	Band       string // the band's label
	Direction  q.Direction
	Note       string   // prorated, or why there is no score
	Unverified bool     // a band or an interval rests on a source that is not yet verified
	Derivation []string // how the value came about, a step a line
	Sources    []string // citations behind the rule, the bands and the interval
	Fit        *Fit     // to the response model; absent where there is no model, or it was not asked for
}

// Item is one answered item.
type Item struct {
	ID     q.ItemID
	Number int
	Text   string // the wording, or its label where the wording is not included
	Label  string
	Answer string // the label of the choice, or the value; empty where missing
	Raw    string // the stored answer
	Score  string
	Note   string // of whoever held the interview; no part of the answer
	State  ItemState
}

// Noted says whether somebody noted something beside an item.
func (x *Response) Noted() bool {
	return slices.ContainsFunc(x.Items, func(i Item) bool { return i.Note != "" })
}

// ItemState says what became of an item.
type ItemState string

// The states of an item. NotShown is never counted as missing.
const (
	Answered ItemState = "answered"
	Missing  ItemState = "not answered"
	NotShown ItemState = "not shown"
)

// Flag is a safety flag that the answers raised.
type Flag struct {
	ID    q.FlagID
	Level q.Level
	Text  string
}

// Trend is one scale over time.
type Trend struct {
	Questionnaire q.ID
	Scale         q.ScaleID
	Title         string // such as "PHQ-9: total"
	Direction     q.Direction
	Evidence      q.Evidence // of the newest version
	Min, Max      float64
	Bands         []TrendBand // of the newest version; none for an unvalidated scale
	Points        []TrendPoint
	Rescored      *Rescored // earlier answers by the newest version, where there were several
	Events        []TrendEvent
}

// TrendBand is a stretch of the scale with its label.
type TrendBand struct {
	From, To float64
	Label    string
}

// TrendPoint is one score; Low and High are its 95 % interval where Known.
type TrendPoint struct {
	At        time.Time
	Response  clinic.ResponseID
	Value     float64
	Shown     string
	Known     bool
	Low, High float64
	Assumed   bool    // the interval rests on an assumption, not on a sample
	Basis     q.Basis // of the interval
	Band      string
	State     q.State
	Tongues   string    // the languages in which it was answered, such as German; empty where that was not kept
	Version   q.Version // a line is never drawn through a change of version, language or way of asking unmarked
	Break     bool      // it was asked in other words than the point before
	Rated     Basis     // who rated; empty where it is not known how the answers came in
}

// TrendEvent is a treatment, or a change of what was asked or how, drawn on the line of time.
type TrendEvent struct {
	At     time.Time
	Label  string
	Kind   string // treatment, version, wording, language or asking
	Short  string // the label in fewer words, such as “Sertraline → 100 mg”; empty where it is the label
	Name   string // of a treatment alone; empty where it is none
	Number int    // in a list that stands elsewhere; 0 where the drawing has its own
}
