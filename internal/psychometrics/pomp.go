package psychometrics

// POMP returns the score as percent of the maximum possible, the share of the possible range, 0 to 100:
// 100·(x−min)/(max−min) (Cohen, Cohen, Aiken & West 1999). It fails when the range is empty or doesn't hold
// the score. It makes no normative claim: two scales at the same POMP are not equally severe.
func POMP(score float64, possible Interval) (float64, error) {
	if err := possible.check("possible range"); err != nil {
		return 0, err
	}
	if !possible.Contains(score) {
		return 0, invalid("score must lie in the possible range")
	}
	return result(100 * (score - possible.Low) / (possible.High - possible.Low))
}
