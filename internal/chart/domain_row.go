package chart

// frame is how the rows of a chart on the share axis are laid out: beside their labels, or below them on a phone.
type frame struct {
	narrow      bool
	width       float64
	left, right float64 // of the axis
}

const (
	valueColumn = 156.0 // what a value with its interval takes
	rowGap      = 12.0
)

func domainFrame(width float64) frame {
	if isNarrow(width) {
		return frame{true, width, 10, width - 12}
	}
	label := min(280, width*.33)
	return frame{false, width, label + 18, width - valueColumn}
}

// tops gives the top of every row and the bottom of the last.
func (f frame) tops(s Surface, rows []domainRow) (tops []float64, bottom float64) {
	y := 8.0
	for _, r := range rows {
		tops = append(tops, y)
		y += f.rowHeight(s, r)
	}
	return tops, y
}

func (f frame) rowHeight(s Surface, r domainRow) float64 {
	label := tall(len(Wrap(s, f.label(r.name), f.labelWidth(s, r))), body)
	why := tall(len(Wrap(s, f.why(r), f.right-f.left-8)), small)
	if f.narrow {
		if r.answered {
			return label + 24 + rowGap
		}
		return label + why + rowGap
	}
	if r.answered {
		why = 0
	}
	return max(label, why, tall(1, body)) + rowGap
}

// labelWidth leaves room for the value beside the label on a phone.
func (f frame) labelWidth(s Surface, r domainRow) float64 {
	switch {
	case !f.narrow:
		return f.left - 18
	case r.answered:
		return f.width - s.Width(f.value(r)) - 16
	}
	return f.width
}

func (f frame) value(r domainRow) Label {
	return Label{Text: r.mark.shown(), Size: body, Colour: ink}
}

func (f frame) label(name string) Label { return Label{Text: name, Size: body, Colour: ink} }

func (f frame) why(r domainRow) Label {
	return Label{Text: "no value: " + r.why, Size: small, Colour: grey}
}

// row draws one domain with its top at y.
func (f frame) row(s Surface, a axis, y float64, r domainRow) {
	height := f.rowHeight(s, r) - rowGap
	label := tall(len(Wrap(s, f.label(r.name), f.labelWidth(s, r))), body)
	if f.narrow {
		paragraph(s, Point{0, y}, f.label(r.name), f.labelWidth(s, r))
		if !r.answered {
			paragraph(s, Point{f.left + 4, y + label}, f.why(r), f.right-f.left-8)
			return
		}
		value := f.value(r)
		value.Anchor = End
		s.Text(Point{f.width, y + body}, value)
		track(s, a, y+label+12)
		r.mark.draw(s, a, y+label+12, ink)
		return
	}
	paragraph(s, Point{0, y + (height-label)/2}, f.label(r.name), f.labelWidth(s, r))
	if !r.answered {
		f.apart(s, Point{f.left + 8, y + height/2}, f.why(r))
		return
	}
	middle := y + height/2
	s.Text(Point{f.right + 14, middle + body*.36}, f.value(r))
	r.mark.draw(s, a, middle, ink)
}

// apart writes words on the plot around a middle, on a ground of their own, so that no line crosses them.
func (f frame) apart(s Surface, at Point, l Label) {
	lines := Wrap(s, l, f.right-f.left-8)
	height, width := tall(len(lines), l.Size), 0.0
	for _, text := range lines {
		l.Text = text
		width = max(width, s.Width(l))
	}
	rect(s, Point{at.X - 3, at.Y - height/2}, Point{at.X + width + 3, at.Y + height/2}, Pen{Fill: paper})
	for i, text := range lines {
		l.Text = text
		s.Text(Point{at.X, at.Y - height/2 + l.Size*(1+line*float64(i))}, l)
	}
}

// track is a row's own piece of the axis.
func track(s Surface, a axis, y float64) {
	s.Line(Point{a.from, y}, Point{a.to, y}, Pen{Stroke: rule, Width: 1})
	for _, v := range []float64{0, 25, 50, 75, 100} {
		x := a.at(v)
		s.Line(Point{x, y - 4}, Point{x, y + 4}, Pen{Stroke: rule, Width: 1})
	}
}
