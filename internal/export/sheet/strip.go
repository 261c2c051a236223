package sheet

import "steelyard/internal/chart"

// Strip is a piece of a page that is not broken.
type Strip struct {
	Height float64
	Paint  func(y float64) // draws and tags
	Glue   bool            // stays on the page of the next strip
	Repeat *Running        // what is drawn again where the strip begins a page
}

// Running is a table's head, drawn again on a later page, where it is no part of the text.
type Running struct {
	Height float64
	Draw   func(y float64)
}

// Flow puts strips on pages, one below the other between two heights. A strip that is higher than a page stands alone.
func Flow(strips []Strip, top, bottom float64) (pages [][]Strip) {
	var page []Strip
	y := top
	for i := 0; i < len(strips); {
		n, height := 1, strips[i].Height
		for strips[i+n-1].Glue && i+n < len(strips) {
			height += strips[i+n].Height
			n++
		}
		if y+height > bottom && len(page) > 0 {
			pages = append(pages, page)
			page, y = nil, top
			if r := strips[i].Repeat; r != nil {
				y += r.Height
			}
		}
		page = append(page, strips[i:i+n]...)
		y += height
		i += n
	}
	return append(pages, page)
}

// Paint draws the strips of one page from a height on.
func (s *Sheet) Paint(strips []Strip, y float64) {
	for i := range strips {
		if again := strips[i].Repeat; i == 0 && again != nil {
			s.Artifact("Header", func() { again.Draw(y) })
			y += again.Height
		}
		strips[i].Paint(y)
		y += strips[i].Height
	}
}

// Figure is a chart over a width that is so many of the chart's own units, with its description for those who don't
// see it.
func (s *Sheet) Figure(c chart.Chart, x, width, units float64) Strip {
	surface := Canvas{s: s, scale: width / units}
	height := chart.Height(c, &surface, units) * surface.scale
	alt := s.Plain(c.Title() + ". " + c.Describe())
	return Strip{Height: height + 3, Paint: func(y float64) {
		e := s.Root.Add("Figure")
		e.Figure(alt, chart.Point{X: x, Y: y}, chart.Point{X: x + width, Y: y + height}, s.Size)
		on := surface
		on.origin = chart.Point{X: x, Y: y}
		s.Content(e, func() { c.Draw(&on, units) })
	}}
}
