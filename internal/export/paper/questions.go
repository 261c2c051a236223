package paper

import (
	"slices"
	"strconv"

	"steelyard/internal/chart"
	"steelyard/internal/export/sheet"
	q "steelyard/internal/questionnaire"
)

// question is one item as it stands on paper. Its number is its place in the definition, as everywhere.
type question struct {
	number int
	item   *q.Item
	words  []string // its text in lines
	only   []string // when it is to be answered
}

// indent is where the text of a question begins, right of its number.
const indent = 22.0

// questions gives the strips of all items: those that follow each other with the same choices as one table, where their
// choices fit into columns; the others one by one.
func (d *document) questions() (strips []sheet.Strip) {
	items := d.Definition.Items
	for i := 0; i < len(items); {
		n := 1
		switch c, ok := d.columnsOf(&items[i]); {
		case items[i].Record != "":
		case ok:
			for i+n < len(items) && items[i+n].Choices == items[i].Choices && items[i+n].Kind() == q.ChoiceItem && items[i+n].Record == "" {
				n++
			}
			strips = append(strips, d.matrix(i, n, c)...)
		default:
			strips = append(strips, d.single(i))
		}
		i += n
	}
	return strips
}

func (d *document) question(at int, width float64) question {
	i := &d.Definition.Items[at]
	x := question{number: at + 1, item: i, words: d.Wrap(sheet.Text(i.Text.In(d.Language), bodySize), width, 100)}
	if only := OnlyIf(d.Definition, i, d.Language); only != "" {
		x.only = d.Wrap(sheet.Bold(sheet.Text(only, smallSize)), width, 20)
	}
	return x
}

func (x *question) height() float64 {
	return sheet.Tall(len(x.only), smallSize) + sheet.Tall(len(x.words), bodySize)
}

// write writes the number and the text of a question, and gives where it ends.
func (d *document) write(x *question, y float64) float64 {
	first := y
	if x.only != nil {
		y = d.Lines(margin+indent, y, x.only, sheet.Bold(sheet.Text("", smallSize)))
		first = y
	}
	number := sheet.Bold(sheet.Text(strconv.Itoa(x.number)+".", bodySize))
	number.Anchor = chart.End
	d.Ink.Text(point(margin+indent-5, first+bodySize), number)
	return d.Lines(margin+indent, y, x.words, sheet.Text("", bodySize))
}

// tick draws an empty box with its middle at a point.
func (d *document) tick(x, y float64) {
	const half = 5.5
	d.Box(x-half, y-half, x+half, y+half, chart.Pen{Stroke: sheet.Black, Width: .9, Fill: sheet.White})
}

func (d *document) labels(i *q.Item) []string {
	return slices.Collect(func(yield func(string) bool) {
		for _, c := range d.Definition.ChoicesOf(i) {
			if !yield(c.Label.In(d.Language)) {
				return
			}
		}
	})
}
