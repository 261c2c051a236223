package psychometrics

// Quantiles of the standard normal distribution for two-sided intervals. Published tables and reference values
// often round them to 1.96 and 1.645, so a figure made from them can differ in its fifth digit.
const (
	// Z90 is the 95th percentile of the standard normal distribution: 90% lie within ±Z90.
	Z90 = 1.6448536269514722
	// Z95 is the 97.5th percentile of the standard normal distribution: 95% lie within ±Z95.
	Z95 = 1.959963984540054
)

// Interval is a closed range, Low to High, in the unit of the value that it is about.
type Interval struct {
	Low, High float64
}

// Contains says whether x lies in the interval, its ends included.
func (i Interval) Contains(x float64) bool { return i.Low <= x && x <= i.High }

func (i Interval) check(what string) error {
	if err := requireFinite(what, i.Low, i.High); err != nil {
		return err
	}
	if i.Low >= i.High {
		return invalid("%s must end above its beginning", what)
	}
	return nil
}

// Around returns x ± z·se in the unit of x, not cut anywhere. It fails unless x is finite, se is 0 or more and
// z is above 0.
func Around(x, se, z float64) (Interval, error) {
	if err := requireFinite("value", x); err != nil {
		return Interval{}, err
	}
	if err := requireNotNegative("standard error", se); err != nil {
		return Interval{}, err
	}
	if err := requirePositive("z", z); err != nil {
		return Interval{}, err
	}
	i := Interval{x - z*se, x + z*se}
	if err := requireFinite("the interval", i.Low, i.High); err != nil {
		return Interval{}, err
	}
	return i, nil
}

// Within returns x ± z·se cut at the possible range of the scale (FACTS B.4). It fails where Around fails, and
// when the range is empty or doesn't hold x.
func Within(x, se, z float64, possible Interval) (Interval, error) {
	around, err := Around(x, se, z)
	if err != nil {
		return Interval{}, err
	}
	if err := possible.check("possible range"); err != nil {
		return Interval{}, err
	}
	if !possible.Contains(x) {
		return Interval{}, invalid("value must lie in the possible range")
	}
	return Interval{max(around.Low, possible.Low), min(around.High, possible.High)}, nil
}
