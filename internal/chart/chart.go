// Package chart owns the drawing of a report’s charts and of a definition’s scoring: each is drawn once, on any Surface (SVG for a page, another
// for print), and each has a text alternative. It must not know routes, file formats or how a number came about.
package chart

import "math"

// Chart is one drawing with its words. Draw may be called on any surface and at any width from MinWidth up.
type Chart interface {
	// Title names what is drawn, in a few words.
	Title() string
	// Describe says in sentences what a person who sees the drawing sees.
	Describe() string
	// Table gives every number of the drawing.
	Table() Table
	// Draw draws from (0, 0) to the right and downwards, in units of a CSS pixel, and gives the height that was used.
	Draw(s Surface, width float64) (height float64)
}

// Table is the text alternative of a chart: every row has as many cells as Head.
type Table struct {
	Caption string
	Head    []string
	Rows    [][]string
}

// The widths a page embeds, in units of a CSS pixel: Narrow for a phone, Wide for a desk.
const (
	MinWidth = 280.0
	Narrow   = 320.0
	Wide     = 760.0
)

// isNarrow says whether labels go above what they name instead of beside it.
func isNarrow(width float64) bool { return width < 520 }

// The sizes of text.
const (
	body  = 14.0
	small = 12.0
	line  = 1.3 // the distance of two lines, in sizes of text
)

// Inks: each that carries text is at least 4.5 to 1 on white and on every tint.
const (
	ink   Colour = "#212b32"
	grey  Colour = "#425563"
	rule  Colour = "#aeb7bd"
	faint Colour = "#d8dde0"
	blue  Colour = "#005eb8"
	paper Colour = "#ffffff"
)

func finite(values ...float64) bool {
	for _, v := range values {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return false
		}
	}
	return true
}
