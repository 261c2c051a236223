package csvfile

import (
	"fmt"
	"io"
	"strconv"
	"strings"

	"steelyard/internal/report"
)

// changeColumns are those between the label and the notice.
var changeColumns = []string{"site", "report_made_at", "record_number", "kind", "questionnaire", "scale", "title", "from_at", "from", "from_low", "from_high", "to_at", "to", "to_low", "to_high",
	"comparable", "why_not", "difference", "difference_low", "difference_high", "exceeds_measurement_error", "criteria", "minimal_important_difference", "statement", "caution", "selection"}

// WriteComparison writes what a report says of two times: a row for each scale, each domain and the contrast. It refuses a
// report without its notice.
func WriteComparison(w io.Writer, r *report.Report, o Options) error {
	if err := r.Check(); err != nil {
		return err
	}
	c, err := open(w, o, append(append([]string{"non_diagnostic", "basis", "invented"}, changeColumns...), lastColumn))
	if err != nil {
		return fmt.Errorf("write a comparison: %w", err)
	}
	for _, row := range comparisonRows(r) {
		if err := c.Write(row); err != nil {
			return fmt.Errorf("write a comparison: %w", err)
		}
	}
	c.Flush()
	return c.Error()
}

func comparisonRows(r *report.Report) (rows [][]string) {
	x := r.Comparison
	if x == nil {
		return nil
	}
	add := func(kind, basis string, cells []string, caution string) {
		row := append([]string{"true", basis, strconv.FormatBool(r.Invented), safe(r.Site), moment(r.At), safe(r.Patient.RecordNumber), kind}, cells...)
		rows = append(rows, append(row, safe(caution), safe(r.Selected), safe(strings.Join(r.Notice(), " "))))
	}
	for i := range x.Scales {
		add("scale", x.Scales[i].Basis, scaleChangeCells(&x.Scales[i]), x.Caution())
	}
	for _, a := range x.Apart {
		cells := append([]string{string(a.Questionnaire), string(a.Scale), safe(a.Title)}, make([]string, 8)...)
		add("scale", x.Basis, append(cells, gapCells(&report.Gap{Why: a.Why, Statement: "Not compared: " + a.Why + "."})...), x.Caution())
	}
	if p := x.Profile; p != nil {
		for i := range p.Domains {
			add("domain", x.Basis, domainChangeCells(&p.Domains[i]), p.Caution())
		}
		cells := append([]string{"", "", "Difference of the two groups of domains"}, contrastCells(p)...)
		add("contrast", x.Basis, append(cells, gapCells(&p.Contrast.Gap)...), p.Caution())
	}
	return rows
}

func scaleChangeCells(c *report.Change) []string {
	cells := []string{string(c.Questionnaire), string(c.Scale), safe(c.Title)}
	for _, p := range []*report.TrendPoint{&c.From, &c.To} {
		ends := []string{moment(p.At), decimal(p.Value), "", ""}
		if p.Known {
			ends[2], ends[3] = decimal(p.Low), decimal(p.High)
		}
		cells = append(cells, ends...)
	}
	criteria := make([]string, len(c.Criteria))
	for i, x := range c.Criteria {
		criteria[i] = x.Name + ": " + x.Shown + " (" + x.Figures + ")"
	}
	important := ""
	if i := c.Important; i != nil {
		important = i.Shown + ": " + i.Says
	}
	g := gapCells(&report.Gap{Comparable: c.Comparable, Why: c.Why, Difference: c.Difference, Interval: c.Interval, Exceeds: c.Exceeds, Statement: strings.TrimSpace(c.Statement + " " + c.Instead)})
	g[6], g[7] = safe(strings.Join(criteria, "; ")), safe(important)
	return append(cells, g...)
}

func domainChangeCells(d *report.DomainChange) []string {
	cells := []string{"", string(d.ID), safe(d.Title)}
	for _, v := range []int{0, 1} {
		value := &d.Then
		if v == 1 {
			value = &d.Now
		}
		ends := []string{"", "", "", ""}
		if value.Answered {
			ends[0], ends[1] = moment(value.From.At), decimal(value.POMP)
		}
		if value.Answered && value.Error != nil {
			ends[2], ends[3] = decimal(value.Error.Interval.Low), decimal(value.Error.Interval.High)
		}
		cells = append(cells, ends...)
	}
	return append(cells, gapCells(&d.Gap)...)
}

func contrastCells(p *report.ProfileChange) (cells []string) {
	for _, x := range []*struct {
		at        string
		available bool
		d, l, h   float64
	}{
		{moment(p.Then.At), p.Then.Contrast.Available, p.Then.Contrast.Difference, p.Then.Contrast.Interval.Low, p.Then.Contrast.Interval.High},
		{moment(p.Now.At), p.Now.Contrast.Available, p.Now.Contrast.Difference, p.Now.Contrast.Interval.Low, p.Now.Contrast.Interval.High},
	} {
		ends := []string{x.at, "", "", ""}
		if x.available {
			ends[1], ends[2], ends[3] = decimal(x.d), decimal(x.l), decimal(x.h)
		}
		cells = append(cells, ends...)
	}
	return cells
}

// gapCells has room for the criteria and the minimal important difference, which only a scale has.
func gapCells(g *report.Gap) []string {
	cells := []string{strconv.FormatBool(g.Comparable), safe(g.Why), "", "", "", strconv.FormatBool(g.Exceeds), "", "", safe(g.Statement)}
	if g.Comparable {
		cells[2] = decimal(g.Difference)
	}
	if g.Interval != nil {
		cells[3], cells[4] = decimal(g.Interval.Low), decimal(g.Interval.High)
	}
	return cells
}
