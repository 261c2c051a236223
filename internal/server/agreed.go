package server

import (
	"steelyard/internal/clinic"
	"steelyard/internal/locale"
	q "steelyard/internal/questionnaire"
)

// agreedView is the words that a patient agreed to, in the language that they agreed in, for staff.
type agreedView struct {
	Tongue    string // the name of the language, where it is not the page's
	Lang, Dir string
	Words     []string
	English   []string // the text in English then, as a help
}

func newAgreedView(to, english clinic.Shown) agreedView {
	v := agreedView{Lang: string(to.Language), Dir: locale.Direction(to.Language), Words: paragraphs(to.Text), English: paragraphs(english.Text)}
	if to.Language != q.DefaultLanguage {
		v.Tongue = languageName(to.Language)
	}
	return v
}
