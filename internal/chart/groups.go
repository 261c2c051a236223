package chart

import (
	"fmt"
	"slices"
	"strings"

	"steelyard/internal/profile"
	q "steelyard/internal/questionnaire"
	"steelyard/internal/report"
)

// groups is the two groups of domains with their means, and the difference of the two around zero.
type groups struct {
	rows     []domainRow // the two groups; answered where there is a mean
	counted  [2]string   // which domains count, in words
	contrast contrast
	small    bool // without its words and its key, for a page that has them
}

// SmallGroups gives what Groups gives, without the sentences and the key below it.
func SmallGroups(r *report.Report) Chart {
	c := newGroups(r)
	c.small = true
	return c
}

type contrast struct {
	available bool
	why       string
	mark      mark
	clear     bool // beyond the error of measurement, whatever the weights
	statement string
	overlap   string
}

// Groups gives the two groups of a report's profile and their contrast. A report without a profile gives a chart
// that says so.
func Groups(r *report.Report) Chart { return newGroups(r) }

func newGroups(r *report.Report) *groups {
	c := &groups{}
	if r.Profile == nil {
		return c
	}
	for i := range r.Profile.Groups {
		g := &r.Profile.Groups[i]
		row := domainRow{name: plain(g.Group.Title.In(r.Language)), answered: g.Available, why: fmt.Sprintf("fewer than %d domains were answered", profile.MinDomains)}
		row.mark = groupMark(r.Profile, g)
		if row.answered && !row.mark.ok() {
			row.answered, row.why = false, "the value can't be shown"
		}
		c.rows = append(c.rows, row)
		c.counted[i] = counted(g, r.Language)
	}
	c.contrast = newContrast(&r.Profile.Contrast, c.rows)
	return c
}

// groupMark gives a group's mean; it is unvalidated or assumed as soon as one of its domains is.
func groupMark(p *profile.Profile, g *profile.GroupValue) mark {
	m := mark{value: g.Mean}
	if g.Error != nil {
		m.interval, m.low, m.high = true, g.Error.Low, g.Error.High
	}
	for _, d := range p.Domains {
		if d.Answered && slices.Contains(g.Answered, d.Domain) {
			m.unvalidated = m.unvalidated || d.From.Evidence != q.Validated
			m.assumed = m.assumed || d.Error != nil && d.Error.Basis == q.Assumed
		}
	}
	return m
}

func counted(g *profile.GroupValue, l q.Language) string {
	words := "from " + titles(g.Answered, l)
	if len(g.Answered) == 0 {
		words = "no domain was answered"
	}
	if len(g.Missing) > 0 {
		words += "; without " + titles(g.Missing, l)
	}
	return words
}

func titles(list []*profile.Domain, l q.Language) string {
	names := make([]string, len(list))
	for i, d := range list {
		names[i] = plain(d.Title.In(l))
	}
	return strings.Join(names, ", ")
}

func newContrast(from *profile.Contrast, rows []domainRow) contrast {
	c := contrast{available: from.Available, why: plain(from.Why), clear: from.Exceeds && from.SignHolds, statement: plain(from.Statement)}
	c.mark = mark{value: from.Difference, interval: true, low: from.Interval.Low, high: from.Interval.High}
	for _, r := range rows {
		c.mark.unvalidated = c.mark.unvalidated || r.mark.unvalidated
		c.mark.assumed = c.mark.assumed || r.mark.assumed
	}
	switch {
	case !c.mark.ok():
		c.available, c.why = false, "the difference can't be shown"
	case c.available && !c.mark.known():
		c.available, c.why = false, "its error of measurement is not known"
	}
	c.overlap = fmt.Sprintf("%d of the %d answered domains that count do so on both sides.", from.Shared, from.Counted)
	return c
}

func (c *groups) Title() string { return "The two groups of domains" }

func (c *groups) Describe() string {
	if len(c.rows) == 0 {
		return "The groups have no value, because no domain has one."
	}
	var said []string
	for i, r := range c.rows {
		words := r.name + ": no value, " + r.why
		if r.answered {
			words = r.name + ": mean " + r.mark.shown()
		}
		said = append(said, words+", "+c.counted[i])
	}
	difference := "No difference can be shown: " + c.contrast.why + "."
	if c.contrast.available {
		difference = fmt.Sprintf("Difference, the first less the second: %s, 95%% interval %s. %s %s",
			c.contrast.mark.number(), c.contrast.mark.between(), c.contrast.statement, c.contrast.overlap)
	}
	return strings.Join(said, ". ") + ". " + difference
}

func (c *groups) Table() Table {
	t := Table{Caption: c.Title() + ". " + shareTitle, Head: []string{"What", "Value", "95% interval", "Made from"}}
	for i, r := range c.rows {
		cells := []string{r.name, "no value", "", c.counted[i] + "; " + r.why}
		if r.answered {
			cells = []string{r.name, fmt.Sprintf("%.0f", whole(r.mark.value)), "not known", c.counted[i]}
			if r.mark.known() {
				cells[2] = r.mark.between()
			}
		}
		t.Rows = append(t.Rows, cells)
	}
	if len(c.rows) > 0 {
		last := []string{"Difference, the first less the second", "no value", "", c.contrast.why}
		if c.contrast.available {
			last = []string{last[0], c.contrast.mark.number(), c.contrast.mark.between(), c.contrast.statement + " " + c.contrast.overlap}
		}
		t.Rows = append(t.Rows, last)
	}
	return t
}
