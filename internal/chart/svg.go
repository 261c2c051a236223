package chart

import (
	"html"
	"strconv"
	"strings"
)

// SVG gives a chart as an SVG element for a page. The id must be unique on the page; every id within starts with it.
// It has no style attribute, so that it may stand on a page that forbids inline style. Its size is in rem, so that it
// grows with the reader's text; a style sheet may limit its width.
func SVG(c Chart, id string, width float64) string {
	s := &svg{}
	height := c.Draw(s, width)
	id = html.EscapeString(id)
	var b strings.Builder
	b.WriteString(`<svg xmlns="http://www.w3.org/2000/svg" class="` + class(c) + `" role="img" aria-labelledby="` + id + `-title ` + id + `-desc"`)
	b.WriteString(` viewBox="0 0 ` + num(width) + ` ` + num(height) + `" width="` + rem(width) + `" height="` + rem(height) + `" font-family="system-ui, sans-serif">`)
	b.WriteString("\n<title id=\"" + id + `-title">` + html.EscapeString(c.Title()) + `</title>`)
	b.WriteString("\n<desc id=\"" + id + `-desc">` + html.EscapeString(c.Describe()) + "</desc>\n")
	b.WriteString(s.b.String())
	b.WriteString("</svg>\n")
	return b.String()
}

// class tells what shows scores, and stands with its notice, from what shows how scores come about.
func class(c Chart) string {
	if _, ok := c.(*scored); ok {
		return "diagram"
	}
	return "chart"
}

type svg struct{ b strings.Builder }

func (s *svg) Line(from, to Point, p Pen) {
	s.open("line")
	s.attr("x1", from.X)
	s.attr("y1", from.Y)
	s.attr("x2", to.X)
	s.attr("y2", to.Y)
	s.close(p)
}

func (s *svg) Polyline(points []Point, p Pen) { s.points("polyline", points, p) }

func (s *svg) Polygon(points []Point, p Pen) { s.points("polygon", points, p) }

func (s *svg) Circle(centre Point, radius float64, p Pen) {
	s.open("circle")
	s.attr("cx", centre.X)
	s.attr("cy", centre.Y)
	s.attr("r", radius)
	s.close(p)
}

func (s *svg) Text(at Point, l Label) {
	s.open("text")
	s.attr("x", at.X)
	s.attr("y", at.Y)
	s.attr("font-size", l.Size)
	if l.Anchor != Start {
		s.word("text-anchor", []string{"start", "middle", "end"}[l.Anchor])
	}
	if l.Bold {
		s.word("font-weight", "700")
	}
	s.word("fill", string(l.Colour))
	s.b.WriteString(">" + html.EscapeString(l.Text) + "</text>\n")
}

// Width is an estimate on the wide side, because the reader's font is not known.
func (s *svg) Width(l Label) float64 { return estimate(l) }

func (s *svg) points(name string, points []Point, p Pen) {
	s.open(name)
	s.b.WriteString(` points="`)
	for i, pt := range points {
		if i > 0 {
			s.b.WriteByte(' ')
		}
		s.b.WriteString(num(pt.X) + "," + num(pt.Y))
	}
	s.b.WriteByte('"')
	s.close(p)
}

func (s *svg) open(name string) { s.b.WriteString("<" + name) }

func (s *svg) attr(name string, v float64) { s.word(name, num(v)) }

func (s *svg) word(name, v string) { s.b.WriteString(" " + name + `="` + html.EscapeString(v) + `"`) }

func (s *svg) close(p Pen) {
	fill := p.Fill
	if fill == "" {
		fill = "none"
	}
	s.word("fill", string(fill))
	if p.Stroke != "" {
		s.word("stroke", string(p.Stroke))
		s.attr("stroke-width", p.Width)
	}
	if len(p.Dash) > 0 {
		lengths := make([]string, len(p.Dash))
		for i, d := range p.Dash {
			lengths[i] = num(d)
		}
		s.word("stroke-dasharray", strings.Join(lengths, " "))
	}
	s.b.WriteString("/>\n")
}

// num prints a length with at most one decimal.
func num(v float64) string {
	return strings.TrimSuffix(strconv.FormatFloat(v, 'f', 1, 64), ".0")
}

func rem(v float64) string { return strconv.FormatFloat(v/16, 'f', 2, 64) + "rem" }
