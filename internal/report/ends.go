package report

import (
	"math"
	"strconv"
	"strings"
)

// Decimals gives with how many decimals an interval and its value are printed: so many, or more where its two ends would look
// like one. What is uncertain never looks certain.
func Decimals(low, high float64, least int) int {
	const most = 9
	if low >= high { // nothing has such an interval
		return least
	}
	for n := least; n < most; n++ {
		if Fixed(low, n) != Fixed(high, n) {
			return n
		}
	}
	return most
}

// ShowInterval prints an interval with so many decimals, or with more where its two ends would look like one. A dash joins the
// ends, or a word where one is negative, because a dash would hide its sign.
func ShowInterval(low, high float64, least int) string {
	n := Decimals(low, high, least)
	if low < 0 || high < 0 {
		return Fixed(low, n) + " to " + Fixed(high, n)
	}
	return Fixed(low, n) + "–" + Fixed(high, n)
}

// ShowSpan prints the interval of a difference, whose ends a word joins whatever their signs.
func ShowSpan(low, high float64, least int) string {
	n := Decimals(low, high, least)
	return Fixed(low, n) + " to " + Fixed(high, n)
}

// Fixed rounds half up and prints with a true minus sign, and never a negative zero.
func Fixed(v float64, decimals int) string {
	unit := math.Pow10(decimals)
	return strings.Replace(strconv.FormatFloat(math.Floor(v*unit+.5)/unit+0, 'f', decimals, 64), "-", "−", 1)
}

// IntervalDecimals gives how many decimals the ends of an interval have on a scale of a width: none where whole numbers say enough.
func IntervalDecimals(width float64) int {
	if width >= 10 {
		return 0
	}
	return 1
}
