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

// content gives everything that stands behind the letter, and ends with what is not there.
func (d *document) content() []sheet.Strip {
	newest, older := newest(d.r.Responses)
	strips := d.arrange([]*section{d.alerts(), d.scores(newest), d.change(), d.uncompared(), d.treatments(), d.profile(), d.groups(), d.trends(), d.earlier(newest, older), d.definitions(newest), d.seal()})
	strips = append(strips, d.derivation()...)
	return append(strips, d.notes()...)
}

// notes say what is not printed in full.
func (d *document) notes() (strips []sheet.Strip) {
	if len(d.left) > 0 {
		strips = append(strips, d.paragraph("Not on these pages: "+strings.Join(d.left, "; ")+". The patient’s page in Steelyard has them.", 8))
	}
	if d.Cut() {
		strips = append(strips, d.paragraph("Some long texts end in “…”. The record has them in full.", 8))
	}
	if list := d.Unprinted(); len(list) > 0 {
		strips = append(strips, d.paragraph("Some text can’t be printed here, and stands in brackets by what it is written in: "+strings.Join(list, ", ")+". The record has it.", 8))
	}
	return strips
}

// leave remembers what is not printed.
func (d *document) leave(words string) { d.left = append(d.left, words) }

func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// newest gives the newest response of each questionnaire that was not replaced by a correction, and those before them that were
// not either.
func newest(all []report.Response) (list, older []report.Response) {
	seen := map[q.ID]bool{}
	for _, r := range all {
		switch {
		case r.Amended:
		case seen[r.Ref.ID]:
			older = append(older, r)
		default:
			seen[r.Ref.ID] = true
			list = append(list, r)
		}
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
	s := &section{head: []sheet.Strip{d.heading("Difficulty reported, by domain")}, body: []sheet.Strip{d.Figure(chart.Domains(d.r), margin, inner, profileUnits)}, keep: 1, fills: true}
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
	s := &section{head: []sheet.Strip{d.heading("The two groups of domains")}, keep: 1, fills: true}
	if g := &d.r.Profile.Groups; !g[0].Available && !g[1].Available { // an axis without a value says nothing
		s.body = []sheet.Strip{d.paragraph(chart.Groups(d.r).Describe(), 8)}
		return s
	}
	s.body = []sheet.Strip{d.Figure(chart.Groups(d.r), margin, inner, profileUnits)}
	return s
}

// trends are drawn two in a row, those with bands first. A scale with one point has no course.
func (d *document) trends() *section {
	var list []report.Trend
	cut, again := 0, false
	for _, banded := range []bool{true, false} {
		for _, t := range d.r.Trends {
			if (len(t.Bands) > 0) != banded || len(t.Points) < 2 {
				continue
			}
			if len(t.Points) > MaxDrawn {
				cut++
			}
			again = again || t.Rescored != nil
			list = append(list, t.Newest(MaxDrawn))
		}
	}
	if len(list) == 0 {
		return &section{}
	}
	words := chart.SmallKey
	if again {
		words += chart.SmallKeyAgain
	}
	if cut > 0 {
		words += fmt.Sprintf(" Of a scale with more than %d scores the newest %d are drawn.", MaxDrawn, MaxDrawn)
		d.leave(fmt.Sprintf("drawings of the scores before the newest %d, of %s", MaxDrawn, count(cut, "scale", "scales")))
	}
	s := &section{head: []sheet.Strip{d.heading("Over time"), d.glued(words, 6.8)}, fills: true}
	if lines := number(list); len(lines) > 0 {
		s.head = append(s.head, d.glued("The numbers above the drawings: "+strings.Join(lines, "; ")+".", 6.8))
	}
	for pair := range slices.Chunk(list, 2) {
		s.body = append(s.body, d.pair(pair))
	}
	s.keep = len(s.body)
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
	if len(d.r.Definitions()) == 0 {
		return &section{}
	}
	words := "Intervals cover the error of measurement that comes from the choice of items, and not change from day to day. " +
		"Scoring engine " + strings.Join(engines(d.r), ", ") + ". Definitions, each with its version and the first 12 digits of its SHA-256: " +
		strings.Join(d.r.Definitions(), ", ") + "." + notices(shown)
	body := d.text(words, 7.4)
	return &section{head: []sheet.Strip{d.heading("What the numbers rest on")}, body: body, keep: len(body), fills: true}
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
