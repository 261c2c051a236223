package chart

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// node is a piece of text in a column: an item, a scale or the bands of one.
type node struct {
	x, y, width, height float64
	wish                float64 // where its middle would best be
	lines               []Label
	room                float64 // at the right, that the text leaves free
	at                  int
}

func (b *node) middle() float64 { return b.y + b.height/2 }

const (
	scoringGap  = 30.0 // between columns, for the lines
	nodePad     = 5.0
	mostColumns = 3 // of scales, side by side; more are drawn as a list
)

func (c *scored) Draw(s Surface, width float64) float64 {
	if len(c.scales) == 0 {
		return paragraph(s, Point{}, Label{Text: "There is no scale.", Size: body, Colour: grey}, width) + 4
	}
	if isNarrow(width) || c.layers > mostColumns {
		return c.list(s, width)
	}
	p := c.place(s, width)
	p.lines(s)
	p.itemSigns(s)
	for _, column := range p.columns() {
		for i := range column {
			p.box(s, &column[i])
		}
	}
	return p.height + 8 + drawKey(s, Point{0, p.height + 8}, width, c.signs(p.passes)) + 4
}

// placed is the drawing with everything in its place.
type placed struct {
	*scored
	items, outcomes []node
	scales          [][]node // a column each
	height          float64
	passes          bool // whether a line passes by a column
	where           map[int]*node
}

func (p *placed) columns() [][]node {
	return append(append([][]node{p.items}, p.scales...), p.outcomes)
}

// place lays the columns out: each item in its row, and every other box as near as it can be to the middle of what it
// reads, without touching another.
func (c *scored) place(s Surface, width float64) *placed {
	p := &placed{scored: c, scales: make([][]node, c.layers), where: map[int]*node{}}
	side, outer := c.sides(s, width)
	middle := min(210, (width-side-outer-scoringGap*float64(c.layers+2))/float64(c.layers))
	first := width - outer - float64(c.layers)*(middle+scoringGap) // where the scales begin
	for i := range c.items {
		n := newNode(s, node{width: side, room: p.letters(s, i), at: i}, 1, Label{Text: c.items[i].name, Size: small, Colour: ink})
		p.items = append(p.items, n)
	}
	for i := range c.scales {
		sc := &c.scales[i]
		labels := []Label{{Text: letter(i) + " · " + sc.title, Size: small, Bold: true, Colour: ink}}
		for _, words := range sc.words {
			labels = append(labels, Label{Text: words, Size: small, Colour: grey})
		}
		x := first + float64(sc.layer)*(middle+scoringGap)
		p.scales[sc.layer] = append(p.scales[sc.layer], newNode(s, node{x: x, width: middle, at: i}, nodePad, labels...))
		if len(sc.outcomes) > 0 {
			labels = []Label{{Text: letter(i) + " · " + sc.title, Size: small, Bold: true, Colour: ink}}
			for _, words := range sc.outcomes {
				labels = append(labels, Label{Text: "– " + words, Size: small, Colour: ink})
			}
			p.outcomes = append(p.outcomes, newNode(s, node{x: width - outer - 1, width: outer, at: i}, nodePad, labels...))
		}
	}
	for _, column := range p.columns() {
		p.height = max(p.height, stacked(column))
	}
	p.arrange()
	return p
}

// sides gives the widths of the items' column, as wide as its longest label needs, and of the bands'.
func (c *scored) sides(s Surface, width float64) (items, outcomes float64) {
	for i := range c.items {
		name := Label{Text: c.items[i].name, Size: small}
		items = max(items, s.Width(name)+c.letters(s, i)+2*nodePad)
	}
	for i := range c.scales {
		if len(c.scales[i].outcomes) > 0 {
			outcomes = min(180, width*.22)
		}
	}
	return min(items, 200, width*.26), outcomes
}

// letters gives the width that the letters of an item's scales take.
func (c *scored) letters(s Surface, item int) float64 {
	if len(c.items[item].into) == 0 {
		return 0
	}
	return s.Width(c.lettersOf(item)) + 6
}

func (c *scored) lettersOf(item int) Label {
	words := strings.Join(c.items[item].into, " ")
	if n := len(c.items[item].into); n > mostLetters {
		words = fmt.Sprintf("%d scales", n)
	}
	return Label{Text: words, Size: small, Bold: true, Colour: grey, Anchor: End}
}

// newNode wraps the labels into a box's width.
func newNode(s Surface, b node, pad float64, labels ...Label) node {
	b.height = 2 * pad
	for _, l := range labels {
		for _, text := range Wrap(s, l, b.width-b.room-2*nodePad) {
			l.Text = text
			b.lines = append(b.lines, l)
			b.height += tall(1, l.Size)
		}
	}
	return b
}

const mostLetters = 4 // of one item

const between = 6.0 // the least distance of two boxes of a column

func stacked(column []node) (height float64) {
	for _, b := range column {
		height += b.height + between
	}
	return height
}

// arrange spreads the items over the height and puts the other boxes beside what they read, column by column.
func (p *placed) arrange() {
	spare := 0.0
	if n := len(p.items); n > 0 {
		spare = (p.height - stacked(p.items)) / float64(n)
	}
	y := spare / 2
	for i := range p.items {
		p.items[i].y = y
		y += p.items[i].height + between + spare
	}
	for _, column := range p.scales {
		for i := range column {
			column[i].wish = p.centre(p.scored.scales[column[i].at].from)
		}
		settleColumn(column, p.height)
		for i := range column {
			p.where[column[i].at] = &column[i]
		}
	}
	for i := range p.outcomes {
		p.outcomes[i].wish = p.where[p.outcomes[i].at].middle()
	}
	settleColumn(p.outcomes, p.height)
}

// centre is the middle of some operands.
func (p *placed) centre(from []operand) (y float64) {
	for _, o := range from {
		if b := p.boxOf(o); b != nil {
			y += b.middle() / float64(len(from))
		}
	}
	return y
}

func (p *placed) boxOf(o operand) *node {
	if o.scale {
		return p.where[o.at]
	}
	return &p.items[o.at]
}

// settleColumn keeps the order of the wishes: boxes are pushed down until none touches, then up until all are inside.
func settleColumn(column []node, height float64) {
	slices.SortStableFunc(column, func(a, b node) int { return cmp.Compare(a.wish, b.wish) })
	y := 0.0
	for i := range column {
		column[i].y = max(y, column[i].wish-column[i].height/2)
		y = column[i].y + column[i].height + between
	}
	y = height
	for i := len(column) - 1; i >= 0; i-- {
		column[i].y = max(0, min(column[i].y, y-column[i].height))
		y = column[i].y - between
	}
}
