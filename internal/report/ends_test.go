package report

import (
	"testing"

	"pgregory.net/rapid"
)

func TestShowInterval(t *testing.T) {
	for _, c := range []struct {
		low, high float64
		least     int
		want      string
	}{
		{10.4, 16.2, 0, "10–16"}, {0, .4, 0, "0.0–0.4"}, {2.5, 3.4, 0, "2.5–3.4"}, {1.21, 1.22, 1, "1.21–1.22"}, {-3.2, 5.6, 0, "−3 to 6"}, {-.4, .3, 0, "−0.4 to 0.3"}, {-1e-7, 1e-7, 0, "−0.0000001 to 0.0000001"},
	} {
		if got := ShowInterval(c.low, c.high, c.least); got != c.want {
			t.Errorf("%v to %v: got %q, want %q", c.low, c.high, got, c.want)
		}
	}
	if got := ShowSpan(2.4, 17.6, 1); got != "2.4 to 17.6" {
		t.Errorf("got %q", got)
	}
}

// TestAnIntervalNeverLooksCertain prints any interval that is not: its two ends differ.
func TestAnIntervalNeverLooksCertain(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		low := rapid.Float64Range(-100, 100).Draw(t, "low")
		high := low + rapid.OneOf(rapid.Float64Range(1e-6, 1e-3), rapid.Float64Range(1e-3, 100)).Draw(t, "width")
		n := Decimals(low, high, rapid.IntRange(0, 1).Draw(t, "least"))
		if Fixed(low, n) == Fixed(high, n) {
			t.Fatalf("%v to %v look like one with %d decimals", low, high, n)
		}
	})
}
