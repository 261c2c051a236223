package chart

import "time"

// plot is where a trend is drawn: its frame, its two axes and the places of its points.
type plot struct {
	s                        Surface
	c                        *trend
	left, right, top, bottom float64
	width                    float64
	y                        axis
	x                        timeAxis
	places                   []Point
	dense                    bool // so many points that they are drawn smaller
}

// headroom is what a value needs that is written above a point at the upper end.
const headroom = 16.0

func (c *trend) Draw(s Surface, width float64) float64 {
	if len(c.points) == 0 {
		return paragraph(s, Point{}, Label{Text: c.Describe(), Size: body, Colour: grey}, width) + 4
	}
	p := &plot{s: s, c: c, width: width, left: 8 + c.tickWidth(s)}
	labels := p.bandLabels()
	p.right = width - labels.width
	p.x = newTimeAxis(c.points[0].At, c.points[len(c.points)-1].At, c.events, p.left+14, p.right-32)
	flags := p.flags()
	p.top = flags.height + headroom
	p.bottom = p.top + max(p.height(), labels.height)
	p.y = axis{c.min, c.max, p.bottom, p.top}
	p.place()
	p.drawBands(labels)
	p.drawFlags(flags)
	p.drawTime()
	p.drawAgain()
	p.drawLine()
	p.drawPoints()
	p.drawValues()
	y := p.bottom + tall(1, small) + 6
	if !c.small || c.wellBeing {
		y += paragraph(s, Point{0, y}, Label{Text: c.axis, Size: small, Colour: ink}, width) + 5
	}
	if !c.small {
		y += drawKey(s, Point{0, y}, width, p.key())
	}
	return y + p.drawFlagKey(flags, y+6) + 6
}

// height is the plot's own, where the names of the bands don't need more.
func (p *plot) height() float64 {
	switch {
	case p.c.small:
		return 104
	case isNarrow(p.width):
		return 170
	}
	return 220
}

// place finds where the points stand. Those of one day are set side by side, so that each can be seen.
func (p *plot) place() {
	points := p.c.points
	p.places = make([]Point, len(points))
	for i := 0; i < len(points); {
		n := 1
		for i+n < len(points) && sameDay(points[i].At, points[i+n].At) {
			n++
		}
		step := min(9, 26/float64(max(n-1, 1)))
		for k := range n {
			x := p.x.at(points[i+k].At) + (float64(k)-float64(n-1)/2)*step
			p.places[i+k] = Point{min(max(x, p.left+5), p.right-5), p.y.at(points[i+k].Value)}
		}
		i += n
	}
	p.dense = len(points) > 1 && (p.right-p.left)/float64(len(points)) < 13
}

func sameDay(a, b time.Time) bool {
	y, m, d := a.Date()
	v, n, e := b.Date()
	return y == v && m == n && d == e
}

// together says whether a point may be joined to the one before: they are of one version and one wording and were answered in
// one language and in one way, as far as that is known.
func together(now, before trendPoint) bool {
	return !now.Break && now.Asked(&before.TrendPoint) && now.Version == before.Version && (now.Tongues == before.Tongues || now.Tongues == "" || before.Tongues == "")
}

// drawLine joins the points that were asked alike; where the version, the wording, the language or the way of asking changes the line is broken.
func (p *plot) drawLine() {
	start := 0
	for i := 1; i <= len(p.places); i++ {
		if i < len(p.places) && together(p.c.points[i], p.c.points[i-1]) {
			continue
		}
		if i-start > 1 {
			p.s.Polyline(p.places[start:i], Pen{Stroke: blue, Width: 1.8})
		}
		start = i
	}
}

func (p *plot) drawPoints() {
	for i, pt := range p.c.points {
		if pt.mark.known() {
			p.whisker(p.places[i].X, pt.mark)
		}
	}
	for i, pt := range p.c.points {
		p.dot(p.places[i], pt)
	}
}

func (p *plot) whisker(x float64, m mark) {
	pen := Pen{Stroke: blue, Width: 1.3}
	if p.dense {
		pen.Width = .8
	}
	low, high := p.y.at(m.low), p.y.at(m.high)
	if !p.dense {
		for _, end := range []float64{low, high} {
			p.s.Line(Point{x - 3.5, end}, Point{x + 3.5, end}, pen)
		}
	}
	if m.assumed {
		pen.Dash = []float64{3, 2.5}
	}
	p.s.Line(Point{x, low}, Point{x, high}, pen)
}

// radius is the size of a point.
func (p *plot) radius() float64 {
	if p.dense {
		return 2.8
	}
	return 4.5
}

func (p *plot) dot(at Point, pt trendPoint) {
	pen := Pen{Stroke: blue, Width: 1.6, Fill: blue}
	if pt.prorated() {
		p.s.Circle(at, p.radius()+3, Pen{Stroke: blue, Width: 1, Fill: paper})
	}
	if pt.mark.unvalidated {
		pen.Fill = paper
		diamond(p.s, at, p.radius()*1.25, pen)
		return
	}
	p.s.Circle(at, p.radius(), pen)
}
