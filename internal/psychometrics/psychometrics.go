// Package psychometrics owns the formulas: numbers in, numbers out.
//
// It must not know questionnaires, patients, clocks or wording: which scale a number belongs to, where a
// standard deviation was published and what a difference means are the callers' business.
//
// Every function answers invalid input with an error that wraps ErrInput and never with NaN. The errors name
// the argument and the rule it breaks, but no value, because a value may be a person's answer.
//
// "FACTS" in the comments is the project's collection of psychometric facts and figures, by section.
package psychometrics

import (
	"errors"
	"fmt"
	"math"
)

// ErrInput is wrapped by every error of this package: a number was missing, not finite, or outside the range in
// which its formula has a meaning.
var ErrInput = errors.New("psychometrics: invalid input")

// Estimate is a value with its standard error, both on the same metric.
type Estimate struct {
	// Value is the estimate in the unit that its maker names.
	Value float64
	// SE is the standard error in the unit of Value, 0 or more.
	SE float64
}

func invalid(format string, args ...any) error {
	return fmt.Errorf("%w: %s", ErrInput, fmt.Sprintf(format, args...))
}

func finite(x float64) bool { return !math.IsNaN(x) && !math.IsInf(x, 0) }

// result passes a calculated number on unless the arguments were so large or so near 0 that it overflowed.
func result(x float64) (float64, error) {
	if !finite(x) {
		return 0, invalid("the numbers are too large or too near 0 to calculate with")
	}
	return x, nil
}

func requireFinite(what string, values ...float64) error {
	for _, v := range values {
		if !finite(v) {
			return invalid("%s must be finite", what)
		}
	}
	return nil
}

func requireNotNegative(what string, v float64) error {
	if !finite(v) || v < 0 {
		return invalid("%s must be finite and 0 or more", what)
	}
	return nil
}

func requirePositive(what string, v float64) error {
	if !finite(v) || v <= 0 {
		return invalid("%s must be finite and above 0", what)
	}
	return nil
}

func requireReliability(r float64) error {
	if math.IsNaN(r) || r < 0 || r > 1 {
		return invalid("reliability must be from 0 to 1")
	}
	return nil
}

func requireCorrelation(r float64) error {
	if math.IsNaN(r) || r <= -1 || r >= 1 {
		return invalid("correlation must be above -1 and below 1")
	}
	return nil
}
