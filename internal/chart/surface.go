package chart

// Surface is what a chart is drawn on. Its origin is at the top left and its unit is a CSS pixel.
type Surface interface {
	Line(from, to Point, p Pen)
	Polyline(points []Point, p Pen)
	Polygon(points []Point, p Pen)
	Circle(centre Point, radius float64, p Pen)
	// Text writes a label whose baseline stands at a point.
	Text(at Point, l Label)
	// Width gives the width that a label takes, or a little more.
	Width(l Label) float64
}

// Point is a place on a surface.
type Point struct{ X, Y float64 }

// Colour is #rrggbb; an empty one draws nothing.
type Colour string

// Pen says how a shape is stroked and filled.
type Pen struct {
	Stroke Colour
	Width  float64
	Dash   []float64 // lengths of dash and gap; empty for a solid line
	Fill   Colour
}

// Label is a piece of text in one line.
type Label struct {
	Text   string
	Size   float64
	Bold   bool
	Anchor Anchor
	Colour Colour
}

// Anchor says which part of a label stands at its point.
type Anchor int

// The anchors.
const (
	Start Anchor = iota
	Middle
	End
)

// Height gives the height that a chart takes at a width on a kind of surface, without drawing anything.
func Height(c Chart, s Surface, width float64) float64 { return c.Draw(ruler{s}, width) }

// ruler measures and draws nothing.
type ruler struct{ Surface }

func (ruler) Line(Point, Point, Pen)     {}
func (ruler) Polyline([]Point, Pen)      {}
func (ruler) Polygon([]Point, Pen)       {}
func (ruler) Circle(Point, float64, Pen) {}
func (r ruler) Text(_ Point, l Label)    { r.Surface.Width(l) }
func (r ruler) Width(l Label) float64    { return r.Surface.Width(l) }

// rect draws a rectangle by its corners.
func rect(s Surface, a, b Point, p Pen) {
	s.Polygon([]Point{a, {b.X, a.Y}, b, {a.X, b.Y}}, p)
}
