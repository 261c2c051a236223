package questionnaire

import (
	"fmt"
	"maps"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// Language is a BCP 47 language tag, such as en or pt-BR.
type Language string

// Valid says whether it has the form of a tag.
func (l Language) Valid() bool { return languageForm.MatchString(string(l)) && len(l) <= 35 }

// DefaultLanguage is the language a text falls back to, and every definition has.
const DefaultLanguage Language = "en"

// Text is the same words in several languages.
type Text map[Language]string

// In gives the text in a language, or in the default language where there is none, or in the one that there is.
func (t Text) In(l Language) string {
	for _, l := range []Language{l, DefaultLanguage} {
		if s, ok := t[l]; ok {
			return s
		}
	}
	if len(t) == 0 {
		return ""
	}
	return t[sorted(t)[0]]
}

// with gives the text with the words of one language; without words it gives the text as it is.
func (t Text) with(l Language, words string) Text {
	if words == "" {
		return t
	}
	w := maps.Clone(t)
	if w == nil {
		w = Text{}
	}
	w[l] = words
	return w
}

// Version is a semantic version: major changes a score, minor adds a scale or a band, patch is wording or metadata.
type Version string

var versionForm = regexp.MustCompile(`^(0|[1-9]\d{0,5})\.(0|[1-9]\d{0,5})\.(0|[1-9]\d{0,5})$`)

// UnmarshalText reads a version such as 1.0.0.
func (v *Version) UnmarshalText(b []byte) error {
	if !versionForm.Match(b) {
		return fmt.Errorf("%q is not a version; write three numbers such as 1.0.0", b)
	}
	*v = Version(b)
	return nil
}

// Less orders versions by major, minor and patch.
func (v Version) Less(w Version) bool {
	a, b := strings.Split(string(v), "."), strings.Split(string(w), ".")
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			x, errX := strconv.Atoi(a[i])
			y, errY := strconv.Atoi(b[i])
			return errX == nil && errY == nil && x < y
		}
	}
	return false
}

// Ref names one version of one questionnaire: id@version.
type Ref struct {
	ID      ID
	Version Version
}

func (r Ref) String() string { return string(r.ID) + "@" + string(r.Version) }

// IsZero says whether the reference names nothing.
func (r Ref) IsZero() bool { return r == Ref{} }

// ParseRef reads id@version.
func ParseRef(s string) (Ref, error) {
	id, version, ok := strings.Cut(s, "@")
	var v Version
	if !ok || !idForm.MatchString(id) {
		return Ref{}, fmt.Errorf("%q does not name a questionnaire version; write it like phq-9@1.0.0", s)
	}
	if err := v.UnmarshalText([]byte(version)); err != nil {
		return Ref{}, err
	}
	return Ref{ID(id), v}, nil
}

// MarshalText writes id@version.
func (r Ref) MarshalText() ([]byte, error) { return []byte(r.String()), nil }

// UnmarshalText reads id@version.
func (r *Ref) UnmarshalText(b []byte) (err error) {
	*r, err = ParseRef(string(b))
	return err
}

// idForm is what an id may look like: lower-case words joined by hyphens or underscores.
var idForm = regexp.MustCompile(`^[a-z][a-z0-9]*([-_][a-z0-9]+)*$`)

// Period is an ISO 8601 duration of days, weeks, months or years, such as P14D.
type Period string

var periodForm = regexp.MustCompile(`^P([1-9]\d{0,3})([DWMY])$`)

// UnmarshalText reads a period such as P14D, P4W or P12M.
func (p *Period) UnmarshalText(b []byte) error {
	if !periodForm.Match(b) {
		return fmt.Errorf("%q is not a recall period; write an ISO 8601 duration such as P14D", b)
	}
	*p = Period(b)
	return nil
}

// Words gives the period in English, such as "14 days".
func (p Period) Words() string {
	m := periodForm.FindStringSubmatch(string(p))
	if m == nil {
		return ""
	}
	unit := map[string]string{"D": "day", "W": "week", "M": "month", "Y": "year"}[m[2]]
	if m[1] != "1" {
		unit += "s"
	}
	return m[1] + " " + unit
}

// Date is a calendar day, such as 2026-11-23.
type Date string

// UnmarshalText reads an ISO 8601 date.
func (d *Date) UnmarshalText(b []byte) error {
	if _, err := time.Parse(time.DateOnly, string(b)); err != nil {
		return fmt.Errorf("%q is not a date; write it like 2026-11-23", b)
	}
	*d = Date(b)
	return nil
}
