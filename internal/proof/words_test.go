package proof

import (
	"math"
	"testing"
)

// TestReadingGrade compares with the formula worked by hand, syllables counted as they are spoken.
func TestReadingGrade(t *testing.T) {
	cases := []struct {
		text string
		want float64
	}{
		{"The cat sat on the mat.", 0.39*6 + 11.8*1 - 15.59},             // 6 words, 6 syllables
		{"I was tired. I could not sleep.", 0.39*7/2 + 11.8*7/7 - 15.59}, // was, tired and sleep have one each
		{"How often did worry stop you?", 0.39*6 + 11.8*8/6 - 15.59},     // of-ten, wor-ry
		{"My appetite was little.", 0.39*4 + 11.8*7/4 - 15.59},           // ap-pe-tite, lit-tle
		{"", 0},
	}
	for _, c := range cases {
		if got := readingGrade(c.text); math.Abs(got-c.want) > 1e-9 {
			t.Errorf("%q: got %.2f, want %.2f", c.text, got, c.want)
		}
	}
}

func TestDoubleNegatives(t *testing.T) {
	cases := map[string]bool{
		"I never felt that I could not do it.": true,
		"I didn't do nothing.":                 true,
		"I didn’t do nothing.":                 true,
		"I did not sleep.":                     false,
		"I did not sleep. I could not eat.":    false, // two sentences
		"I know nothing of it.":                false,
		"I noticed a knot.":                    false,
		"Not at all":                           false,
	}
	for text, want := range cases {
		if got := doublyNegative(text); got != want {
			t.Errorf("%q: got %v, want %v", text, got, want)
		}
	}
}
