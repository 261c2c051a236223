package pdf

import (
	"strings"

	"steelyard/internal/chart"
	"steelyard/internal/export/sheet"
)

// column is one column of a table, with its width as a share of the page's.
type column struct {
	title string
	share float64
}

// cell is what stands in a column, or in several.
type cell struct {
	words string // a line end begins another line
	bold  bool
	more  int // how many more columns it takes
}

const (
	cellSize  = 7.8
	cellGap   = 5.0
	mostLines = 30 // of a cell, which is less than a page
)

// grid is a table on its way: its element is made when its head is drawn.
type grid struct {
	d       *document
	columns []column
	element *sheet.Element
}

// table gives a table as strips, the first of which is its head.
func (d *document) table(columns []column, rows [][]cell) (head sheet.Strip, body []sheet.Strip) {
	g := &grid{d: d, columns: columns}
	size := 7.4
	height := sheet.Tall(1, size) + 5
	draw := func(y float64, each func(i int, draw func())) {
		x := margin
		for i, c := range columns {
			at := chart.Point{X: x, Y: y + size + 1}
			each(i, func() { d.Ink.Text(at, sheet.Bold(sheet.Text(c.title, size))) })
			x += c.share * inner
		}
	}
	rule := func(y float64) { g.rule(y, chart.Pen{Stroke: sheet.Black, Width: .8}) }
	again := &sheet.Running{Height: height, Draw: func(y float64) {
		draw(y, func(_ int, draw func()) { draw() })
		rule(y + height - 2)
	}}
	head = sheet.Strip{Height: height, Glue: true, Paint: func(y float64) {
		g.element = d.Root.Add("Table")
		row := g.element.Add("TR")
		draw(y, func(_ int, draw func()) { d.Content(row.Add("TH").Column(), draw) })
		d.Artifact("", func() { rule(y + height - 2) })
	}}
	for _, r := range rows {
		s := g.row(r)
		s.Repeat = again
		body = append(body, s)
	}
	return head, body
}

func (g *grid) rule(y float64, p chart.Pen) {
	g.d.Ink.Line(chart.Point{X: margin, Y: y}, chart.Point{X: margin + inner, Y: y}, p)
}

// row lays out one row; its first cell is its heading.
func (g *grid) row(cells []cell) sheet.Strip {
	d := g.d
	lines, widths := make([][]string, len(cells)), make([]float64, len(cells))
	at, most := 0, 1
	for i, c := range cells {
		for range c.more + 1 {
			widths[i] += g.columns[at].share * inner
			at++
		}
		for part := range strings.SplitSeq(c.words, "\n") {
			label := c.label()
			label.Text = part
			lines[i] = append(lines[i], d.Wrap(label, widths[i]-cellGap, mostLines)...)
		}
		most = max(most, len(lines[i]))
	}
	height := sheet.Tall(most, cellSize) + 2.4
	return sheet.Strip{Height: height, Paint: func(y float64) {
		row := g.element.Add("TR")
		x := margin
		for i, c := range cells {
			d.Content(row.Add("TD").Cell(i == 0, c.more+1), func() { d.Lines(x, y, lines[i], c.label()) })
			x += widths[i]
		}
		d.Artifact("", func() { g.rule(y+height-1.2, chart.Pen{Stroke: sheet.Hair, Width: .4}) })
	}}
}

func (c cell) label() chart.Label {
	l := sheet.Text(c.words, cellSize)
	l.Bold = c.bold
	return l
}
