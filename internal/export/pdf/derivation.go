package pdf

import (
	"slices"
	"strconv"
	"strings"

	"steelyard/internal/export/sheet"
	"steelyard/internal/report"
)

// derivation is how each number on the pages before came about: for the newest response of each questionnaire every scale,
// step by step, with its sources, and the figures behind each comparison.
func (d *document) derivation() (strips []sheet.Strip) {
	if !d.r.Derivation {
		return nil
	}
	strips = append(strips, d.heading("How each number came about"))
	list, _ := newest(d.r.Responses)
	for i := range list {
		for k := range list[i].Scores {
			strips = append(strips, d.derived(&list[i], &list[i].Scores[k])...)
		}
		if len(list[i].Manner) > 0 {
			strips = append(strips, d.item(list[i].ShortTitle+": how it was answered", append(slices.Clone(list[i].Manner), "No single sign says how somebody answered, and nothing here changes a score."))...)
		}
		if list[i].Noted() {
			strips = append(strips, d.noted(&list[i])...)
		}
	}
	if d.r.Comparison == nil {
		return strips
	}
	for _, i := range changesInOrder(d.r.Comparison.Scales) {
		if c := &d.r.Comparison.Scales[i]; c.Comparable {
			strips = append(strips, d.compared(c)...)
		}
	}
	return strips
}

func (d *document) derived(r *report.Response, s *report.Score) []sheet.Strip {
	words := []string{s.Shown}
	if s.Interval != "" {
		words = append(words, "95% interval "+s.Interval, s.Basis)
	}
	if s.NoInterval != "" {
		words = append(words, "95% interval not known, because "+s.NoInterval)
	}
	if s.Note != "" {
		words = append(words, s.Note)
	}
	lines := append([]string{strings.Join(words, "; ") + ". " + r.Ref.String() + ", " + string(r.Basis) + ", on " + day(r.CompletedAt) + inTongues(r) + "."}, s.Derivation...)
	if s.Fit != nil {
		lines = append(lines, s.Fit.Words)
	}
	if len(s.Sources) > 0 {
		lines = append(lines, "Sources: "+strings.Join(s.Sources, "; "))
	}
	return d.item(r.ShortTitle+": "+s.Title, lines)
}

// noted is what whoever held the interview wrote beside its items.
func (d *document) noted(r *report.Response) []sheet.Strip {
	lines := []string{"Of " + r.EnteredBy + ", who held the interview on " + day(r.CompletedAt) + ". Notes are no part of a score."}
	for _, i := range r.Items {
		if i.Note != "" {
			lines = append(lines, strconv.Itoa(i.Number)+". "+i.Label+": "+strings.Join(strings.Fields(i.Note), " "))
		}
	}
	return d.item(r.ShortTitle+": notes", lines)
}

func (d *document) compared(c *report.Change) []sheet.Strip {
	lines := []string{changePoint(c, &c.From) + " on " + day(c.From.At) + ", " + changePoint(c, &c.To) + " on " + day(c.To.At) + ", difference " + c.Shown + ". " + c.Statement}
	for _, x := range c.Criteria {
		line := x.Name + ": " + x.Shown + ". " + x.Figures + "."
		if x.Source != "" {
			line += " Source: " + x.Source
		}
		lines = append(lines, line)
	}
	if m := c.Important; m != nil {
		lines = append(lines, "Minimal important difference: "+m.Shown+". "+m.About+". "+m.Says+" Source: "+m.Source)
	}
	return d.item("Change, "+c.Title, lines)
}

// item is a bold line with others below it.
func (d *document) item(title string, lines []string) []sheet.Strip {
	const size = 7.8
	wrapped := d.Wrap(sheet.Bold(sheet.Text(title, size)), inner, 2)
	strips := []sheet.Strip{{Height: sheet.Tall(len(wrapped), size) + 2, Glue: true, Paint: func(y float64) {
		d.Content(d.Root.Add("H3"), func() { d.Lines(margin, y, wrapped, sheet.Bold(sheet.Text("", size))) })
	}}}
	for _, line := range lines {
		strips = append(strips, d.text(line, 7.4)...)
	}
	return strips
}

func inTongues(r *report.Response) string {
	if r.Tongues == "" {
		return ""
	}
	return ", in " + r.Tongues
}
