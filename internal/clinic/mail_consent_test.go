package clinic_test

import (
	"slices"
	"testing"

	"steelyard/internal/clinic"
	q "steelyard/internal/questionnaire"
)

// TestTheWordsOfTheConsentToMails wants words of their own in every language, found again by their version, and none by another.
func TestTheWordsOfTheConsentToMails(t *testing.T) {
	if got, want := clinic.MailConsentLanguages(), []q.Language{"en", "ar", "de", "es", "fr"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	seen := map[string]bool{}
	for _, l := range clinic.MailConsentLanguages() {
		words, in, ok := clinic.MailConsentWords(clinic.MailConsentVersion(l))
		if !ok || in != l || words == "" || seen[words] {
			t.Errorf("%s: got %q in %q, %v", l, words, in, ok)
		}
		seen[words] = true
	}
	if got := clinic.MailConsentVersion("en"); got != "1" { // as consents noted before there were other languages
		t.Errorf("English: got %q, want 1", got)
	}
	for _, version := range []string{"", "0", "2", "1-en", "1-tlh", "2-de", "1-"} {
		if _, _, ok := clinic.MailConsentWords(version); ok {
			t.Errorf("%q: there are words", version)
		}
	}
	if got := clinic.MailConsentVersion("tlh"); got != "" {
		t.Errorf("got %q, want none", got)
	}
}
