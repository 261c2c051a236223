package chart

// againDash marks what was never recorded: earlier answers by a newer version.
var againDash = []float64{5, 4}

// drawAgain draws the earlier answers as a newer version scores them: a dashed line of open squares, apart from the
// recorded points, that leads to the first point which that version recorded.
func (p *plot) drawAgain() {
	var line []Point
	for _, pt := range p.c.again {
		at := Point{p.x.at(pt.At), p.y.at(pt.Value)}
		for i, recorded := range p.c.points {
			if recorded.Response == pt.Response && recorded.At.Equal(pt.At) {
				at.X = p.places[i].X
			}
		}
		line = append(line, at)
	}
	for i, recorded := range p.c.points {
		if n := len(p.c.again); n > 0 && recorded.Version == p.c.again[0].Version && recorded.At.After(p.c.again[n-1].At) {
			line = append(line, p.places[i])
			break
		}
	}
	if len(line) > 1 {
		p.s.Polyline(line, Pen{Stroke: grey, Width: 1.6, Dash: againDash})
	}
	for i := range p.c.again {
		square(p.s, line[i], p.radius()*.9)
	}
}

func square(s Surface, c Point, r float64) {
	rect(s, Point{c.X - r, c.Y - r}, Point{c.X + r, c.Y + r}, Pen{Stroke: grey, Width: 1.4, Fill: paper})
}

func againSign(s Surface, c Point) {
	s.Line(Point{c.X - 13, c.Y}, Point{c.X + 13, c.Y}, Pen{Stroke: grey, Width: 1.6, Dash: againDash})
	square(s, c, 4)
}
