package scoring

import (
	"fmt"
	"math"

	"steelyard/internal/psychometrics"
)

// tolerance is how far two standard errors or bounds of an interval may lie apart, relative to their size, and still
// be the same: processors differ in the last bits of a float. Values, bands and states are exact and have none.
const tolerance = 1e-9

// Differences names everything in which two Results of the same answers differ, the first as it was frozen and the
// second as it came out now; nothing where they are the same.
func Differences(was, is *Result) (list []string) {
	add := func(what string, a, b any) { list = append(list, fmt.Sprintf("%s was %v and is %v", what, a, b)) }
	if was.Questionnaire != is.Questionnaire {
		add("the questionnaire", was.Questionnaire, is.Questionnaire)
	}
	if was.Hash != is.Hash {
		add("the definition's hash", was.Hash, is.Hash)
	}
	if was.Engine != is.Engine {
		add("the scoring engine", was.Engine, is.Engine)
	}
	if was.Items != is.Items || was.Answered != is.Answered {
		add("answered of shown", fmt.Sprintf("%d of %d", was.Answered, was.Items), fmt.Sprintf("%d of %d", is.Answered, is.Items))
	}
	if len(was.Scores) != len(is.Scores) {
		add("the number of scores", len(was.Scores), len(is.Scores))
		return list
	}
	for i := range was.Scores {
		if a, b := &was.Scores[i], &is.Scores[i]; !a.same(b) {
			add("scale "+string(a.Scale), a.line(), b.line())
		}
	}
	return list
}

func (s *Score) same(o *Score) bool {
	a, b := *s, *o
	a.Error, b.Error = nil, nil
	if a != b || (s.Error == nil) != (o.Error == nil) {
		return false
	}
	return s.Error == nil || s.Error.same(o.Error)
}

func (u *Uncertainty) same(o *Uncertainty) bool {
	return u.Basis == o.Basis && u.sameSample(o) && near(u.SE, o.SE) && nearInterval(u.Interval, o.Interval)
}

func (u *Uncertainty) sameSample(o *Uncertainty) bool {
	if u.Site == nil || o.Site == nil {
		return u.Site == o.Site
	}
	return *u.Site == *o.Site
}

func nearInterval(a, b psychometrics.Interval) bool {
	return near(a.Low, b.Low) && near(a.High, b.High)
}

func near(a, b float64) bool { return math.Abs(a-b) <= tolerance*max(1, math.Abs(a), math.Abs(b)) }

// line gives all of a score in one line, for comparing.
func (s *Score) line() string {
	text := fmt.Sprintf("%s: %s %s", s.Scale, s.State, s.Value)
	for _, w := range []string{string(s.Category), s.Band, s.Reason} {
		if w != "" {
			text += ", " + w
		}
	}
	text += fmt.Sprintf(", %d of %d missing", s.Missing, s.Operands)
	if e := s.Error; e != nil {
		text += fmt.Sprintf(", standard error %g, %g to %g, %s", e.SE, e.Interval.Low, e.Interval.High, e.BasisWords())
	}
	return text
}
