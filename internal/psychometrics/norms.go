package psychometrics

import (
	"math"

	"gonum.org/v1/gonum/stat/distuv"
)

// Reference is what a sample of people scored, in the unit of the scale. Mean and SD must be finite; every
// function says whether an SD of 0 will do.
type Reference struct {
	Mean, SD float64
}

func (r Reference) check() error {
	if err := requireFinite("mean", r.Mean); err != nil {
		return err
	}
	return requirePositive("standard deviation", r.SD)
}

// ZScore returns (x−M)/SD, in standard deviations of the reference sample. It fails unless x is finite and the SD
// is above 0.
func ZScore(x float64, ref Reference) (float64, error) {
	if err := requireFinite("score", x); err != nil {
		return 0, err
	}
	if err := ref.check(); err != nil {
		return 0, err
	}
	return result((x - ref.Mean) / ref.SD)
}

// TScore returns 50 + 10z (McCall 1922): 50 is the reference mean and 10 its standard deviation. It fails where
// ZScore fails.
func TScore(x float64, ref Reference) (float64, error) {
	z, err := ZScore(x, ref)
	if err != nil {
		return 0, err
	}
	return result(50 + 10*z)
}

// OnT returns an estimate on the z or theta metric as a T score, 50 + 10·Value, with its standard error 10·SE. It
// is for what EAP and SumScores return, which is always finite.
func OnT(theta Estimate) Estimate { return Estimate{50 + 10*theta.Value, 10 * theta.SE} }

// NormalPercentile returns the percent of a normal distribution below z, 0 to 100. It fails when z is NaN.
// Symptom scores of the general population are strongly skewed: print empirical percentiles, not these.
func NormalPercentile(z float64) (float64, error) {
	if math.IsNaN(z) {
		return 0, invalid("z must be a number")
	}
	return 100 * distuv.UnitNormal.CDF(z), nil
}

// MoreExtreme returns the percent of a normal distribution further from 0 than z on either side, 0 to 100.
// It fails when z is NaN.
func MoreExtreme(z float64) (float64, error) {
	if math.IsNaN(z) {
		return 0, invalid("z must be a number")
	}
	return 100 * math.Erfc(math.Abs(z)/math.Sqrt2), nil
}

// CrawfordHowell compares one score with a small reference sample of n people: t = (x−M)/(SD·√((n+1)/n)) on n−1
// degrees of freedom (Crawford & Howell 1998). It fails unless x is finite, the SD is above 0 and n is 2 or more.
func CrawfordHowell(x float64, ref Reference, n int) (t float64, df int, err error) {
	z, err := ZScore(x, ref)
	if err != nil {
		return 0, 0, err
	}
	if n < 2 {
		return 0, 0, invalid("the reference sample must have 2 people or more")
	}
	return z / math.Sqrt(float64(n+1)/float64(n)), n - 1, nil
}
