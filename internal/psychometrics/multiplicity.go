package psychometrics

import (
	"math"
	"slices"
)

// Holm returns p values adjusted to hold the chance of any false finding (Holm 1979), 0 to 1, in the order given.
// It fails without p values or with one outside 0 to 1.
func Holm(p []float64) ([]float64, error) {
	order, err := ascending(p)
	if err != nil {
		return nil, err
	}
	adjusted := make([]float64, len(p))
	highest := 0.0
	for rank, i := range order {
		highest = max(highest, min(1, p[i]*float64(len(p)-rank)))
		adjusted[i] = highest
	}
	return adjusted, nil
}

// BenjaminiHochberg returns p values adjusted to hold the share of false findings (Benjamini & Hochberg 1995),
// 0 to 1, in the order given. It fails without p values or with one outside 0 to 1.
func BenjaminiHochberg(p []float64) ([]float64, error) {
	order, err := ascending(p)
	if err != nil {
		return nil, err
	}
	adjusted := make([]float64, len(p))
	lowest := 1.0
	for rank, i := range slices.Backward(order) {
		lowest = min(lowest, p[i]*float64(len(p))/float64(rank+1))
		adjusted[i] = lowest
	}
	return adjusted, nil
}

// ascending returns the indices of p from the smallest value to the largest.
func ascending(p []float64) ([]int, error) {
	if len(p) == 0 {
		return nil, invalid("at least one p value is needed")
	}
	order := make([]int, len(p))
	for i, v := range p {
		if math.IsNaN(v) || v < 0 || v > 1 {
			return nil, invalid("p values must be from 0 to 1")
		}
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		switch {
		case p[a] < p[b]:
			return -1
		case p[a] > p[b]:
			return 1
		default:
			return 0
		}
	})
	return order, nil
}
