package pdf

import (
	"slices"

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

// paragraph is text over the whole width, in one piece.
func (d *document) paragraph(words string, size float64) sheet.Strip {
	const most = 40 // lines, which is less than a page
	return d.written(d.Wrap(sheet.Text(words, size), inner, most), size)
}

// text is a paragraph that may go on over pages.
func (d *document) text(words string, size float64) (strips []sheet.Strip) {
	const most, piece = 1200, 8 // lines
	for lines := range slices.Chunk(d.Wrap(sheet.Text(words, size), inner, most), piece) {
		strips = append(strips, d.written(lines, size))
	}
	for i := range strips[:len(strips)-1] {
		strips[i].Height -= paragraphGap
	}
	return strips
}

const paragraphGap = 4.0

func (d *document) written(lines []string, size float64) sheet.Strip {
	return sheet.Strip{Height: sheet.Tall(len(lines), size) + paragraphGap, Paint: func(y float64) {
		d.Content(d.Root.Add("P"), func() { d.Lines(margin, y, lines, sheet.Text("", size)) })
	}}
}

// glued is a paragraph that stays with what it is about, which stands below it.
func (d *document) glued(words string, size float64) sheet.Strip {
	s := d.paragraph(words, size)
	s.Glue = true
	return s
}
