package chart

import (
	"strings"
	"testing"

	"steelyard/internal/profile"
	"steelyard/internal/psychometrics"
)

// TestAnIntervalWithoutWidthIsNone says that what would look certain is neither drawn nor printed.
func TestAnIntervalWithoutWidthIsNone(t *testing.T) {
	if got := (mark{value: 0, interval: true}).shown(); got != "0 (no interval)" {
		t.Errorf("got %q", got)
	}
	if got := (mark{value: .2, interval: true, high: .4}).shown(); got != "0.2 (0.0–0.4)" {
		t.Errorf("got %q", got)
	}
	r := sampleProfile()
	r.Profile.Contrast = profile.Contrast{Available: true, Interval: psychometrics.Interval{}, Statement: profile.NoDifference}
	if got := Groups(r).Describe(); !strings.Contains(got, "No difference can be shown: its error of measurement is not known.") {
		t.Errorf("got %q", got)
	}
}
