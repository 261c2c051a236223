package psychometrics

import "math"

// Change is a difference between two occasions beside its measurement error. Whether it is important or desired
// is another question (FACTS B.5).
type Change struct {
	// Difference is the second score less the first, or less the prediction from the first; its sign is the
	// direction on the scale, not better or worse.
	Difference float64
	// SE is the standard error of Difference, above 0, in its unit.
	SE float64
	// Z is Difference/SE.
	Z float64
}

// Reliable says whether the change exceeds measurement error: |Z| above z, such as Z95.
func (c Change) Reliable(z float64) bool { return math.Abs(c.Z) > z }

// MDC returns the minimal detectable change z·SE in the unit of the scale: MDC(Z95) is MDC95, MDC(Z90) is MDC90.
// It fails unless z is above 0.
func (c Change) MDC(z float64) (float64, error) {
	if err := requirePositive("z", z); err != nil {
		return 0, err
	}
	return result(z * c.SE)
}

// P returns how often error of measurement alone gives a difference this far from 0 to either side where nothing changed:
// erfc(|Z|/√2), 0 to 1. Where several are looked at together, adjust them (Holm; FACTS B.10).
func (c Change) P() float64 { return math.Erfc(math.Abs(c.Z) / math.Sqrt2) }

// Interval returns Difference ± z·SE, in the unit of the scale. It fails unless z is above 0.
func (c Change) Interval(z float64) (Interval, error) { return Around(c.Difference, c.SE, z) }

func newChange(difference, se float64) (Change, error) {
	if se <= 0 {
		return Change{}, invalid("the standard error of the change must be above 0")
	}
	z := difference / se
	if err := requireFinite("the change", difference, se, z); err != nil {
		return Change{}, err
	}
	return Change{Difference: difference, SE: se, Z: z}, nil
}

// JacobsonTruax returns the reliable change index (x2−x1)/(SD·√(2(1−r))) (Jacobson & Truax 1991). It fails unless
// the scores are finite, sd is above 0 and r is from 0 to below 1. The verdict depends on sd and r as much as on
// the scores: keep their source with it, and prefer a retest r over a short interval to alpha.
func JacobsonTruax(x1, x2, sd, r float64) (Change, error) {
	sem, err := SEM(sd, r)
	if err != nil {
		return Change{}, err
	}
	if err := requireFinite("scores", x1, x2); err != nil {
		return Change{}, err
	}
	return newChange(x2-x1, sem*math.Sqrt2)
}

// Retest is what a sample scored when it answered twice without treatment between.
type Retest struct {
	First, Second Reference
	// R is the correlation of the two occasions, above −1 and below 1.
	R float64
}

// Predicted is a change against a prediction.
type Predicted struct {
	// Expected is the predicted second score, in the unit of the scale.
	Expected float64
	Change
}

// RegressionChange compares the second score with what the first predicts:
// expected = M₂ + r₁₂(SD₂/SD₁)(x₁−M₁), SE = SD₂√(1−r₁₂²) (McSweeny et al. 1993). Unlike JacobsonTruax it allows
// for regression to the mean. It fails unless all numbers are finite, both SDs above 0 and |R| below 1.
func RegressionChange(x1, x2 float64, retest Retest) (Predicted, error) {
	z1, err := ZScore(x1, retest.First)
	if err != nil {
		return Predicted{}, err
	}
	if err := retest.Second.check(); err != nil {
		return Predicted{}, err
	}
	if err := requireCorrelation(retest.R); err != nil {
		return Predicted{}, err
	}
	if err := requireFinite("second score", x2); err != nil {
		return Predicted{}, err
	}
	expected := retest.Second.Mean + retest.R*retest.Second.SD*z1
	change, err := newChange(x2-expected, retest.Second.SD*math.Sqrt(1-retest.R*retest.R))
	if err != nil {
		return Predicted{}, err
	}
	return Predicted{Expected: expected, Change: change}, nil
}

// IRTChange compares two estimates by their own standard errors: z = (T₂−T₁)/√(SE₁²+SE₂²) (FACTS B.5). It fails
// unless all numbers are finite, both standard errors 0 or more and one of them above 0.
func IRTChange(first, second Estimate) (Change, error) {
	if err := requireFinite("estimates", first.Value, second.Value); err != nil {
		return Change{}, err
	}
	for _, e := range []Estimate{first, second} {
		if err := requireNotNegative("standard error", e.SE); err != nil {
			return Change{}, err
		}
	}
	return newChange(second.Value-first.Value, math.Hypot(first.SE, second.SE))
}

// ClinicalCutoff returns the point between two samples that weighs both spreads, in the unit of the scale:
// c = (s₀M₁ + s₁M₀)/(s₀+s₁) (Jacobson & Truax 1991). It fails unless the means are finite and both SDs above 0.
func ClinicalCutoff(functional, dysfunctional Reference) (float64, error) {
	for _, ref := range []Reference{functional, dysfunctional} {
		if err := ref.check(); err != nil {
			return 0, err
		}
	}
	s0, s1 := functional.SD, dysfunctional.SD
	return result((s0*dysfunctional.Mean + s1*functional.Mean) / (s0 + s1))
}
