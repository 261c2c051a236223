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
	Rule *q.Flag
}

// Raise gives the flags whose conditions are known to be true. The answers may be unfinished, and result nil:
// then flags over items are raised and flags over scales wait.
func Raise(a q.Answers, result *scoring.Result) []Flag {
	d := a.Definition()
	var flags []Flag
	for i := range d.Flags {
		if d.Flags[i].When.Eval(operands{a, result}) == q.True {
			flags = append(flags, Flag{&d.Flags[i]})
		}
	}
	return flags
}

// Urgent says whether any of the flags is urgent.
func Urgent(flags []Flag) bool {
	for _, f := range flags {
		if f.Rule.Level == q.Urgent {
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
