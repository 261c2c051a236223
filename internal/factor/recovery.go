package factor

import (
	"crypto/rand"
	"strings"
)

// RecoveryCodes is how many are made at once.
const RecoveryCodes = 10

// recoveryLetters is the length of a recovery code: 16 letters of 32 are 80 random bits, so that a plain hash keeps it.
const recoveryLetters = 16

// NewRecoveryCodes gives codes for whoever has lost their app or passkey, in groups of four.
func NewRecoveryCodes() []string {
	codes := make([]string, RecoveryCodes)
	for i := range codes {
		codes[i] = strings.ReplaceAll(grouped(rand.Text()[:recoveryLetters]), " ", "-")
	}
	return codes
}

// CanonicalRecovery gives a recovery code as it is hashed, however it was typed: small letters, no hyphens, a nought for an O.
func CanonicalRecovery(typed string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '0':
			return 'O'
		case r == '1':
			return 'I'
		case r == '8':
			return 'B'
		case 'a' <= r && r <= 'z':
			return r - 'a' + 'A'
		case 'A' <= r && r <= 'Z', '2' <= r && r <= '7':
			return r
		}
		return -1
	}, typed)
}
