package paper

import (
	"testing"

	"steelyard/internal/clinic"
	"steelyard/internal/export/sheet"
	q "steelyard/internal/questionnaire"

	"pgregory.net/rapid"
)

// TestNothingLeavesThePage lays out forms of any words on both papers: no line of a question reaches into the columns or
// over the margin, and no strip below where a page ends.
func TestNothingLeavesThePage(t *testing.T) {
	words := rapid.StringOfN(rapid.RuneFrom([]rune("aiWMщΩé — -漢\u202e<&")), 1, 300, -1)
	label := rapid.StringOfN(rapid.RuneFrom([]rune("aiWé ")), 1, 40, -1)
	rapid.Check(t, func(t *rapid.T) {
		d := &q.Definition{Title: q.Text{"en": words.Draw(t, "title")}, Items: []q.Item{{ID: "a", Text: q.Text{"en": words.Draw(t, "text")}}}}
		f := Form{Definition: d, Language: "en", Paper: sheet.A4, Site: clinic.Site{Name: words.Draw(t, "site"), CrisisText: words.Draw(t, "crisis")}}
		if rapid.Bool().Draw(t, "letter") {
			f.Paper = sheet.Letter
		}
		doc := newDocument(f)
		x := doc.question(0, doc.inner-indent)
		for _, line := range append(x.words, doc.head.title...) {
			l := sheet.Text(line, bodySize)
			if w := doc.Ink.Width(l); w > doc.inner-indent+.01 {
				t.Fatalf("%q is %.1f wide, the paper has %.1f", line, w, doc.inner-indent)
			}
		}
		if n := len(doc.foot.crisis); sheet.Tall(n, footSize)+sheet.Tall(1, smallSize)+6 > footing-12 {
			t.Fatalf("the foot has %d lines", n)
		}
		labels := rapid.SliceOfN(label, 2, 12).Draw(t, "labels")
		if doc.longest(labels) < 0 || doc.top >= doc.bottom {
			t.Fatal("there is no space between head and foot")
		}
	})
}

func TestCombs(t *testing.T) {
	d, err := q.Parse("combs.yaml", []byte(combs))
	if err != nil {
		t.Fatal(err)
	}
	want := map[q.ItemID]string{"whole": "___", "half": "__._", "below": "___", "nap": "__:__", "long": "___:__", "clock": "__:__", "day": "____-__-__"}
	for i := range d.Items {
		item := &d.Items[i]
		c, ok := combOf(item)
		if item.Kind() == q.TextItem {
			if ok {
				t.Errorf("free text has a comb")
			}
			continue
		}
		if c.shape != want[item.ID] {
			t.Errorf("%s: got %q, want %q", item.ID, c.shape, want[item.ID])
		}
	}
	if (comb{shape: "__:__"}).width() <= 4*combWidth {
		t.Error("what stands between boxes takes no space")
	}
}

const combs = `
id: combs
version: 1.0.0
title: {en: Combs}
short_title: {en: Combs}
domain: test
purpose: {en: A test.}
evidence: unvalidated
languages: [en]
respondent: patient
minutes: 1
rights: {holder: Nobody, basis: own-work, commercial: "yes", source: own, as_of: 2026-11-23}
wording: included
choice_sets: []
items:
  - {id: whole, label: {en: A}, text: {en: A}, type: number, bounds: {min: 0, max: 100, step: 1}}
  - {id: half, label: {en: A}, text: {en: A}, type: number, bounds: {min: 0, max: 20, step: 0.5}}
  - {id: below, label: {en: A}, text: {en: A}, type: number, bounds: {min: -20, max: 5, step: 1}}
  - {id: nap, label: {en: A}, text: {en: A}, type: duration, bounds: {min: 0, max: 720, step: 1}}
  - {id: long, label: {en: A}, text: {en: A}, type: duration, bounds: {min: 0, max: 7200, step: 1}}
  - {id: clock, label: {en: A}, text: {en: A}, type: time}
  - {id: day, label: {en: A}, text: {en: A}, type: date}
  - {id: free, label: {en: A}, text: {en: A}, type: text}
scales:
  - {id: total, title: {en: T}, operator: value, items: [whole], missing: {rule: complete, source: own}, direction: neither, range: {min: 0, max: 100}, source: own}
sources: [{id: own, citation: Made up, checked: verified}]
`
