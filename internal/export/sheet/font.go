package sheet

import (
	"bytes"
	"sync"

	"codeberg.org/go-fonts/dejavu/dejavusanscondensed"
	"codeberg.org/go-fonts/dejavu/dejavusanscondensedbold"
)

const family = "dejavu"

// font is a typeface with what is needed to measure it and to know which characters it has.
type font struct {
	ttf     []byte
	glyph   map[rune]int     // only characters the font has
	advance [0x10000]float64 // in sizes of text
}

// fonts are read once: the plain face under "", the bold one under "B".
var fonts = sync.OnceValue(func() map[string]*font {
	return map[string]*font{"": newFont(dejavusanscondensed.TTF), "B": newFont(dejavusanscondensedbold.TTF)}
})

// bytes gives a copy, because the library that embeds the font writes into what it is given.
func (f *font) bytes() []byte { return bytes.Clone(f.ttf) }

// has says whether every face has a character.
func has(r rune) bool {
	for _, f := range fonts() {
		if f.glyph[r] == 0 {
			return false
		}
	}
	return true
}

// newFont reads the tables of a TrueType file; one that can't be read has no character, so that everything prints as
// a box and a test fails.
func newFont(ttf []byte) *font {
	f := &font{ttf: ttf}
	t := tables(ttf)
	head, hhea, hmtx, cmap := t["head"], t["hhea"], t["hmtx"], unicodeMap(t["cmap"])
	if len(head) < 20 || len(hhea) < 36 || cmap == nil {
		return f
	}
	em, metrics := float64(u16(head, 18)), u16(hhea, 34)
	f.glyph = glyphs(cmap)
	for r, glyph := range f.glyph {
		if at := 4 * min(glyph, metrics-1); at+2 <= len(hmtx) {
			f.advance[r] = float64(u16(hmtx, at)) / em
		}
	}
	return f
}

func u16(b []byte, at int) int { return int(b[at])<<8 | int(b[at+1]) }

func u32(b []byte, at int) int { return u16(b, at)<<16 | u16(b, at+2) }

// tables gives the tables of a TrueType file by name.
func tables(ttf []byte) map[string][]byte {
	t := map[string][]byte{}
	if len(ttf) < 12 {
		return t
	}
	for i := range u16(ttf, 4) {
		at := 12 + 16*i
		if at+16 > len(ttf) {
			break
		}
		from, size := u32(ttf, at+8), u32(ttf, at+12)
		if from >= 0 && size >= 0 && from+size <= len(ttf) {
			t[string(ttf[at:at+4])] = ttf[from : from+size]
		}
	}
	return t
}

// unicodeMap finds the character map of format 4, which covers the first 65,536 characters.
func unicodeMap(cmap []byte) []byte {
	if len(cmap) < 4 {
		return nil
	}
	for i := range u16(cmap, 2) {
		at := 4 + 8*i
		if at+8 > len(cmap) {
			break
		}
		platform, encoding, from := u16(cmap, at), u16(cmap, at+2), u32(cmap, at+4)
		if (platform == 0 || platform == 3 && encoding == 1) && from+14 < len(cmap) && u16(cmap, from) == 4 {
			return cmap[from:]
		}
	}
	return nil
}

// glyphs reads a character map of format 4 (OpenType specification, cmap).
func glyphs(m []byte) map[rune]int {
	found := map[rune]int{}
	n := u16(m, 6) // twice the number of segments
	for s := 0; s < n; s += 2 {
		end, start := u16(m, 14+s), u16(m, 16+n+s)
		delta, offset := u16(m, 16+2*n+s), u16(m, 16+3*n+s)
		for c := start; c <= end && c < 0xffff; c++ {
			glyph := c
			if offset > 0 {
				at := 16 + 3*n + s + offset + 2*(c-start)
				if at+2 > len(m) {
					break
				}
				if glyph = u16(m, at); glyph == 0 {
					continue
				}
			}
			if glyph = (glyph + delta) & 0xffff; glyph != 0 {
				found[rune(c)] = glyph
			}
		}
	}
	return found
}
