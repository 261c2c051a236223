// Package script owns how a line of text stands on paper: Arabic letters in their joined forms, and what runs from right to
// left in the order in which it is drawn. It must not know fonts or pages.
package script

import (
	"slices"
	"unicode"
)

// How a letter joins its neighbours. Zero is a letter that joins neither.
const (
	joinsBefore = 1 << iota // to the letter before it, on its right
	joinsAfter              // to the letter after it, on its left
)

// The characters that steer joining and are not drawn themselves.
const (
	nonJoiner = '\u200c'
	joiner    = '\u200d'
	tatweel   = '\u0640'
)

// forms are the characters that stand for the forms of a letter: alone, at the end, at the beginning and in the middle; 0
// where it has no such form.
type forms [4]rune

const (
	alone = iota
	final
	initial
	medial
)

// block is a run of letters whose forms stand beside each other in the Unicode blocks of Arabic presentation forms: n of each,
// from a first one on.
type block struct {
	first   rune
	n       int
	letters string
}

var blocks = []block{
	{0xFE80, 1, "\u0621"}, {0xFE81, 2, "\u0622\u0623\u0624\u0625"}, {0xFE89, 4, "\u0626"}, {0xFE8D, 2, "\u0627"}, {0xFE8F, 4, "\u0628"}, {0xFE93, 2, "\u0629"},
	{0xFE95, 4, "\u062A\u062B\u062C\u062D\u062E"}, {0xFEA9, 2, "\u062F\u0630\u0631\u0632"}, {0xFEB1, 4, "\u0633\u0634\u0635\u0636\u0637\u0638\u0639\u063A"},
	{0xFED1, 4, "\u0641\u0642\u0643\u0644\u0645\u0646\u0647"}, {0xFEED, 2, "\u0648"}, {0xFEF1, 4, "\u064A"},
	{0xFB50, 2, "\u0671"}, {0xFB52, 4, "\u067B\u067E\u0680\u067A\u067F\u0679\u06A4\u06A6\u0684\u0683\u0686\u0687"}, {0xFB82, 2, "\u068D\u068C\u068E\u0688\u0698\u0691"},
	{0xFB8E, 4, "\u06A9\u06AF\u06B3\u06B1"}, {0xFB9E, 2, "\u06BA"}, {0xFBA0, 4, "\u06BB"}, {0xFBA4, 2, "\u06C0"}, {0xFBA6, 4, "\u06C1\u06BE"}, {0xFBAE, 2, "\u06D2\u06D3"},
	{0xFBD3, 4, "\u06AD"}, {0xFBD7, 2, "\u06C7\u06C6\u06C8"}, {0xFBDE, 2, "\u06CB\u06C5\u06C9"}, {0xFBE4, 4, "\u06D0"}, {0xFBFC, 4, "\u06CC"},
}

var letters = func() map[rune]forms {
	m := map[rune]forms{'\u0649': {0xFEEF, 0xFEF0, 0xFBE8, 0xFBE9}} // the only one whose forms stand apart
	for _, b := range blocks {
		at := b.first
		for _, r := range b.letters {
			var f forms
			for i := range b.n {
				f[i] = at + rune(i)
			}
			m[r] = f
			at += rune(b.n)
		}
	}
	return m
}()

const lam = '\u0644'

// withLam are the alefs that are written as one sign with a lam before them: alone, and joined to the letter before.
var withLam = map[rune][2]rune{'\u0622': {0xFEF5, 0xFEF6}, '\u0623': {0xFEF7, 0xFEF8}, '\u0625': {0xFEF9, 0xFEFA}, '\u0627': {0xFEFB, 0xFEFC}}

// Forms gives every character that may be drawn for a letter. It gives none for an Arabic letter whose forms are not known,
// and the character itself for all that never changes its form.
func Forms(r rune) (list []rune) {
	switch f, ok := letters[r]; {
	case ok:
		for _, form := range f {
			if form != 0 {
				list = append(list, form)
			}
		}
		if ligatures, ok := withLam[r]; ok {
			list = append(list, ligatures[:]...)
		}
		return list
	case r == nonJoiner || r == joiner:
		return nil
	case unicode.Is(unicode.Arabic, r) && unicode.IsLetter(r) && r != tatweel && r < 0xFB50:
		return nil
	}
	return []rune{r}
}

// joins says which neighbours a character joins.
func joins(r rune) int {
	switch f := letters[r]; {
	case r == tatweel || r == joiner || f[medial] != 0:
		return joinsBefore | joinsAfter
	case f[final] != 0:
		return joinsBefore
	}
	return 0
}

// Joined gives a line, in the order in which it is read, with every Arabic letter in the form that its neighbours ask for.
// Characters that only steer joining are left out.
func Joined(line string) []rune {
	read := []rune(line)
	if !slices.ContainsFunc(read, func(r rune) bool { return r >= 0x600 }) {
		return read
	}
	drawn := make([]rune, 0, len(read))
	before := 0 // how the last letter joins
	for i := 0; i < len(read); i++ {
		r := read[i]
		switch f, ok := letters[r]; {
		case ok:
			if next := i + 1; r == lam && next < len(read) && withLam[read[next]] != [2]rune{} {
				drawn = append(drawn, withLam[read[next]][before&joinsAfter/joinsAfter])
				before, i = joinsBefore, next
				continue
			}
			drawn = append(drawn, f[form(joins(r), before, after(read[i+1:]))])
		case unicode.Is(unicode.Mn, r):
			drawn = append(drawn, r)
			continue
		case r != nonJoiner && r != joiner:
			drawn = append(drawn, r)
		}
		before = joins(r)
	}
	return drawn
}

// after gives how the next letter joins, past the marks that stand on this one.
func after(rest []rune) int {
	for _, r := range rest {
		if !unicode.Is(unicode.Mn, r) {
			return joins(r)
		}
	}
	return 0
}

// form chooses the form of a letter between two others.
func form(own, before, after int) int {
	back := own&joinsBefore != 0 && before&joinsAfter != 0
	on := own&joinsAfter != 0 && after&joinsBefore != 0
	switch {
	case back && on:
		return medial
	case back:
		return final
	case on:
		return initial
	}
	return alone
}
