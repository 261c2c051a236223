package report

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"steelyard/internal/clinic"
	"steelyard/internal/profile"
	"steelyard/internal/psychometrics"
)

// chance is the share of false findings that all comparisons of a profile together may have.
const chance = .05

// profileChange sets the profile at both times side by side; nil where it had no value at one of them.
func profileChange(m Material, span Span) *ProfileChange {
	ms := measurements(m.Completed)
	x := &ProfileChange{Then: m.Profile.Compute(ms, span.From), Now: m.Profile.Compute(ms, span.To)}
	hasValue := func(p *profile.Profile) bool {
		return slices.ContainsFunc(p.Domains, func(d profile.DomainValue) bool { return d.Answered })
	}
	if !hasValue(x.Then) || !hasValue(x.Now) {
		return nil
	}
	gaps := []*Gap{}
	x.Domains = make([]DomainChange, len(x.Now.Domains))
	for i := range x.Now.Domains {
		x.Domains[i] = newDomainChange(m, x.Then.Domains[i], x.Now.Domains[i])
		gaps = append(gaps, &x.Domains[i].Gap)
	}
	x.Contrast = x.contrast()
	x.Compared = adjust(append(gaps, &x.Contrast.Gap))
	for _, g := range append(gaps, &x.Contrast.Gap) {
		g.Statement = g.say()
	}
	x.Contrast.turn()
	for _, g := range append(gaps, &x.Contrast.Gap) {
		g.Statement = strings.TrimSpace(g.Statement + " " + g.asking)
	}
	return x
}

// Caution says how many comparisons were looked at together, and how that was allowed for.
func (x *ProfileChange) Caution() string {
	if x.Compared == 0 {
		return "Nothing could be compared between the two times."
	}
	return count(x.Compared, "comparison was made", "comparisons were made") + " between the two times. A difference is called more than error only where it stays so " +
		"after allowing for that number (Holm 1979, 5% for all of them together)."
}

func newDomainChange(m Material, then, now profile.DomainValue) DomainChange {
	d := DomainChange{ID: now.Domain.ID, Title: now.Domain.Title.In(m.Language), Then: then, Now: now, Gap: Gap{P: 1}}
	if d.Why = domainsApart(m, &then, &now); d.Why != "" {
		return d
	}
	d.asking = otherAsking(endOf(m, then.From), endOf(m, now.From))
	d.take(psychometrics.Estimate{Value: then.POMP, SE: then.Error.SE}, psychometrics.Estimate{Value: now.POMP, SE: now.Error.SE})
	return d
}

// domainsApart says why a domain's two values can't be compared; it is empty where they can.
func domainsApart(m Material, then, now *profile.DomainValue) string {
	switch {
	case !then.Answered && !now.Answered:
		return "no value then or now"
	case !then.Answered:
		return "no value then"
	case !now.Answered:
		return "no value now"
	case then.From.At.Equal(now.From.At) && then.From.Questionnaire == now.From.Questionnaire:
		return "the same answers stand for both times"
	case then.From.Questionnaire.ID != now.From.Questionnaire.ID || then.From.Scale != now.From.Scale:
		return "another scale was asked"
	case then.From.Questionnaire != now.From.Questionnaire:
		return "the version changed"
	case then.Error == nil || now.Error == nil:
		return "the error of measurement is not known"
	}
	from, to := endOf(m, then.From), endOf(m, now.From)
	if from == nil || to == nil {
		return "the answers are not here"
	}
	return apart(from, to)
}

// endOf finds the answers behind a domain's value.
func endOf(m Material, o profile.Origin) *end {
	for i := range m.Completed {
		c := &m.Completed[i]
		if c.Response.Status == clinic.Completed && c.Program.Definition().Ref() == o.Questionnaire && c.Response.CompletedAt.Equal(o.At) {
			if e, ok := newEnd(c, o.Scale, m.Language); ok {
				return &e
			}
		}
	}
	return nil
}

// take works out a gap from two estimates.
func (g *Gap) take(then, now psychometrics.Estimate) {
	change, err := psychometrics.IRTChange(then, now)
	if err != nil {
		g.Why = "the two can't be compared"
		return
	}
	interval, err := change.Interval(psychometrics.Z95)
	if err != nil {
		g.Why = "the two can't be compared"
		return
	}
	g.Comparable, g.Difference, g.Interval, g.P = true, change.Difference, &interval, change.P()
}

// adjust allows for how many gaps are looked at together, and says how many they are.
func adjust(gaps []*Gap) int {
	var p []float64
	var compared []*Gap
	for _, g := range gaps {
		if g.Comparable {
			p, compared = append(p, g.P), append(compared, g)
		}
	}
	adjusted, err := psychometrics.Holm(p)
	if err != nil {
		return 0
	}
	for i, g := range compared {
		g.P, g.Exceeds = adjusted[i], adjusted[i] < chance
	}
	return len(compared)
}

func (g *Gap) say() string {
	switch {
	case !g.Comparable:
		return "Not compared: " + g.Why + "."
	case !g.Exceeds:
		return "No change beyond measurement error."
	case g.Difference < 0:
		return fmt.Sprintf("Less difficulty was reported, by %.0f points.", -g.Difference)
	}
	return fmt.Sprintf("More difficulty was reported, by %.0f points.", g.Difference)
}

// contrast compares the difference of the two groups, where the same domains count at both times.
func (x *ProfileChange) contrast() (c ContrastChange) {
	c.P = 1
	then, now := &x.Then.Contrast, &x.Now.Contrast
	switch {
	case !then.Available:
		c.Why = "there was none then"
		return c
	case !now.Available:
		c.Why = "there is none now"
		return c
	}
	for i := range x.Domains {
		d := &x.Domains[i]
		if d.Then.Answered != d.Now.Answered || d.Then.Answered && !d.Comparable {
			c.Why = "not every domain can be compared"
			return c
		}
	}
	c.take(psychometrics.Estimate{Value: then.Difference, SE: then.SE}, psychometrics.Estimate{Value: now.Difference, SE: now.SE})
	if slices.ContainsFunc(x.Domains, func(d DomainChange) bool { return d.asking != "" }) {
		c.asking = "The way of asking changed in part: part of a difference may come from that."
	}
	return c
}

// turn words the contrast's gap: it has no direction of more or less difficulty.
func (c *ContrastChange) turn() {
	if c.Comparable && c.Exceeds {
		c.Statement = fmt.Sprintf("The difference between the two groups of domains moved by %.0f points, beyond the error of measurement.", math.Abs(c.Difference))
	}
}

// days writes the two days, in the zone that they were chosen in.
func (s Span) days() (from, to string) {
	return s.From.Format("2 January 2006"), s.To.Format("2 January 2006")
}

// Heading says which two times are compared.
func (c *Comparison) Heading() string {
	from, to := Span{c.From, c.To}.days()
	if c.Chosen {
		return from + " and " + to
	}
	return "The first answers and the newest"
}
