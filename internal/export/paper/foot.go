package paper

import (
	"fmt"

	"github.com/boombuler/barcode/qr"

	"steelyard/internal/chart"
	"steelyard/internal/export/sheet"
)

// foot says on every page which form and which page it is, in words and as a code for whoever enters the answers.
type foot struct {
	form   string
	crisis []string
	code   [][]bool // dark modules
}

const footSize = 7.0

func (d *document) newFoot() foot {
	def := d.Definition
	hash := string(def.Hash())
	f := foot{form: def.Ref().String() + " · " + hash[:min(12, len(hash))], code: modules(def.Ref().String())}
	if d.Invented {
		f.form += " · demonstration"
	}
	width := d.inner - codeSize - 70
	words := "Not a diagnosis. " + notEmergency + " "
	f.crisis = d.Wrap(sheet.Text(words+d.Site.CrisisText, footSize), width, 60)
	if len(f.crisis) > 3 {
		f.crisis = d.Wrap(sheet.Text(words+"The first page says whom to call.", footSize), width, 3)
	}
	return f
}

// codeSize is the side of the code, with the white border it needs.
const codeSize = 50.0

func (d *document) drawFoot(number, of int) {
	top := d.Paper.Height - footing
	d.Ink.Line(point(margin, top), point(margin+d.inner, top), chart.Pen{Stroke: sheet.Hair, Width: .6})
	d.drawCode(point(margin, top+3))
	x := margin + codeSize + 6
	y := d.Lines(x, top+6, []string{d.foot.form}, sheet.Bold(sheet.Text("", smallSize)))
	d.Lines(x, y, d.foot.crisis, sheet.Text("", footSize))
	page := sheet.Bold(sheet.Text(fmt.Sprintf("Page %d of %d", number, of), smallSize))
	page.Anchor = chart.End
	d.Ink.Text(point(margin+d.inner, top+6+smallSize), page)
}

// drawCode draws a run of dark modules as one rectangle.
func (d *document) drawCode(at chart.Point) {
	const quiet = 4
	n := len(d.foot.code)
	side := codeSize / float64(n+2*quiet)
	for y, row := range d.foot.code {
		for x := 0; x < n; x++ {
			from := x
			for x < n && row[x] {
				x++
			}
			if x > from {
				left, top := at.X+float64(from+quiet)*side, at.Y+float64(y+quiet)*side
				d.Box(left, top, left+float64(x-from)*side, top+side, chart.Pen{Fill: sheet.Black})
			}
		}
	}
}

// modules gives the rows of a QR code. What can't be a code gives none: the words beside it say the same.
func modules(content string) (rows [][]bool) {
	code, err := qr.Encode(content, qr.M, qr.Auto)
	if err != nil {
		return nil
	}
	n := code.Bounds().Dx()
	for y := range n {
		row := make([]bool, n)
		for x := range n {
			r, _, _, _ := code.At(x, y).RGBA()
			row[x] = r < 0x8000
		}
		rows = append(rows, row)
	}
	return rows
}
