package chart

import "math"

func (c *groups) Draw(s Surface, width float64) float64 {
	if len(c.rows) == 0 {
		return paragraph(s, Point{}, Label{Text: c.Describe(), Size: body, Colour: grey}, width) + 4
	}
	f := domainFrame(width)
	tops, bottom := f.tops(s, c.rows)
	a := share(s, f, 4, bottom)
	var k key
	for i, r := range c.rows {
		f.row(s, a, tops[i], r)
		if r.answered {
			k.add(r.mark)
		}
	}
	y := c.difference(s, f, bottom+tall(1, small)+18)
	if c.small {
		return y
	}
	if c.contrast.available {
		y += paragraph(s, Point{0, y}, Label{Text: c.contrast.statement, Size: body, Bold: true, Colour: ink}, width) + 2
		y += paragraph(s, Point{0, y}, Label{Text: c.contrast.overlap, Size: small, Colour: grey}, width) + 8
	}
	return y + drawKey(s, Point{0, y}, width, k.entries()) + 4
}

// difference draws the contrast around a line at zero and gives where it ends. It is grey as long as its interval
// covers zero or its sign hangs on the weights, which is the usual case.
func (c *groups) difference(s Surface, f frame, top float64) float64 {
	row := domainRow{name: "Difference, the first less the second", why: c.contrast.why, answered: c.contrast.available, mark: c.contrast.mark}
	height := f.rowHeight(s, row)
	bottom := top + height
	if !row.answered {
		f.row(s, axis{}, top, row)
		return bottom
	}
	reach := c.reach()
	a := axis{-reach, reach, f.left, f.right}
	zeroTop := top - 4
	if f.narrow {
		zeroTop = bottom - 26
	}
	for _, v := range []float64{-reach, -reach / 2, 0, reach / 2, reach} {
		x := a.at(v)
		s.Line(Point{x, bottom - 4}, Point{x, bottom}, Pen{Stroke: faint, Width: 1})
		centred(s, Point{x, bottom + small + 2}, brief(v), f.width)
	}
	s.Line(Point{a.from, bottom}, Point{a.to, bottom}, Pen{Stroke: grey, Width: 1})
	s.Line(Point{a.at(0), zeroTop}, Point{a.at(0), bottom}, Pen{Stroke: ink, Width: 1.4})
	c.drawRow(s, f, a, top, row)
	y := bottom + tall(1, small) + 6
	if c.small {
		return y
	}
	return y + paragraph(s, Point{0, y}, Label{Text: "In points of the same 0 to 100. The line stands at no difference.", Size: small, Colour: grey}, f.width) + 8
}

func (c *groups) drawRow(s Surface, f frame, a axis, y float64, r domainRow) {
	colour := Colour("#6b7b86")
	if c.contrast.clear {
		colour = blue
	}
	label := tall(len(Wrap(s, f.label(r.name), f.labelWidth(s, r))), body)
	middle := y + (f.rowHeight(s, r)-rowGap)/2
	value := f.value(r)
	at := Point{f.right + 14, middle + body*.36}
	if f.narrow {
		paragraph(s, Point{0, y}, f.label(r.name), f.labelWidth(s, r))
		middle, at, value.Anchor = y+label+12, Point{f.width, y + body}, End
	} else {
		paragraph(s, Point{0, middle - label/2}, f.label(r.name), f.labelWidth(s, r))
	}
	if s.Width(value) > valueColumn-16 {
		value.Size = small
	}
	s.Text(at, value)
	r.mark.draw(s, a, middle, colour)
}

// reach is how far the axis of the difference runs to either side: 50, or 100 where that would not hold it.
func (c *groups) reach() float64 {
	m := c.contrast.mark
	if max(math.Abs(m.low), math.Abs(m.high), math.Abs(m.value)) <= 50 {
		return 50
	}
	return 100
}
