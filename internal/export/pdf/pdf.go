// Package pdf owns the printed form of a report: a letter of one page and two pages of A4 at most behind it, with the notice on
// each, tagged for readers who don't see it, and the same bytes for the same report. It must not know how a number came about or who may read it.
package pdf

import (
	"fmt"
	"io"

	"steelyard/internal/export/sheet"
	"steelyard/internal/report"
)

// MaxPages is how many pages a report takes at most behind its letter, without how each number came about, which follows where
// it was asked for. What doesn't fit is counted, and said where it can be seen.
const MaxPages = 2

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
	sections, note := d.content()
	pages, err := frame{d.bodyY, footTop - 6, d.most()}.fit(sections, note)
	if err != nil {
		return fmt.Errorf("print a report: %w", err)
	}
	if more := d.derivation(); len(more) > 0 {
		pages = append(pages, sheet.Flow(more, d.bodyY, footTop-6)...)
	}
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
