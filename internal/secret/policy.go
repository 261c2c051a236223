package secret

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"steelyard/internal/fault"
)

// The length of a password, in characters (NIST SP 800-63B: length, not character classes).
const (
	MinPassword = 12
	MaxPassword = 128
)

// minDistinct is how many different characters a password must have at least.
const minDistinct = 5

// containedName is the length from which a name must not even be a part of a password; a shorter one must not be all of it.
const containedName = 4

// CheckPassword says everything that is wrong with a new password. names are what it must not be made of, such as the
// login and the site's name.
func CheckPassword(password string, names ...string) error {
	var details []fault.Detail
	wrong := func(what, mend string) {
		details = append(details, fault.Detail{Where: "password", What: what, Mend: mend})
	}
	n := utf8.RuneCountInString(password)
	switch {
	case !utf8.ValidString(password):
		wrong("The password has characters that are not text.", "Type it anew.")
	case n < MinPassword:
		wrong(fmt.Sprintf("The password has %d characters and needs at least %d.", n, MinPassword), "A few unrelated words are long and easy to remember.")
	case n > MaxPassword:
		wrong(fmt.Sprintf("The password has %d characters and may have at most %d.", n, MaxPassword), "Shorten it.")
	}
	if n >= MinPassword && distinct(password) < minDistinct {
		wrong("The password repeats too few characters.", "Use other characters too.")
	}
	for _, name := range names {
		if madeOf(bareWord(password), bareWord(name)) {
			wrong("The password has "+quoted(name)+" in it.", "Choose one that nobody can guess from a name.")
		}
	}
	if len(details) > 0 {
		return fault.New(fault.Invalid, "This password can't be used.", details...)
	}
	return nil
}

func distinct(s string) int {
	set := map[rune]bool{}
	for _, r := range s {
		set[r] = true
	}
	return len(set)
}

func madeOf(password, name string) bool {
	if len(name) < containedName {
		return name != "" && password == name
	}
	return strings.Contains(password, name)
}

// bareWord is what is left of a name without case, spaces and punctuation.
func bareWord(s string) string {
	return strings.Map(func(r rune) rune {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			return -1
		}
		return unicode.ToLower(r)
	}, s)
}

func quoted(s string) string { return "“" + s + "”" }
