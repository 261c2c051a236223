package chart

// entry is one line of a drawing's key: a sign and what it means.
type entry struct {
	words string
	sign  func(s Surface, centre Point)
}

// drawKey writes one entry after the other, in as many lines as the width needs, and gives the height it takes.
func drawKey(s Surface, at Point, width float64, entries []entry) float64 {
	const sign = 34.0
	x, y := 0.0, 0.0
	for _, e := range entries {
		l := Label{Text: e.words, Size: small, Colour: grey}
		w := sign + s.Width(l) + 18
		if x > 0 && x+w > width {
			x, y = 0, y+tall(1, small)+3
		}
		e.sign(s, Point{at.X + x + 13, at.Y + y + small*.7})
		used := paragraph(s, Point{at.X + x + sign, at.Y + y}, l, width-sign)
		x += w
		y += used - tall(1, small)
	}
	if len(entries) == 0 {
		return 0
	}
	return y + tall(1, small)
}

// key remembers which shapes and lines a drawing uses, so that it explains those and no others.
type key struct{ validated, unvalidated, known, assumed, bare bool }

func (k *key) add(m mark) {
	k.validated = k.validated || !m.unvalidated
	k.unvalidated = k.unvalidated || m.unvalidated
	k.known = k.known || m.known() && !m.assumed
	k.bare = k.bare || !m.known()
	k.assumed = k.assumed || m.known() && m.assumed
}

func (k key) entries() (list []entry) {
	dot := func(m mark) func(Surface, Point) {
		return func(s Surface, c Point) { m.dot(s, c, ink) }
	}
	line := func(dash []float64) func(Surface, Point) {
		return func(s Surface, c Point) {
			s.Line(Point{c.X - 13, c.Y}, Point{c.X + 13, c.Y}, Pen{Stroke: ink, Width: 2.2, Dash: dash})
		}
	}
	for _, e := range []struct {
		use bool
		entry
	}{
		{k.validated, entry{"from a validated scale", dot(mark{})}},
		{k.unvalidated, entry{"from a scale that has not been validated", dot(mark{unvalidated: true})}},
		{k.known, entry{"95% interval, error known from a sample", line(nil)}},
		{k.assumed, entry{"95% interval, error assumed (provisional)", line(assumedDash)}},
		{k.bare, entry{"no interval: the error of measurement is not known", dot(mark{unvalidated: k.unvalidated && !k.validated})}},
	} {
		if e.use {
			list = append(list, e.entry)
		}
	}
	return list
}

// assumedDash marks an interval that rests on an assumption.
var assumedDash = []float64{5, 3.5}
