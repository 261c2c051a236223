// Package logo owns what becomes of a picture that somebody chose for their site's logo: it is decoded within bounds, turned
// upright, made small enough, and encoded anew, so that nothing but pixels is left of the file. It must not know where it is kept or shown.
package logo

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	"image/png"

	"steelyard/internal/clinic"
	"steelyard/internal/fault"
)

// The bounds of a file: its bytes, its pixels before any is decoded, and the box in pixels that the logo is made to fit.
const (
	MaxBytes  = 900 << 10
	MaxPixels = 4_000_000
	MaxWidth  = 600
	MaxHeight = 200
)

const instead = " Open it in a program for pictures, save it as a PNG about 600 pixels wide, and choose that."

// others are kinds of files that are told apart only to say what to do.
var others = []struct{ begins, what string }{
	{"GIF8", "This is a GIF."},
	{"RIFF", "This is a WebP picture."},
	{"%PDF", "This is a PDF."},
	{"BM", "This is a bitmap (BMP)."},
	{"II*\x00", "This is a TIFF."},
	{"MM\x00*", "This is a TIFF."},
	{"<", "This is an SVG or a page. It can carry programs, which would run in front of your patients."},
	{"\xef\xbb\xbf<", "This is an SVG or a page. It can carry programs, which would run in front of your patients."},
}

// Read makes the logo of a file that is a PNG or a JPEG; Invalid where it is neither, too large or broken.
func Read(file []byte) (l clinic.Logo, err error) {
	if len(file) > MaxBytes {
		return l, wrong(fmt.Sprintf("The file is too large: %d kB at most. Save it smaller, about 600 pixels wide.", MaxBytes>>10))
	}
	file = bytes.TrimLeft(file, "\t\n\r ")
	picture, err := decode(file)
	if err != nil {
		return l, err
	}
	fitted := fit(picture, orientation(file))
	var out bytes.Buffer
	if err := (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&out, fitted); err != nil {
		return l, fmt.Errorf("encode a logo: %w", err)
	}
	sum := sha256.Sum256(out.Bytes())
	return clinic.Logo{PNG: out.Bytes(), Hash: hex.EncodeToString(sum[:]), Width: fitted.Rect.Dx(), Height: fitted.Rect.Dy()}, nil
}

func wrong(what string) error { return fault.New(fault.Invalid, what) }

// decode looks at a picture's size before it decodes a pixel of it.
func decode(file []byte) (image.Image, error) {
	size, read := png.DecodeConfig, png.Decode
	switch {
	case bytes.HasPrefix(file, []byte("\x89PNG\r\n\x1a\n")):
	case bytes.HasPrefix(file, []byte("\xff\xd8\xff")):
		size, read = jpeg.DecodeConfig, jpeg.Decode
	default:
		return nil, unknown(file)
	}
	const broken = "This picture can’t be read: the file is damaged or not whole."
	config, err := size(bytes.NewReader(file))
	if err != nil {
		return nil, fault.Wrap(err, fault.Invalid, broken+instead)
	}
	if config.Width < 1 || config.Height < 1 || config.Width > MaxPixels/config.Height {
		return nil, wrong("The picture has too many pixels: 4 million at most, such as 2000 by 2000. Save it smaller, about 600 pixels wide.")
	}
	picture, err := read(bytes.NewReader(file))
	if err != nil {
		return nil, fault.Wrap(err, fault.Invalid, broken+instead)
	}
	return picture, nil
}

func unknown(file []byte) error {
	if len(file) == 0 {
		return wrong("Choose a file first.")
	}
	for _, other := range others {
		if bytes.HasPrefix(file, []byte(other.begins)) {
			return wrong(other.what + " Only PNG and JPEG are taken." + instead)
		}
	}
	return wrong("This is no picture that is known here. Only PNG and JPEG are taken." + instead)
}

// fit makes a picture stand upright and small enough for the box, with its proportions. Each new pixel is the mean of those that it stands for.
func fit(picture image.Image, orientation int) *image.NRGBA {
	from := image.NewRGBA(image.Rect(0, 0, picture.Bounds().Dx(), picture.Bounds().Dy()))
	draw.Draw(from, from.Rect, picture, picture.Bounds().Min, draw.Src)
	from = upright(from, orientation)
	width, height := Fit(from.Rect.Dx(), from.Rect.Dy(), MaxWidth, MaxHeight)
	to := image.NewNRGBA(image.Rect(0, 0, width, height))
	for y := range height {
		for x := range width {
			to.Set(x, y, mean(from, image.Rect(x*from.Rect.Dx()/width, y*from.Rect.Dy()/height, (x+1)*from.Rect.Dx()/width, (y+1)*from.Rect.Dy()/height)))
		}
	}
	return to
}

// mean gives the mean colour of a part of a picture, in which what is transparent counts for nothing.
func mean(of *image.RGBA, part image.Rectangle) color.Color {
	var r, g, b, a, n uint32
	for y := part.Min.Y; y < part.Max.Y; y++ {
		for x := part.Min.X; x < part.Max.X; x++ {
			c := of.RGBAAt(x, y)
			r, g, b, a, n = r+uint32(c.R), g+uint32(c.G), b+uint32(c.B), a+uint32(c.A), n+1
		}
	}
	round := func(sum uint32) uint8 { return uint8((sum + n/2) / n) } //nolint:gosec // a mean of bytes is a byte
	return color.RGBA{round(r), round(g), round(b), round(a)}
}

// Fit gives the size at which something of a width and a height fits a box with its proportions; it is never made larger,
// and never less than 1.
func Fit(width, height, boxWidth, boxHeight int) (w, h int) {
	w, h = width, height
	if w > boxWidth {
		w, h = boxWidth, h*boxWidth/w
	}
	if h > boxHeight {
		w, h = width*boxHeight/height, boxHeight
	}
	return max(1, w), max(1, h)
}
