package pdf

import "steelyard/internal/chart"

// strip is a piece of a page that is not broken.
type strip struct {
	height float64
	paint  func(y float64) // draws and tags
	glue   bool            // stays on the page of the next strip
	repeat *running        // what is drawn again where the strip begins a page
}

// running is a table's head, drawn again on a later page, where it is no part of the text.
type running struct {
	height float64
	draw   func(y float64)
}

// heading is a section's title.
func (d *document) heading(words string) strip {
	const size = 11.0
	return strip{height: 7 + size*leading, glue: true, paint: func(y float64) {
		d.tags.content(d.pdf, d.tags.root.add("H2"), func() {
			d.ink.Text(chart.Point{X: margin, Y: y + 5 + size}, bold(text(words, size)))
		})
	}}
}

// paragraph is text over the whole width.
func (d *document) paragraph(words string, size float64) strip {
	lines := d.wrap(text(words, size), inner, 12)
	return strip{height: tall(len(lines), size) + 4, paint: func(y float64) {
		d.tags.content(d.pdf, d.tags.root.add("P"), func() { d.lines(margin, y, lines, text("", size)) })
	}}
}

// figure is a chart over a width, with its description for those who don't see it.
func (d *document) figure(c chart.Chart, x, width, units float64) strip {
	surface := canvas{d: d, scale: width / units}
	height := chart.Height(c, &surface, units) * surface.scale
	alt := d.plain(c.Title() + ". " + c.Describe())
	return strip{height: height + 3, paint: func(y float64) {
		e := d.tags.root.add("Figure")
		e.figure(alt, x, y, x+width, y+height)
		s := surface
		s.origin = chart.Point{X: x, Y: y}
		d.tags.content(d.pdf, e, func() { c.Draw(&s, units) })
	}}
}

// flow puts strips on pages, one below the other.
func (d *document) flow(strips []strip) (pages [][]strip) {
	var page []strip
	y := d.bodyY
	for i := 0; i < len(strips); {
		n, height := 1, strips[i].height
		for strips[i+n-1].glue && i+n < len(strips) {
			height += strips[i+n].height
			n++
		}
		if y+height > footTop-6 && len(page) > 0 {
			pages = append(pages, page)
			page, y = nil, d.bodyY
			if r := strips[i].repeat; r != nil {
				y += r.height
			}
		}
		page = append(page, strips[i:i+n]...)
		y += height
		i += n
	}
	return append(pages, page)
}
