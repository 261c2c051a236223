package paper

import (
	"steelyard/internal/chart"
	"steelyard/internal/export/sheet"
	q "steelyard/internal/questionnaire"
)

// single is an item by itself: its text, and below it its choices as a list, boxes to write in, or lines.
func (d *document) single(at int) sheet.Strip {
	x := d.question(at, d.inner-indent)
	height, paint := d.answer(x.item)
	whole := x.height() + height + 14
	return sheet.Strip{Height: whole, Paint: func(y float64) {
		below := y
		d.Content(d.Root.Add("P"), func() { below = d.write(&x, y+4) })
		paint(below + 4)
		d.Artifact("", func() { d.rule(y+whole-2, sheet.Hair) })
	}}
}

// answer gives the space for an answer and how it is drawn.
func (d *document) answer(i *q.Item) (height float64, paint func(y float64)) {
	if i.Kind() == q.ChoiceItem {
		return d.choices(i)
	}
	c, ok := combOf(i)
	if !ok {
		return d.ruled()
	}
	height = combHeight + 2
	if len(c.below) > 0 {
		height += 8
	}
	hint := hintOf(i)
	return height, func(y float64) {
		d.Content(d.Root.Add("P").Say("Boxes to write in. "+hint), func() {
			end := d.cells(margin+indent, y, c.shape, c.below)
			d.Ink.Text(point(end+6, y+combHeight*.68), sheet.Text(hint, smallSize))
		})
	}
}

func hintOf(i *q.Item) string {
	if b := i.Bounds; b != nil && i.Kind() == q.NumberItem {
		words := "a number from " + b.Min.String() + " to " + b.Max.String()
		if b.Unit != "" {
			words = b.Unit + ", " + words
		}
		return words
	}
	if i.Kind() == q.TimeItem {
		return "for example 22:30"
	}
	return ""
}

// ruled is space for an answer in one's own words.
func (d *document) ruled() (height float64, paint func(y float64)) {
	const lines, distance = 4, 20.0
	return lines * distance, func(y float64) {
		d.Content(d.Root.Add("P").Say("Lines to write on"), func() {
			for i := range lines {
				at := y + distance*float64(i+1) - 4
				d.Ink.Line(point(margin+indent, at), point(margin+d.inner, at), chart.Pen{Stroke: sheet.Dim, Width: .6})
			}
		})
	}
}

// choices lists choices one below the other, in two columns where there are many and they are short.
func (d *document) choices(i *q.Item) (height float64, paint func(y float64)) {
	labels := d.labels(i)
	sides, width := 1, d.inner-indent-20
	if half := d.inner/2 - indent - 20; len(labels) > 6 && d.longest(labels) <= half {
		sides, width = 2, half
	}
	rows := (len(labels) + sides - 1) / sides
	lines := make([][]string, len(labels))
	tops := make([]float64, len(labels))
	for n, words := range labels {
		lines[n] = d.Wrap(sheet.Text(words, bodySize), width, 20)
		if n%rows > 0 {
			tops[n] = tops[n-1] + sheet.Tall(len(lines[n-1]), bodySize) + 5
		}
		height = max(height, tops[n]+sheet.Tall(len(lines[n]), bodySize)+5)
	}
	return height, func(y float64) {
		element := d.Root.Add("L")
		for n := range labels {
			x := margin + indent + float64(n/rows)*d.inner/2
			d.Content(element.Add("LI").Add("LBody"), func() {
				d.tick(x+6, y+tops[n]+6.5)
				d.Lines(x+20, y+tops[n], lines[n], sheet.Text("", bodySize))
			})
		}
	}
}

func (d *document) longest(labels []string) (width float64) {
	for _, words := range labels {
		width = max(width, d.Ink.Width(sheet.Text(words, bodySize)))
	}
	return width
}
