package paper

import (
	"fmt"

	"steelyard/internal/chart"
	"steelyard/internal/export/sheet"
)

// foot says on every page which form and which page it is, in words and as a code for whoever enters the answers.
type foot struct {
	form   string
	crisis []string
	code   sheet.Code
}

const footSize = 7.0

func (d *document) newFoot() foot {
	def := d.Definition
	hash := string(def.Hash())
	f := foot{form: def.Ref().String() + " · " + hash[:min(12, len(hash))], code: sheet.NewCode(def.Ref().String())}
	if d.Invented {
		f.form += " · demonstration"
	}
	width := d.inner - codeSize - 70
	words := "Not a diagnosis. " + notEmergency + " "
	if d.rated() {
		f.crisis = d.Wrap(sheet.Text("Not a diagnosis. "+forClinician, footSize), width, 3)
		return f
	}
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
	d.DrawCode(d.foot.code, point(margin, top+3), codeSize)
	x := margin + codeSize + 6
	y := d.Lines(x, top+6, []string{d.foot.form}, sheet.Bold(sheet.Text("", smallSize)))
	d.Lines(x, y, d.foot.crisis, sheet.Text("", footSize))
	page := sheet.Bold(sheet.Text(fmt.Sprintf("Page %d of %d", number, of), smallSize))
	page.Anchor = chart.End
	d.Ink.Text(point(margin+d.inner, top+6+smallSize), page)
}
