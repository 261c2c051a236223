package pdf

import (
	"fmt"
	"slices"
	"strings"

	"steelyard/internal/chart"
	"steelyard/internal/export/sheet"
	q "steelyard/internal/questionnaire"
	"steelyard/internal/report"
)

// content gives the sections of a report in their order, and the note that ends it.
func (d *document) content() (sections []*section, note func(left []string) []sheet.Strip) {
	newest, older := newest(d.r.Responses)
	sections = []*section{d.alerts(), d.scores(newest), d.change(), d.uncompared(), d.treatments(), d.profile(), d.groups(), d.trends(), d.definitions(newest), d.seal()}
	return sections, func(left []string) []sheet.Strip {
		if older > 0 {
			left = append(left, count(older, "older response", "older responses"))
		}
		var strips []sheet.Strip
		if len(left) > 0 {
			strips = append(strips, d.paragraph("Not on these pages: "+strings.Join(left, "; ")+". The patient’s page in Steelyard has them.", 8))
		}
		if d.Cut() {
			strips = append(strips, d.paragraph("Some long texts end in “…”. The record has them in full.", 8))
		}
		if list := d.Unprinted(); len(list) > 0 {
			strips = append(strips, d.paragraph("Some text can’t be printed here, and stands in brackets by what it is written in: "+strings.Join(list, ", ")+". The record has it.", 8))
		}
		return strips
	}
}

func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// newest gives the newest response of each questionnaire that was not replaced by a correction, and how many others
// there are.
func newest(all []report.Response) (list []report.Response, older int) {
	seen := map[q.ID]bool{}
	for _, r := range all {
		if r.Amended || seen[r.Ref.ID] {
			older++
			continue
		}
		seen[r.Ref.ID] = true
		list = append(list, r)
	}
	return list, older
}

// How wide charts are drawn, in their own units, which settles how small their text gets: 7 points at least.
const (
	profileUnits = 880
	trendUnits   = 420
)

func (d *document) profile() *section {
	if d.r.Selected != "" { // it says that the profile was left out
		return &section{}
	}
	if x := d.r.Comparison; x != nil && x.Chosen && x.Profile != nil {
		return d.thenAndNow()
	}
	s := &section{head: []sheet.Strip{d.heading("Difficulty reported, by domain")}, body: []sheet.Strip{d.Figure(chart.Domains(d.r), margin, inner, profileUnits)}, keep: 1}
	if words := strings.TrimSpace(d.r.Overall() + " " + strings.Join(d.r.Notes(), " ")); words != "" {
		overall := d.paragraph(words, 8)
		overall.Glue = true
		s.head = append(s.head, overall)
	}
	return s
}

func (d *document) groups() *section {
	if d.r.Profile == nil {
		return &section{}
	}
	return &section{head: []sheet.Strip{d.heading("The two groups of domains")}, body: []sheet.Strip{d.Figure(chart.Groups(d.r), margin, inner, profileUnits)}, keep: 1}
}

// trends are drawn two in a row, those with bands first. A scale with one point has no course.
func (d *document) trends() *section {
	var list []report.Trend
	for _, banded := range []bool{true, false} {
		for _, t := range d.r.Trends {
			if (len(t.Bands) > 0) == banded && len(t.Points) > 1 {
				list = append(list, t)
			}
		}
	}
	words := chart.SmallKey
	if slices.ContainsFunc(list, func(t report.Trend) bool { return t.Rescored != nil }) {
		words += chart.SmallKeyAgain
	}
	key := d.paragraph(words, 6.8)
	key.Glue = true
	s := &section{head: []sheet.Strip{d.heading("Over time"), key}, rank: 4, floor: 1}
	for pair := range slices.Chunk(list, 2) {
		s.body = append(s.body, d.pair(pair))
	}
	s.keep = len(s.body)
	s.left = func(kept, _ int) string {
		return fmt.Sprintf("%d of %s over time", len(list)-2*kept, count(len(list), "scale", "scales"))
	}
	return s
}

// pair draws one or two trends side by side.
func (d *document) pair(list []report.Trend) sheet.Strip {
	const gap, size = 18.0, 8.5
	width := (inner - gap) / 2
	var parts []sheet.Strip
	for i, t := range list {
		x := margin + float64(i)*(width+gap)
		title := d.Wrap(sheet.Bold(sheet.Text(t.Title, size)), width, 2)
		above := sheet.Tall(len(title), size) + 2
		drawing := d.Figure(chart.Small(t), x, width, trendUnits)
		parts = append(parts, sheet.Strip{Height: above + drawing.Height, Paint: func(y float64) {
			d.Content(d.Root.Add("H3"), func() { d.Lines(x, y, title, sheet.Bold(sheet.Text("", size))) })
			drawing.Paint(y + above)
		}})
	}
	whole := sheet.Strip{Paint: func(y float64) {
		for _, p := range parts {
			p.Paint(y)
		}
	}}
	for _, p := range parts {
		whole.Height = max(whole.Height, p.Height)
	}
	return whole
}

// engines gives the versions of the scoring engine behind the report.
func engines(r *report.Report) (list []string) {
	for _, response := range r.Responses {
		if !slices.Contains(list, response.Engine) {
			list = append(list, response.Engine)
		}
	}
	if len(list) == 0 {
		return []string{"not used"}
	}
	return list
}

// definitions names every definition behind the numbers, with the beginning of its hash.
func (d *document) definitions(shown []report.Response) *section {
	words := "Intervals cover the error of measurement that comes from the choice of items, and not change from day to day. " +
		"Scoring engine " + strings.Join(engines(d.r), ", ") + ". Definitions, each with its version and the first 12 digits of its SHA-256: " +
		strings.Join(d.r.Definitions(), ", ") + "." + notices(shown)
	return &section{head: []sheet.Strip{d.heading("What the numbers rest on")}, body: []sheet.Strip{d.paragraph(words, 7.4)}, keep: 1}
}

// notices gives what must be carried with the questionnaires that are shown: the definitions' own words and those of
// whoever holds the wording.
func notices(shown []report.Response) string {
	var list []string
	for _, r := range shown {
		if notice := r.ShortTitle + ": " + r.Rights; r.Rights != "" && !slices.Contains(list, notice) {
			list = append(list, notice)
		}
	}
	if len(list) == 0 {
		return ""
	}
	return " Rights. " + strings.Join(list, " ")
}
