package psychometrics

import "math"

// Element is one part of two weighted composites, an item or a domain.
type Element struct {
	// Value is its score; all elements share one metric and one direction.
	Value float64
	// ErrorSD is the standard error of Value, 0 or more, in its unit.
	ErrorSD float64
	// WeightA and WeightB are its weights, 0 or more; only their proportions count.
	WeightA, WeightB float64
}

// Contrast is the difference of two weighted means that may share elements, in the elements' unit.
type Contrast struct {
	// A and B are the weighted means, with SEA and SEB their standard errors.
	A, B, SEA, SEB float64
	// Difference is A−B. It tells only of what the two don't share.
	Difference float64
	// SE is the standard error of Difference; the errors of shared elements cancel in it.
	SE float64
	// ErrorCovariance is the covariance that the errors of A and B share, in the unit squared.
	ErrorCovariance float64
	// SharedWeight is the share of weight that counts on both sides, Σmin(aᵢ,bᵢ) of the weights scaled to sum
	// to 1: 0 for nothing shared, 1 for the same composite twice.
	SharedWeight float64
}

// NewContrast returns the contrast of the composites A and B over the elements: Var(A−B) = Σ(aᵢ−bᵢ)²σᵢ² with
// weights scaled to sum to 1 (FACTS B.8). It takes the errors of different elements to be independent. It fails
// unless all numbers are finite, errors and weights are 0 or more, and each side has some weight.
func NewContrast(elements []Element) (Contrast, error) {
	sumA, sumB, err := weightSums(elements)
	if err != nil {
		return Contrast{}, err
	}
	var c Contrast
	var varA, varB, varD float64
	for _, e := range elements {
		a, b := e.WeightA/sumA, e.WeightB/sumB
		variance := e.ErrorSD * e.ErrorSD
		c.A += a * e.Value
		c.B += b * e.Value
		c.Difference += (a - b) * e.Value
		varA += a * a * variance
		varB += b * b * variance
		varD += (a - b) * (a - b) * variance
		c.ErrorCovariance += a * b * variance
		c.SharedWeight += min(a, b)
	}
	c.SEA, c.SEB, c.SE = math.Sqrt(varA), math.Sqrt(varB), math.Sqrt(varD)
	if err := requireFinite("the contrast", c.A, c.B, c.Difference, c.SEA, c.SEB, c.SE, c.ErrorCovariance); err != nil {
		return Contrast{}, err
	}
	return c, nil
}

func weightSums(elements []Element) (a, b float64, err error) {
	for _, e := range elements {
		if err := requireFinite("element value", e.Value); err != nil {
			return 0, 0, err
		}
		if err := requireNotNegative("element error", e.ErrorSD); err != nil {
			return 0, 0, err
		}
		if err := requireNotNegative("weight", min(e.WeightA, e.WeightB)); err != nil {
			return 0, 0, err
		}
		a += e.WeightA
		b += e.WeightB
	}
	if err := requirePositive("sum of the weights of A", a); err != nil {
		return 0, 0, err
	}
	return a, b, requirePositive("sum of the weights of B", b)
}

// CompositePair is what is known of two standardised composites (mean 0, SD 1) in a reference sample.
type CompositePair struct {
	// ReliabilityA and ReliabilityB are from 0 to 1.
	ReliabilityA, ReliabilityB float64
	// Correlation of the observed composites, above −1 and below 1.
	Correlation float64
	// SharedErrorCovariance is the covariance of their errors, 0 when they share no item.
	SharedErrorCovariance float64
}

// StandardDifference is the difference of two standardised composites, in standard deviations.
type StandardDifference struct {
	// Difference is zA−zB, with SE its standard error.
	Difference, SE float64
	// Reliability of such a difference, at most 1; one below 0 means that the composites correlate more than
	// their reliabilities allow, and is to be read as none.
	Reliability float64
	// AbnormalityZ is Difference in standard deviations of such differences in the sample; MoreExtreme turns it
	// into how many people differ as much.
	AbnormalityZ float64
}

// Difference returns zA−zB with SE² = 2−r_AA−r_BB−2cov, its reliability 1−SE²/(2−2r_AB), which without shared error
// is ((r_AA+r_BB)/2−r_AB)/(1−r_AB), and its abnormality D/√(2−2r_AB) (Payne & Jones 1957; FACTS B.8). It fails
// when a number is outside its range or the shared error exceeds the error.
func (p CompositePair) Difference(zA, zB float64) (StandardDifference, error) {
	if err := p.check(); err != nil {
		return StandardDifference{}, err
	}
	if err := requireFinite("composites", zA, zB); err != nil {
		return StandardDifference{}, err
	}
	errorVariance := 2 - p.ReliabilityA - p.ReliabilityB - 2*p.SharedErrorCovariance
	if err := requireNotNegative("error variance of the difference", errorVariance); err != nil {
		return StandardDifference{}, err
	}
	variance := 2 - 2*p.Correlation
	d := StandardDifference{
		Difference:   zA - zB,
		SE:           math.Sqrt(errorVariance),
		Reliability:  1 - errorVariance/variance,
		AbnormalityZ: (zA - zB) / math.Sqrt(variance),
	}
	if err := requireFinite("the difference", d.Difference, d.Reliability, d.AbnormalityZ); err != nil {
		return StandardDifference{}, err
	}
	return d, nil
}

func (p CompositePair) check() error {
	for _, r := range []float64{p.ReliabilityA, p.ReliabilityB} {
		if err := requireReliability(r); err != nil {
			return err
		}
	}
	if err := requireCorrelation(p.Correlation); err != nil {
		return err
	}
	return requireFinite("shared error covariance", p.SharedErrorCovariance)
}
