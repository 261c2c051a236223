package sheet

import "testing"

// FuzzReadFile says that no bytes make the reader of a drawn file fail other than with an error.
func FuzzReadFile(f *testing.F) {
	f.Add([]byte("%PDF-1.3\n1 0 obj\n<</Kids [2 0 R ]>>\nendobj\nxref\n0 2\n0000000000 65535 f \n0000000009 00000 n \ntrailer\n<<\n/Size 2\n/Root 1 0 R\n/Info 1 0 R\n>>\nstartxref\n46\n%%EOF\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if file, err := readFile(data); err == nil {
			for _, n := range file.pages {
				if _, err := file.object(n); err != nil {
					continue
				}
			}
		}
	})
}

func TestFontsAreRead(t *testing.T) {
	for _, r := range "aÆþŁΩЩ≥−–“”…·ẞשمپ\u0640" {
		if !printable(string(r)) {
			t.Errorf("%c (%U) does not print", r, r)
		}
	}
	for _, r := range "\u202e\x00\u00ad李\u0e01\u200d\u06d2" {
		if printable(string(r)) {
			t.Errorf("%U prints", r)
		}
	}
	for style, f := range fonts() {
		if len(f.glyph) < 3000 || f.advance['W'] <= f.advance['i'] || f.advance['a'] <= 0 {
			t.Errorf("the face %q has %d characters", style, len(f.glyph))
		}
	}
}
