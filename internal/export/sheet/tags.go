package sheet

import (
	"fmt"

	"steelyard/internal/chart"
)

// Element is a node of the logical structure (ISO 32000-1, 14.7 and 14.8), so that a screen reader hears headings, tables
// and what a drawing shows.
type Element struct {
	kind  string // a standard structure type, such as P or TH
	alt   string
	attr  string
	kids  []*Element
	marks []mark
	up    *Element
	id    int // of the object it becomes
}

// mark is a piece of marked content: its page, from 0, and its number there.
type mark struct{ page, id int }

// Add puts a new element below another.
func (e *Element) Add(kind string) *Element {
	kid := &Element{kind: kind, up: e}
	e.kids = append(e.kids, kid)
	return kid
}

// Column makes a cell the heading of a column.
func (e *Element) Column() *Element {
	e.kind, e.attr = "TH", "<</O /Table /Scope /Column>>"
	return e
}

// Cell makes a cell the heading of its row where it is the first, and says over how many columns it reaches.
func (e *Element) Cell(first bool, columns int) *Element {
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

// Figure describes a drawing and where it stands on a page, by its top left and its bottom right.
func (e *Element) Figure(alt string, a, b chart.Point, page Size) {
	e.alt = alt
	e.attr = fmt.Sprintf("<</O /Layout /Placement /Block /BBox [%.2f %.2f %.2f %.2f]>>", a.X, page.Height-b.Y, b.X, page.Height-a.Y)
}

// Content draws something that belongs to an element, on the current page.
func (s *Sheet) Content(e *Element, draw func()) {
	page := s.pdf.PageNo() - 1
	for len(s.owners) <= page {
		s.owners = append(s.owners, nil)
	}
	id := len(s.owners[page])
	s.owners[page] = append(s.owners[page], e)
	e.marks = append(e.marks, mark{page, id})
	s.pdf.RawWriteStr(fmt.Sprintf("/%s <</MCID %d>> BDC", e.kind, id))
	draw()
	s.pdf.RawWriteStr("EMC")
}

// Artifact draws something that is no part of the text: a rule, or a running head or foot of the given kind.
func (s *Sheet) Artifact(kind string, draw func()) {
	if kind == "" {
		s.pdf.RawWriteStr("/Artifact BMC")
	} else {
		s.pdf.RawWriteStr("/Artifact <</Type /Pagination /Subtype /" + kind + ">> BDC")
	}
	draw()
	s.pdf.RawWriteStr("EMC")
}

// Say gives the words that stand for what is drawn, such as an empty box.
func (e *Element) Say(alt string) *Element {
	e.alt = alt
	return e
}
