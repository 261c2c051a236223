package sheet

import (
	"bytes"

	"codeberg.org/go-pdf/fpdf"

	"steelyard/internal/chart"
)

// Picture draws a PNG between its top left and its bottom right. The same picture under the same name is kept in the file once.
func (s *Sheet) Picture(name string, png []byte, from, to chart.Point) {
	kind := fpdf.ImageOptions{ImageType: "PNG"}
	s.pdf.RegisterImageOptionsReader(name, kind, bytes.NewReader(png))
	s.pdf.ImageOptions(name, from.X, from.Y, to.X-from.X, to.Y-from.Y, false, kind, 0, "")
}
