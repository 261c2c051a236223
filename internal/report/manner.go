package report

import (
	"fmt"
	"math"
	"slices"

	"steelyard/internal/clinic"
	"steelyard/internal/psychometrics"
	q "steelyard/internal/questionnaire"
)

// Fit is how well the answers behind a scale fit its response model, in figures and in words.
type Fit struct {
	psychometrics.Fit
	Words string
}

// fewest is how many answers must be there before a run of equal ones says anything.
const fewest = 6

// manner is how a questionnaire was answered, as far as it can be known.
type manner struct {
	c       *Completed
	answers q.Answers
	quality psychometrics.Quality
	seconds float64
	timed   bool // the patient answered here, so that the time is theirs
	runs    bool // the form has items keyed both ways, so that a run of equal answers says something
}

func newManner(c *Completed, a q.Answers) (manner, bool) {
	d := c.Program.Definition()
	m := manner{c: c, answers: a, timed: c.Response.EnteredBy == "" && c.Mode != clinic.Paper, seconds: max(0, c.Response.CompletedAt.Sub(c.Response.StartedAt).Seconds())}
	var given []float64
	for i := range d.Items {
		if v := a.At(i); v.Given && v.Scored {
			given = append(given, float64(v.Choice))
		}
	}
	quality, err := psychometrics.NewQuality(given, m.seconds)
	m.quality, m.runs = quality, keyedBothWays(d) && len(given) >= fewest
	return m, err == nil
}

// lines are the facts, without a word about what they might mean.
func (m *manner) lines() (lines []string) {
	n := m.quality.Answers
	if m.timed {
		lines = append(lines, fmt.Sprintf("%d answers within %s as far as was seen, %s each. A pause, or a page left open, is part of that time.", n, count(max(1, int(math.Ceil(m.seconds))), "second", "seconds"), perAnswer(m.quality.SecondsPerItem)))
	} else {
		lines = append(lines, "The time is not looked at, because the answers were typed in by somebody else.")
	}
	words := fmt.Sprintf("The longest run of equal answers is %d of %d.", m.quality.LongString, n)
	if !m.runs {
		words += " On this form that says nothing: equal answers are its usual truth."
	}
	return append(lines, words)
}

func perAnswer(seconds float64) string {
	if seconds < 10 {
		return fmt.Sprintf("%.1f seconds", seconds)
	}
	return fmt.Sprintf("%.0f seconds", seconds)
}

// fit gives the fit of a scale's answers to its model, where it has one.
func (m *manner) fit(s q.ScaleID) *Fit {
	f, ok := m.c.Program.Fit(m.answers, s)
	if !ok {
		return nil
	}
	words := fmt.Sprintf("Fit to the response model: lz %s. Of %d patterns that the model gives at this score, %d fit as badly or worse", signedDecimal(f.LZ), f.Draws, f.AsBad)
	if f.Unusual() {
		return &Fit{f, words + ", which is uncommon. There are many reasons for that, such as a question that somebody reads in their own way; alone it says nothing about how somebody answered."}
	}
	return &Fit{f, words + ", which is nothing unusual."}
}

func signedDecimal(v float64) string {
	words := fmt.Sprintf("%.2f", math.Abs(v))
	if v < 0 && words != "0.00" {
		return "−" + words
	}
	return words
}

// note says that a person may want to ask how it went, where two independent signs agree: a pace at which the questions can hardly
// have been read, and a pattern that is seldom true: the same answer over half a form that has items keyed both ways, or
// answers that hardly fit their response model (FACTS B.9). Two signs of the same pattern are one. One sign alone says nothing,
// and no note ever changes a score.
func (m *manner) note() string {
	if !m.timed || !m.quality.Fast() {
		return ""
	}
	pace := fmt.Sprintf("all %d answers were given within %s as far as was seen", m.quality.Answers, count(max(1, int(math.Ceil(m.seconds))), "second", "seconds"))
	const ask = ". They may be right; ask how it went."
	if m.runs && m.quality.Straightlined() {
		return fmt.Sprintf("%d of %d answers in a row are the same, and %s%s", m.quality.LongString, m.quality.Answers, pace, ask)
	}
	d := m.c.Program.Definition()
	if slices.ContainsFunc(d.Scales, func(s q.Scale) bool {
		f, ok := m.c.Program.Fit(m.answers, s.ID)
		return ok && f.Unusual()
	}) {
		return "The answers fit their response model less well than most, and " + pace + ask
	}
	return ""
}

func keyedBothWays(d *q.Definition) bool {
	return slices.ContainsFunc(d.Scales, func(s q.Scale) bool { return len(s.Reversed) > 0 && len(s.Reversed) < len(s.Items) })
}
