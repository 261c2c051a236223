package server

import (
	"html/template"

	"steelyard/internal/chart"
)

// figure is a chart as a page has it: drawn for a phone and for a desk, and as a table.
type figure struct {
	Title string
	Phone template.HTML
	Desk  template.HTML
	Table chart.Table
}

// half is the width of one of two charts side by side on a desk.
const half = 520

func newFigure(c chart.Chart, id string, desk float64) figure {
	// The SVG comes from our own drawing, which escapes every text in it.
	return figure{c.Title(), template.HTML(chart.SVG(c, id+"-phone", chart.Narrow)), template.HTML(chart.SVG(c, id, desk)), c.Table()} //nolint:gosec // the chart escapes every text it draws
}
