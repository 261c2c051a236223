package pdf

import "steelyard/internal/chart"

// column is one column of a table, with its width as a share of the page's.
type column struct {
	title string
	share float64
}

// cell is what stands in a column, or in several.
type cell struct {
	words string
	bold  bool
	more  int // how many more columns it takes
}

const (
	cellSize  = 7.8
	cellGap   = 5.0
	mostLines = 5 // of a cell
)

// grid is a table on its way: its element is made when its head is drawn.
type grid struct {
	d       *document
	columns []column
	element *element
}

// table gives a table as strips, the first of which is its head.
func (d *document) table(columns []column, rows [][]cell) (head strip, body []strip) {
	g := &grid{d: d, columns: columns}
	size := 7.4
	height := tall(1, size) + 5
	draw := func(y float64, each func(i int, draw func())) {
		x := margin
		for i, c := range columns {
			at := chart.Point{X: x, Y: y + size + 1}
			each(i, func() { d.ink.Text(at, bold(text(c.title, size))) })
			x += c.share * inner
		}
	}
	rule := func(y float64) { g.rule(y, chart.Pen{Stroke: black, Width: .8}) }
	again := &running{height: height, draw: func(y float64) {
		draw(y, func(_ int, draw func()) { draw() })
		rule(y + height - 2)
	}}
	head = strip{height: height, glue: true, paint: func(y float64) {
		g.element = d.tags.root.add("Table")
		row := g.element.add("TR")
		draw(y, func(_ int, draw func()) { d.tags.content(d.pdf, row.add("TH").column(), draw) })
		d.tags.artifact(d.pdf, "", func() { rule(y + height - 2) })
	}}
	for _, r := range rows {
		s := g.row(r)
		s.repeat = again
		body = append(body, s)
	}
	return head, body
}

func (g *grid) rule(y float64, p chart.Pen) {
	g.d.ink.Line(chart.Point{X: margin, Y: y}, chart.Point{X: margin + inner, Y: y}, p)
}

// row lays out one row; its first cell is its heading.
func (g *grid) row(cells []cell) strip {
	d := g.d
	lines, widths := make([][]string, len(cells)), make([]float64, len(cells))
	at, most := 0, 1
	for i, c := range cells {
		for range c.more + 1 {
			widths[i] += g.columns[at].share * inner
			at++
		}
		lines[i] = d.wrap(c.label(), widths[i]-cellGap, mostLines)
		most = max(most, len(lines[i]))
	}
	height := tall(most, cellSize) + 2.4
	return strip{height: height, paint: func(y float64) {
		row := g.element.add("TR")
		x := margin
		for i, c := range cells {
			d.tags.content(d.pdf, row.add("TD").cell(i == 0, c.more+1), func() { d.lines(x, y, lines[i], c.label()) })
			x += widths[i]
		}
		d.tags.artifact(d.pdf, "", func() { g.rule(y+height-1.2, chart.Pen{Stroke: hair, Width: .4}) })
	}}
}

func (c cell) label() chart.Label {
	l := text(c.words, cellSize)
	l.Bold = c.bold
	return l
}
