package chart

import (
	"strings"

	"steelyard/internal/profile"
	q "steelyard/internal/questionnaire"
	"steelyard/internal/report"
)

// pairs is two times side by side: for each row a value with its interval then, and one now.
type pairs struct {
	title string
	axis  string
	heads [2]string // what the rows are, and what the table says of the difference
	rows  []pair
}

// pair is one row: a scale, or a domain.
type pair struct {
	name       string
	then, now  side
	difference string
	says       string
}

// side is one of the two values of a pair. Its mark stands on the share of the possible range, its words on the scale's own.
type side struct {
	mark  mark
	shown string
	day   string
	known bool
	why   string
}

const pairAxis = "Share of the possible range, 0 to 100. "

// Changes gives the scales of a comparison, each on the share of its own range.
func Changes(c *report.Comparison) Chart {
	p := &pairs{title: "Scales then and now", axis: pairAxis + "Each scale by its own range.", heads: [2]string{"Scale", "What the difference says"}}
	for i := range c.Scales {
		x := &c.Scales[i]
		row := pair{name: plain(x.Title), then: newSide(x, &x.From), now: newSide(x, &x.To), difference: "not compared", says: plain(x.Statement)}
		if x.Comparable {
			low, high, known := x.Ends()
			row.difference = gap(x.Shown, low, high, known)
		}
		p.rows = append(p.rows, row)
	}
	return p
}

func newSide(c *report.Change, p *report.TrendPoint) side {
	width := c.Max - c.Min
	part := func(v float64) float64 { return 100 * (v - c.Min) / width }
	s := side{known: width > 0 && finite(p.Value), shown: plain(p.Shown), day: day(p.At)}
	s.mark = mark{value: part(p.Value), interval: p.Known, low: part(p.Low), high: part(p.High), unvalidated: c.Evidence == q.Unvalidated, assumed: p.Assumed}
	if s.mark.known() {
		own := mark{value: p.Value, interval: true, low: p.Low, high: p.High, fine: width < 10}
		s.shown += " (" + own.between() + ")"
	} else {
		s.shown += " (no interval)"
	}
	s.known = s.known && s.mark.ok()
	return s
}

// ProfileThenAndNow gives the domains of a profile at both times.
func ProfileThenAndNow(x *report.ProfileChange) Chart {
	p := &pairs{title: "The profile then and now", axis: shareTitle, heads: [2]string{"Domain", "What the difference says"}}
	for i := range x.Domains {
		d := &x.Domains[i]
		row := pair{name: plain(d.Title), then: domainSide(&d.Then), now: domainSide(&d.Now), difference: "not compared", says: plain(d.Statement)}
		if d.Comparable {
			low, high, known := d.Ends()
			row.difference = gap(sign(d.Difference), low, high, known)
		}
		p.rows = append(p.rows, row)
	}
	return p
}

func domainSide(v *profile.DomainValue) side {
	if !v.Answered {
		return side{shown: "no value", why: plain(v.Why)}
	}
	s := side{mark: mark{value: v.POMP, unvalidated: v.From.Evidence != q.Validated}, day: day(v.From.At)}
	if v.Error != nil {
		s.mark.interval, s.mark.low, s.mark.high = true, v.Error.Interval.Low, v.Error.Interval.High
		s.mark.assumed = v.Error.Basis == q.Assumed
	}
	s.shown, s.known = s.mark.shown(), s.mark.ok()
	return s
}

// sign prints a difference in whole numbers with its sign.
func sign(v float64) string {
	if whole(v) > 0 {
		return "+" + minus(whole(v))
	}
	return minus(whole(v))
}

func (c *pairs) Title() string { return c.title }

func (c *pairs) Describe() string {
	if len(c.rows) == 0 {
		return "Nothing was answered at both times."
	}
	said := make([]string, len(c.rows))
	for i, r := range c.rows {
		said[i] = r.name + ": then " + r.then.words() + ", now " + r.now.words() + ". " + r.says
	}
	return c.axis + " " + strings.Join(said, " ")
}

func (s *side) words() string {
	switch {
	case !s.known && s.why != "":
		return s.shown + ", " + s.why
	case s.day != "":
		return s.shown + " on " + s.day
	}
	return s.shown
}

func (c *pairs) Table() Table {
	t := Table{Caption: c.title + ". " + c.axis, Head: []string{c.heads[0], "Then, with its 95% interval", "Now, with its 95% interval", "Difference and its 95% interval", c.heads[1]}}
	for _, r := range c.rows {
		t.Rows = append(t.Rows, []string{r.name, r.then.words(), r.now.words(), r.difference, r.says})
	}
	return t
}

func (c *pairs) Draw(s Surface, width float64) float64 {
	if len(c.rows) == 0 {
		return paragraph(s, Point{}, Label{Text: c.Describe(), Size: body, Colour: grey}, width) + 4
	}
	f := domainFrame(width)
	if !f.narrow {
		f.right -= 34 // for “then” and “now” before the values
	}
	y := 8.0
	tops := make([]float64, len(c.rows))
	for i := range c.rows {
		tops[i] = y
		y += f.pairHeight(s, &c.rows[i])
	}
	a := share(s, f, 4, y)
	var k key
	for i := range c.rows {
		f.pair(s, a, tops[i], &c.rows[i])
		for _, x := range []side{c.rows[i].then, c.rows[i].now} {
			if x.known {
				k.add(x.mark)
			}
		}
	}
	y += tall(1, small) + 6
	y += paragraph(s, Point{0, y}, Label{Text: c.axis + " Above: then, in grey. Below: now.", Size: small, Colour: ink}, width) + 6
	return y + drawKey(s, Point{0, y}, width, k.entries()) + 4
}

// The heights of one value: beside its words on a desk, below them on a phone.
const (
	besideHeight = 19.0
	belowHeight  = 36.0
	pairGap      = 14.0
)

func (f frame) pairHeight(s Surface, r *pair) float64 {
	label := tall(len(Wrap(s, f.label(r.name), f.pairLabel())), body)
	if f.narrow {
		return label + 2*belowHeight + pairGap
	}
	return max(label, 2*besideHeight) + pairGap
}

func (f frame) pairLabel() float64 {
	if f.narrow {
		return f.width
	}
	return f.left - 18
}

// pair draws one row with its top at y.
func (f frame) pair(s Surface, a axis, y float64, r *pair) {
	height := f.pairHeight(s, r) - pairGap
	label := tall(len(Wrap(s, f.label(r.name), f.pairLabel())), body)
	if f.narrow {
		paragraph(s, Point{0, y}, f.label(r.name), f.width)
		f.below(s, a, y+label, "then ", &r.then, grey)
		f.below(s, a, y+label+belowHeight, "now ", &r.now, ink)
		return
	}
	paragraph(s, Point{0, y + (height-label)/2}, f.label(r.name), f.pairLabel())
	f.beside(s, a, y+height/2-besideHeight/2, "then", &r.then, grey)
	f.beside(s, a, y+height/2+besideHeight/2, "now", &r.now, ink)
}

// below writes a value and draws its mark under it.
func (f frame) below(s Surface, a axis, y float64, when string, x *side, c Colour) {
	l := Label{Text: when + x.shown, Size: small, Colour: ink}
	l.Text = shorten(s, l, f.width-f.left)
	s.Text(Point{f.left, y + small + 2}, l)
	track(s, a, y+small+14)
	if x.known {
		x.mark.draw(s, a, y+small+14, c)
	}
}

// beside draws a mark and writes its value at its right.
func (f frame) beside(s Surface, a axis, middle float64, when string, x *side, c Colour) {
	baseline := middle + small*.36
	s.Text(Point{f.right + 15, baseline}, Label{Text: when, Size: small, Colour: grey})
	l := Label{Text: x.shown, Size: small, Colour: ink}
	l.Text = shorten(s, l, f.width-f.right-48)
	s.Text(Point{f.right + 48, baseline}, l)
	if x.known {
		x.mark.draw(s, a, middle, c)
	}
}
