package chart

import (
	"math"

	"steelyard/internal/report"
)

// gap gives a difference and its interval.
func gap(shown string, low, high float64, known bool) string {
	if !known {
		return plain(shown) + " (no interval)"
	}
	least := 0
	if math.Abs(high-low) < 10 {
		least = 1
	}
	return plain(shown) + " (" + report.ShowSpan(low, high, least) + ")"
}
