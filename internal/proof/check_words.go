package proof

import (
	"fmt"
	"strings"

	q "steelyard/internal/questionnaire"
)

// The bounds from which a text is warned of.
const (
	manyWords = 30
	hardGrade = 8  // of Flesch–Kincaid; health information is advised to stay at 6 to 8
	textWords = 60 // fewer words than this have no reading level
)

// words warns of texts that stand twice and, where the wording is our own to change, of double negatives, of long items
// and of text that is hard to read.
func (f *findings) words(d *q.Definition) {
	own := d.Rights.Basis == q.OwnWork
	for _, l := range d.Languages {
		seen := map[string]q.ItemID{}
		for i := range d.Items {
			text, path := d.Items[i].Text[l], fmt.Sprintf("items[%d].text.%s", i, l)
			if text == "" {
				continue
			}
			key := strings.Join(strings.Fields(strings.ToLower(text)), " ")
			if other, twice := seen[key]; twice {
				f.warn(path, "say each thing once", "the text of %s stands at %s too", d.Items[i].ID, other)
			}
			seen[key] = d.Items[i].ID
			if own {
				f.style(path, l, &d.Items[i])
			}
		}
	}
	if own {
		f.reading(d)
	}
}

func (f *findings) style(path string, l q.Language, item *q.Item) {
	text := item.Text[l]
	if n := len(strings.Fields(text)); n > manyWords {
		f.warn(path, "make it shorter, or two items", "the item %s has %d words", item.ID, n)
	}
	if l == q.DefaultLanguage && doublyNegative(text) {
		f.warn(path, "say it without the second no", "the item %s has a double negative", item.ID)
	}
}

// reading warns of an English text that takes more schooling to read than most people should need.
func (f *findings) reading(d *q.Definition) {
	var all strings.Builder
	for i := range d.Items {
		if text := strings.TrimSpace(d.Items[i].Text[q.DefaultLanguage]); text != "" {
			all.WriteString(strings.TrimRight(text, ".") + ". ")
		}
	}
	text := all.String()
	if grade := readingGrade(text); grade > hardGrade && len(wordsOf(text)) >= textWords {
		f.warn("items", "use shorter words and sentences", "the English texts read at school grade %.1f (Flesch–Kincaid), above %d", grade, hardGrade)
	}
}

// doublyNegative says whether two negations stand in one sentence.
func doublyNegative(text string) bool {
	for _, sentence := range strings.FieldsFunc(text, endsSentence) {
		n := 0
		for _, word := range wordsOf(sentence) {
			if negative(word) {
				n++
			}
		}
		if n > 1 {
			return true
		}
	}
	return false
}

func negative(word string) bool {
	switch word {
	case "not", "no", "never", "none", "nothing", "nobody", "without", "cannot", "unable", "hardly", "neither", "nor":
		return true
	}
	return strings.HasSuffix(word, "n't")
}
