package chart

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// flags are the labels of events above the plot. Each stands in a lane, so that no label hides another and no line
// crosses one. A label is cut only where it meets another or the edge, and never within a dose; what was cut stands in full in a
// list below. Where that takes too many lanes the flags are numbered, and the list says what they are.
type flags struct {
	height   float64
	list     []pennant
	numbered bool
}

type pennant struct {
	event       trendEvent
	x           float64 // of the line
	left, right float64 // of the label
	lane        int
	text        string
	cut         bool      // the label doesn't say all
	above       bool      // the label stands on the line and not beside it
	others      []float64 // the lines of further events that share the pennant
	last        int       // the number of the last of them
}

const lane = small + 2.5

func (p *plot) flags() flags {
	var f flags
	elsewhere := false
	for _, e := range p.c.events {
		if p.x.holds(e.At) {
			f.list = append(f.list, pennant{event: e, x: p.x.at(e.At)})
			elsewhere = elsewhere || e.Number > 0
		}
	}
	most := 4
	if isNarrow(p.width) && !p.c.small {
		most = 3
	}
	if lanes, ok := p.named(f.list, most); ok && !elsewhere {
		f.height = float64(lanes) * lane
		return f
	}
	f.numbered = true
	f.list = p.number(f.list)
	f.height = lane
	return f
}

// label is what a flag may say: everything, or less where there is no room.
type label struct {
	text string
	cut  bool
}

// labels gives what a flag may say, from everything to the name alone. A dose is whole or not there.
func (e *trendEvent) labels(s Surface, width float64) []label {
	list := []label{{e.Label, false}}
	if e.Short != e.Label {
		list = append(list, label{e.Short, false})
	}
	name := Label{Text: cmp.Or(e.Name, e.Label), Size: small}
	for _, share := range []float64{1, .5, .3} { // of the width
		if text := beginning(shorten(s, name, share*width)); text != "" {
			list = append(list, label{text + " …", true})
		}
	}
	return list
}

// beginning gives whole words of a text that was shortened, if it has some, without a number that has lost what it counts.
func beginning(text string) string {
	words := strings.Fields(strings.TrimSuffix(text, "…"))
	if strings.HasSuffix(text, "…") && len(words) > 1 {
		words = words[:len(words)-1]
	}
	for len(words) > 1 && strings.HasSuffix(text, "…") && strings.ContainsAny(words[len(words)-1], "0123456789") {
		words = words[:len(words)-1]
	}
	return strings.TrimRight(strings.Join(words, " "), ",;:")
}

// named gives each pennant its label and a lane: all in full if that goes at all, else in fewer words, else some cut.
func (p *plot) named(list []pennant, most int) (lanes int, ok bool) {
	for level := range 3 {
		tries := 3000 // of a place for one label; what is too crowded is numbered instead
		if p.hoist(list, len(list)-1, hoisting{level, most, &tries}) {
			for i := range list {
				lanes = max(lanes, list[i].lane+1)
			}
			return lanes, true
		}
	}
	return 0, false
}

// hoisting is what labels may be tried in: 0 for the whole words, 1 for fewer too, 2 for what is cut too.
type hoisting struct {
	level, lanes int
	tries        *int
}

func (h hoisting) allows(n int, l label) bool { return h.level == 2 || n <= h.level && !l.cut }

// hoist finds places for the pennants up to one, beside those after it.
func (p *plot) hoist(list []pennant, at int, h hoisting) bool {
	if at < 0 {
		return true
	}
	f := &list[at]
	for n, l := range f.event.labels(p.s, p.width) {
		if !h.allows(n, l) {
			continue
		}
		w := p.s.Width(Label{Text: l.text, Size: small})
		for side, left := range p.sides(f.x, w) {
			if side > 0 && mistaken(list, at, left) {
				continue
			}
			for f.lane = range h.lanes {
				f.text, f.cut, f.above, f.left, f.right = l.text, l.cut, side > 1, left, left+w
				if *h.tries--; *h.tries < 0 {
					return false
				}
				if left >= 0 && f.right <= p.width && f.free(list[at+1:]) && p.hoist(list, at-1, h) {
					return true
				}
			}
		}
	}
	return false
}

// mistaken says whether a label that does not stand right of its line begins so near to another line that it seems to be that one's.
func mistaken(list []pennant, at int, left float64) bool {
	const near = 16
	return slices.ContainsFunc(list, func(o pennant) bool { return o.x != list[at].x && o.x > left-near && o.x < left+near })
}

// sides gives where the left end of a label may stand: right of its line, left of it, and on top of it.
func (p *plot) sides(x, w float64) []float64 {
	const beside, over = 4, 14
	sides := []float64{x + beside, x - beside - w}
	for _, left := range []float64{x - over, x - w/2, x - w + over} {
		sides = append(sides, max(min(left, p.width-w), 0))
	}
	return sides
}

// free says whether a pennant's label meets no other label and no line, and its own line no label.
func (f *pennant) free(placed []pennant) bool {
	const gap = 8
	for i := range placed {
		o := &placed[i]
		labels := o.lane == f.lane && f.left < o.right+gap && o.left < f.right+gap
		crossed := o.lane >= f.lane && o.x > f.left-3 && o.x < f.right+3
		crosses := o.lane < f.lane && f.x > o.left-3 && f.x < o.right+3
		if labels || crossed || crosses {
			return false
		}
		if !f.above && o.lane == f.lane && f.x > o.left-3 && f.x < o.right+3 { // its own line stands up beside its label
			return false
		}
	}
	return true
}

// number gives flags their numbers; those too near to each other share one pennant.
func (p *plot) number(list []pennant) (kept []pennant) {
	for i, f := range list {
		own := i + 1
		if f.event.Number > 0 {
			own = f.event.Number
		}
		if len(kept) > 0 && f.x-kept[len(kept)-1].x < 38 {
			last := &kept[len(kept)-1]
			last.event.version = last.event.version && f.event.version
			last.others, last.last = append(last.others, f.x), own
			continue
		}
		f.text, f.lane, f.last = strconv.Itoa(own), 0, own
		kept = append(kept, f)
	}
	for i := range kept {
		if k := &kept[i]; len(k.others) > 0 {
			k.text += "–" + strconv.Itoa(k.last)
		}
	}
	for i := range kept {
		w := p.s.Width(Label{Text: kept[i].text, Size: small, Bold: true})
		left := (kept[i].x+kept[i].end())/2 - w/2
		if i > 0 {
			left = max(left, kept[i-1].right+4)
		}
		kept[i].left = max(min(left, p.width-w), 0)
		kept[i].right = kept[i].left + w
	}
	return kept
}

// end is where the last line stands that belongs to a pennant.
func (f *pennant) end() float64 {
	if n := len(f.others); n > 0 {
		return f.others[n-1]
	}
	return f.x
}

// span joins the events that share a pennant by a bar, with a short line down from it for each, so that none is hidden.
func (p *plot) span(f *pennant, y float64) {
	if len(f.others) == 0 {
		return
	}
	const short = 8
	pen := Pen{Stroke: ink, Width: 1.2}
	p.s.Line(Point{f.x, y}, Point{f.end(), y}, pen)
	for _, x := range f.others {
		p.s.Line(Point{x, y}, Point{x, y + short}, pen)
	}
}

func (p *plot) drawFlags(f flags) {
	for _, one := range f.list {
		bottom := f.height - float64(one.lane)*lane
		from := bottom - lane + 4
		if one.above {
			from = bottom - 1
		}
		if f.numbered {
			from = bottom
			p.span(&one, from)
		}
		p.s.Line(Point{one.x, from}, Point{one.x, p.bottom}, flagPen(one.event.version))
		p.s.Text(Point{one.left, bottom - 4}, Label{Text: one.text, Size: small, Bold: f.numbered, Colour: ink})
	}
}

// drawFlagKey lists in full what flags mean that are numbered or cut, in two columns where there is room, and counts the events
// that stand nowhere; it gives the height it takes.
func (p *plot) drawFlagKey(f flags, y float64) float64 {
	var lines []string
	drawn, elsewhere := 0, false
	for _, e := range p.c.events {
		if p.x.holds(e.At) {
			drawn++
			elsewhere = elsewhere || e.Number > 0
			lines = append(lines, fmt.Sprintf("%d. %s: %s", drawn, day(e.At), e.Label))
		}
	}
	if !f.numbered {
		lines = nil
		for _, one := range f.list {
			if one.cut {
				lines = append(lines, day(one.event.At)+": "+one.event.Label)
			}
		}
	}
	left := len(p.c.events) - drawn
	most := 20
	if isNarrow(p.width) {
		most = 8
	}
	if elsewhere {
		lines = nil
	} else if len(lines) > most {
		left, lines = left+len(lines)-most, lines[:most]
	}
	height := p.columns(Point{0, y}, lines)
	if left > 0 && !elsewhere {
		where := "table"
		if p.c.small {
			where = "record"
		}
		words := fmt.Sprintf("Not listed here: %d events. The %s has them.", left, where)
		height += paragraph(p.s, Point{0, y + height}, Label{Text: words, Size: small, Colour: grey}, p.width)
	}
	return height
}

func (p *plot) columns(at Point, lines []string) (height float64) {
	n := 2
	if isNarrow(p.width) {
		n = 1
	}
	width := p.width / float64(n)
	per := (len(lines) + n - 1) / n
	for i := range n {
		y := at.Y
		for _, text := range lines[min(i*per, len(lines)):min((i+1)*per, len(lines))] {
			y += paragraph(p.s, Point{at.X + float64(i)*width, y}, Label{Text: text, Size: small, Colour: ink}, width-14)
		}
		height = max(height, y-at.Y)
	}
	return height
}

// flagPen tells a change of treatment from a change of version by its line.
func flagPen(version bool) Pen {
	if version {
		return Pen{Stroke: ink, Width: 1.4, Dash: []float64{1.5, 3}}
	}
	return Pen{Stroke: ink, Width: 1.2, Dash: []float64{7, 3}}
}

func flagSign(version bool) func(Surface, Point) {
	return func(s Surface, c Point) {
		s.Line(Point{c.X, c.Y - 7}, Point{c.X, c.Y + 7}, flagPen(version))
	}
}
