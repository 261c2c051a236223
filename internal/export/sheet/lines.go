package sheet

import (
	"strings"

	"steelyard/internal/chart"
)

// Leading is the distance of two lines, in sizes of text.
const Leading = 1.3

// Tall gives the height of so many lines of a size.
func Tall(lines int, size float64) float64 { return float64(lines) * size * Leading }

// Wrap breaks a label into lines no wider than a width; what goes beyond the most lines ends in an ellipsis.
func (s *Sheet) Wrap(l chart.Label, width float64, most int) []string {
	l.Text = s.Plain(l.Text)
	lines := chart.Wrap(s.Ink, l, width)
	if len(lines) > most {
		s.cut = true
		lines = lines[:most]
		lines[most-1] += " …"
	}
	return lines
}

// Shorten gives the text with an ellipsis where it is wider than a width.
func (s *Sheet) Shorten(l chart.Label, width float64) string {
	return strings.Join(s.Wrap(l, width-8, 1), "")
}

// Lines writes lines below each other and gives where they end.
func (s *Sheet) Lines(x, y float64, list []string, l chart.Label) float64 {
	for _, words := range list {
		l.Text = words
		s.Ink.Text(chart.Point{X: x, Y: y + l.Size}, l)
		y += l.Size * Leading
	}
	return y
}

// Box draws a rectangle by its corners.
func (s *Sheet) Box(left, top, right, bottom float64, p chart.Pen) {
	s.Ink.Polygon([]chart.Point{{X: left, Y: top}, {X: right, Y: top}, {X: right, Y: bottom}, {X: left, Y: bottom}}, p)
}
