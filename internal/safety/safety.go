// Package safety owns the flags that answers raise. A flag is a prompt for a person to look, never an estimate of
// risk, and it is apart from scores: it is raised from an unfinished form and whatever the totals. It must not know
// who is told or how.
package safety

import (
	"steelyard/internal/exact"
	q "steelyard/internal/questionnaire"
	"steelyard/internal/scoring"
)

// Flag is a raised flag with the rule that raised it.
type Flag struct {
	Rule       *q.Flag
	Unanswered bool // the form is complete, but an answer that the rule needs was left out: nothing is known
}

// Level gives how soon a person must look. What is not known is a notice, whatever the rule's level.
func (f Flag) Level() q.Level {
	if f.Unanswered {
		return q.Notice
	}
	return f.Rule.Level
}

// Clinician gives the words for the clinician.
func (f Flag) Clinician() q.Text {
	if f.Unanswered {
		return f.Rule.Unanswered
	}
	return f.Rule.Clinician
}

// Raise gives the flags whose conditions are known to be true. The answers may be unfinished, and result nil:
// then flags over items are raised and flags over scales wait. Once there is a result, a rule that can't be decided
// because an answer was left out is raised as unanswered.
func Raise(a q.Answers, result *scoring.Result) []Flag {
	d := a.Definition()
	var flags []Flag
	for i := range d.Flags {
		switch d.Flags[i].When.Eval(operands{a, result}) {
		case q.True:
			flags = append(flags, Flag{Rule: &d.Flags[i]})
		case q.Unknown:
			if result != nil && len(d.Flags[i].Unanswered) > 0 {
				flags = append(flags, Flag{Rule: &d.Flags[i], Unanswered: true})
			}
		}
	}
	return flags
}

// Urgent says whether any of the flags is urgent.
func Urgent(flags []Flag) bool {
	for _, f := range flags {
		if f.Level() == q.Urgent {
			return true
		}
	}
	return false
}

type operands struct {
	q.Answers
	result *scoring.Result
}

// ScaleValue gives the value of a scale where the form could be scored.
func (o operands) ScaleValue(id q.ScaleID) (low, high exact.Number, known bool) {
	if o.result == nil {
		return low, high, false
	}
	s, ok := o.result.Score(id)
	if !ok {
		return low, high, false
	}
	v, known := s.Number()
	return v, v, known
}
