package chart

import (
	"strings"
	"testing"
	"time"
)

func glance() Glance {
	return Glance{Domains: []string{"Sleep", "Mood & pleasure", "Effort"}, As: time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC), Marks: []GlanceMark{
		{Place: 0, Value: 40, Known: true, Low: 25, High: 55},
		{Place: 1, Value: 80, Known: true, Low: 60, High: 100, Assumed: true, Unvalidated: true},
	}}
}

func TestGlance(t *testing.T) {
	golden(t, "glance.svg", glance().SVG())
	none := Glance{Domains: []string{"Sleep"}}
	golden(t, "glance-none.svg", none.SVG())
}

// What is drawn is said, every interval with its ends, and nothing that was not answered has a value.
func TestGlanceSays(t *testing.T) {
	got := glance().Describe()
	for _, want := range []string{"23 Nov 2026", "Sleep 40 (25–55)", "Mood & pleasure 80 (60–100)", "2 of 3 domains"} {
		if !strings.Contains(got, want) {
			t.Errorf("got %q, want %q in it", got, want)
		}
	}
	if strings.Contains(got, "Effort") {
		t.Errorf("got %q, want nothing of a domain that was not answered", got)
	}
	if strings.Contains(glance().SVG(), "<text") {
		t.Error("the drawing has words that could be cut off")
	}
}
