package chart

import (
	"fmt"
	"math"

	"steelyard/internal/psychometrics"
)

// gap gives a difference and its interval.
func gap(shown string, i *psychometrics.Interval) string {
	if i == nil {
		return plain(shown) + " (no interval)"
	}
	if math.Abs(i.High-i.Low) < 10 {
		return fmt.Sprintf("%s (%s to %s)", plain(shown), tenth(i.Low), tenth(i.High))
	}
	return fmt.Sprintf("%s (%s to %s)", plain(shown), minus(whole(i.Low)), minus(whole(i.High)))
}

// tenth prints one decimal with a true minus sign.
func tenth(v float64) string { return brief(math.Floor(v*10+.5) / 10) }
