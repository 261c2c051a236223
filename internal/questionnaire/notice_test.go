package questionnaire

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"steelyard/internal/fault"
)

// twoTongues is a definition in English and German, with a notice.
func twoTongues(notice string) string {
	return `id: rest
version: 1.0.0
title: {en: Rest, de: Ruhe}
short_title: {en: Rest, de: Ruhe}
domain: rest
purpose: {en: Shows a notice., de: Zeigt einen Hinweis.}
evidence: unvalidated
languages: [en, de]
respondent: patient
minutes: 1
rights: {holder: Us, basis: own-work, notice: ` + notice + `, commercial: "yes", source: s, as_of: 2026-11-23}
wording: included
choice_sets:
  - {id: often, choices: [{code: "0", score: 0, label: {en: Never, de: Nie}}, {code: "1", score: 1, label: {en: Often, de: Oft}}]}
items:
  - {id: sat, label: {en: Sat, de: Sitzen}, text: {en: I sat., de: Ich saß.}, choices: often}
scales:
  - {id: total, title: {en: Rest, de: Ruhe}, operator: value, items: [sat], missing: {rule: complete, source: s}, direction: well-being, range: {min: 0, max: 1}, source: s}
sources:
  - {id: s, citation: Us 2026, checked: verified}
`
}

// TestNoticeIsPlainOrInEveryLanguage reads both forms, and wants each language of the second one.
func TestNoticeIsPlainOrInEveryLanguage(t *testing.T) {
	plain, both := parsed(t, twoTongues("Free for all.")), parsed(t, twoTongues("{en: Free for all., de: Für alle frei.}"))
	for _, c := range []struct {
		d      *Definition
		wanted Language
		want   []NoticeLine
	}{
		{plain, "en", []NoticeLine{{"Free for all.", "en"}}},
		{plain, "de", []NoticeLine{{"Free for all.", "en"}}},
		{both, "en", []NoticeLine{{"Free for all.", "en"}}},
		{both, "de", []NoticeLine{{"Für alle frei.", "de"}}},
		{both, "fr", []NoticeLine{{"Free for all.", "en"}}},
		{minimal(t), "en", nil},
	} {
		if got := c.d.Notice(c.wanted); fmt.Sprint(got) != fmt.Sprint(c.want) {
			t.Errorf("%s: got %v, want %v", c.wanted, got, c.want)
		}
	}
	for d, want := range map[*Definition]string{plain: `"notice":"Free for all."`, both: `"notice":{"de":"Für alle frei.","en":"Free for all."}`} {
		if b, err := json.Marshal(d.Rights); err != nil || !strings.Contains(string(b), want) {
			t.Errorf("canonical form: got %s, %v, want %s in it", b, err, want)
		}
	}
	for notice, want := range map[string]string{
		"{en: Free for all.}":                `11:47: the text in "de" is missing (add it, or take the language out of languages)`,
		"{en: Free., de: Frei., fr: Libre.}": `11:74: the language "fr" is not declared (add it to languages)`,
		`""`:                                 `11:47: there is no text here (write the text, or leave the key out)`,
		"[Free for all.]":                    `11:47: this must be names with values`,
		"\"a\u202eb\"":                       `11:47: the text has a control character (remove it; plain text and line breaks are enough)`,
	} {
		_, err := Parse("r.yaml", []byte(twoTongues(notice)))
		if list := fault.Details(err); len(list) != 1 || list[0].String() != "r.yaml:"+want {
			t.Errorf("%s: got %q, want %q", notice, list, want)
		}
	}
}

// TestNoticeOfAWording puts the notice of the wording that is shown beside the key's, and that of no other one.
func TestNoticeOfAWording(t *testing.T) {
	named := strings.Replace(keyOnly, `"© Somebody."`, "{en: By Somebody.}", 1)
	in := func(l Language, notice string) *Pack {
		p := *pack(t, parsed(t, keyOnly))
		p.Language, p.Notice = l, notice
		return &p
	}
	for _, c := range []struct {
		key    string
		packs  []*Pack
		wanted Language
		want   string
	}{
		{keyOnly, nil, "en", "© Somebody."},
		{keyOnly, []*Pack{in("fr", "Avec permission.")}, "fr", "© Somebody. Avec permission."},
		{keyOnly, []*Pack{in("fr", "Avec permission.")}, "en", "© Somebody. Avec permission."}, // shown in French all the same
		{keyOnly, []*Pack{in("fr", "Avec permission."), in("en", "With permission.")}, "en", "© Somebody. With permission."},
		{keyOnly, []*Pack{in("en", "© Somebody.")}, "en", "© Somebody."},
		{named, []*Pack{in("fr", "Par Quelqu’un.")}, "fr", "Par Quelqu’un."},
		{named, []*Pack{in("en", "With permission.")}, "en", "By Somebody. With permission."},
	} {
		if got := parsed(t, c.key).WithWording(c.packs...).NoticeWords(c.wanted); got != c.want {
			t.Errorf("%s: got %q, want %q", c.wanted, got, c.want)
		}
	}
	french := strings.NewReplacer("language: en", "language: fr", "notice: Printed with permission.\n", "").Replace(packYAML)
	_, err := ParsePack("rest.yaml", []byte(french), parsed(t, named), About{})
	if list := fault.Details(err); len(list) != 1 || !strings.Contains(list[0].String(), `the notice of rest-key@1.0.0 is not there in "fr"`) {
		t.Errorf("without a notice: got %q", list)
	}
	if _, err := ParsePack("rest.yaml", []byte(french), parsed(t, named), About{Notice: "Par Quelqu’un."}); err != nil {
		t.Error(err)
	}
	if _, err := ParsePack("rest.yaml", []byte(french), parsed(t, keyOnly), About{}); err != nil {
		t.Error(err)
	}
}
