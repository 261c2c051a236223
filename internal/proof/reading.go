package proof

import "strings"

func endsSentence(r rune) bool { return strings.ContainsRune(".?!;:", r) }

// wordsOf gives the words of an English text in lower case, a typographic apostrophe made plain.
func wordsOf(text string) []string {
	text = strings.ReplaceAll(strings.ToLower(text), "’", "'")
	return strings.FieldsFunc(text, func(r rune) bool { return !('a' <= r && r <= 'z' || r == '\'') })
}

// readingGrade gives the US school grade that reads an English text: 0.39 words a sentence + 11.8 syllables a word −
// 15.59 (Kincaid et al. 1975). Syllables are counted by groups of vowels, which is right to about one in ten words.
func readingGrade(text string) float64 {
	sentences, words, syllables := 0, 0, 0
	for _, sentence := range strings.FieldsFunc(text, endsSentence) {
		list := wordsOf(sentence)
		if len(list) == 0 {
			continue
		}
		sentences++
		words += len(list)
		for _, word := range list {
			syllables += syllablesOf(word)
		}
	}
	if words == 0 {
		return 0
	}
	return 0.39*float64(words)/float64(sentences) + 11.8*float64(syllables)/float64(words) - 15.59
}

func syllablesOf(word string) (n int) {
	vowel := false
	for _, r := range word {
		is := strings.ContainsRune("aeiouy", r)
		if is && !vowel {
			n++
		}
		vowel = is
	}
	silent := strings.HasSuffix(word, "e") && !strings.HasSuffix(word, "le") ||
		strings.HasSuffix(word, "ed") && !strings.HasSuffix(word, "ted") && !strings.HasSuffix(word, "ded")
	if silent && n > 1 {
		n--
	}
	return max(1, n)
}
