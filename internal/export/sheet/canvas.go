package sheet

import (
	"strconv"

	"steelyard/internal/chart"
	"steelyard/internal/export/script"
)

// The inks of print: text is black or a grey that stays dark on any printer.
const (
	Black = chart.Colour("#1d2429")
	Dim   = chart.Colour("#3f4d57")
	Hair  = chart.Colour("#8d989f")
	White = chart.Colour("#ffffff")
)

// Canvas is a chart.Surface on the current page: its origin is at a point of the page, and its unit is scaled.
type Canvas struct {
	s      *Sheet
	origin chart.Point
	scale  float64
}

func (c *Canvas) at(p chart.Point) (x, y float64) {
	return c.origin.X + p.X*c.scale, c.origin.Y + p.Y*c.scale
}

// Line draws a line.
func (c *Canvas) Line(from, to chart.Point, p chart.Pen) { c.path([]chart.Point{from, to}, false, p) }

// Polyline draws a line through points.
func (c *Canvas) Polyline(points []chart.Point, p chart.Pen) { c.path(points, false, p) }

// Polygon draws a closed shape.
func (c *Canvas) Polygon(points []chart.Point, p chart.Pen) { c.path(points, true, p) }

func (c *Canvas) path(points []chart.Point, closed bool, p chart.Pen) {
	how := c.set(p)
	if how == "" || len(points) < 2 {
		return
	}
	pdf := c.s.pdf
	pdf.MoveTo(c.at(points[0]))
	for _, pt := range points[1:] {
		pdf.LineTo(c.at(pt))
	}
	if closed {
		pdf.ClosePath()
	}
	pdf.DrawPath(how)
}

// Circle draws a circle.
func (c *Canvas) Circle(centre chart.Point, radius float64, p chart.Pen) {
	if how := c.set(p); how != "" {
		x, y := c.at(centre)
		c.s.pdf.Circle(x, y, radius*c.scale, how)
	}
}

// Text writes a label.
func (c *Canvas) Text(at chart.Point, l chart.Label) {
	l.Text = c.s.Plain(l.Text)
	if l.Text == "" {
		return
	}
	x, y := c.at(chart.Point{X: at.X - c.Width(l)*float64(l.Anchor)/2, Y: at.Y})
	c.s.pdf.SetFont(family, style(l), l.Size*c.scale)
	c.s.pdf.SetTextColor(rgb(l.Colour))
	drawn := script.Drawn(l.Text)
	for _, r := range drawn {
		if isForm(r) {
			c.s.forms[r] = true
		}
	}
	c.s.pdf.Text(x, y, string(drawn))
}

// Width measures a label as it will print.
func (c *Canvas) Width(l chart.Label) (width float64) {
	f := fonts()[style(l)]
	for _, r := range script.Joined(c.s.Plain(l.Text)) {
		width += f.advance[r&0xffff] // what is plain lies below
	}
	return width * l.Size
}

func style(l chart.Label) string {
	if l.Bold {
		return "B"
	}
	return ""
}

// set puts a pen in hand and says how a shape is drawn with it: stroked (D), filled (F), both, or not at all.
func (c *Canvas) set(p chart.Pen) (how string) {
	pdf := c.s.pdf
	if p.Fill != "" {
		pdf.SetFillColor(rgb(p.Fill))
		how = "F"
	}
	if p.Stroke == "" {
		return how
	}
	pdf.SetDrawColor(rgb(p.Stroke))
	pdf.SetLineWidth(p.Width * c.scale)
	dash := make([]float64, len(p.Dash))
	for i := range p.Dash {
		dash[i] = p.Dash[i] * c.scale
	}
	pdf.SetDashPattern(dash, 0)
	return how + "D"
}

// rgb reads #rrggbb; anything else is black.
func rgb(c chart.Colour) (r, g, b int) {
	n, err := strconv.ParseUint(string(c[min(1, len(c)):]), 16, 32)
	if err != nil {
		return 0, 0, 0 // a colour is a constant of the program, and black shows
	}
	return int(n >> 16 & 255), int(n >> 8 & 255), int(n & 255)
}
