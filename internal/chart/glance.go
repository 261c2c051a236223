package chart

import (
	"fmt"
	"html"
	"strings"
	"time"
)

// Glance is a profile small enough for a line of a list: one interval a domain, upright, beside each other in the order
// of the definition. It has no words of its own; its description says every value.
type Glance struct {
	Domains []string // the names of all domains, in order
	Marks   []GlanceMark
	As      time.Time // when the profile was as it is drawn
}

// GlanceMark is one domain that was answered, by its place among the domains.
type GlanceMark struct {
	Place       int
	Value       float64
	Known       bool // whether low and high are
	Low, High   float64
	Assumed     bool
	Unvalidated bool
}

// The measures of a glance: a column for each domain, and the height of the share axis with room for a mark at each end.
const (
	glanceColumn = 14.0
	glanceHeight = 44.0
	glanceRoom   = 5.0
)

// Describe says in sentences what a person who sees the drawing sees.
func (g Glance) Describe() string {
	said := make([]string, 0, len(g.Marks))
	for _, m := range g.Marks {
		said = append(said, plain(g.Domains[m.Place])+" "+m.mark().shown())
	}
	if len(said) == 0 {
		return "No domain has a value."
	}
	return fmt.Sprintf("Profile as of %s, share of the possible range with its 95%% interval: %s. %d of %d domains have a value.",
		g.As.Format("2 Jan 2006"), strings.Join(said, "; "), len(said), len(g.Domains))
}

func (m GlanceMark) mark() mark {
	return mark{value: m.Value, low: m.Low, high: m.High, interval: m.Known, unvalidated: m.Unvalidated, assumed: m.Assumed}
}

// SVG gives the glance as an element for a page. All marks of a kind are one path, because a list has many of them.
func (g Glance) SVG() string {
	width := glanceColumn * float64(len(g.Domains))
	a := axis{0, 100, glanceHeight - glanceRoom, glanceRoom}
	var grid, firm, assumed, dots, diamonds strings.Builder
	for _, v := range []float64{0, 50, 100} {
		fmt.Fprintf(&grid, "M0 %sH%s", num(a.at(v)), num(width))
	}
	for _, m := range g.Marks {
		if m.Place < 0 || m.Place >= len(g.Domains) || !m.mark().ok() {
			continue
		}
		x, y := glanceColumn*(float64(m.Place)+.5), a.at(m.Value)
		if m.Known {
			line := &firm
			if m.Assumed {
				line = &assumed
			}
			fmt.Fprintf(line, "M%s %sV%s", num(x), num(a.at(m.Low)), num(a.at(m.High)))
		}
		if m.Unvalidated {
			fmt.Fprintf(&diamonds, "M%s %sl3.5 3.5-3.5 3.5-3.5-3.5z", num(x), num(y-3.5))
		} else {
			fmt.Fprintf(&dots, "M%s %sa3 3 0 1 0 6 0a3 3 0 1 0-6 0", num(x-3), num(y))
		}
	}
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" class="glance" role="img" aria-label="%s" viewBox="0 0 %s %s" width="%s" height="%s">`,
		html.EscapeString(g.Describe()), num(width), num(glanceHeight), rem(width), rem(glanceHeight))
	path := func(d, pen string) {
		if d != "" {
			b.WriteString(`<path d="` + d + `" ` + pen + `/>`)
		}
	}
	path(grid.String(), `fill="none" stroke="`+string(faint)+`"`)
	path(firm.String(), `fill="none" stroke="`+string(ink)+`" stroke-width="2"`)
	path(assumed.String(), `fill="none" stroke="`+string(ink)+`" stroke-width="2" stroke-dasharray="3 2"`)
	path(dots.String(), `fill="`+string(ink)+`"`)
	path(diamonds.String(), `fill="`+string(paper)+`" stroke="`+string(ink)+`" stroke-width="1.5"`)
	b.WriteString("</svg>")
	return b.String()
}
