package paper

import (
	"cmp"
	"strings"

	"steelyard/internal/chart"
	"steelyard/internal/export/sheet"
	q "steelyard/internal/questionnaire"
)

// head stands at the top of every page: the title, the site, and space for whose form it is and when it was filled in.
type head struct {
	height float64
	title  []string
	site   string
	who    []string // the record number and, where it was asked for, the name
}

const (
	titleSize = 13.0
	smallSize = 8.0
	bodySize  = 9.5
)

func (d *document) newHead() head {
	h := head{site: d.Shorten(sheet.Text(d.Site.Name, 9), d.inner*.3)}
	h.title = d.Wrap(sheet.Bold(sheet.Text(d.Definition.Title.In(d.Language), titleSize)), d.inner*.68, 2)
	if who := strings.Join(words(prefix("Record number: ", d.Record), d.Name), " · "); who != "" {
		h.who = d.Wrap(sheet.Bold(sheet.Text(who, bodySize)), d.inner-230, 2)
	}
	h.height = sheet.Tall(len(h.title), titleSize) + 6 + combHeight + smallSize + 12
	return h
}

func prefix(label, s string) string {
	if s == "" {
		return ""
	}
	return label + s
}

// words leaves out what is empty.
func words(all ...string) (list []string) {
	for _, s := range all {
		if s != "" {
			list = append(list, s)
		}
	}
	return list
}

// drawHead draws the head. On the first page it is part of the text; later it repeats and is passed over by a reader.
func (d *document) drawHead(first bool) {
	if !first {
		d.Artifact("Header", func() { d.drawWho(d.drawTitle(), false) })
		return
	}
	var y float64
	d.Content(d.Root.Add("H1"), func() { y = d.drawTitle() })
	d.Content(d.Root.Add("P"), func() { d.drawWho(y, true) })
}

func (d *document) drawTitle() float64 {
	y := d.Lines(margin, headTop, d.head.title, sheet.Bold(sheet.Text("", titleSize)))
	site := sheet.Text(d.head.site, 9)
	site.Anchor = chart.End
	d.Ink.Text(point(margin+d.inner, headTop+titleSize), site)
	return y + 6
}

// drawWho draws the line of whose form it is. The day is asked for once, on the first page.
func (d *document) drawWho(y float64, first bool) {
	if d.head.who != nil {
		d.Lines(margin, y, d.head.who, sheet.Bold(sheet.Text("", bodySize)))
	}
	if d.Record == "" {
		x := d.labelled(margin, y, "Record number")
		d.cells(x, y, strings.Repeat("_", 12), nil)
	}
	if first {
		c := dateComb()
		width := c.width()
		x := margin + d.inner - width
		d.labelled(x-d.Ink.Width(sheet.Text("Filled in on", smallSize))-6, y, "Filled in on")
		d.cells(x, y, c.shape, c.below)
	}
}

func (d *document) labelled(x, y float64, label string) float64 {
	l := sheet.Text(label, smallSize)
	d.Ink.Text(point(x, y+combHeight*.68), l)
	return x + d.Ink.Width(l) + 6
}

// part is a paragraph of what must be known first.
type part struct {
	words string
	bold  bool
}

// rated says whether a clinician fills the form in, and not the person.
func (d *document) rated() bool { return d.Definition.Respondent == q.Clinician }

// before is what must be known before the first question: what the form is not, whom to call, how to fill it in.
func (d *document) before() sheet.Strip {
	const size, pad = 8.5, 8.0
	width := d.inner - 2*pad - 4
	parts := []part{
		{notDiagnosis, false}, {notEmergency, true}, {d.Site.CrisisText, true},
		{prefix("You can reach the clinic here: ", d.Site.Contact), false}, {howTo, false},
	}
	if d.rated() {
		parts = []part{{forClinician, true}, {ratedNotDiagnosis, false}, {howToRate, false}}
	}
	height := 2 * pad
	type set struct {
		lines []string
		label chart.Label
	}
	var sets []set
	for _, p := range parts {
		for _, paragraph := range strings.Split(p.words, "\n") {
			l := sheet.Text(cmp.Or(strings.TrimSpace(paragraph), ""), size)
			if l.Text == "" {
				continue
			}
			l.Bold = p.bold
			lines := d.Wrap(l, width, 40)
			sets = append(sets, set{lines, l})
			height += sheet.Tall(len(lines), size) + 2
		}
	}
	return sheet.Strip{Height: height + 8, Paint: func(y float64) {
		d.Artifact("", func() {
			d.Box(margin, y, margin+d.inner, y+height, chart.Pen{Stroke: sheet.Black, Width: .9})
			d.Box(margin, y, margin+4, y+height, chart.Pen{Fill: sheet.Black})
		})
		at := y + pad
		for _, s := range sets {
			d.Content(d.Root.Add("P"), func() { at = d.Lines(margin+4+pad, at, s.lines, s.label) + 2 })
		}
	}}
}

const (
	notDiagnosis = "Your answers are not a diagnosis. A professional reads them together with you and with everything else that is known."
	notEmergency = "Not for emergencies: nobody may read this form at once."
	forClinician = "For a clinician who has examined the person. The person does not fill it in."
	thanks       = "Thank you. Please look once more whether every question that is meant for you has a cross, then give the form back."

	ratedNotDiagnosis = "What is rated here is not a diagnosis. It is read together with everything else that is known."
	howToRate         = "Put a cross in one box for each sign. To correct a cross, fill that box in and put a cross in the right one."
	ratedThanks       = "Please look once more whether every sign has a cross. Then enter the form."
	howTo             = "Put a cross in one box for each question. To correct a cross, fill that box in and put a cross in the right one. If you would rather not answer a question, leave it empty."
)
