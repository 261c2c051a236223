package chart

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	q "steelyard/internal/questionnaire"
	"steelyard/internal/report"
)

// trend is one scale over time.
type trend struct {
	title    string
	axis     string
	min, max float64
	bands    []report.TrendBand
	points   []trendPoint
	events   []trendEvent
	again    []trendPoint // earlier answers by a newer version
	words    string       // what again is

	small     bool
	wellBeing bool // higher is better
}

type trendPoint struct {
	report.TrendPoint
	mark mark
}

type trendEvent struct {
	report.TrendEvent
	version bool // or wording, language or asking: what the points on both sides of it have less in common than their scale
}

// Small gives what Over gives, drawn lower and without its key, for several on a sheet that has one (see SmallKey).
func Small(t report.Trend) Chart {
	c := newTrend(t)
	c.small = true
	return c
}

// SmallKey explains the signs of Small.
const SmallKey = "Higher = more difficulty reported, unless it says otherwise. Dot: from a validated scale. Diamond: not validated. Whisker: 95% interval, " +
	"broken where the error is only assumed. Ring: prorated, answers missing. Dashed upright line: treatment. Dotted upright line: another version, wording, language or way of asking."

// SmallKeyAgain is what SmallKey needs besides where earlier answers were re-scored with a newer version.
const SmallKeyAgain = " Dashed line of squares: earlier answers re-scored with the newer version, not what was recorded."

// Over gives a scale over time. Points and events may come in any order; a point that is not a number is left out.
func Over(t report.Trend) Chart { return newTrend(t) }

func newTrend(t report.Trend) *trend {
	c := &trend{title: plain(t.Title), min: t.Min, max: t.Max, axis: "Higher = more difficulty reported."}
	if t.Direction == q.WellBeing {
		c.axis, c.wellBeing = "Higher = more well-being reported.", true
	}
	for _, b := range t.Bands {
		b.Label = plain(b.Label)
		c.bands = append(c.bands, b)
	}
	c.points = drawable(t, t.Points)
	if t.Rescored != nil {
		c.again, c.words = drawable(t, t.Rescored.Points), plain(t.Rescored.Label)
	}
	for _, e := range t.Events {
		e.Label, e.Short, e.Name = plain(e.Label), plain(cmp.Or(e.Short, e.Label)), plain(e.Name)
		c.events = append(c.events, trendEvent{e, e.Kind != "treatment"})
	}
	slices.SortStableFunc(c.events, func(a, b trendEvent) int { return a.At.Compare(b.At) })
	return c
}

// drawable leaves out the points that are not numbers, and gives the others in time.
func drawable(t report.Trend, points []report.TrendPoint) (list []trendPoint) {
	for _, p := range points {
		p.Shown, p.Band = plain(p.Shown), plain(p.Band)
		m := mark{value: p.Value, interval: p.Known, low: p.Low, high: p.High, unvalidated: t.Evidence == q.Unvalidated, assumed: p.Assumed, fine: t.Max-t.Min < 10}
		if m.ok() {
			list = append(list, trendPoint{p, m})
		}
	}
	slices.SortStableFunc(list, func(a, b trendPoint) int { return a.At.Compare(b.At) })
	return list
}

func (c *trend) Title() string { return c.title }

func (c *trend) Describe() string {
	if len(c.points) == 0 {
		return "There is no score to show."
	}
	first, last := c.points[0], c.points[len(c.points)-1]
	words := []string{fmt.Sprintf("Range %s to %s. %s", brief(c.min), brief(c.max), c.axis)}
	if len(c.points) == 1 {
		words = append(words, "One score: "+said(last)+".")
	} else {
		words = append(words, fmt.Sprintf("%d scores, from %s to %s. First: %s. Last: %s.", len(c.points), day(first.At), day(last.At), said(first), said(last)))
	}
	if len(c.again) > 0 {
		words = append(words, fmt.Sprintf("Dashed line: %d of these %s.", len(c.again), c.words))
	}
	for i, e := range c.events {
		if i == 12 {
			words = append(words, fmt.Sprintf("%d more events are in the table.", len(c.events)-i))
			break
		}
		words = append(words, day(e.At)+": "+e.Label+".")
	}
	return strings.Join(words, " ")
}

func said(p trendPoint) string {
	words := p.Shown
	if p.mark.known() {
		words += " (95% interval " + p.mark.between() + ")"
	}
	if p.Band != "" {
		words += ", " + p.Band
	}
	return words + " on " + day(p.At)
}

func day(t time.Time) string { return t.Format("2 Jan 2006") }

// Table has the scores and, among them in time, the events.
func (c *trend) Table() Table {
	t := Table{Caption: c.title + ", over time. " + c.axis, Head: []string{"Date", "Score", "95% interval", "Band", "State", "Version", "Event"}}
	events := c.events
	flush := func(until time.Time) {
		for len(events) > 0 && !events[0].At.After(until) {
			t.Rows = append(t.Rows, []string{day(events[0].At), "", "", "", "", "", events[0].Label})
			events = events[1:]
		}
	}
	for _, p := range c.points {
		flush(p.At)
		t.Rows = append(t.Rows, p.row(""))
	}
	for _, e := range events {
		t.Rows = append(t.Rows, []string{day(e.At), "", "", "", "", "", e.Label})
	}
	for _, p := range c.again {
		t.Rows = append(t.Rows, p.row(c.words))
	}
	return t
}

func (p *trendPoint) row(event string) []string {
	interval := "not known"
	if p.mark.known() {
		interval = p.mark.between()
	}
	if p.mark.known() && p.Assumed {
		interval += " (error assumed)"
	}
	return []string{day(p.At), p.Shown, interval, p.Band, string(p.State), string(p.Version), event}
}
