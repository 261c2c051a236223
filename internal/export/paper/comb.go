package paper

import (
	"strings"

	"steelyard/internal/chart"
	"steelyard/internal/exact"
	"steelyard/internal/export/sheet"
	q "steelyard/internal/questionnaire"
)

// comb is a row of boxes, one a character. In its shape an underscore is a box and anything else is printed between.
type comb struct {
	shape string
	below []string // a word under each run of boxes
}

const (
	combWidth  = 14.0
	combHeight = 17.0
	combGap    = 5.0 // the width of what stands between boxes
)

func (c comb) width() (w float64) {
	for _, r := range c.shape {
		w += step(r)
	}
	return w
}

func step(r rune) float64 {
	if r == '_' {
		return combWidth
	}
	return combGap + 2
}

func dateComb() comb {
	return comb{shape: "____-__-__", below: []string{"Year", "Month", "Day"}}
}

// combOf gives the boxes for an item that is written and not chosen; ok is false for free text.
func combOf(i *q.Item) (c comb, ok bool) {
	switch i.Kind() {
	case q.DateItem:
		return dateComb(), true
	case q.TimeItem:
		return comb{shape: "__:__", below: []string{"Hour", "Minute"}}, true
	case q.DurationItem:
		hours := "__"
		if i.Bounds != nil {
			hours = boxes(i.Bounds.Max.Div(exact.Int(60)))
		}
		return comb{shape: hours + ":__", below: []string{"Hours", "Minutes"}}, true
	case q.NumberItem:
		return numberComb(i.Bounds), true
	}
	return c, false
}

func numberComb(b *q.Bounds) comb {
	if b == nil {
		return comb{shape: "______"}
	}
	c := comb{shape: boxes(b.Max)}
	if b.Min.Sign() < 0 {
		c.shape = "_" + c.shape
		if low := boxes(b.Min.Neg()); len(low) >= len(c.shape) {
			c.shape = "_" + low
		}
	}
	if _, fraction, ok := strings.Cut(b.Step.String(), "."); ok {
		c.shape += "." + strings.Repeat("_", len(fraction))
	}
	return c
}

// boxes gives one box for each digit before the point.
func boxes(n exact.Number) string {
	whole, _, _ := strings.Cut(n.Decimal(6), ".")
	return strings.Repeat("_", max(1, len(whole)))
}

// cells draws a comb with its top left at a point, and gives where it ends.
func (d *document) cells(x, y float64, shape string, below []string) float64 {
	runs := 0
	from := x
	name := func(to float64) {
		if runs < len(below) {
			l := sheet.Dimmed(sheet.Text(below[runs], 6.5))
			l.Anchor = chart.Middle
			d.Ink.Text(point((from+to)/2, y+combHeight+7), l)
		}
		runs++
	}
	for _, r := range shape {
		if r == '_' {
			d.Box(x, y, x+combWidth, y+combHeight, chart.Pen{Stroke: sheet.Dim, Width: .7})
		} else {
			name(x)
			mark := sheet.Bold(sheet.Text(string(r), 11))
			mark.Anchor = chart.Middle
			d.Ink.Text(point(x+step(r)/2, y+combHeight*.7), mark)
			from = x + step(r)
		}
		x += step(r)
	}
	name(x)
	return x
}
