package clinic

import (
	"time"

	q "steelyard/internal/questionnaire"
)

// Whole days are counted without a clock: a date has no zone, and no hour that could be missing or come twice. Only the
// two functions that lead from an instant to a date and back know a zone.

// DateAt gives the calendar day that it is at a time in a zone.
func DateAt(at time.Time, zone *time.Location) q.Date {
	return q.Date(at.In(zone).Format(time.DateOnly))
}

// StartOf gives the first moment of a day in a zone. Where clocks skip midnight it is the moment they skip it, and where a
// zone left a whole day out, the moment at which it would have begun.
func StartOf(d q.Date, zone *time.Location) time.Time {
	t, ok := noon(d)
	if !ok {
		return time.Time{}
	}
	y, m, day := t.Date()
	start := time.Date(y, m, day, 0, 0, 0, 0, zone)
	if DateAt(start, zone) < d { // the clock jumps over midnight: the day begins where it lands
		_, start = start.ZoneBounds()
	}
	return start.UTC()
}

// HourOf gives the moment of an hour of a day in a zone, as near as the clocks of that day allow.
func HourOf(d q.Date, hour int, zone *time.Location) time.Time {
	t, _ := noon(d)
	y, m, day := t.Date()
	return time.Date(y, m, day, hour, 0, 0, 0, zone).UTC()
}

func noon(d q.Date) (time.Time, bool) {
	t, err := time.Parse(time.DateOnly, string(d))
	return t.Add(12 * time.Hour), err == nil
}

func dateOf(t time.Time) q.Date { return q.Date(t.Format(time.DateOnly)) }

// AddDays gives the day a number of days after another. What is no date stays as it is.
func AddDays(d q.Date, n int) q.Date {
	t, ok := noon(d)
	if !ok {
		return d
	}
	return dateOf(t.AddDate(0, 0, n))
}

// addMonths gives the same day of the month some months later, or the last of that month where it is too short.
func addMonths(d q.Date, n int) q.Date {
	t, ok := noon(d)
	if !ok {
		return d
	}
	first := time.Date(t.Year(), t.Month()+time.Month(n), 1, 12, 0, 0, 0, time.UTC)
	last := first.AddDate(0, 1, -1).Day()
	return dateOf(first.AddDate(0, 0, min(t.Day(), last)-1))
}

// DaysBetween counts the days from one date to another.
func DaysBetween(from, to q.Date) int {
	a, okA := noon(from)
	b, okB := noon(to)
	if !okA || !okB {
		return 0
	}
	return int(b.Sub(a) / (24 * time.Hour))
}

// isDate says whether something names a day that exists.
func isDate(d q.Date) bool {
	_, ok := noon(d)
	return ok
}
