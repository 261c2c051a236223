package chart

import "steelyard/internal/profile"

// ContrastWords says the difference of the two groups of domains with its interval, or why there is none.
func ContrastWords(c *profile.Contrast) string {
	if !c.Available {
		return "no value: " + plain(c.Why)
	}
	m := mark{value: c.Difference, interval: true, low: c.Interval.Low, high: c.Interval.High}
	return sign(c.Difference) + " (" + m.between() + "). " + plain(c.Statement)
}
