package logo_test

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"strings"
	"testing"

	"steelyard/internal/fault"
	"steelyard/internal/logo"
	"steelyard/internal/testkit"
)

func encoded(t testing.TB, p image.Image, asJPEG bool) []byte {
	t.Helper()
	var b bytes.Buffer
	err := png.Encode(&b, p)
	if asJPEG {
		b.Reset()
		err = jpeg.Encode(&b, p, nil)
	}
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestRead(t *testing.T) {
	cases := map[string]struct {
		file          []byte
		width, height int
	}{
		"small stays as it is":            {testkit.Picture(80, 40), 80, 40},
		"wide":                            {testkit.Picture(1200, 300), 600, 150},
		"high":                            {testkit.Picture(100, 1000), 20, 200},
		"very wide":                       {encoded(t, image.NewGray(image.Rect(0, 0, 4000, 3)), false), 600, 1},
		"JPEG":                            {encoded(t, image.NewYCbCr(image.Rect(0, 0, 400, 400), image.YCbCrSubsampleRatio420), true), 200, 200},
		"16 bits":                         {encoded(t, image.NewRGBA64(image.Rect(0, 0, 10, 10)), false), 10, 10},
		"palette":                         {encoded(t, image.NewPaletted(image.Rect(0, 0, 10, 10), color.Palette{color.White, color.Black}), false), 10, 10},
		"not at the origin, space before": {append([]byte("\n "), encoded(t, image.NewGray(image.Rect(7, 9, 17, 19)), false)...), 10, 10},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			l, err := logo.Read(c.file)
			if err != nil || l.Width != c.width || l.Height != c.height {
				t.Fatalf("got %d by %d, %v", l.Width, l.Height, err)
			}
			p, err := png.Decode(bytes.NewReader(l.PNG))
			if err != nil || p.Bounds() != image.Rect(0, 0, c.width, c.height) {
				t.Errorf("got %v, %v", p.Bounds(), err)
			}
			again, err := logo.Read(c.file)
			if err != nil || again.Hash != l.Hash || len(l.Hash) != 64 {
				t.Errorf("the same file gives another logo: %s, %s, %v", l.Hash, again.Hash, err)
			}
		})
	}
}

// A picture that is made smaller keeps its colours, and what is transparent darkens nothing beside it.
func TestTheMeanOfColours(t *testing.T) {
	p := image.NewNRGBA(image.Rect(0, 0, 1200, 2))
	for x := range 1200 {
		p.Set(x, 0, color.NRGBA{200, 100, 50, 255})
		if x%2 == 0 {
			p.Set(x, 1, color.NRGBA{200, 100, 50, 255})
		}
	}
	l, err := logo.Read(encoded(t, p, false))
	if err != nil {
		t.Fatal(err)
	}
	got, err := png.Decode(bytes.NewReader(l.PNG))
	if err != nil {
		t.Fatal(err)
	}
	if c, _ := color.NRGBAModel.Convert(got.At(5, 0)).(color.NRGBA); c.A != 191 || c.R < 198 || c.R > 202 || c.G < 98 || c.G > 102 {
		t.Errorf("got %+v, want the same colour, three quarters of it", c)
	}
}

// Nothing of a file is left but its pixels.
func TestWhatIsHiddenInAFileIsGone(t *testing.T) {
	secret := "GPS 52.5200 13.4050 <script>alert(1)</script>"
	file := testkit.Picture(40, 20)
	chunk := append([]byte("tEXt"), []byte("Comment\x00"+secret)...)
	var hidden bytes.Buffer
	hidden.Write(file[:33]) // the signature and the head
	_ = binary.Write(&hidden, binary.BigEndian, uint32(len(chunk)-4))
	hidden.Write(chunk)
	_ = binary.Write(&hidden, binary.BigEndian, crc32.ChecksumIEEE(chunk))
	hidden.Write(file[33:])
	hidden.WriteString(secret) // behind the end
	photo := encoded(t, image.NewGray(image.Rect(0, 0, 40, 20)), true)
	comment := append([]byte{0xff, 0xfe, 0, byte(len(secret) + 2)}, secret...)
	photo = append(append(append([]byte{}, photo[:2]...), comment...), photo[2:]...)
	for name, f := range map[string][]byte{"PNG": hidden.Bytes(), "JPEG": photo} {
		l, err := logo.Read(f)
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if !bytes.Contains(f, []byte(secret)) || bytes.Contains(l.PNG, []byte("script")) || bytes.Contains(l.PNG, []byte("GPS")) {
			t.Errorf("%s: what was hidden is still there", name)
		}
	}
}

// bomb is a small file that says it has very many pixels.
func bomb(width, height uint32) []byte {
	head := append([]byte("IHDR"), make([]byte, 13)...)
	binary.BigEndian.PutUint32(head[4:], width)
	binary.BigEndian.PutUint32(head[8:], height)
	head[12], head[13] = 8, 6
	b := append([]byte("\x89PNG\r\n\x1a\n"), 0, 0, 0, 13)
	b = append(b, head...)
	return binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(head))
}

func TestReadRefuses(t *testing.T) {
	cases := map[string]struct {
		file []byte
		want string
	}{
		"nothing":                    {nil, "Choose a file"},
		"SVG":                        {[]byte(`<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>`), "SVG"},
		"SVG with a head":            {[]byte("\ufeff<?xml version='1.0'?><svg/>"), "SVG"},
		"SVG behind spaces":          {[]byte("\n\n  <svg/>"), "save it as a PNG"},
		"GIF":                        {[]byte("GIF89a..."), "GIF"},
		"WebP":                       {[]byte("RIFF....WEBPVP8 "), "WebP"},
		"PDF":                        {[]byte("%PDF-1.7"), "PDF"},
		"text":                       {[]byte("hello"), "no picture"},
		"half a PNG":                 {testkit.Picture(300, 300)[:200], "damaged"},
		"half a JPEG":                {encoded(t, image.NewGray(image.Rect(0, 0, 400, 400)), true)[:300], "damaged"},
		"only a signature":           {[]byte("\x89PNG\r\n\x1a\n"), "damaged"},
		"too many bytes":             {bytes.Repeat([]byte("x"), logo.MaxBytes+1), "too large"},
		"too many pixels":            {bomb(30000, 30000), "too many pixels"},
		"one pixel too many":         {bomb(2000, 2001), "too many pixels"},
		"more than a number can say": {bomb(0x7fffffff, 0x7fffffff), "pixels"},
		"very wide":                  {bomb(4_000_001, 1), "too many pixels"},
	}
	for name, c := range cases {
		_, err := logo.Read(c.file)
		if fault.KindOf(err) != fault.Invalid || !strings.Contains(fault.Message(err), c.want) {
			t.Errorf("%s: got %v (%s), want %q", name, err, fault.Message(err), c.want)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add(testkit.Picture(4, 4))
	f.Add(bomb(5, 5))
	f.Add([]byte("<svg/>"))
	f.Add(exif(encoded(f, image.NewGray(image.Rect(0, 0, 8, 4)), true), binary.BigEndian, 6))
	f.Fuzz(func(t *testing.T, file []byte) {
		l, err := logo.Read(file)
		if err != nil {
			if fault.KindOf(err) != fault.Invalid {
				t.Errorf("got %v", err)
			}
			return
		}
		if _, err := png.Decode(bytes.NewReader(l.PNG)); err != nil || l.Width > logo.MaxWidth || l.Height > logo.MaxHeight {
			t.Errorf("got %d by %d, %v", l.Width, l.Height, err)
		}
	})
}

func ExampleFit() {
	fmt.Println(logo.Fit(1200, 300, 600, 200))
	fmt.Println(logo.Fit(100, 1000, 600, 200))
	// Output:
	// 600 150
	// 20 200
}
