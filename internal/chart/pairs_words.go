package chart

import (
	"fmt"
	"math"
)

// gap gives a difference and its interval.
func gap(shown string, low, high float64, known bool) string {
	switch {
	case !known:
		return plain(shown) + " (no interval)"
	case math.Abs(high-low) < 10:
		return fmt.Sprintf("%s (%s to %s)", plain(shown), tenth(low), tenth(high))
	}
	return fmt.Sprintf("%s (%s to %s)", plain(shown), minus(whole(low)), minus(whole(high)))
}

// tenth prints one decimal with a true minus sign.
func tenth(v float64) string { return brief(math.Floor(v*10+.5) / 10) }
