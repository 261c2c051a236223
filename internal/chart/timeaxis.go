package chart

import (
	"math"
	"time"
)

// timeAxis maps time to places, true to scale.
type timeAxis struct {
	start, end time.Time
	from, to   float64
}

// newTimeAxis reaches from the first point to the last, and a little further where an event stands just outside.
func newTimeAxis(first, last time.Time, events []trendEvent, from, to float64) timeAxis {
	a := timeAxis{first, last, from, to}
	slack := max(last.Sub(first)/4, 31*24*time.Hour)
	for _, e := range events {
		if e.At.Before(a.start) && first.Sub(e.At) <= slack {
			a.start = e.At
		}
		if e.At.After(a.end) && e.At.Sub(last) <= slack {
			a.end = e.At
		}
	}
	if week := 7 * 24 * time.Hour; a.end.Sub(a.start) < week { // one point, or all on a day: set them in the middle
		a.start, a.end = a.start.Add(-week), a.end.Add(week)
	}
	return a
}

func (a timeAxis) at(t time.Time) float64 {
	return a.from + t.Sub(a.start).Seconds()/a.end.Sub(a.start).Seconds()*(a.to-a.from)
}

// holds says whether a time lies on the axis.
func (a timeAxis) holds(t time.Time) bool { return !t.Before(a.start) && !t.After(a.end) }

// grain is a distance of ticks: days, or months that begin on the first.
type grain struct {
	days, months int
	format       string
}

var grains = []grain{
	{1, 0, "2 Jan 2006"}, {2, 0, "2 Jan 2006"}, {7, 0, "2 Jan 2006"}, {14, 0, "2 Jan 2006"},
	{0, 1, "Jan 2006"}, {0, 2, "Jan 2006"}, {0, 3, "Jan 2006"}, {0, 6, "Jan 2006"},
	{0, 12, "2006"}, {0, 24, "2006"}, {0, 60, "2006"}, {0, 120, "2006"}, {0, 240, "2006"},
}

// ticks gives as many round dates as there is room for, with how they are written; the two ends where not even two fit.
func (a timeAxis) ticks(width func(string) float64) (list []time.Time, format string) {
	for _, g := range grains {
		room := width(time.Date(2028, time.September, 28, 0, 0, 0, 0, time.UTC).Format(g.format)) + 14
		if list = g.between(a.start, a.end); len(list) > 1 && a.apart(list, room) {
			return list, g.format
		}
	}
	return []time.Time{a.start, a.end}, "2 Jan 2006"
}

// apart says whether no two ticks are nearer to each other than the room that each needs.
func (a timeAxis) apart(list []time.Time, room float64) bool {
	for i := 1; i < len(list); i++ {
		if a.at(list[i])-a.at(list[i-1]) < room {
			return false
		}
	}
	return true
}

// between gives the round dates of a grain from start to end, 400 at most.
func (g grain) between(start, end time.Time) (list []time.Time) {
	y, m, d := start.Date()
	t := time.Date(y, m, d, 0, 0, 0, 0, start.Location())
	if g.months > 0 {
		months := (y*12 + int(m) - 1) / g.months * g.months
		t = time.Date(0, time.Month(months+1), 1, 0, 0, 0, 0, start.Location())
	} else {
		since := int(math.Floor(float64(t.Unix()) / 86400))
		t = t.AddDate(0, 0, -(since % g.days))
	}
	for ; !t.After(end) && len(list) < 400; t = t.AddDate(0, g.months, g.days) {
		if !t.Before(start) {
			list = append(list, t)
		}
	}
	return list
}

func (p *plot) drawTime() {
	width := func(text string) float64 { return p.s.Width(Label{Text: text, Size: small}) }
	list, format := p.x.ticks(width)
	for _, t := range list {
		x := p.x.at(t)
		p.s.Line(Point{x, p.bottom}, Point{x, p.bottom + 4}, Pen{Stroke: grey, Width: 1})
		centred(p.s, Point{x, p.bottom + small + 4}, t.Format(format), p.width)
	}
}
