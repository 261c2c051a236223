package pdf

import (
	"strings"

	"steelyard/internal/chart"
	"steelyard/internal/export/sheet"
	"steelyard/internal/report"
)

// The code of the digest: its side, large enough for a telephone, with the white border it needs.
const sealSize = 78.0

// seal says which receipt this report can be checked with, and who signed the record.
func (d *document) seal() *section {
	if d.r.Digest == "" {
		return &section{}
	}
	heading := "How to check these numbers"
	if len(d.r.Signatures) > 0 {
		heading = "Signatures, and how to check these numbers"
	}
	s := &section{head: []sheet.Strip{d.heading(heading)}}
	for _, words := range d.signatures() {
		s.body = append(s.body, d.paragraph(words, 8))
	}
	s.body = append(s.body, d.digest())
	s.keep = len(s.body)
	return s
}

// signaturesShown is how many signatures stand on paper at most; those that hold come first.
const signaturesShown = 3

// signatures gives a line for each signature that holds, and for the newest of those that don't.
func (d *document) signatures() (lines []string) {
	var hold, rest []report.Signature
	for _, s := range d.r.Signatures {
		if s.Holds() {
			hold = append(hold, s)
		} else {
			rest = append(rest, s)
		}
	}
	all := append(hold[:min(len(hold), signaturesShown-min(len(rest), 1))], rest...)
	for i := range all[:min(len(all), signaturesShown)] {
		lines = append(lines, all[i].Line()+". "+all[i].State())
	}
	if more := len(d.r.Signatures) - len(lines); more > 0 {
		lines = append(lines, "The patient’s page in Steelyard has "+count(more, "more signature", "more signatures")+".")
	}
	return lines
}

// CodeOf gives what the code carries: capital letters make it smaller.
func CodeOf(digest string) string { return "SHA256:" + strings.ToUpper(digest) }

// digest is the code beside the digest in groups and how it is used.
func (d *document) digest() sheet.Strip {
	const size, gap = 7.4, 8.0
	groups := d.Wrap(sheet.Bold(sheet.Text("Digest "+report.DigestGroups(d.r.Digest), 8)), inner-sealSize-gap, 3)
	check := report.HowToCheck
	if d.r.Selected != "" {
		check = report.WholeRecord + " " + check
	}
	how := d.Wrap(sheet.Text(check, size), inner-sealSize-gap, 7)
	code := sheet.NewCode(CodeOf(d.r.Digest))
	return sheet.Strip{Height: max(sealSize, sheet.Tall(len(groups), 8)+sheet.Tall(len(how), size)+6) + 2, Paint: func(y float64) {
		x := margin + sealSize + gap
		d.Content(d.Root.Add("P"), func() {
			below := d.Lines(x, y+4, groups, sheet.Bold(sheet.Text("", 8)))
			d.Lines(x, below+2, how, sheet.Text("", size))
		})
		e := d.Root.Add("Figure")
		e.Figure("QR code of the digest beside it", chart.Point{X: margin, Y: y}, chart.Point{X: margin + sealSize, Y: y + sealSize}, d.Size)
		d.Content(e, func() { d.DrawCode(code, chart.Point{X: margin - 6, Y: y}, sealSize) })
	}}
}
