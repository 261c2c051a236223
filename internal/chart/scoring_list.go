package chart

// The list is the same drawing for a narrow page, and for trees that are too deep for columns: every scale with its bands,
// and below it, indented, what it reads.

const (
	listIndent = 16.0
	deepest    = 4 // an indent further would leave no width for words
)

// list draws the scales that no other reads, with all that leads to them, and then the items in no scale.
func (c *scored) list(s Surface, width float64) float64 {
	l := &lister{scored: c, s: s, width: width, drawn: map[int]bool{}}
	for i := range c.scales {
		if !c.scales[i].part {
			l.scale(i, 0)
		}
	}
	for i := range c.scales { // those that only read each other
		if !l.drawn[i] {
			l.scale(i, 0)
		}
	}
	if unused := c.unused(); unused != "" {
		l.y += paragraph(s, Point{0, l.y}, Label{Text: "In no scale: " + unused, Size: small, Colour: grey}, width) + 6
	}
	return l.y + drawKey(s, Point{0, l.y + 4}, width, c.signs(false)) + 8
}

type lister struct {
	*scored
	s     Surface
	width float64
	y     float64
	drawn map[int]bool
}

// scale draws one scale at a depth. Where it was drawn before, its name is enough.
func (l *lister) scale(at, depth int) {
	sc := &l.scales[at]
	x := float64(min(depth, deepest)) * listIndent
	top := l.y
	if l.drawn[at] {
		l.write(x+8, Label{Text: sc.title + " (above)", Size: small, Bold: true, Colour: ink})
		l.bar(x, top)
		return
	}
	l.drawn[at] = true
	l.write(x+8, Label{Text: sc.title, Size: body, Bold: true, Colour: ink})
	for _, words := range sc.words {
		l.write(x+8, Label{Text: words, Size: small, Colour: grey})
	}
	for _, words := range sc.outcomes {
		middle := l.y + tall(1, small)/2
		l.s.Line(Point{x + 8, middle}, Point{x + 16, middle}, Pen{Stroke: grey, Width: 1})
		l.write(x+20, Label{Text: words, Size: small, Colour: ink})
	}
	l.bar(x, top)
	l.y += 4
	for _, o := range sc.from {
		if o.scale {
			l.scale(o.at, depth+1)
		} else {
			l.item(o, x+listIndent)
		}
	}
	l.y += 6
}

// bar stands left of a scale's words.
func (l *lister) bar(x, top float64) {
	l.s.Line(Point{x + 2, top + 1}, Point{x + 2, l.y}, Pen{Stroke: blue, Width: 3})
}

func (l *lister) item(o operand, x float64) {
	operandSign(l.s, Point{x + 6, l.y + small*.65}, o.reversed)
	words := l.items[o.at].name
	if o.reversed {
		words += " (reversed)"
	}
	if o.weight != "" {
		words += " " + o.weight
	}
	l.write(x+16, Label{Text: words, Size: small, Colour: ink})
}

func (l *lister) write(x float64, label Label) {
	l.y += paragraph(l.s, Point{x, l.y}, label, l.width-x)
}
