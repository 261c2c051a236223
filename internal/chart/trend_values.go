package chart

import q "steelyard/internal/questionnaire"

// box is an area that is taken.
type box struct{ left, top, right, bottom float64 }

func (b box) hits(o box) bool {
	return b.left < o.right && o.left < b.right && b.top < o.bottom && o.top < b.bottom
}

// drawValues writes values beside their points: the last, the first, the highest and the lowest, then the others unless
// they are many, each only where it hides nothing. The last one is always written.
func (p *plot) drawValues() {
	taken := p.marks()
	order := p.byImportance()
	if p.dense {
		order = order[:min(4, len(order))]
	}
	for rank, i := range order {
		l := Label{Text: p.c.points[i].Shown, Size: small, Bold: true, Colour: ink}
		if at, area, ok := p.room(i, l, taken); ok || rank == 0 {
			if !ok {
				rect(p.s, Point{area.left, area.top}, Point{area.right, area.bottom}, Pen{Fill: paper})
			}
			p.s.Text(at, l)
			taken = append(taken, area)
		}
	}
}

// marks gives the areas of points, whiskers and the lines of events.
func (p *plot) marks() (taken []box) {
	r := p.radius() + 1
	for _, e := range p.c.events {
		if x := p.x.at(e.At); p.x.holds(e.At) {
			taken = append(taken, box{x - 1, p.top, x + 1, p.bottom})
		}
	}
	for i, at := range p.places {
		taken = append(taken, box{at.X - r, at.Y - r, at.X + r, at.Y + r})
		if m := p.c.points[i].mark; m.known() {
			taken = append(taken, box{at.X - 1, p.y.at(m.high), at.X + 1, p.y.at(m.low)})
		}
	}
	return taken
}

func (p *plot) byImportance() []int {
	n := len(p.c.points)
	high, low := 0, 0
	for i, pt := range p.c.points {
		if pt.Value > p.c.points[high].Value {
			high = i
		}
		if pt.Value < p.c.points[low].Value {
			low = i
		}
	}
	order := []int{n - 1, 0, high, low}
	for i := n - 1; i >= 0; i-- {
		order = append(order, i)
	}
	seen := map[int]bool{}
	kept := order[:0]
	for _, i := range order {
		if !seen[i] {
			seen[i], kept = true, append(kept, i)
		}
	}
	return kept
}

// room looks for a free place beside a point: right or left of it, above or below. Where none is free it gives a place
// within the plot all the same, and says so.
func (p *plot) room(i int, l Label, taken []box) (at Point, area box, ok bool) {
	for _, side := range []Point{{1, -1}, {-1, -1}, {1, 1}, {-1, 1}} {
		at, area = p.beside(i, l, side)
		inside := area.left >= p.left && area.right <= p.right && area.top >= p.top-headroom && area.bottom <= p.bottom
		if inside && p.free(i, area, taken) {
			return at, area, true
		}
	}
	at, area = p.beside(i, l, Point{-1, -1})
	shift := Point{max(p.left-area.left, 0), max(p.top-headroom-area.top, 0)}
	return Point{at.X + shift.X, at.Y + shift.Y}, box{area.left + shift.X, area.top + shift.Y, area.right + shift.X, area.bottom + shift.Y}, false
}

// beside gives where a label stands on one side of a point.
func (p *plot) beside(i int, l Label, side Point) (Point, box) {
	w, gap, c := p.s.Width(l), p.radius()+3, p.places[i]
	at := Point{c.X + gap, c.Y - gap + 2}
	if side.X < 0 {
		at.X = c.X - gap - w
	}
	if side.Y > 0 {
		at.Y = c.Y + gap + l.Size - 4
	}
	return at, box{at.X - 1, at.Y - l.Size*.8, at.X + w + 1, at.Y + 2}
}

// free says whether an area hides no point, whisker or value, and no piece of the line that meets its own point.
func (p *plot) free(i int, area box, taken []box) bool {
	for _, b := range taken {
		if area.hits(b) {
			return false
		}
	}
	for _, k := range []int{i - 1, i + 1} {
		if k < 0 || k >= len(p.places) || !together(p.c.points[k], p.c.points[i]) {
			continue
		}
		a, b := p.places[i], p.places[k]
		for t := 0.0; t <= 1; t += .05 {
			x, y := a.X+t*(b.X-a.X), a.Y+t*(b.Y-a.Y)
			if area.hits(box{x - 1, y - 1, x + 1, y + 1}) {
				return false
			}
		}
	}
	return true
}

func (p trendPoint) prorated() bool { return p.State == q.Prorated }

// key explains what the plot uses.
func (p *plot) key() []entry {
	var k key
	prorated, treatment, version, tongue, asking, broken := false, false, false, false, false, false
	for i, pt := range p.c.points {
		k.add(pt.mark)
		prorated = prorated || pt.prorated()
		broken = broken || i > 0 && !together(pt, p.c.points[i-1])
	}
	for _, e := range p.c.events {
		if p.x.holds(e.At) {
			treatment, version = treatment || !e.version, version || e.Kind == "version" || e.Kind == "wording"
			tongue, asking = tongue || e.Kind == "language", asking || e.Kind == "asking"
		}
	}
	list := k.entries()
	add := func(use bool, words string, sign func(Surface, Point)) {
		if use {
			list = append(list, entry{words, sign})
		}
	}
	add(prorated, "ring: prorated, some answers missing", func(s Surface, c Point) {
		s.Circle(c, 6, Pen{Stroke: ink, Width: 1})
	})
	add(treatment, "treatment", flagSign(false))
	add(version, "another version or wording; the line is broken", flagSign(true))
	add(tongue, "answered in another language; the line is broken", flagSign(true))
	add(asking, "asked in another way, such as in an interview; the line is broken", flagSign(true))
	add(len(p.c.again) > 0, "dashed: "+p.c.words, againSign)
	add(broken && !version && !tongue && !asking, "the line is broken where the version or the wording changes", func(Surface, Point) {})
	return list
}
