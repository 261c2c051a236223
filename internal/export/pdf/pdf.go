// Package pdf owns the printed form of a report: two pages of A4 at most, with the notice on each, tagged for readers
// who don't see it, and the same bytes for the same report. It must not know how a number came about or who may read it.
package pdf

import (
	"fmt"
	"io"
	"regexp"

	"codeberg.org/go-pdf/fpdf"

	"steelyard/internal/chart"
	"steelyard/internal/report"
)

// MaxPages is how many pages a report takes at most. What doesn't fit is counted, and said where it can be seen.
const MaxPages = 2

// Write writes a report as a PDF. It refuses a report without its notice.
func Write(w io.Writer, r *report.Report) error {
	if err := r.Check(); err != nil {
		return err
	}
	d := newDocument(r)
	sections, note := d.content()
	pages, err := d.fit(sections, note)
	if err != nil {
		return fmt.Errorf("print a report: %w", err)
	}
	for i, strips := range pages {
		d.page(strips, i+1, len(pages))
	}
	data, err := d.tags.finish(d.pdf)
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
	r     *report.Report
	pdf   *fpdf.Fpdf
	tags  *tagger
	ink   *canvas
	boxes bool // some character could not be printed
	cut   bool // some long text ends in an ellipsis
	head  head
	bodyY float64 // where the content of a page begins
}

func newDocument(r *report.Report) *document {
	d := &document{r: r, pdf: fpdf.New("P", "pt", "A4", ""), tags: &tagger{}}
	d.ink = &canvas{d: d, scale: 1}
	p := d.pdf
	p.SetCatalogSort(true)
	p.SetCreationDate(r.At.UTC())
	p.SetModificationDate(r.At.UTC())
	p.SetMargins(margin, headTop, margin)
	p.SetAutoPageBreak(false, 0)
	p.SetTitle(d.plain(title(r)), true)
	p.SetSubject("Not a diagnosis: a summary of answers to symptom questionnaires", true)
	p.SetAuthor(d.plain(r.Site), true)
	p.SetCreator("Steelyard", true)
	p.SetLang(language(r))
	for style, font := range fonts() {
		p.AddUTF8FontFromBytes(family, style, font.bytes())
	}
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

var languageTag = regexp.MustCompile(`^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$`)

func language(r *report.Report) string {
	if languageTag.MatchString(string(r.Language)) {
		return string(r.Language)
	}
	return "en"
}

// page draws one page.
func (d *document) page(strips []strip, number, of int) {
	d.pdf.AddPage()
	d.drawHead(number == 1)
	y := d.bodyY
	for i := range strips {
		if again := strips[i].repeat; i == 0 && again != nil {
			d.tags.artifact(d.pdf, "Header", func() { again.draw(y) })
			y += again.height
		}
		strips[i].paint(y)
		y += strips[i].height
	}
	d.tags.artifact(d.pdf, "Footer", func() { d.drawFoot(number, of) })
}

// text is a label in the document's usual sizes.
func text(s string, size float64) chart.Label {
	return chart.Label{Text: s, Size: size, Colour: black}
}
