package clinic

import (
	"crypto/sha256"
	"encoding/hex"
	"time"

	q "steelyard/internal/questionnaire"
)

// AgreementID names a consent.
type AgreementID string

// Consent is a patient's agreement to a text, as it was shown.
type Consent struct {
	ID          AgreementID
	PatientID   PatientID
	EncounterID EncounterID // of the visit in which it was given
	Version     int         // of the text; 0 is the one that ships with the program
	Hash        q.Hash      // of the text
	Language    q.Language
	GivenAt     time.Time
	WithdrawnAt *time.Time
	WithdrawnBy UserID // empty where the patient did it

	AskedAgainAt *time.Time // when staff noted that the patient may be asked for a new one; only of one that was withdrawn
	AskedAgainBy UserID
}

// Holds says whether the consent was given and not withdrawn.
func (c *Consent) Holds() bool { return c.ID != "" && c.WithdrawnAt == nil }

// TakenBack says whether the patient took the consent back and nobody noted since that they may be asked for a new one. Until then
// nothing is asked of them by link.
func (c *Consent) TakenBack() bool { return c.WithdrawnAt != nil && c.AskedAgainAt == nil }

// TextKind is what a site's text is for.
type TextKind string

// The kinds of texts.
const (
	CrisisText  TextKind = "crisis"
	ConsentText TextKind = "consent"
)

// SiteText is a text that a site wrote in one language; it is empty where the site took it back. Version counts from 1 in each
// language. Whether it is the newest one only the store knows.
type SiteText struct {
	Kind     TextKind
	Language q.Language
	Version  int
	Text     string
	SetAt    time.Time
}

// Shown is a text as it is shown: in which language it stands, and its version.
type Shown struct {
	Language q.Language
	Version  int
	Text     string
}

// Hash gives the SHA-256 of the text, with line ends as they are kept.
func (t Shown) Hash() q.Hash {
	sum := sha256.Sum256([]byte(string(t.Language) + "\n" + t.Text))
	return q.Hash(hex.EncodeToString(sum[:]))
}

// Crisis gives the words for a crisis in a language: the site's in it, or else its main text, whose language may be another.
func (s *Site) Crisis(l q.Language) Shown {
	if t, ok := s.text(CrisisText, l); ok {
		return t
	}
	if words, ok := defaultCrisis[l]; ok && s.CrisisText == DefaultCrisis {
		return Shown{Language: l, Text: words}
	}
	return Shown{Language: s.language(), Text: s.CrisisText}
}

// Consent gives the text that is agreed to in a language. Where the site wrote its own text in another language only, that one
// is given; the text that ships with the program would say something else.
func (s *Site) Consent(l q.Language) Shown {
	for _, l := range []q.Language{l, s.language(), q.DefaultLanguage} {
		if t, ok := s.text(ConsentText, l); ok {
			return t
		}
	}
	for _, t := range s.Texts {
		if t.Kind == ConsentText && t.Text != "" {
			return Shown{t.Language, t.Version, t.Text}
		}
	}
	if words, ok := defaultConsent[l]; ok {
		return Shown{Language: l, Text: words}
	}
	return Shown{Language: q.DefaultLanguage, Text: defaultConsent[q.DefaultLanguage]}
}

// Agreed says whether a consent holds, to the text as it is now.
func (s *Site) Agreed(c *Consent) bool {
	return c.Holds() && s.Consent(c.Language).Hash() == c.Hash
}

func (s *Site) language() q.Language {
	if s.Language == "" {
		return q.DefaultLanguage
	}
	return s.Language
}

func (s *Site) text(kind TextKind, l q.Language) (Shown, bool) {
	for _, t := range s.Texts {
		if t.Kind == kind && t.Language == l && t.Text != "" {
			return Shown{l, t.Version, t.Text}, true
		}
	}
	return Shown{}, false
}

// Own gives what the site wrote in a language for a purpose; empty where it wrote nothing.
func (s *Site) Own(kind TextKind, l q.Language) string {
	t, _ := s.text(kind, l)
	return t.Text
}
