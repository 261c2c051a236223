package sheet

import (
	"slices"
	"strings"
	"sync"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"steelyard/internal/export/script"
)

// box stands for a character that can't be shown, in texts that come here.
const box = '□'

// unshaped are scripts whose letters the fonts have in part, but which would print in the wrong order or shape. Hebrew and
// Arabic are put in order by the package script.
var unshaped = []*unicode.RangeTable{unicode.Syriac, unicode.Nko, unicode.Thaana,
	unicode.Devanagari, unicode.Bengali, unicode.Tamil, unicode.Thai, unicode.Lao, unicode.Tibetan, unicode.Khmer, unicode.Myanmar}

// Plain makes text printable: composed letters, single spaces, and in place of words that can't be printed the name of what
// they are written in, in brackets and remembered: letters that the fonts don't have or that would print in the wrong shape,
// and characters that steer or hide text.
func (s *Sheet) Plain(words string) string {
	if isPlain(words) {
		return words
	}
	list := strings.FieldsFunc(letters(words), unicode.IsSpace)
	out := list[:0]
	for _, word := range list {
		if !printable(word) {
			word = s.named(word)
		}
		if n := len(out); n > 0 && out[n-1] == word && strings.HasPrefix(word, "[") {
			continue // two words of one script are one name of it
		}
		out = append(out, word)
	}
	return strings.Join(out, " ")
}

// letters composes letters, and gives those that came as one of their printed forms as themselves.
func letters(words string) string {
	words = norm.NFC.String(strings.ToValidUTF8(words, "\uFFFD"))
	if !strings.ContainsFunc(words, isForm) {
		return words
	}
	var b strings.Builder
	for _, r := range words {
		if isForm(r) {
			b.WriteString(norm.NFKC.String(string(r)))
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// isForm says whether a character is a printed form of Arabic letters.
func isForm(r rune) bool { return r >= 0xFB50 && r <= 0xFDFF || r >= 0xFE70 && r <= 0xFEFC }

// named gives a word with every stretch that can't be printed replaced by its name. A stretch is all letters of a script, so
// that no half of a name is left.
func (s *Sheet) named(word string) string {
	var b strings.Builder
	chars := []rune(word)
	for i := 0; i < len(chars); {
		name := writing(chars[i])
		end := i + 1
		for end < len(chars) && (writing(chars[end]) == name || unicode.Is(unicode.M, chars[end])) {
			end++
		}
		if stretch := string(chars[i:end]); printable(stretch) {
			b.WriteString(stretch)
		} else {
			b.WriteString("[" + name + "]")
			if !slices.Contains(s.unprinted, name) {
				s.unprinted = append(s.unprinted, name)
			}
		}
		i = end
	}
	return b.String()
}

// scripts are named as people name them; others have the name of the standard.
var scripts = []struct {
	table *unicode.RangeTable
	name  string
}{
	{unicode.Latin, "Latin letters"}, {unicode.Han, "Chinese characters"}, {unicode.Hiragana, "Japanese letters"}, {unicode.Katakana, "Japanese letters"}, {unicode.Hangul, "Korean letters"},
	{unicode.Arabic, "Arabic letters"}, {unicode.Hebrew, "Hebrew letters"}, {unicode.Cyrillic, "Cyrillic letters"}, {unicode.Greek, "Greek letters"},
}

// writing says what a character is written in.
func writing(r rune) string {
	for _, s := range scripts {
		if unicode.Is(s.table, r) {
			return s.name
		}
	}
	switch {
	case r == unicode.ReplacementChar || r == box || !unicode.IsGraphic(r):
		return "hidden character"
	case unicode.IsLetter(r) || unicode.Is(unicode.M, r):
		return scriptOf(r) + " letters"
	}
	return "symbol"
}

func scriptOf(r rune) string {
	for name, table := range unicode.Scripts { // a character is in one of them
		if unicode.Is(table, r) {
			return strings.ReplaceAll(name, "_", " ")
		}
	}
	return "other"
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

// printables says of each of the first 65,536 characters whether it prints, in every form that it may take.
var printables = sync.OnceValue(func() []bool {
	table := make([]bool, 0x10000)
	for r := range rune(len(table)) {
		forms := script.Forms(r)
		table[r] = len(forms) > 0 && r != box && unicode.IsGraphic(r) && r != unicode.ReplacementChar && !unicode.In(r, unshaped...) &&
			!slices.ContainsFunc(forms, func(form rune) bool { return !has(form) })
	}
	return table
})

// printable says whether every character of a word prints. The two that steer how Arabic letters join do between such letters.
func printable(word string) bool {
	table := printables()
	last := ' '
	for _, r := range word {
		switch {
		case (r == '\u200c' || r == '\u200d') && unicode.Is(unicode.Arabic, last):
		case int(r) >= len(table) || !table[r]:
			return false
		}
		last = r
	}
	return true
}
