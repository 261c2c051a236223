package clinic

import (
	"slices"
	"strings"

	q "steelyard/internal/questionnaire"
)

// MailConsentLanguages gives the languages that there are words in, English first.
func MailConsentLanguages() []q.Language {
	list := []q.Language{q.DefaultLanguage}
	for l := range mailConsent {
		if l != q.DefaultLanguage {
			list = append(list, l)
		}
	}
	slices.Sort(list[1:])
	return list
}

// MailConsentVersion names the words that are asked for now, in a language: their version, and behind it the language where that
// is not English. It is empty where there are no words in it.
func MailConsentVersion(l q.Language) string {
	switch _, ok := mailConsent[l]; {
	case !ok:
		return ""
	case l == q.DefaultLanguage:
		return mailConsentVersion
	}
	return mailConsentVersion + "-" + string(l)
}

// MailConsentWords gives the words of a version of the consent to e-mails, and their language; ok is false where they are not
// known any more.
func MailConsentWords(version string) (text string, l q.Language, ok bool) {
	number, tongue, other := strings.Cut(version, "-")
	if l = q.Language(tongue); !other {
		l = q.DefaultLanguage
	}
	text, ok = mailConsent[l]
	return text, l, ok && number == mailConsentVersion && version == MailConsentVersion(l)
}
