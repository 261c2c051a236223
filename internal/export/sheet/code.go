package sheet

import (
	"github.com/boombuler/barcode/qr"

	"steelyard/internal/chart"
)

// Code is a QR code, row by row; true is dark. What it carries stands beside it in words.
type Code [][]bool

// NewCode makes a code. What can't be one gives none: the words beside it say the same.
func NewCode(content string) (rows Code) {
	code, err := qr.Encode(content, qr.M, qr.Auto)
	if err != nil {
		return nil
	}
	n := code.Bounds().Dx()
	for y := range n {
		row := make([]bool, n)
		for x := range n {
			r, _, _, _ := code.At(x, y).RGBA()
			row[x] = r < 0x8000
		}
		rows = append(rows, row)
	}
	return rows
}

// quiet is the white border that a code needs, in modules.
const quiet = 4

// DrawCode draws a code with its border in a square, a run of dark modules as one rectangle.
func (s *Sheet) DrawCode(c Code, at chart.Point, size float64) {
	n := len(c)
	side := size / float64(n+2*quiet)
	for y, row := range c {
		for x := 0; x < n; x++ {
			from := x
			for x < n && row[x] {
				x++
			}
			if x > from {
				left, top := at.X+float64(from+quiet)*side, at.Y+float64(y+quiet)*side
				s.Box(left, top, left+float64(x-from)*side, top+side, chart.Pen{Fill: Black})
			}
		}
	}
}
