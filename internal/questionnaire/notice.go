package questionnaire

import (
	"encoding/json"
	"fmt"
	"strings"
)

// NoticeText is the notice that must stand wherever a form is shown: plain words as their holder gives them, or words of ours in
// every language of the definition.
type NoticeText map[Language]string

// asGiven is the place of words that are not translated.
const asGiven Language = ""

// SetPlain takes words that are shown as they are in every language.
func (n *NoticeText) SetPlain(words string) { *n = NoticeText{asGiven: words} }

// MarshalJSON writes plain words as a text and words in languages by their language.
func (n NoticeText) MarshalJSON() ([]byte, error) {
	var v any = map[Language]string(n)
	if n.plain() {
		v = n[asGiven]
	}
	b, err := json.Marshal(v)
	if err != nil {
		return nil, fmt.Errorf("notice: %w", err)
	}
	return b, nil
}

func (n NoticeText) plain() bool { _, ok := n[asGiven]; return ok }

// in gives the words in a language, or in the default one where there are none. Plain words are taken to be in that.
func (n NoticeText) in(l Language) NoticeLine {
	if words, ok := n[l]; ok && l != asGiven {
		return NoticeLine{words, l}
	}
	if n.plain() {
		return NoticeLine{n[asGiven], DefaultLanguage}
	}
	return NoticeLine{n[DefaultLanguage], DefaultLanguage}
}

// NoticeLine is a part of a notice and the language it is in.
type NoticeLine struct {
	Text string
	In   Language
}

// Notice gives what must stand beside the form for somebody who would like a language: the notice of its rights, and that of the
// wording which is shown. Where the first is not there in the language of the wording, the second stands in its place.
func (d *Definition) Notice(wanted Language) (list []NoticeLine) {
	l := d.LanguageFor(wanted)
	first := d.Rights.Notice.in(l)
	var second NoticeLine
	for _, p := range d.packs {
		if p.Language == l && !strings.Contains(first.Text, p.Notice) {
			second = NoticeLine{p.Notice, l}
		}
	}
	if first.Text != "" && (second.Text == "" || first.In == l || d.Rights.Notice.plain()) {
		list = append(list, first)
	}
	if second.Text != "" {
		list = append(list, second)
	}
	return list
}

// NoticeWords gives what Notice does in one line.
func (d *Definition) NoticeWords(wanted Language) string {
	var words []string
	for _, n := range d.Notice(wanted) {
		words = append(words, n.Text)
	}
	return strings.Join(words, " ")
}
