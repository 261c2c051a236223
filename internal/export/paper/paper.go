// Package paper owns the printed form of a questionnaire, to be filled in with a pen: every question with a box for
// each answer, and on every page which form it is. It carries no score, no cut-off and nothing of a person that was not
// asked for. It must not know who may print it or what becomes of the answers.
package paper

import (
	"fmt"
	"io"
	"time"

	"steelyard/internal/chart"
	"steelyard/internal/clinic"
	"steelyard/internal/export/sheet"
	"steelyard/internal/fault"
	q "steelyard/internal/questionnaire"
)

// Form is what is printed.
type Form struct {
	Definition *q.Definition
	Language   q.Language
	Site       clinic.Site
	Paper      sheet.Size
	Record     string    // the record number; where it is empty there is space for it
	Name       string    // of the patient: only where somebody asked for it
	At         time.Time // when it was made
	Invented   bool
}

// Write writes a form as a PDF. It refuses a form whose wording is not there, and one that does not fit the paper.
func Write(w io.Writer, f Form) error {
	if err := CanBePrinted(f.Definition, f.Language); err != nil {
		return err
	}
	d := newDocument(f)
	strips := d.strips()
	for _, s := range strips {
		if s.Height > d.bottom-d.top {
			return fault.New(fault.Invalid, fmt.Sprintf("%s has a question that is too long for a page of %s.", f.Definition.Ref(), f.Paper.Name))
		}
	}
	pages := sheet.Flow(strips, d.top, d.bottom)
	for i, page := range pages {
		d.page(page, i+1, len(pages))
	}
	data, err := d.Bytes()
	if err != nil {
		return fmt.Errorf("print form %s: %w", f.Definition.Ref(), err)
	}
	if _, err := w.Write(data); err != nil {
		return fmt.Errorf("write printed form: %w", err)
	}
	return nil
}

// CanBePrinted says why a form can't be printed, or nothing: every question and every choice needs its words.
func CanBePrinted(d *q.Definition, l q.Language) error {
	missing := func() error {
		return fault.New(fault.Conflict, d.ShortTitle.In(l)+" can't be printed: its wording does not ship and has not been supplied.")
	}
	for i := range d.Items {
		if d.Items[i].Record == "" && d.Items[i].Text.In(l) == "" {
			return missing()
		}
		for _, c := range d.ChoicesOf(&d.Items[i]) {
			if c.Label.In(l) == "" {
				return missing()
			}
		}
	}
	return nil
}

// The margins, in points.
const (
	margin  = 42.0
	headTop = 24.0
	footing = 66.0 // the height of the foot, with what is below it
)

// document is one form on its way to paper.
type document struct {
	*sheet.Sheet
	Form
	inner  float64 // the width between the margins
	head   head
	foot   foot
	top    float64 // where the content of a page begins and ends
	bottom float64
}

func newDocument(f Form) *document {
	def := f.Definition
	d := &document{Form: f, inner: f.Paper.Width - 2*margin, Sheet: sheet.New(sheet.Info{Title: def.Title.In(f.Language) + ", " + def.Ref().String(),
		Subject: "A form to fill in. Not a diagnosis.", Author: f.Site.Name, Language: f.Language, At: f.At, Size: f.Paper})}
	d.head, d.foot = d.newHead(), d.newFoot()
	d.top, d.bottom = headTop+d.head.height, f.Paper.Height-footing-6
	return d
}

func (d *document) page(strips []sheet.Strip, number, of int) {
	d.AddPage()
	d.drawHead(number == 1)
	d.Paint(strips, d.top)
	d.Artifact("Footer", func() { d.drawFoot(number, of) })
}

// strips are everything between head and foot, in order.
func (d *document) strips() []sheet.Strip {
	strips := []sheet.Strip{d.before()}
	if intro := d.Definition.Intro.In(d.Language); intro != "" {
		strips = append(strips, d.paragraph(intro, 10, true))
	}
	strips = append(strips, d.questions()...)
	words := thanks
	if d.rated() {
		words = ratedThanks
	}
	last := d.paragraph(words, 9, false)
	last.Glue = true
	return append(strips, last, d.paragraph(rights(d.Definition, d.Language), 7, false))
}

// paragraph is text over the whole width.
func (d *document) paragraph(words string, size float64, bold bool) sheet.Strip {
	l := sheet.Text("", size)
	l.Bold = bold
	l.Text = words
	lines := d.Wrap(l, d.inner, 60)
	return sheet.Strip{Height: sheet.Tall(len(lines), size) + 8, Paint: func(y float64) {
		d.Content(d.Root.Add("P"), func() { d.Lines(margin, y+4, lines, l) })
	}}
}

func rights(d *q.Definition, l q.Language) string {
	words := d.Title.In(l) + ". " + d.Rights.Holder + "."
	if notice := d.NoticeWords(l); notice != "" {
		words = d.Title.In(l) + ". " + notice
	}
	if d.Rights.Licence != "" {
		words += " Licence: " + d.Rights.Licence + "."
	}
	return words
}

func point(x, y float64) chart.Point { return chart.Point{X: x, Y: y} }
