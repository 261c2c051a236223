package chart

import (
	"fmt"
	"strconv"
)

// flags are the labels of events above the plot. Each stands in a lane, so that no label hides another and no line
// crosses one. Where that takes too many lanes the flags are numbered, and a list below says what they are.
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
	others      []float64 // the lines of further events that share the pennant
}

const lane = small + 2.5

func (p *plot) flags() flags {
	var f flags
	for _, e := range p.c.events {
		if p.x.holds(e.At) {
			f.list = append(f.list, pennant{event: e, x: p.x.at(e.At)})
		}
	}
	most, room := 4, 260.0
	if isNarrow(p.width) {
		most, room = 3, 150
	}
	if p.c.small {
		most, room = 5, 210
	}
	if lanes, ok := p.named(f.list, room, most); ok {
		f.height = float64(lanes) * lane
		return f
	}
	f.numbered = true
	f.list = p.number(f.list)
	f.height = lane
	return f
}

// named gives each pennant its label and a lane, from the last to the first.
func (p *plot) named(list []pennant, room float64, most int) (lanes int, ok bool) {
	for i := len(list) - 1; i >= 0; i-- {
		f := &list[i]
		l := Label{Text: f.event.Label, Size: small}
		if p.s.Width(l) > room {
			l.Text = f.event.Short
		}
		if p.c.small {
			l.Text = shorten(p.s, l, room)
		}
		if p.s.Width(l) > room {
			return 0, false
		}
		f.text = l.Text
		w := p.s.Width(l)
		f.left = max(min(f.x+4, p.width-w), 0)
		f.right = f.left + w
		if f.lane, ok = freeLane(f, list[i+1:], most); !ok {
			return 0, false
		}
		lanes = max(lanes, f.lane+1)
	}
	return lanes, true
}

// freeLane gives the lowest lane in which a pennant's label meets no other label and no line, and its own line no label.
func freeLane(f *pennant, placed []pennant, most int) (int, bool) {
	const gap = 8
	for n := range most {
		free := true
		for i := range placed {
			o := &placed[i]
			labels := o.lane == n && f.left < o.right+gap && o.left < f.right+gap
			crossed := o.lane >= n && o.x > f.left-3 && o.x < f.right+3
			crosses := o.lane < n && f.x > o.left-3 && f.x < o.right+3
			if labels || crossed || crosses {
				free = false
				break
			}
		}
		if free {
			return n, true
		}
	}
	return 0, false
}

// number gives flags their numbers; those too near to each other share one pennant.
func (p *plot) number(list []pennant) (kept []pennant) {
	first := 0
	for i, f := range list {
		if len(kept) > 0 && f.x-kept[len(kept)-1].x < 38 {
			last := &kept[len(kept)-1]
			last.text = fmt.Sprintf("%d–%d", first+1, i+1)
			last.event.version = last.event.version && f.event.version
			last.others = append(last.others, f.x)
			continue
		}
		first = i
		f.text, f.lane = strconv.Itoa(i+1), 0
		kept = append(kept, f)
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
		if f.numbered {
			from = bottom
			p.span(&one, from)
		}
		p.s.Line(Point{one.x, from}, Point{one.x, p.bottom}, flagPen(one.event.version))
		p.s.Text(Point{one.left, bottom - 4}, Label{Text: one.text, Size: small, Bold: f.numbered, Colour: ink})
	}
}

// drawFlagKey lists what numbered flags mean, in two columns where there is room, and counts the events that stand
// nowhere; it gives the height it takes.
func (p *plot) drawFlagKey(f flags, y float64) float64 {
	var lines []string
	for _, e := range p.c.events {
		if p.x.holds(e.At) {
			label := e.Label
			if p.c.small || isNarrow(p.width) {
				label = e.Short
			}
			lines = append(lines, fmt.Sprintf("%d. %s: %s", len(lines)+1, day(e.At), label))
		}
	}
	left := len(p.c.events) - len(lines)
	most := 20
	if isNarrow(p.width) {
		most = 8
	}
	if f.numbered && len(lines) > most {
		left, lines = left+len(lines)-most, lines[:most]
	}
	height := 0.0
	if f.numbered {
		height = p.columns(Point{0, y}, lines)
	}
	if left > 0 {
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
