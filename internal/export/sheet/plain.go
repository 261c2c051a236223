package sheet

import (
	"strings"
	"sync"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// box stands for a character that can't be printed.
const box = '□'

// unshaped are scripts whose letters the fonts have in part, but which would print in the wrong order or shape.
var unshaped = []*unicode.RangeTable{unicode.Arabic, unicode.Hebrew, unicode.Syriac, unicode.Nko, unicode.Thaana,
	unicode.Devanagari, unicode.Bengali, unicode.Tamil, unicode.Thai, unicode.Lao, unicode.Tibetan, unicode.Khmer, unicode.Myanmar}

// Plain makes text printable: composed letters, single spaces, and a visible box, remembered, for what the fonts don't
// have, what would print in the wrong order, and characters that steer or hide text.
func (s *Sheet) Plain(words string) string {
	if isPlain(words) {
		return words
	}
	words = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case r != box && printable(r):
			return r
		}
		s.boxes = true
		return box
	}, norm.NFC.String(strings.ToValidUTF8(words, "\uFFFD")))
	return strings.Join(strings.Fields(words), " ")
}

// isPlain says whether text is of single ASCII words already, as most is.
func isPlain(s string) bool {
	last := byte(' ')
	for i := range len(s) {
		if c := s[i]; c < ' ' || c > '~' || c == ' ' && last == ' ' {
			return false
		}
		last = s[i]
	}
	return last != ' '
}

// printables says of each of the first 65,536 characters whether it prints as itself.
var printables = sync.OnceValue(func() []bool {
	table := make([]bool, 0x10000)
	for r := range rune(len(table)) {
		table[r] = unicode.IsGraphic(r) && r != unicode.ReplacementChar && !unicode.In(r, unshaped...) && has(r)
	}
	return table
})

func printable(r rune) bool {
	table := printables()
	return int(r) < len(table) && table[r]
}
