package psychometrics

import "math"

// SEM returns the classical standard error of measurement SD·√(1−r) in the unit of sd, 0 to sd (Gulliksen 1950).
// It fails unless sd is 0 or more and r is from 0 to 1.
func SEM(sd, r float64) (float64, error) {
	if err := requireNotNegative("standard deviation", sd); err != nil {
		return 0, err
	}
	if err := requireReliability(r); err != nil {
		return 0, err
	}
	return sd * math.Sqrt(1-r), nil
}

// Kelley returns the regressed estimate of the true score, M + r·(x−M), with its standard error SD·√(r(1−r)),
// both in the unit of x (Kelley 1947). It fails unless x and the reference are finite, the SD is 0 or more and
// r is from 0 to 1. An interval around it is not the interval around the observed score: say which one is shown.
func Kelley(x float64, ref Reference, r float64) (Estimate, error) {
	if err := requireFinite("score and mean", x, ref.Mean); err != nil {
		return Estimate{}, err
	}
	sem, err := SEM(ref.SD, r)
	if err != nil {
		return Estimate{}, err
	}
	value, err := result(ref.Mean + r*(x-ref.Mean))
	if err != nil {
		return Estimate{}, err
	}
	return Estimate{Value: value, SE: sem * math.Sqrt(r)}, nil
}
