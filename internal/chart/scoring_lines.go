package chart

// lines draws what leads from where to where, below the boxes.
func (p *placed) lines(s Surface) {
	for layer := range p.scales {
		for i := range p.scales[layer] {
			b := &p.scales[layer][i]
			for _, o := range p.scored.scales[b.at].from {
				if from := p.boxOf(o); from != nil {
					p.line(s, from, b, o, layer)
				}
			}
		}
	}
	for i := range p.outcomes {
		from := p.where[p.outcomes[i].at]
		p.line(s, from, &p.outcomes[i], operand{scale: true, at: from.at}, p.layers)
	}
}

// line leads from the right of one box to the left of another; where it passes by a column it is broken and stays level
// until the last gap.
func (p *placed) line(s Surface, from, to *node, o operand, layer int) {
	a, b := Point{from.x + from.width, from.middle()}, Point{to.x, to.middle()}
	if !o.scale {
		a.X += signAt
	}
	pen := Pen{Stroke: rule, Width: 1}
	passes := layer > 0
	if o.scale {
		passes = layer > p.scored.scales[o.at].layer+1
	}
	if passes {
		p.passes = true
		pen.Dash = passDash
		s.Polyline([]Point{a, {b.X - scoringGap, a.Y}, b}, pen)
	} else {
		s.Line(a, b, pen)
	}
}

// signAt is how far right of an item its sign stands.
const signAt = 6.0

// itemSigns draws each item's letters and, over all lines, its sign: the diamond where it is reversed in some scale.
func (p *placed) itemSigns(s Surface) {
	for i := range p.items {
		b := &p.items[i]
		if item := p.scored.items[b.at]; item.used {
			s.Text(Point{b.width - 1, b.middle() + small*.35}, p.lettersOf(b.at))
			operandSign(s, Point{b.width + signAt, b.middle()}, item.reversed)
		}
	}
}

var passDash = []float64{3, 3}

// operandSign marks where an item goes into a scale: a dot as it is, an open diamond where it is reversed.
func operandSign(s Surface, at Point, reversed bool) {
	if reversed {
		diamond(s, at, 5, Pen{Stroke: ink, Width: 1.5, Fill: paper})
		return
	}
	s.Circle(at, 2.5, Pen{Stroke: grey, Width: 1, Fill: grey})
}

func (p *placed) box(s Surface, b *node) {
	if b.x > 0 {
		rect(s, Point{b.x, b.y}, Point{b.x + b.width, b.y + b.height}, Pen{Stroke: grey, Width: 1, Fill: paper})
	}
	pad := nodePad
	if b.x == 0 {
		pad = 1
	}
	y := b.y + pad
	for _, l := range b.lines {
		s.Text(Point{b.x + pad, y + l.Size}, l)
		y += tall(1, l.Size)
	}
}

// signs explain what is drawn, and nothing else.
func (c *scored) signs(passes bool) (list []entry) {
	straight, reversed := false, false
	for _, s := range c.scales {
		for _, o := range s.from {
			straight = straight || !o.scale && !o.reversed
			reversed = reversed || o.reversed
		}
	}
	if straight {
		list = append(list, entry{"counts as it was answered", func(s Surface, c Point) { operandSign(s, c, false) }})
	}
	if reversed {
		list = append(list, entry{"reversed: lowest plus highest score, less the score", func(s Surface, c Point) { operandSign(s, c, true) }})
	}
	if passes {
		list = append(list, entry{"passes by a column", func(s Surface, c Point) {
			s.Line(Point{c.X - 13, c.Y}, Point{c.X + 13, c.Y}, Pen{Stroke: grey, Width: 1, Dash: passDash})
		}})
	}
	return list
}
