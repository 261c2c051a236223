package chart

import (
	"fmt"
	"math"
	"strings"
)

// axis maps values to places; from may lie below or to the right of to.
type axis struct {
	min, max float64
	from, to float64
}

// at gives the place of a value; a value beyond an end stands at the end.
func (a axis) at(v float64) float64 {
	if a.max <= a.min {
		return a.from
	}
	share := (v - a.min) / (a.max - a.min)
	return a.from + min(max(share, 0), 1)*(a.to-a.from)
}

// steps gives about n round values from min to max.
func (a axis) steps(n int) (values []float64) {
	if a.max <= a.min {
		return []float64{a.min}
	}
	raw := (a.max - a.min) / float64(n)
	unit := math.Pow(10, math.Floor(math.Log10(raw)))
	step := 10 * unit
	for _, f := range []float64{1, 2, 5} {
		if f*unit >= raw {
			step = f * unit
			break
		}
	}
	for v := math.Ceil(a.min/step) * step; v <= a.max+step/1e6; v += step {
		values = append(values, v)
	}
	return values
}

// whole rounds half up, without a negative zero.
func whole(v float64) float64 { return math.Floor(v+.5) + 0 }

// minus prints a whole number with a true minus sign.
func minus(v float64) string {
	return strings.Replace(fmt.Sprintf("%.0f", v), "-", "−", 1)
}

// brief prints a tick with as many decimals as it needs, two at most.
func brief(v float64) string {
	s := fmt.Sprintf("%.2f", v)
	return strings.Replace(strings.TrimSuffix(strings.TrimRight(s, "0"), "."), "-", "−", 1)
}

// share is the axis of the possible range, labelled; its lines run through the rows where labels stand beside them.
func share(s Surface, f frame, top, bottom float64) axis {
	a := axis{0, 100, f.left, f.right}
	if f.narrow {
		top = bottom - 4
	}
	for _, v := range []float64{0, 25, 50, 75, 100} {
		x := a.at(v)
		s.Line(Point{x, top}, Point{x, bottom}, Pen{Stroke: faint, Width: 1})
		centred(s, Point{x, bottom + small + 2}, brief(v), f.width)
	}
	s.Line(Point{a.from, bottom}, Point{a.to, bottom}, Pen{Stroke: grey, Width: 1})
	return a
}

// centred writes a tick's label under it, or as near as it goes without leaving the drawing.
func centred(s Surface, at Point, text string, width float64) {
	l := Label{Text: text, Size: small, Anchor: Middle, Colour: grey}
	half := s.Width(l) / 2
	s.Text(Point{max(min(at.X, width-half), half), at.Y}, l)
}
