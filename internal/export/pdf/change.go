package pdf

import (
	"slices"
	"strings"

	"steelyard/internal/chart"
	"steelyard/internal/export/sheet"
	"steelyard/internal/report"
)

// change sets the scales at two times side by side. Error of measurement and importance have columns of their own.
func (d *document) change() *section {
	x := d.r.Comparison
	if x == nil || len(x.Scales) == 0 && !x.Chosen {
		return &section{}
	}
	heading := d.heading("Change: " + lowerFirst(x.Heading()))
	if len(x.Scales) == 0 {
		return &section{head: []sheet.Strip{heading}, body: []sheet.Strip{d.paragraph("No scale was answered anew between the two times.", 8)}, keep: 1}
	}
	var rows [][]cell
	for _, i := range changesInOrder(x.Scales) {
		rows = append(rows, changeRow(&x.Scales[i]))
	}
	s := d.tabled("", []column{{"Scale", .2}, {"Then", .12}, {"Now", .12}, {"Difference", .14}, {"What it says", .42}}, rows)
	s.head[0] = heading
	if words := x.Caution(); words != "" {
		s.head = append([]sheet.Strip{heading, d.glued(words, 7.4)}, s.head[1:]...)
	}
	return s
}

// uncompared says of which scales a chosen comparison says nothing, a line for each reason.
func (d *document) uncompared() *section {
	x := d.r.Comparison
	if x == nil || !x.Chosen || len(x.Apart) == 0 {
		return &section{}
	}
	var reasons []string
	titles := map[string][]string{}
	for _, a := range x.Apart {
		if !slices.Contains(reasons, a.Why) {
			reasons = append(reasons, a.Why)
		}
		titles[a.Why] = append(titles[a.Why], a.Title)
	}
	s := &section{}
	for _, why := range reasons {
		s.body = append(s.body, d.text("Not compared, because "+why+": "+strings.Join(titles[why], "; ")+".", 7.4)...)
	}
	s.keep = len(s.body)
	return s
}

// changesInOrder gives the places of the scales: those beyond their error, those inside, those that can't be compared; of
// each those with bands or published figures first.
func changesInOrder(list []report.Change) (order []int) {
	for _, want := range []func(*report.Change) bool{
		func(c *report.Change) bool { return c.Exceeds },
		func(c *report.Change) bool { return !c.Exceeds && c.Comparable },
		func(c *report.Change) bool { return !c.Comparable },
	} {
		for _, figures := range []bool{true, false} {
			for i := range list {
				if want(&list[i]) && (list[i].Important != nil) == figures {
					order = append(order, i)
				}
			}
		}
	}
	return order
}

func changeRow(c *report.Change) []cell {
	difference := "not compared"
	if c.Comparable {
		difference = c.Shown
		if i := c.Interval; i != nil {
			difference += "\n(" + report.ShowSpan(i.Low, i.High, 1) + ")"
		}
	}
	words := []string{c.Statement}
	if c.Instead != "" {
		words = append(words, c.Instead)
	}
	if len(c.Criteria) > 0 {
		words = append(words, "By: "+lowerFirst(c.Limit().Name)+".")
	}
	if m := c.Important; m != nil {
		words = append(words, "Minimal important difference "+m.Shown+": "+lowerFirst(m.Says))
	}
	return []cell{{words: c.Title}, {words: changePoint(c, &c.From) + "\n" + day(c.From.At)}, {words: changePoint(c, &c.To) + "\n" + day(c.To.At)}, {words: difference, bold: true}, {words: strings.Join(words, " ")}}
}

func changePoint(c *report.Change, p *report.TrendPoint) string {
	words := p.Shown + " (error not known)"
	if p.Known {
		words = p.Shown + " (" + report.ShowInterval(p.Low, p.High, report.IntervalDecimals(c.Max-c.Min)) + ")"
	}
	return words
}

func lowerFirst(s string) string {
	if s == "" {
		return s
	}
	return strings.ToLower(s[:1]) + s[1:]
}

// thenAndNow takes the place of the profile where somebody chose two times.
func (d *document) thenAndNow() *section {
	x := d.r.Comparison.Profile
	words := x.Caution()
	for i := range x.Domains {
		if g := &x.Domains[i]; g.Exceeds {
			words += " " + g.Title + ": " + lowerFirst(g.Statement)
		}
	}
	caution := d.paragraph(words+" The two groups of domains: "+lowerFirst(x.Contrast.Statement), 8)
	caution.Glue = true
	return &section{head: []sheet.Strip{d.heading("The profile then and now"), caution}, body: []sheet.Strip{d.Figure(chart.ProfileThenAndNow(x), margin, inner, profileUnits)}, keep: 1}
}
