package questionnaire

import "steelyard/internal/exact"

// Scale is one thing that is computed from the answers.
type Scale struct {
	ID         ScaleID                 `json:"id"`
	Title      Text                    `json:"title"`
	Operator   Operator                `json:"operator"`
	Items      []ItemID                `json:"items,omitempty"`
	Scales     []ScaleID               `json:"scales,omitempty"` // operands that are scales; they stand after the items
	Reversed   []ItemID                `json:"reversed,omitempty"`
	Weights    map[ItemID]exact.Number `json:"weights,omitempty"`
	AtLeast    *exact.Number           `json:"at_least,omitempty"`   // count: the score from which an item counts
	Exceptions map[ItemID]exact.Number `json:"exceptions,omitempty"` // count: items with a bound of their own
	Recode     []Step                  `json:"recode,omitempty"`
	Table      []Row                   `json:"table,omitempty"`
	Model      map[ItemID]Curve        `json:"model,omitempty"`
	Decide     []Decision              `json:"decide,omitempty"`
	Missing    MissingRule             `json:"missing"`
	Direction  Direction               `json:"direction"`
	Range      *Range                  `json:"range,omitempty"`
	Transform  *Transform              `json:"transform,omitempty"`
	Bands      []Band                  `json:"bands,omitempty"`
	Precision  *Precision              `json:"precision,omitempty"`
	Norms      []Norm                  `json:"norms,omitempty"`
	Change     *Change                 `json:"change,omitempty"`
	Codes      []Coding                `json:"codes,omitempty"`
	Source     SourceID                `json:"source"`
}

// Operator says how a scale is computed.
type Operator string

// The operators.
const (
	Sum         Operator = "sum"             // the sum of the operands
	Mean        Operator = "mean"            // their mean
	WeightedSum Operator = "weighted-sum"    // the sum of weight times score
	Count       Operator = "count"           // how many items are at or above a score
	Maximum     Operator = "maximum"         // the largest
	ValueOf     Operator = "value"           // the value of the one operand
	Recode      Operator = "recode"          // the one operand through a table of lower bounds
	RatioOf     Operator = "ratio"           // the first operand divided by the second
	Difference  Operator = "difference"      // the first less the second
	Elapsed     Operator = "elapsed"         // minutes from the first time of day to the second, over midnight where it must be
	TableOf     Operator = "table"           // the one operand through a published table, which has the standard error too
	GradedModel Operator = "graded-response" // the T score of the pattern of answers under a graded response model
	Decide      Operator = "decision"        // the first category whose condition is true
)

// Enum gives the words allowed in a file.
func (Operator) Enum() []string {
	return []string{string(Sum), string(Mean), string(WeightedSum), string(Count), string(Maximum),
		string(ValueOf), string(Recode), string(RatioOf), string(Difference), string(Elapsed), string(TableOf), string(GradedModel), string(Decide)}
}

// Step is one row of a recode table: from this value up to the next row's, the result is To.
type Step struct {
	From exact.Number `json:"from"`
	To   exact.Number `json:"to"`
}

// Row is one row of a conversion table: a whole raw score, the value it stands for, and its standard error where known.
type Row struct {
	Raw   exact.Number  `json:"raw"`
	Value exact.Number  `json:"value"`
	SE    *exact.Number `json:"se,omitempty"`
}

// Curve is an item's parameters in a graded response model, on the logistic metric without the constant 1.7. There is
// one threshold fewer than the item has scores, and the scores are taken in their order.
type Curve struct {
	Discrimination exact.Number   `json:"discrimination"`
	Thresholds     []exact.Number `json:"thresholds"`
}

// Decision gives a category where its condition is true. Categories are tried in order; where a condition is
// unknown because an answer is missing, the decision is unknown.
type Decision struct {
	Category Category  `json:"category"`
	Label    Text      `json:"label"`
	When     Condition `json:"when"`
}

// MissingRule says what happens when answers are missing. NotShown is the score of an item that a condition keeps off
// the form; without it such an item counts as missing. Blank is the score of an optional item that was left blank,
// where the key itself says what a blank means.
type MissingRule struct {
	NotShown *exact.Number           `json:"not_shown,omitempty"`
	Blank    map[ItemID]exact.Number `json:"blank,omitempty"`
	Rule     Missing                 `json:"rule"`
	AtMost   int                     `json:"at_most,omitempty"` // prorate: how many operands may be missing
	Round    Rounding                `json:"round,omitempty"`   // prorate: where the prorated value is rounded; the zero value is RoundBand
	Source   SourceID                `json:"source"`
}

// Missing names a rule for missing answers.
type Missing string

// The rules: every operand is needed, or a person's mean stands in for at most so many.
const (
	CompleteOnly Missing = "complete"
	Prorate      Missing = "prorate"
)

// Enum gives the words allowed in a file.
func (Missing) Enum() []string { return []string{string(CompleteOnly), string(Prorate)} }

// Rounding says where a prorated value is rounded.
type Rounding string

// The places: the band is looked up with the value rounded half up while the value itself stays exact,
// the value itself is rounded half up or up, or nothing is rounded.
const (
	RoundBand    Rounding = "band-half-up"
	RoundHalfUp  Rounding = "value-half-up"
	RoundUp      Rounding = "value-up"
	RoundNothing Rounding = "none"
)

// Enum gives the words allowed in a file.
func (Rounding) Enum() []string {
	return []string{string(RoundBand), string(RoundHalfUp), string(RoundUp), string(RoundNothing)}
}

// Direction says what a higher value means.
type Direction string

// The directions. Neither is for counts and categories that no profile may use.
const (
	Difficulty Direction = "difficulty"
	WellBeing  Direction = "well-being"
	Neither    Direction = "neither"
)

// Enum gives the words allowed in a file.
func (Direction) Enum() []string {
	return []string{string(Difficulty), string(WellBeing), string(Neither)}
}

// Range is the smallest and the largest value a scale can reach, after its transform.
type Range struct {
	Min exact.Number `json:"min"`
	Max exact.Number `json:"max"`
}

// Transform is the linear step from the operator's value to the reported one: Multiply times value plus Add.
type Transform struct {
	Multiply exact.Number `json:"multiply"`
	Add      exact.Number `json:"add"`
}

// Band is a stretch of a scale from its lower bound up to the next band's.
type Band struct {
	Code   string       `json:"code"`
	From   exact.Number `json:"from"`
	Label  Text         `json:"label"`
	Rank   int          `json:"rank"` // 0 is the least severe
	Source SourceID     `json:"source"`
}

// Precision is what is known of a scale's error of measurement, on the scale's reported metric.
// A published one has the SD and the reliability of a sample; an assumed one has a SEM and the reasoning for it.
type Precision struct {
	Basis       Basis         `json:"basis"`
	SD          *exact.Number `json:"sd,omitempty"`
	Reliability *exact.Number `json:"reliability,omitempty"`
	Coefficient string        `json:"coefficient,omitempty"` // alpha, omega, retest
	SEM         *exact.Number `json:"sem,omitempty"`
	Sample      string        `json:"sample,omitempty"`
	N           int           `json:"n,omitempty"`
	Reasoning   Text          `json:"reasoning,omitempty"`
	Source      SourceID      `json:"source"`
}

// Basis says where the group's standard error of measurement comes from.
type Basis string

// The bases; Site never stands in a file, it is this site's own sample.
const (
	Published Basis = "published"
	Assumed   Basis = "assumed"
	Site      Basis = "site"
)

// Enum gives the words allowed in a file.
func (Basis) Enum() []string { return []string{string(Published), string(Assumed)} }

// Norm is a reference sample.
type Norm struct {
	Country string       `json:"country"`
	Year    int          `json:"year"`
	N       int          `json:"n"`
	Sex     string       `json:"sex,omitempty"` // female or male; absent for the whole sample
	Ages    string       `json:"ages,omitempty"`
	Mean    exact.Number `json:"mean"`
	SD      exact.Number `json:"sd"`
	Source  SourceID     `json:"source"`
}

// Change is what is known of change on a scale: how reliable a retest is, and which change people find important.
type Change struct {
	Retest    *Figure `json:"retest,omitempty"`    // retest correlation
	Important *Figure `json:"important,omitempty"` // minimal important difference, on the reported metric
	Reliable  *Figure `json:"reliable,omitempty"`  // a published reliable-change threshold
}

// Figure is one number with what it is about and where it comes from.
type Figure struct {
	Value  exact.Number `json:"value"`
	About  string       `json:"about"`
	Source SourceID     `json:"source"`
}
