package pdf

import (
	"strings"

	"steelyard/internal/chart"
)

func bold(l chart.Label) chart.Label {
	l.Bold = true
	return l
}

func dimmed(l chart.Label) chart.Label {
	l.Colour = dim
	return l
}

func tall(lines int, size float64) float64 { return float64(lines) * size * leading }

// wrap breaks a label into lines no wider than a width; what goes beyond the most lines ends in an ellipsis.
func (d *document) wrap(l chart.Label, width float64, most int) []string {
	l.Text = d.plain(l.Text)
	lines := chart.Wrap(d.ink, l, width)
	if len(lines) > most {
		d.cut = true
		lines = lines[:most]
		lines[most-1] += " …"
	}
	return lines
}

// shorten gives the text with an ellipsis where it is wider than a width.
func (d *document) shorten(l chart.Label, width float64) string {
	return strings.Join(d.wrap(l, width-8, 1), "")
}

// lines writes lines below each other and gives where they end.
func (d *document) lines(x, y float64, list []string, l chart.Label) float64 {
	for _, s := range list {
		l.Text = s
		d.ink.Text(chart.Point{X: x, Y: y + l.Size}, l)
		y += l.Size * leading
	}
	return y
}

func (d *document) box(left, top, right, bottom float64, p chart.Pen) {
	d.ink.Polygon([]chart.Point{{X: left, Y: top}, {X: right, Y: top}, {X: right, Y: bottom}, {X: left, Y: bottom}}, p)
}
