package report

import (
	"slices"
	"time"

	q "steelyard/internal/questionnaire"
)

// Uncompared is a scale of the record that has no two scores to set side by side, and why.
type Uncompared struct {
	Questionnaire q.ID
	Scale         q.ScaleID
	Title         string
	Why           string
}

// uncompared gives the scales that a comparison passes over.
func uncompared(m Material, trends []Trend, c *Comparison) (list []Uncompared) {
	for i := range trends {
		t := &trends[i]
		if slices.ContainsFunc(c.Scales, func(x Change) bool { return x.Questionnaire == t.Questionnaire && x.Scale == t.Scale }) {
			continue
		}
		list = append(list, Uncompared{t.Questionnaire, t.Scale, t.Title, t.whyNot(m, c)})
	}
	return list
}

// whyNot says why a scale has no two scores to compare.
func (t *Trend) whyNot(m Material, c *Comparison) string {
	zone := c.To.Location()
	all := t.answers(m, c.To)
	if !c.Chosen {
		if len(all) < 2 {
			return "it was answered only once"
		}
		return t.notScored(all, zone)
	}
	then := t.answers(m, c.From)
	switch {
	case len(all) == 0:
		return "it was not answered up to " + c.To.Format(writtenDay)
	case len(then) == 0:
		return "it was answered only after " + c.From.Format(writtenDay) + ", first on " + all[0].day(zone)
	case len(then) == len(all):
		return "it was not answered again after " + then[len(then)-1].day(zone)
	case len(t.ends(m, c.From)) == 0:
		return t.notScored(then, zone)
	}
	return t.notScored(all[len(then):], zone)
}

// answers gives the answers that count for a scale up to a time, the oldest first.
func (t *Trend) answers(m Material, to time.Time) (list []*Completed) {
	for i := range m.Completed {
		if x := &m.Completed[i]; t.counts(x) && !x.Response.CompletedAt.After(to) {
			list = append(list, x)
		}
	}
	return list
}

// notScored says why the newest of some answers that have no score have none.
func (t *Trend) notScored(list []*Completed, zone *time.Location) string {
	for _, x := range slices.Backward(list) {
		if why, missing := t.reason(x); missing {
			return "no score could be computed of the answers of " + x.day(zone) + why
		}
	}
	return "the two times have no score of it"
}

// reason says why a scale has no score in some answers; missing is false where it has one.
func (t *Trend) reason(x *Completed) (why string, missing bool) {
	at := x.Program.Definition().ScaleIndex(t.Scale)
	if at < 0 || at >= len(x.Result.Scores) {
		return ", whose version does not have the scale", true
	}
	s := &x.Result.Scores[at]
	if _, ok := s.Number(); ok {
		return "", false
	}
	if s.Reason != "" {
		why = ": " + s.Reason
	}
	return why, true
}

// instead says whose answers stand for a day, where newer ones up to that day could not be scored.
func (t *Trend) instead(m Material, e *end, until time.Time) string {
	for _, x := range slices.Backward(t.answers(m, until)) {
		if !x.Response.CompletedAt.After(e.p.At) {
			return ""
		}
		if why, missing := t.reason(x); missing {
			return "The answers of " + e.c.day(until.Location()) + " stand for " + until.Format(writtenDay) + ", because no score could be computed of those of " +
				x.day(until.Location()) + why + "."
		}
	}
	return ""
}

// day is when it was completed, in a zone.
func (x *Completed) day(zone *time.Location) string {
	return x.Response.CompletedAt.In(zone).Format(writtenDay)
}
