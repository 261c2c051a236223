package proof

import (
	"math"

	"steelyard/internal/exact"
	q "steelyard/internal/questionnaire"
)

// rounding is the share by which a printed figure may lie above what is possible, because it was rounded.
const rounding = 1.01

// largestSpread gives the largest sample SD that values within a range with this mean can have (Bhatia and Davis 2000:
// the variance is at most (max − mean)(mean − min)).
func largestSpread(r *q.Range, mean *exact.Number, n int) float64 {
	variance := r.Max.Sub(*mean).Mul(mean.Sub(r.Min)).Float()
	return widest(math.Sqrt(max(0, variance)), n)
}

// widest takes an SD of a population to that of a sample of n, which divides by n − 1, with room for rounding.
func widest(sd float64, n int) float64 {
	if n > 1 {
		sd *= math.Sqrt(float64(n) / float64(n-1))
	}
	return sd * rounding
}
