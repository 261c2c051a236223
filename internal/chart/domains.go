package chart

import (
	"fmt"
	"strings"

	q "steelyard/internal/questionnaire"
	"steelyard/internal/report"
)

// shareTitle says what the axis of a profile is.
const shareTitle = "Share of the possible range, 0 to 100. Higher = more difficulty reported."

// domains is the domain profile: a value and its interval for each domain, in the order of the definition.
type domains struct{ rows []domainRow }

type domainRow struct {
	name     string
	why      string // why there is no value
	answered bool
	mark     mark
	date     string
}

// Domains gives the domain profile of a report. A report without a profile gives a chart that says so.
func Domains(r *report.Report) Chart {
	c := &domains{}
	if r.Profile == nil {
		return c
	}
	for _, d := range r.Profile.Domains {
		row := domainRow{name: plain(d.Domain.Title.In(r.Language)), why: plain(d.Why), answered: d.Answered}
		if d.Answered {
			row.mark = mark{value: d.POMP, unvalidated: d.From.Evidence != q.Validated}
			row.date = d.From.At.Format("2 Jan 2006")
			if d.Error != nil {
				row.mark.interval, row.mark.low, row.mark.high = true, d.Error.Interval.Low, d.Error.Interval.High
				row.mark.assumed = d.Error.Basis == q.Assumed
			}
		}
		if row.answered && !row.mark.ok() {
			row.answered, row.why = false, "the value can't be shown"
		}
		c.rows = append(c.rows, row)
	}
	return c
}

func (c *domains) Title() string { return "Difficulty reported, by domain" }

func (c *domains) Describe() string {
	if len(c.rows) == 0 {
		return "No domain has a value."
	}
	var said []string
	answered := 0
	for _, r := range c.rows {
		if !r.answered {
			said = append(said, r.name+": no value, "+r.why)
			continue
		}
		answered++
		said = append(said, r.name+": "+r.mark.shown())
	}
	return fmt.Sprintf("A value with its 95%% interval for each of %d domains, of which %d have one. %s %s.",
		len(c.rows), answered, shareTitle, strings.Join(said, "; "))
}

func (c *domains) Table() Table {
	t := Table{Caption: c.Title() + ". " + shareTitle, Head: []string{"Domain", "Value", "95% interval", "Error of measurement", "Scale", "Answered on", "Note"}}
	for _, r := range c.rows {
		if !r.answered {
			t.Rows = append(t.Rows, []string{r.name, "no value", "", "", "", "", r.why})
			continue
		}
		row := []string{r.name, fmt.Sprintf("%.0f", whole(r.mark.value)), "not known", "not known", "validated", r.date, ""}
		if r.mark.known() {
			row[2], row[3] = r.mark.between(), "from a sample"
		}
		if r.mark.assumed {
			row[3], row[6] = "assumed", "provisional"
		}
		if r.mark.unvalidated {
			row[4] = "not validated"
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// few is how many domains may lack a value for the same reason and still have a row each.
const few = 2

// gathered gives the rows to draw, and a line for each reason for which more than a few domains have no value: their rows would
// be empty and hide the others.
func (c *domains) gathered() (rows []domainRow, lines []string) {
	names := map[string][]string{}
	for _, r := range c.rows {
		if !r.answered {
			names[r.why] = append(names[r.why], r.name)
		}
	}
	said := map[string]bool{}
	for _, r := range c.rows {
		switch list := names[r.why]; {
		case r.answered || len(list) <= few || len(list) == len(c.rows):
			rows = append(rows, r)
		case !said[r.why]:
			said[r.why] = true
			lines = append(lines, "No value, "+r.why+": "+strings.Join(list, ", ")+".")
		}
	}
	return rows, lines
}

func (c *domains) Draw(s Surface, width float64) float64 {
	if len(c.rows) == 0 {
		return paragraph(s, Point{}, Label{Text: c.Describe(), Size: body, Colour: grey}, width) + 4
	}
	f := domainFrame(width)
	rows, empty := c.gathered()
	tops, bottom := f.tops(s, rows)
	a := share(s, f, 4, bottom)
	var k key
	for i, r := range rows {
		f.row(s, a, tops[i], r)
		if r.answered {
			k.add(r.mark)
		}
	}
	y := bottom + tall(1, small) + 6
	y += paragraph(s, Point{0, y}, Label{Text: shareTitle, Size: small, Colour: ink}, width) + 6
	for _, words := range empty {
		y += paragraph(s, Point{0, y}, Label{Text: words, Size: small, Colour: ink}, width) + 6
	}
	return y + drawKey(s, Point{0, y}, width, k.entries()) + 4
}
