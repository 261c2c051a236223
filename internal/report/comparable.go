package report

import (
	"slices"
	"strings"

	q "steelyard/internal/questionnaire"
)

// apart says why two answers to a scale can't be compared: another language, other words, or a version that the older
// answers can't be scored by. It is empty where they can.
func apart(from, to *end) string {
	switch {
	case otherLanguage(from, to):
		return "the language changed, " + from.p.Tongues + " then and " + to.p.Tongues + " now"
	case otherWording(from, to):
		return "the wording changed"
	}
	if from.p.Version == to.p.Version {
		return ""
	}
	if _, ok := rescoredEnd(from, to, to.c.Response.Language); !ok {
		return "the version changed, " + string(from.p.Version) + " then and " + string(to.p.Version) + " now"
	}
	return ""
}

// otherLanguage says whether the answers were given in other languages, as far as that was kept.
func otherLanguage(from, to *end) bool {
	return from.p.Tongues != to.p.Tongues && from.p.Tongues != "" && to.p.Tongues != ""
}

func otherWording(from, to *end) bool {
	if from.definition() == to.definition() && from.at == to.at && from.c.Response.Language == to.c.Response.Language {
		return false // the same words, without looking at them
	}
	return wordingOf(from.definition(), from.scale(), from.c.Response.Language) != wordingOf(to.definition(), to.scale(), to.c.Response.Language)
}

// rescoredEnd scores the older answers by the version of the newer ones.
func rescoredEnd(from, to *end, l q.Language) (end, bool) {
	answers, err := to.definition().Answers(from.c.Response.Answers)
	if err != nil { // that version does not accept every answer
		return end{}, false
	}
	c := &Completed{Response: from.c.Response, Result: to.c.Program.Score(answers), Program: to.c.Program, EnteredBy: from.c.EnteredBy, Mode: from.c.Mode}
	return newEnd(c, to.scale().ID, l)
}

// wordingOf gives the words that the answers behind a scale were given to: the introduction, the period that is asked
// about, each item and each choice. Two scales with the same words may be compared.
func wordingOf(d *q.Definition, s *q.Scale, l q.Language) string {
	words := []string{d.Intro.In(l), string(d.Recall)}
	for _, id := range behind(d, s) {
		item, ok := d.Item(id)
		if !ok {
			continue
		}
		words = append(words, string(id), item.Text.In(l))
		for _, c := range d.ChoicesOf(item) {
			words = append(words, string(c.Code), c.Label.In(l))
		}
	}
	return strings.Join(words, "\x00")
}

// behind gives the items that a scale is made from, also through other scales and conditions of a decision, in the
// definition's order.
func behind(d *q.Definition, s *q.Scale) (items []q.ItemID) {
	items = slices.Clone(s.Items)
	for _, id := range s.Scales { // a scale's operands stand before it, so this ends
		if inner, ok := d.Scale(id); ok && inner.ID != s.ID {
			items = append(items, behind(d, inner)...)
		}
	}
	slices.Sort(items)
	return slices.Compact(items)
}
