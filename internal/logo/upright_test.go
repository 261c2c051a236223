package logo_test

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"testing"

	"steelyard/internal/logo"
)

// corners are the colours of a picture that is wider than high, in the order of reading.
var corners = map[string]color.RGBA{"red": {255, 0, 0, 255}, "green": {0, 255, 0, 255}, "blue": {0, 0, 255, 255}, "white": {255, 255, 255, 255}}

func cornered(t *testing.T) []byte {
	t.Helper()
	p := image.NewRGBA(image.Rect(0, 0, 96, 64))
	for y := range 64 {
		for x := range 96 {
			p.SetRGBA(x, y, corners[[]string{"red", "green", "blue", "white"}[x/48+2*(y/32)]])
		}
	}
	return encoded(t, p, true)
}

// exif puts a segment with an orientation, and where the picture was taken, behind the first two bytes of a JPEG.
func exif(file []byte, order binary.AppendByteOrder, orientation uint16) []byte {
	tiff := []byte("II*\x00")
	if order == binary.AppendByteOrder(binary.BigEndian) {
		tiff = []byte("MM\x00*")
	}
	entry := func(tag, kind uint16, count, value uint32) {
		tiff = order.AppendUint32(order.AppendUint16(order.AppendUint16(tiff, tag), kind), count)
		if kind == 3 {
			tiff = order.AppendUint16(order.AppendUint16(tiff, uint16(value)), 0)
		} else {
			tiff = order.AppendUint32(tiff, value)
		}
	}
	tiff = order.AppendUint16(order.AppendUint32(tiff, 8), 3)
	entry(0x010f, 2, 4, 0x41424300)
	entry(0x0112, 3, 1, uint32(orientation))
	entry(0x8825, 4, 1, 50)
	tiff = append(order.AppendUint32(tiff, 0), "52.5200 N 13.4050 E, the garden"...)
	return segment(file, append([]byte("Exif\x00\x00"), tiff...))
}

func segment(file, content []byte) []byte {
	head := binary.BigEndian.AppendUint16([]byte{0xff, 0xe1}, uint16(len(content)+2))
	return bytes.Join([][]byte{file[:2], head, content, file[2:]}, nil)
}

func cornersOf(t *testing.T, file []byte) (got [4]string, size image.Point) {
	t.Helper()
	l, err := logo.Read(file)
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(l.PNG, []byte("garden")) || bytes.Contains(l.PNG, []byte("Exif")) || bytes.Contains(l.PNG, []byte("eXIf")) {
		t.Error("what was hidden in the file is in the logo")
	}
	p, err := png.Decode(bytes.NewReader(l.PNG))
	if err != nil {
		t.Fatal(err)
	}
	size = p.Bounds().Size()
	for i := range got {
		r, g, b, _ := p.At(size.X/4+i%2*size.X/2, size.Y/4+i/2*size.Y/2).RGBA()
		for name, c := range corners {
			if near(r>>8, c.R) && near(g>>8, c.G) && near(b>>8, c.B) {
				got[i] = name
			}
		}
	}
	return got, size
}

func near(got uint32, want uint8) bool { return max(got, uint32(want))-min(got, uint32(want)) < 20 }

// Whichever way a camera was held, the logo stands upright, and where it was taken is gone.
func TestALogoStandsUpright(t *testing.T) {
	stored := cornered(t)
	for i, want := range [][4]string{
		{"red", "green", "blue", "white"}, // 1: the first row is at the top, the first column at the left
		{"green", "red", "white", "blue"}, // 2: top, right
		{"white", "blue", "green", "red"}, // 3: bottom, right
		{"blue", "white", "red", "green"}, // 4: bottom, left
		{"red", "blue", "green", "white"}, // 5: left, top
		{"blue", "red", "white", "green"}, // 6: right, top
		{"white", "green", "blue", "red"}, // 7: right, bottom
		{"green", "white", "red", "blue"}, // 8: left, bottom
	} {
		for _, order := range []binary.AppendByteOrder{binary.LittleEndian, binary.BigEndian} {
			t.Run(fmt.Sprint(i+1, order), func(t *testing.T) {
				size := image.Pt(96, 64)
				if i >= 4 {
					size = image.Pt(64, 96)
				}
				if got, is := cornersOf(t, exif(stored, order, uint16(i+1))); got != want || is != size {
					t.Errorf("got %v of %v, want %v of %v", got, is, want, size)
				}
			})
		}
	}
}

// What says nothing that can be read about which way up it is stays as it was stored, and is no fault.
func TestAnOrientationThatCantBeRead(t *testing.T) {
	stored := cornered(t)
	whole := exif(stored, binary.BigEndian, 6)
	begins := bytes.Index(whole, []byte("MM\x00*"))
	tiff := func(content string) []byte { return segment(stored, append([]byte("Exif\x00\x00"), content...)) }
	cases := map[string][]byte{
		"none":                     stored,
		"0":                        exif(stored, binary.BigEndian, 0),
		"9":                        exif(stored, binary.LittleEndian, 9),
		"empty":                    segment(stored, []byte("Exif\x00\x00")),
		"another segment":          segment(stored, append([]byte("http://ns.adobe.com/xap/1.0/\x00"), whole[begins:begins+60]...)),
		"no TIFF":                  tiff("XX\x00*\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00\x06\x00\x00"),
		"a directory far away":     tiff("MM\x00*\xff\xff\xff\xff\x00\x01"),
		"a directory cut off":      tiff("MM\x00*\x00\x00\x00\x08\x00\x05\x01\x12\x00\x03"),
		"cut off after the header": tiff("MM\x00*\x00\x00\x00\x08"),
		"cut off within it":        tiff("MM\x00*\x00"),
		"a long and not a short":   tiff("MM\x00*\x00\x00\x00\x08\x00\x01\x01\x12\x00\x04\x00\x00\x00\x01\x00\x06\x00\x00\x00\x00\x00\x00"),
		"two of them":              tiff("MM\x00*\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x02\x00\x06\x00\x06\x00\x00\x00\x00"),
	}
	for name, file := range cases {
		t.Run(name, func(t *testing.T) {
			if got, size := cornersOf(t, file); got != [4]string{"red", "green", "blue", "white"} || size != image.Pt(96, 64) {
				t.Errorf("got %v of %v", got, size)
			}
		})
	}
	for n := range whole { // cut off anywhere: refused, or read; never a fault of the program
		_, _ = logo.Read(whole[:n])
	}
}
