package pdf

import (
	"fmt"
	"slices"
	"strings"

	"steelyard/internal/chart"
	"steelyard/internal/export/sheet"
	"steelyard/internal/report"
)

// The letter is the first page: what a colleague wants, in sentences, whatever else the report has. What doesn't fit is
// counted, and the pages behind it have it.

// The logo stands at the top right of the letter, in a box of this size, scaled into it with its ratio kept.
const (
	logoWidth  = 150.0
	logoHeight = 48.0
)

// The sizes of the letter's text.
const (
	senderSize = 14.0
	letterSize = 8.8
)

// letterHead is what stands above the letter's text, laid out.
type letterHead struct {
	site    []string
	contact []string
	about   []string
	by      []string
}

func (d *document) newLetterHead() (h letterHead) {
	width := inner - logoWidth - 20
	h.site = d.Wrap(sheet.Bold(sheet.Text(d.r.Site, senderSize)), width, 3)
	if d.r.Contact != "" {
		h.contact = d.Wrap(sheet.Text(d.r.Contact, labelSize), width, 2)
	}
	h.about = d.Wrap(sheet.Bold(sheet.Text("About "+d.r.Patient.Name, headSize+1)), inner-120, 3)
	h.about = append(h.about, d.Wrap(sheet.Bold(sheet.Text("Record "+d.r.Patient.RecordNumber+", "+born(&d.r.Patient), headSize+1)), inner-120, 2)...)
	if d.r.By != "" {
		h.by = d.Wrap(sheet.Text("From "+d.r.By, headSize), inner-120, 2)
	}
	return h
}

func (h *letterHead) height() float64 {
	sender := max(sheet.Tall(len(h.site), senderSize)+sheet.Tall(len(h.contact), labelSize), logoHeight)
	return sender + 12 + sheet.Tall(len(h.about), headSize+1) + sheet.Tall(len(h.by), headSize) + 6
}

// letter lays the first page out. It is always one page.
func (d *document) letter() ([]sheet.Strip, error) {
	d.letterhead = d.newLetterHead()
	top := headTop + d.letterhead.height()
	if d.r.Invented {
		top += invertedHeight
	}
	words := d.r.Letter()
	sections := []*section{d.opening(&words), d.waiting(&words), d.acknowledged(&words), d.findings(&words), d.rest(&words), d.treatmentWords(&words), d.balance(&words), d.closing()}
	pages, err := frame{top, footTop - 6 - d.head.noticeHeight(), 1}.fit(sections, func(left []string) []sheet.Strip {
		if len(left) == 0 {
			return nil
		}
		return []sheet.Strip{d.paragraph("Not in this letter: "+strings.Join(left, ", ")+". The pages behind it have them.", labelSize)}
	})
	if err != nil {
		return nil, err
	}
	return pages[0], nil
}

// letterPage draws the letter.
func (d *document) letterPage(strips []sheet.Strip, of int) {
	d.AddPage()
	y := d.drawLetterHead(headTop)
	if d.r.Invented {
		d.Content(d.Root.Add("P"), func() { y = d.drawInvented(y) })
	}
	d.Paint(strips, y)
	d.Content(d.Root.Add("P"), func() { d.drawNotice(footTop - 4 - d.head.noticeHeight()) })
	d.Artifact("Footer", func() { d.drawFoot(1, of) })
}

// drawLetterHead draws who writes, when, about whom and by whom, and gives where it ends. The box of the logo is at its top
// right; the sender's words keep clear of it.
func (d *document) drawLetterHead(y float64) float64 {
	h := &d.letterhead
	bottom := y + h.height()
	d.Content(d.Root.Add("P"), func() {
		below := d.Lines(margin, y, h.site, sheet.Bold(sheet.Text("", senderSize)))
		d.Lines(margin, below, h.contact, sheet.Dimmed(sheet.Text("", labelSize)))
	})
	d.drawLogo(y)
	y += max(sheet.Tall(len(h.site), senderSize)+sheet.Tall(len(h.contact), labelSize), logoHeight) + 4
	d.Artifact("", func() {
		d.Ink.Line(chart.Point{X: margin, Y: y}, chart.Point{X: margin + inner, Y: y}, chart.Pen{Stroke: sheet.Black, Width: .9})
	})
	y += 5
	d.Content(d.Root.Add("P"), func() {
		date := sheet.Text(d.r.At.Format("2 January 2006"), headSize)
		date.Anchor = chart.End
		d.Ink.Text(chart.Point{X: margin + inner, Y: y + headSize + 1}, date)
	})
	d.Content(d.Root.Add("P"), func() {
		below := d.Lines(margin, y, h.about, sheet.Bold(sheet.Text("", headSize+1)))
		d.Lines(margin, below, h.by, sheet.Text("", headSize))
	})
	return bottom
}

// drawLogo draws the site's logo at the top right of its box. It is called by the site's name.
func (d *document) drawLogo(y float64) {
	l := d.r.Logo
	if l == nil {
		return
	}
	scale := min(logoWidth/float64(l.Width), logoHeight/float64(l.Height), 1)
	from := chart.Point{X: margin + inner - float64(l.Width)*scale, Y: y}
	to := chart.Point{X: margin + inner, Y: y + float64(l.Height)*scale}
	figure := d.Root.Add("Figure")
	figure.Figure("The logo of "+d.Plain(d.r.Site), from, to, sheet.A4)
	d.Content(figure, func() { d.Picture(l.Hash, l.PNG, from, to) })
}

func (d *document) opening(l *report.Letter) *section {
	s := &section{body: []sheet.Strip{d.subject(), d.paragraph("Dear colleague,", letterSize), d.paragraph(l.Opening, letterSize)}}
	if d.r.Selected != "" {
		s.body = append(s.body, d.paragraph(d.r.Selected, labelSize))
	}
	s.keep = len(s.body)
	return s
}

// subject is the document's title.
func (d *document) subject() sheet.Strip {
	return sheet.Strip{Height: titleSize*sheet.Leading + 4, Paint: func(y float64) {
		d.Content(d.Root.Add("H1"), func() {
			d.Ink.Text(chart.Point{X: margin, Y: y + titleSize}, sheet.Bold(sheet.Text("Report of symptom questionnaires", titleSize)))
		})
	}}
}

// waiting are the alerts that are open, each a line.
func (d *document) waiting(l *report.Letter) *section {
	s := &section{head: []sheet.Strip{d.heading("Alerts")}, rank: 1, floor: 3}
	for _, a := range l.Open {
		s.body = append(s.body, d.line(strings.ToUpper(string(a.Level))+", open since "+a.RaisedAt.Format("2 January 2006")+": ", a.Text, 3))
	}
	s.left = func(kept, of int) string { return count(of-kept, "open alert", "open alerts") }
	switch {
	case len(l.Open) == 0 && l.Acknowledged == "":
		return &section{}
	case len(l.Open) == 0:
		s.body, s.rank, s.left = []sheet.Strip{d.paragraph("None is open. "+l.Acknowledged, letterSize)}, 0, nil
	}
	s.keep = len(s.body)
	return s
}

// acknowledged is how many alerts were, below those that are open.
func (d *document) acknowledged(l *report.Letter) *section {
	if len(l.Open) == 0 || l.Acknowledged == "" {
		return &section{}
	}
	return &section{body: []sheet.Strip{d.paragraph(l.Acknowledged, letterSize)}, keep: 1}
}

// findings are the scores, each with how it changed.
func (d *document) findings(l *report.Letter) *section {
	if len(l.Findings) == 0 {
		return &section{}
	}
	s := &section{head: []sheet.Strip{d.heading("What was found")}, rank: 3, floor: 5}
	if l.Caution != "" { // what changed stands first, so that it is not taken for all that there is
		caution := d.paragraph(l.Caution, 7.4)
		caution.Glue = true
		s.head = append(s.head, caution)
	}
	for _, f := range l.Findings {
		s.body = append(s.body, d.finding(f))
	}
	s.keep = len(s.body)
	s.left = func(kept, of int) string { return count(of-kept, "score", "scores") }
	return s
}

// rest are the scales that say less, as far as there is room: they are the first to give way.
func (d *document) rest(l *report.Letter) *section {
	if len(l.Rest) == 0 {
		return &section{}
	}
	s := &section{head: []sheet.Strip{d.heading("Other scales, newest scores")}, rank: 4, keep: len(l.Rest)}
	for _, words := range l.Rest {
		lines := d.Wrap(sheet.Text(words, labelSize), inner, 2)
		s.body = append(s.body, sheet.Strip{Height: sheet.Tall(len(lines), labelSize) + 1.5, Paint: func(y float64) {
			d.Content(d.Root.Add("P"), func() { d.Lines(margin, y, lines, sheet.Text("", labelSize)) })
		}})
	}
	s.left = func(kept, of int) string { return count(of-kept, "other scale", "other scales") }
	return s
}

func (d *document) finding(f report.Finding) sheet.Strip {
	value := d.Wrap(sheet.Bold(sheet.Text(f.Value, letterSize)), inner, 2)
	says := d.Wrap(sheet.Text(f.Says, labelSize), inner-8, 3)
	return sheet.Strip{Height: sheet.Tall(len(value), letterSize) + sheet.Tall(len(says), labelSize) + 3, Paint: func(y float64) {
		d.Content(d.Root.Add("P"), func() {
			below := d.Lines(margin, y, value, sheet.Bold(sheet.Text("", letterSize)))
			d.Lines(margin+8, below+.5, says, sheet.Text("", labelSize))
		})
	}}
}

// line is a bold beginning with what it is about, in one paragraph.
func (d *document) line(bold, words string, most int) sheet.Strip {
	lines := d.Wrap(sheet.Bold(sheet.Text(bold+words, letterSize)), inner, most)
	return sheet.Strip{Height: sheet.Tall(len(lines), letterSize) + 2, Paint: func(y float64) {
		d.Content(d.Root.Add("P"), func() { d.Lines(margin, y, lines, sheet.Bold(sheet.Text("", letterSize))) })
	}}
}

// treatmentWords are the treatments now, and what changed in the report's time.
func (d *document) treatmentWords(l *report.Letter) *section {
	s := &section{head: []sheet.Strip{d.heading("Treatment, as recorded")}, rank: 2, floor: 1}
	now := "Now: none is recorded."
	if len(l.Current) > 0 {
		const all, some = 8, 3 // lines: what needs more than a third of the letter is begun only
		if now = d.listed("Now: ", l.Current, all); strings.Contains(now, moreInRecord) {
			now = d.listed("Now: ", l.Current, some)
		}
	}
	s.body = []sheet.Strip{d.paragraph(now, letterSize)}
	if len(l.Changes) > 0 {
		s.body = append(s.body, d.paragraph(d.listed("Since "+l.Since.Format("2 January 2006")+": ", l.Changes, 3), letterSize))
	}
	s.keep = len(s.body)
	s.left = func(int, int) string { return "changes of treatment" }
	return s
}

const moreInRecord = "more in the record"

// listed joins as many entries as stand on so many lines, and counts the others.
func (d *document) listed(title string, entries []string, most int) (words string) {
	for n := len(entries); n > 0; n-- {
		words = title + strings.Join(entries[:n], "; ")
		if n < len(entries) {
			words += fmt.Sprintf("; and %d "+moreInRecord, len(entries)-n)
		}
		if words += "."; len(chart.Wrap(d.Ink, sheet.Text(d.Plain(words), letterSize), inner)) <= most {
			return words
		}
	}
	return words
}

// balance is the small picture of the two groups with what it comes to beside it.
func (d *document) balance(l *report.Letter) *section {
	heading := d.heading("The balance of the two groups of domains, which is indirect")
	if d.r.Profile == nil || !d.r.Profile.Contrast.Available {
		return &section{head: []sheet.Strip{heading}, body: []sheet.Strip{d.paragraph(l.Profile, letterSize)}, keep: 1}
	}
	const picture, gap, units = 330.0, 12.0, 570.0
	figure := d.Figure(chart.SmallGroups(d.r), margin, picture, units)
	beside := d.Wrap(sheet.Text(l.Profile, letterSize), inner-picture-gap, 9)
	strip := sheet.Strip{Height: max(figure.Height, sheet.Tall(len(beside), letterSize)) + 2, Paint: func(y float64) {
		figure.Paint(y)
		d.Content(d.Root.Add("P"), func() { d.Lines(margin+picture+gap, y+4, beside, sheet.Text("", letterSize)) })
	}}
	return &section{head: []sheet.Strip{heading}, body: []sheet.Strip{strip}, keep: 1}
}

// closing ends the letter, with the newest signature that holds.
func (d *document) closing() *section {
	words := "With kind regards"
	if d.r.By != "" {
		words += ", " + d.r.By
	}
	s := &section{body: []sheet.Strip{d.paragraph(words, letterSize)}}
	if i := slices.IndexFunc(d.r.Signatures, func(s report.Signature) bool { return s.Holds() }); i >= 0 {
		s.body = append(s.body, d.paragraph(d.r.Signatures[i].Line()+".", labelSize))
	}
	s.keep = len(s.body)
	return s
}
