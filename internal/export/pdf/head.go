package pdf

import (
	"fmt"
	"strings"
	"time"

	"steelyard/internal/chart"
	"steelyard/internal/report"
)

// head is what stands at the top of every page: the title, the site, the person, and the whole notice.
type head struct {
	height  float64
	site    string
	patient []string
	notice  []string
}

// The sizes of text in points.
const (
	titleSize  = 13.0
	headSize   = 9.0
	labelSize  = 8.0
	noticeSize = 7.4
	leading    = 1.3
)

const (
	notDiagnosis = "NOT A DIAGNOSIS"
	invented     = "INVENTED DATA: the person and the answers are made up for a demonstration."
)

func (d *document) newHead() head {
	h := head{site: d.shorten(text(d.plain(d.r.Site), headSize), inner*.42)}
	h.patient = d.wrap(bold(text(patient(&d.r.Patient), headSize)), inner, 3)
	h.notice = d.wrap(text(strings.Join(d.r.Notice(), " "), noticeSize), inner-22, 40)
	h.height = titleSize*leading + tall(len(h.patient), headSize) + 4 + tall(1, labelSize) + tall(len(h.notice), noticeSize) + 8
	if d.r.Invented {
		h.height += headSize*leading + 6
	}
	return h
}

func patient(p *report.Patient) string {
	words := "Record " + p.RecordNumber + " · " + p.Name
	if p.BirthDate == "" {
		return words + " · birth date not known"
	}
	born, err := time.Parse(time.DateOnly, string(p.BirthDate))
	if err != nil {
		return words + " · born " + string(p.BirthDate)
	}
	return words + " · born " + born.Format("2 January 2006")
}

// drawHead draws the head. On the first page it is part of the text, later it repeats and is passed over by a reader.
func (d *document) drawHead(first bool) {
	if !first {
		d.tags.artifact(d.pdf, "Header", func() {
			y := d.drawTitle(headTop)
			y = d.drawPatient(y)
			d.drawNotice(d.drawInvented(y))
		})
		return
	}
	y := headTop
	for _, part := range []struct {
		kind string
		draw func(float64) float64
	}{{"H1", d.drawTitle}, {"P", d.drawPatient}, {"P", d.drawInvented}, {"P", d.drawNotice}} {
		d.tags.content(d.pdf, d.tags.root.add(part.kind), func() { y = part.draw(y) })
	}
}

func (d *document) drawTitle(y float64) float64 {
	d.ink.Text(chart.Point{X: margin, Y: y + titleSize}, bold(text("Report of symptom questionnaires", titleSize)))
	site := text(d.head.site, headSize)
	site.Anchor = chart.End
	d.ink.Text(chart.Point{X: margin + inner, Y: y + titleSize}, site)
	return y + titleSize*leading
}

func (d *document) drawPatient(y float64) float64 {
	return d.lines(margin, y, d.head.patient, bold(text("", headSize)))
}

func (d *document) drawInvented(y float64) float64 {
	if !d.r.Invented {
		return y
	}
	bottom := y + headSize*leading + 4
	d.box(margin, y+2, margin+inner, bottom, chart.Pen{Fill: black})
	l := bold(text(invented, headSize))
	l.Colour = white
	d.ink.Text(chart.Point{X: margin + 10, Y: y + headSize + 3}, l)
	return bottom + 2
}

func (d *document) drawNotice(y float64) float64 {
	top := y + 2
	bottom := top + tall(1, labelSize) + tall(len(d.head.notice), noticeSize) + 6
	d.box(margin, top, margin+inner, bottom, chart.Pen{Stroke: black, Width: .9})
	d.box(margin, top, margin+4, bottom, chart.Pen{Fill: black})
	y = d.lines(margin+12, top+2, []string{notDiagnosis + " · " + report.Basis}, bold(text("", labelSize)))
	d.lines(margin+12, y, d.head.notice, text("", noticeSize))
	return bottom
}

// drawFoot draws the foot, which repeats what a torn-off page must still say.
func (d *document) drawFoot(number, of int) {
	d.ink.Line(chart.Point{X: margin, Y: footTop}, chart.Point{X: margin + inner, Y: footTop}, chart.Pen{Stroke: hair, Width: .6})
	words := []string{"Not a diagnosis", report.Basis, "made " + d.r.At.UTC().Format("2 January 2006, 15:04") + " UTC"}
	if d.r.By != "" {
		words = append(words, "for "+d.r.By)
	}
	words = append(words, "Steelyard, scoring engine "+strings.Join(engines(d.r), ", "))
	left := text(d.plain(strings.Join(words, " · ")), 7)
	left.Text = d.shorten(left, inner-70)
	d.ink.Text(chart.Point{X: margin, Y: footTop + 12}, left)
	right := bold(text(fmt.Sprintf("Page %d of %d", number, of), 7))
	right.Anchor = chart.End
	d.ink.Text(chart.Point{X: margin + inner, Y: footTop + 12}, right)
}
