package pdf

import (
	"steelyard/internal/chart"
	"steelyard/internal/export/sheet"
)

// heading is a section's title.
func (d *document) heading(words string) sheet.Strip {
	const size = 11.0
	return sheet.Strip{Height: 7 + size*sheet.Leading, Glue: true, Paint: func(y float64) {
		d.Content(d.Root.Add("H2"), func() {
			d.Ink.Text(chart.Point{X: margin, Y: y + 5 + size}, sheet.Bold(sheet.Text(words, size)))
		})
	}}
}

// paragraph is text over the whole width.
func (d *document) paragraph(words string, size float64) sheet.Strip {
	lines := d.Wrap(sheet.Text(words, size), inner, 12)
	return sheet.Strip{Height: sheet.Tall(len(lines), size) + 4, Paint: func(y float64) {
		d.Content(d.Root.Add("P"), func() { d.Lines(margin, y, lines, sheet.Text("", size)) })
	}}
}

// glued is a paragraph that stays with what it is about, which stands below it.
func (d *document) glued(words string, size float64) sheet.Strip {
	s := d.paragraph(words, size)
	s.Glue = true
	return s
}
