package testkit

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
)

// Picture gives a PNG of a size: a circle on nothing.
func Picture(width, height int) []byte {
	p := image.NewNRGBA(image.Rect(0, 0, width, height))
	for y := range height {
		for x := range width {
			if dx, dy := 2*x-width, 2*y-height; dx*dx*height*height+dy*dy*width*width < width*width*height*height {
				p.Set(x, y, color.NRGBA{0x00, 0x5e, uint8(0x60 + 0x90*x/width), 0xff})
			}
		}
	}
	var out bytes.Buffer
	if err := png.Encode(&out, p); err != nil {
		panic(err) // into memory it can't fail
	}
	return out.Bytes()
}
