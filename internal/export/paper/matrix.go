package paper

import (
	"strings"

	"steelyard/internal/chart"
	"steelyard/internal/export/sheet"
	q "steelyard/internal/questionnaire"
)

// columns are choices that stand side by side, each with its words above.
type columns struct {
	width  float64
	labels [][]string // the lines of each
}

const (
	widestColumn = 62.0
	mostColumns  = 11
	mostLabel    = 5 // lines
)

// columnsOf gives the columns of an item; ok is false where its choices don't fit into half of the width.
func (d *document) columnsOf(i *q.Item) (c columns, ok bool) {
	labels := d.labels(i)
	if i.Kind() != q.ChoiceItem || len(labels) < 2 || len(labels) > mostColumns {
		return c, false
	}
	c.width = min(widestColumn, d.inner*.55/float64(len(labels)))
	for _, words := range labels {
		for _, word := range strings.Fields(d.Plain(words)) {
			if d.Ink.Width(sheet.Text(word, smallSize)) > c.width-4 {
				return c, false
			}
		}
		lines := d.Wrap(sheet.Text(words, smallSize), c.width-4, 99)
		if len(lines) > mostLabel {
			return c, false
		}
		c.labels = append(c.labels, lines)
	}
	return c, true
}

// height of the words above.
func (c *columns) height() float64 {
	most := 1
	for _, l := range c.labels {
		most = max(most, len(l))
	}
	return sheet.Tall(most, smallSize) + 6
}

// left gives where a column begins.
func (d *document) left(c *columns, i int) float64 {
	return margin + d.inner - c.width*float64(len(c.labels)-i)
}

// matrix is a table of items with the same choices. Its head stands again where it goes on on another page.
func (d *document) matrix(from, n int, c columns) (strips []sheet.Strip) {
	var table *sheet.Element
	height := c.height()
	draw := func(y float64, each func(draw func())) {
		for i, lines := range c.labels {
			each(func() { d.above(d.left(&c, i)+c.width/2, y+height-4-sheet.Tall(len(lines), smallSize), lines) })
		}
	}
	again := &sheet.Running{Height: height, Draw: func(y float64) {
		draw(y, func(draw func()) { draw() })
		d.rule(y+height, sheet.Black)
	}}
	strips = append(strips, sheet.Strip{Height: height, Glue: true, Paint: func(y float64) {
		table = d.Root.Add("Table")
		row := table.Add("TR")
		d.Content(row.Add("TH").Column(), func() {
			d.Ink.Text(point(margin+indent, y+height-4-smallSize*.3), sheet.Dimmed(sheet.Text("Question", smallSize)))
		})
		draw(y, func(draw func()) { d.Content(row.Add("TH").Column(), draw) })
		d.Artifact("", func() { d.rule(y+height, sheet.Black) })
	}})
	for i := range n {
		s := d.row(func() *sheet.Element { return table }, from+i, &c)
		s.Repeat = again
		strips = append(strips, s)
	}
	return append(strips, sheet.Strip{Height: 8, Paint: func(float64) {}})
}

// above writes the words of a column, each line in its middle.
func (d *document) above(x, y float64, lines []string) {
	for i, words := range lines {
		l := sheet.Text(words, smallSize)
		l.Anchor = chart.Middle
		d.Ink.Text(point(x, y+smallSize*(1+sheet.Leading*float64(i))), l)
	}
}

func (d *document) rule(y float64, c chart.Colour) {
	d.Ink.Line(point(margin, y), point(margin+d.inner, y), chart.Pen{Stroke: c, Width: .6})
}

// row is one item of a table.
func (d *document) row(table func() *sheet.Element, at int, c *columns) sheet.Strip {
	x := d.question(at, d.inner-indent-c.width*float64(len(c.labels))-8)
	height := max(x.height()+8, 22)
	labels := d.labels(x.item)
	return sheet.Strip{Height: height, Paint: func(y float64) {
		row := table().Add("TR")
		text := y + (height-x.height())/2 - 1
		d.Content(row.Add("TH").Cell(true, 1), func() { d.write(&x, text) })
		for i, label := range labels {
			d.Content(row.Add("TD").Say("Box: "+label), func() { d.tick(d.left(c, i)+c.width/2, y+height/2) })
		}
		d.Artifact("", func() { d.rule(y+height, sheet.Hair) })
	}}
}
