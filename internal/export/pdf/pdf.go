// Package pdf owns the printed form of a report: a letter of one page and everything that was chosen on the pages of A4 behind it, with the notice
// on each, tagged for readers who don't see it, and the same bytes for the same report. It must not know how a number came about or who may read it.
package pdf

import (
	"fmt"
	"io"

	"steelyard/internal/export/sheet"
	"steelyard/internal/report"
)

// What a record of thousands of answers is bound to: so many of the newest, with how many more there are beside them. Everything
// else that was chosen is printed, on as many pages as it needs.
const (
	MaxDrawn  = 60  // scores of a scale in its drawing over time
	MaxListed = 12  // earlier scores of a scale
	MaxAlerts = 100 // open alerts
	MaxEvents = 100 // changes of treatment
)

// Write writes a report as a PDF. It refuses a report without its notice.
func Write(w io.Writer, r *report.Report) error {
	if err := r.Check(); err != nil {
		return err
	}
	d := newDocument(r)
	letter, err := d.letter()
	if err != nil {
		return fmt.Errorf("print a letter: %w", err)
	}
	pages := d.flow(d.content())
	d.letterPage(letter, len(pages)+1)
	for i, strips := range pages {
		d.page(strips, i+2, len(pages)+1)
	}
	data, err := d.Bytes()
	if err != nil {
		return fmt.Errorf("print a report: %w", err)
	}
	if _, err := w.Write(data); err != nil {
		return fmt.Errorf("write a printed report: %w", err)
	}
	return nil
}

// A4 and its margins, in points.
const (
	pageWidth  = 595.28
	pageHeight = 841.89
	margin     = 42.0
	inner      = pageWidth - 2*margin
	headTop    = 26.0
	footTop    = pageHeight - 40
)

// document is one report on its way to paper.
type document struct {
	*sheet.Sheet
	r     *report.Report
	head  head
	bodyY float64 // where the content of a page behind the letter begins

	letterhead letterHead
	left       []string // what is not printed, by the bounds of a long record
}

func newDocument(r *report.Report) *document {
	d := &document{r: r, Sheet: sheet.New(sheet.Info{Title: title(r), Subject: "Not a diagnosis: a summary of answers to symptom questionnaires",
		Author: r.Site, Language: r.Language, At: r.At, Size: sheet.A4})}
	d.head = d.newHead()
	d.bodyY = headTop + d.head.height + 4
	return d
}

func title(r *report.Report) string {
	t := "Report of symptom questionnaires, record " + r.Patient.RecordNumber
	if r.Invented {
		t += " (invented data)"
	}
	return t
}

// page draws one page behind the letter.
func (d *document) page(strips []sheet.Strip, number, of int) {
	d.AddPage()
	d.drawHead()
	d.Paint(strips, d.bodyY)
	d.Artifact("Footer", func() { d.drawFoot(number, of) })
}
