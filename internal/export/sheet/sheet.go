// Package sheet owns what every printed document needs: pages with embedded fonts, a surface to draw on, text that is
// made printable and wrapped, strips that are never broken over pages, and the tags that a screen reader follows. The
// same drawing gives the same bytes. It must not know what is printed.
package sheet

import (
	"regexp"
	"time"

	"codeberg.org/go-pdf/fpdf"

	"steelyard/internal/chart"
	q "steelyard/internal/questionnaire"
)

// Size is a kind of paper. Lengths are in points of 1/72 inch.
type Size struct {
	Name          string
	Width, Height float64
}

// The sizes.
var (
	A4     = Size{"A4", 595.28, 841.89}
	Letter = Size{"Letter", 612, 792}
)

// Info is what a document says of itself.
type Info struct {
	Title, Subject, Author string
	Language               q.Language
	At                     time.Time // when it was made
	Size                   Size
}

// Sheet is a document on its way to paper.
type Sheet struct {
	Size Size
	Ink  *Canvas  // draws on the current page
	Root *Element // of the logical structure

	pdf    *fpdf.Fpdf
	owners [][]*Element // for each page, the element of each piece of marked content
	cut    bool

	unprinted []string      // what was named in brackets instead of printed
	forms     map[rune]bool // of Arabic letters, that were drawn
}

// New makes a document without pages.
func New(i Info) *Sheet {
	s := &Sheet{Size: i.Size, Root: &Element{}, forms: map[rune]bool{}, pdf: fpdf.New("P", "pt", i.Size.Name, "")}
	s.Ink = &Canvas{s: s, scale: 1}
	p := s.pdf
	p.SetCatalogSort(true)
	p.SetCreationDate(i.At.UTC())
	p.SetModificationDate(i.At.UTC())
	p.SetMargins(0, 0, 0)
	p.SetAutoPageBreak(false, 0)
	p.SetTitle(s.Plain(i.Title), true)
	p.SetSubject(s.Plain(i.Subject), true)
	p.SetAuthor(s.Plain(i.Author), true)
	p.SetCreator("Steelyard", true)
	p.SetLang(language(i.Language))
	for style, font := range fonts() {
		p.AddUTF8FontFromBytes(family, style, font.bytes())
	}
	return s
}

var languageTag = regexp.MustCompile(`^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$`)

func language(l q.Language) string {
	if languageTag.MatchString(string(l)) {
		return string(l)
	}
	return string(q.DefaultLanguage)
}

// AddPage begins a page, on which everything is drawn from then on.
func (s *Sheet) AddPage() { s.pdf.AddPage() }

// Unprinted gives the names, in brackets in the text, of what could not be printed, such as Thai letters.
func (s *Sheet) Unprinted() []string { return s.unprinted }

// Cut says whether some long text ends in an ellipsis.
func (s *Sheet) Cut() bool { return s.cut }

// Text is a label in black.
func Text(words string, size float64) chart.Label {
	return chart.Label{Text: words, Size: size, Colour: Black}
}

// Bold makes a label bold.
func Bold(l chart.Label) chart.Label {
	l.Bold = true
	return l
}

// Dimmed makes a label grey.
func Dimmed(l chart.Label) chart.Label {
	l.Colour = Dim
	return l
}
