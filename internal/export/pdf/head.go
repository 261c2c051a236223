package pdf

import (
	"fmt"
	"strings"
	"time"

	"steelyard/internal/chart"
	"steelyard/internal/export/sheet"
	"steelyard/internal/report"
)

// head is what stands at the top of every page behind the letter: the title, the site, the person, and the whole notice.
type head struct {
	height  float64
	site    string
	patient []string
	chosen  []string // which selection of the record it is
	notice  []string
}

// The sizes of text in points.
const (
	titleSize  = 13.0
	headSize   = 9.0
	labelSize  = 8.0
	noticeSize = 7.4
)

const (
	notDiagnosis = "NOT A DIAGNOSIS"
	invented     = "INVENTED DATA: the person and the answers are made up for a demonstration."
)

func (d *document) newHead() head {
	h := head{site: d.Shorten(sheet.Text(d.Plain(d.r.Site), headSize), inner*.42)}
	h.patient = d.Wrap(sheet.Bold(sheet.Text(patient(&d.r.Patient), headSize)), inner, 3)
	if d.r.Selected != "" {
		h.chosen = d.Wrap(sheet.Text(d.r.Selected, labelSize), inner, 6)
	}
	h.notice = d.Wrap(sheet.Text(strings.Join(d.r.Notice(), " "), noticeSize), inner-22, 40)
	h.height = titleSize*sheet.Leading + sheet.Tall(len(h.patient), headSize) + sheet.Tall(len(h.chosen), labelSize) + 4 + h.noticeHeight()
	if d.r.Invented {
		h.height += invertedHeight
	}
	return h
}

// invertedHeight is what the line takes that says that the data are invented.
const invertedHeight = headSize*sheet.Leading + 9

func patient(p *report.Patient) string {
	return "Record " + p.RecordNumber + " · " + p.Name + " · " + born(p)
}

func born(p *report.Patient) string {
	if p.BirthDate == "" {
		return "birth date not known"
	}
	at, err := time.Parse(time.DateOnly, string(p.BirthDate))
	if err != nil {
		return "born " + string(p.BirthDate)
	}
	return "born " + at.Format("2 January 2006")
}

// drawHead draws the head of a page behind the letter. It repeats what the letter says, and is passed over by a reader.
func (d *document) drawHead() {
	d.Artifact("Header", func() {
		y := d.drawTitle(headTop)
		y = d.drawPatient(y)
		d.drawNotice(d.drawInvented(y))
	})
}

func (d *document) drawTitle(y float64) float64 {
	d.Ink.Text(chart.Point{X: margin, Y: y + titleSize}, sheet.Bold(sheet.Text("Report of symptom questionnaires", titleSize)))
	site := sheet.Text(d.head.site, headSize)
	site.Anchor = chart.End
	d.Ink.Text(chart.Point{X: margin + inner, Y: y + titleSize}, site)
	return y + titleSize*sheet.Leading
}

func (d *document) drawPatient(y float64) float64 {
	return d.Lines(margin, d.Lines(margin, y, d.head.patient, sheet.Bold(sheet.Text("", headSize))), d.head.chosen, sheet.Text("", labelSize))
}

func (d *document) drawInvented(y float64) float64 {
	if !d.r.Invented {
		return y
	}
	bottom := y + headSize*sheet.Leading + 4
	d.Box(margin, y+2, margin+inner, bottom, chart.Pen{Fill: sheet.Black})
	l := sheet.Bold(sheet.Text(invented, headSize))
	l.Colour = sheet.White
	d.Ink.Text(chart.Point{X: margin + 10, Y: y + headSize + 3}, l)
	return bottom + 5
}

// noticeHeight is what the notice takes with its box.
func (h *head) noticeHeight() float64 {
	return sheet.Tall(1, labelSize) + sheet.Tall(len(h.notice), noticeSize) + 8
}

func (d *document) drawNotice(y float64) {
	top := y + 2
	bottom := y + d.head.noticeHeight()
	d.Box(margin, top, margin+inner, bottom, chart.Pen{Stroke: sheet.Black, Width: .9})
	d.Box(margin, top, margin+4, bottom, chart.Pen{Fill: sheet.Black})
	y = d.Lines(margin+12, top+2, []string{notDiagnosis + " · " + d.r.Basis()}, sheet.Bold(sheet.Text("", labelSize)))
	d.Lines(margin+12, y, d.head.notice, sheet.Text("", noticeSize))
}

// drawFoot draws the foot, which repeats what a torn-off page must still say.
func (d *document) drawFoot(number, of int) {
	d.Ink.Line(chart.Point{X: margin, Y: footTop}, chart.Point{X: margin + inner, Y: footTop}, chart.Pen{Stroke: sheet.Hair, Width: .6})
	words := []string{"Not a diagnosis", d.r.Basis(), "made " + d.r.At.UTC().Format("2 January 2006, 15:04") + " UTC"}
	if d.r.By != "" {
		words = append(words, "for "+d.r.By)
	}
	words = append(words, "Steelyard, scoring engine "+strings.Join(engines(d.r), ", "))
	lines := d.Wrap(sheet.Text(strings.Join(words, " · "), 7), inner-70, 2)
	d.Lines(margin, footTop+5, lines, sheet.Text("", 7))
	right := sheet.Bold(sheet.Text(fmt.Sprintf("Page %d of %d", number, of), 7))
	right.Anchor = chart.End
	d.Ink.Text(chart.Point{X: margin + inner, Y: footTop + 12}, right)
}
