package pdf

import (
	"fmt"

	"codeberg.org/go-pdf/fpdf"
)

// tagger builds the logical structure of the document while it is drawn (ISO 32000-1, 14.7 and 14.8), so that a screen
// reader hears headings, tables and what a drawing shows.
type tagger struct {
	root   element
	owners [][]*element // for each page, the element of each piece of marked content
}

// element is a node of the structure.
type element struct {
	kind  string // a standard structure type, such as P or TH
	alt   string
	attr  string
	kids  []*element
	marks []mark
	up    *element
	id    int // of the object it becomes
}

// mark is a piece of marked content: its page, from 0, and its number there.
type mark struct{ page, id int }

// add puts a new element below another.
func (e *element) add(kind string) *element {
	kid := &element{kind: kind, up: e}
	e.kids = append(e.kids, kid)
	return kid
}

// column makes a cell the heading of a column.
func (e *element) column() *element {
	e.kind, e.attr = "TH", "<</O /Table /Scope /Column>>"
	return e
}

// cell makes a cell the heading of its row where it is the first, and says over how many columns it reaches.
func (e *element) cell(first bool, columns int) *element {
	scope, span := "", ""
	if first {
		e.kind, scope = "TH", " /Scope /Row"
	}
	if columns > 1 {
		span = fmt.Sprintf(" /ColSpan %d", columns)
	}
	if scope+span != "" {
		e.attr = "<</O /Table" + scope + span + ">>"
	}
	return e
}

// figure describes a drawing and where it stands on its page.
func (e *element) figure(alt string, left, top, right, bottom float64) {
	e.alt = alt
	e.attr = fmt.Sprintf("<</O /Layout /Placement /Block /BBox [%.2f %.2f %.2f %.2f]>>", left, pageHeight-bottom, right, pageHeight-top)
}

// content draws something that belongs to an element, on the current page.
func (t *tagger) content(pdf *fpdf.Fpdf, e *element, draw func()) {
	page := pdf.PageNo() - 1
	for len(t.owners) <= page {
		t.owners = append(t.owners, nil)
	}
	id := len(t.owners[page])
	t.owners[page] = append(t.owners[page], e)
	e.marks = append(e.marks, mark{page, id})
	pdf.RawWriteStr(fmt.Sprintf("/%s <</MCID %d>> BDC", e.kind, id))
	draw()
	pdf.RawWriteStr("EMC")
}

// artifact draws something that is no part of the text: a rule, or a running head or foot of the given kind.
func (t *tagger) artifact(pdf *fpdf.Fpdf, kind string, draw func()) {
	if kind == "" {
		pdf.RawWriteStr("/Artifact BMC")
	} else {
		pdf.RawWriteStr("/Artifact <</Type /Pagination /Subtype /" + kind + ">> BDC")
	}
	draw()
	pdf.RawWriteStr("EMC")
}
