package chart

import "steelyard/internal/report"

// mark is a value with its interval, told apart by shape and line and never by colour alone: an open diamond
// for scores that were not validated, a broken line for an interval that rests on an assumption.
type mark struct {
	value       float64
	low, high   float64
	interval    bool // whether low and high are known
	unvalidated bool
	assumed     bool
	fine        bool // on a scale so short that whole numbers would say too little
}

// known says whether there is an interval to draw. One without width would look certain, and is none.
func (m mark) known() bool { return m.interval && m.low < m.high }

// shown prints the value and its interval in whole numbers, and with decimals where the ends of the interval need them.
func (m mark) shown() string {
	if !m.known() {
		return m.number() + " (no interval)"
	}
	return m.number() + " (" + m.between() + ")"
}

// number prints the value, with as many decimals as its interval needs.
func (m mark) number() string {
	if !m.known() {
		return report.Fixed(m.value, 0)
	}
	return report.Fixed(m.value, report.Decimals(m.low, m.high, 0))
}

// between prints the interval, as a report does.
func (m mark) between() string {
	least := 0
	if m.fine {
		least = 1
	}
	return report.ShowInterval(m.low, m.high, least)
}

// ok says whether there is something that can be drawn.
func (m mark) ok() bool {
	return finite(m.value) && (!m.interval || finite(m.low, m.high))
}

// draw puts the mark on a horizontal axis.
func (m mark) draw(s Surface, a axis, y float64, c Colour) {
	if m.known() {
		pen := Pen{Stroke: c, Width: 2.2}
		ends := pen
		if m.assumed {
			pen.Dash = assumedDash
		}
		low, high := a.at(m.low), a.at(m.high)
		s.Line(Point{low, y}, Point{high, y}, pen)
		s.Line(Point{low, y - 5}, Point{low, y + 5}, ends)
		s.Line(Point{high, y - 5}, Point{high, y + 5}, ends)
	}
	m.dot(s, Point{a.at(m.value), y}, c)
}

func (m mark) dot(s Surface, at Point, c Colour) {
	if m.unvalidated {
		diamond(s, at, 6.5, Pen{Stroke: c, Width: 2, Fill: paper})
		return
	}
	s.Circle(at, 5, Pen{Stroke: c, Width: 1.5, Fill: c})
}

func diamond(s Surface, c Point, r float64, p Pen) {
	s.Polygon([]Point{{c.X, c.Y - r}, {c.X + r, c.Y}, {c.X, c.Y + r}, {c.X - r, c.Y}}, p)
}
