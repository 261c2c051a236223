package chart

import (
	"fmt"
	"slices"
)

// bandLabels are the names of the bands, beside the plot.
type bandLabels struct {
	width, height float64
	lines         [][]string
}

const leader = 16.0 // between the plot and the names

func (p *plot) bandLabels() bandLabels {
	room := 150.0
	if isNarrow(p.width) {
		room = 88
	}
	b := bandLabels{width: 14}
	for _, band := range p.c.bands {
		lines := Wrap(p.s, Label{Text: band.Label, Size: small}, room)
		for _, text := range lines {
			b.width = max(b.width, leader+p.s.Width(Label{Text: text, Size: small})+2)
		}
		b.lines = append(b.lines, lines)
		b.height += tall(len(lines), small) + 2
	}
	return b
}

// tints are the grounds of the bands, from the first to the last; names and lines tell the bands apart without them.
func tint(i, n int) Colour {
	t := 0.0
	if n > 1 {
		t = float64(i) / float64(n-1)
	}
	mix := func(from, to float64) int { return int(from + t*(to-from)) }
	return Colour(fmt.Sprintf("#%02x%02x%02x", mix(250, 213), mix(251, 222), mix(252, 228)))
}

func (p *plot) drawBands(labels bandLabels) {
	bands := p.c.bands
	tops := p.spread(labels)
	for i, b := range bands {
		top, bottom := p.y.at(b.To), p.y.at(b.From)
		rect(p.s, Point{p.left, top}, Point{p.right, bottom}, Pen{Fill: tint(i, len(bands))})
		if i > 0 {
			p.s.Line(Point{p.left, bottom}, Point{p.right, bottom}, Pen{Stroke: rule, Width: 1})
		}
		middle := tops[i] + tall(len(labels.lines[i]), small)/2
		p.s.Line(Point{p.right, (top + bottom) / 2}, Point{p.right + leader - 5, middle}, Pen{Stroke: rule, Width: 1})
		for k, text := range labels.lines[i] {
			p.s.Text(Point{p.right + leader, tops[i] + small*(1+line*float64(k))}, Label{Text: text, Size: small, Colour: ink})
		}
	}
	if len(bands) == 0 {
		rect(p.s, Point{p.left, p.top}, Point{p.right, p.bottom}, Pen{Fill: tint(0, 1)})
	}
	p.drawScale()
}

// spread gives the top of each name: beside its band where there is room, and never over another.
func (p *plot) spread(labels bandLabels) []float64 {
	n := len(p.c.bands)
	tops := make([]float64, n)
	end := p.top
	for i := n - 1; i >= 0; i-- { // the last band is the highest
		height := tall(len(labels.lines[i]), small)
		wanted := (p.y.at(p.c.bands[i].From)+p.y.at(p.c.bands[i].To))/2 - height/2
		tops[i] = max(wanted, end)
		end = tops[i] + height + 2
	}
	limit := p.bottom
	for i := range n {
		height := tall(len(labels.lines[i]), small)
		tops[i] = min(tops[i], limit-height)
		limit = tops[i] - 2
	}
	return tops
}

// drawScale labels the value axis at its ends and at the bounds of the bands, or at round values.
func (p *plot) drawScale() {
	var placed []float64
	for _, v := range p.c.ticks() {
		y := p.y.at(v)
		if slices.ContainsFunc(placed, func(other float64) bool { return y-other < small && other-y < small }) {
			continue
		}
		placed = append(placed, y)
		if len(p.c.bands) == 0 {
			p.s.Line(Point{p.left, y}, Point{p.right, y}, Pen{Stroke: faint, Width: 1})
		}
		p.s.Text(Point{p.left - 6, y + small*.36}, Label{Text: brief(v), Size: small, Anchor: End, Colour: grey})
	}
	p.s.Line(Point{p.left, p.bottom}, Point{p.right, p.bottom}, Pen{Stroke: grey, Width: 1})
}

// ticks gives the values to label, the most important first.
func (c *trend) ticks() []float64 {
	list := []float64{c.min, c.max}
	for i := len(c.bands) - 1; i > 0; i-- {
		list = append(list, c.bands[i].From)
	}
	if len(c.bands) == 0 {
		list = append(list, axis{min: c.min, max: c.max}.steps(5)...)
	}
	return list
}

func (c *trend) tickWidth(s Surface) (width float64) {
	for _, v := range c.ticks() {
		width = max(width, s.Width(Label{Text: brief(v), Size: small}))
	}
	return width
}
