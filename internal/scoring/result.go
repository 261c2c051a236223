// Package scoring owns the step from answers to a Result: value, interval, band, what was missing, and the
// derivation of every number. It must not know who answered, where a Result is kept or how it is drawn.
package scoring

import (
	"fmt"

	"steelyard/internal/exact"
	"steelyard/internal/psychometrics"
	q "steelyard/internal/questionnaire"
)

// Engine is the version of the scoring rules in this package. It is frozen into every Result and rises whenever
// the same definition and answers would give another Result.
const Engine = "1.0.0"

// Result is what one questionnaire's answers came to.
type Result struct {
	Questionnaire q.Ref   `json:"questionnaire"`
	Hash          q.Hash  `json:"hash"`
	Engine        string  `json:"engine"`
	Items         int     `json:"items"`    // how many items were shown
	Answered      int     `json:"answered"` // how many of them were answered
	Scores        []Score `json:"scores"`   // in the definition's order
}

// Score is the value of one scale. Where State is unscorable there is no number: Value is zero and means nothing.
type Score struct {
	Scale    q.ScaleID    `json:"scale"`
	State    q.State      `json:"state"`
	Value    exact.Number `json:"value"`
	Category q.Category   `json:"category,omitempty"` // of a decision; empty where it is unknown
	Band     string       `json:"band,omitempty"`     // the band's code
	Missing  int          `json:"missing,omitempty"`  // operands without a value
	Operands int          `json:"operands"`           // how many there are
	Reason   string       `json:"reason,omitempty"`   // why there is no number
	Error    *Uncertainty `json:"error,omitempty"`    // absent where no basis for it exists
}

// Uncertainty is the error of measurement of one score, on the scale's reported metric. It covers item sampling
// only, not day-to-day variation, mood of the day or translation.
type Uncertainty struct {
	SE       float64                `json:"se"`
	Interval psychometrics.Interval `json:"interval"` // 95 %, cut at the scale's range
	Basis    q.Basis                `json:"basis"`
	Site     *SiteSample            `json:"site,omitempty"` // what a site's own basis was made of, frozen with the result
}

// SiteSample is what a site's own answers say of a scale: the standard deviation of its reported value and
// Cronbach's alpha, over the first complete response of each of N patients.
type SiteSample struct {
	SD    float64 `json:"sd"`
	Alpha float64 `json:"alpha"`
	N     int     `json:"n"`
}

// BasisWords says in a few words what the interval rests on, for a table.
func (u *Uncertainty) BasisWords() string {
	if u.Site != nil {
		return fmt.Sprintf("%s, n = %d", u.Basis, u.Site.N)
	}
	return string(u.Basis)
}

// Number gives the value; ok is false where there is none to print.
func (s *Score) Number() (v exact.Number, ok bool) {
	return s.Value, s.State != q.Unscorable && s.Category == ""
}

// Score gives the score of a scale.
func (r *Result) Score(id q.ScaleID) (*Score, bool) {
	for i := range r.Scores {
		if r.Scores[i].Scale == id {
			return &r.Scores[i], true
		}
	}
	return nil, false
}
