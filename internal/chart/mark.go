package chart

import "fmt"

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

// shown prints the value and its interval in whole numbers.
func (m mark) shown() string {
	if !m.interval {
		return fmt.Sprintf("%.0f (no interval)", whole(m.value))
	}
	return minus(whole(m.value)) + " (" + m.between() + ")"
}

// between prints the interval, as a report does; negative ends are joined by a word, because a dash would hide the sign.
func (m mark) between() string {
	if m.fine {
		return fmt.Sprintf("%.1f–%.1f", m.low, m.high)
	}
	low, high := whole(m.low), whole(m.high)
	if low < 0 || high < 0 {
		return minus(low) + " to " + minus(high)
	}
	return fmt.Sprintf("%.0f–%.0f", low, high)
}

// ok says whether there is something that can be drawn.
func (m mark) ok() bool {
	return finite(m.value) && (!m.interval || finite(m.low, m.high))
}

// draw puts the mark on a horizontal axis.
func (m mark) draw(s Surface, a axis, y float64, c Colour) {
	if m.interval {
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
