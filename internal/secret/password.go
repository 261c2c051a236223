package secret

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"runtime"
	"strings"
	"sync"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"

	"steelyard/internal/fault"
)

// The cost of argon2id: OWASP's minimum of 19 MiB, two passes, one lane.
const (
	memoryKiB = 19 * 1024
	passes    = 2
	lanes     = 1
	saltBytes = 16
	hashBytes = 32
)

// The length of a password, in characters.
const (
	MinPassword = 12
	MaxPassword = 128
)

// busy bounds how many passwords are hashed at once, so that a rush of sign-ins can't take the memory.
var busy = make(chan struct{}, max(2, runtime.NumCPU()))

// HashPassword gives a PHC string of argon2id.
func HashPassword(password string) (string, error) {
	salt := make([]byte, saltBytes)
	if _, err := rand.Read(salt); err != nil {
		return "", fmt.Errorf("make a salt: %w", err)
	}
	return format(salt, derive(password, salt)), nil
}

func format(salt, hash []byte) string {
	b := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, memoryKiB, passes, lanes, b.EncodeToString(salt), b.EncodeToString(hash))
}

func derive(password string, salt []byte) []byte {
	busy <- struct{}{}
	defer func() { <-busy }()
	return argon2.IDKey([]byte(password), salt, passes, memoryKiB, lanes, hashBytes)
}

// VerifyPassword says whether a password is the one of a hash, in the same time whether or not it is. A hash that
// this program did not write never fits.
func VerifyPassword(hash, password string) bool {
	salt, want, ok := parse(hash)
	if !ok || len(password) > 4*MaxPassword {
		salt, want = make([]byte, saltBytes), make([]byte, hashBytes)
	}
	if len(password) > 4*MaxPassword {
		password = ""
	}
	return subtle.ConstantTimeCompare(derive(password, salt), want) == 1 && ok
}

func parse(hash string) (salt, sum []byte, ok bool) {
	head := fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$", argon2.Version, memoryKiB, passes, lanes)
	rest, found := strings.CutPrefix(hash, head)
	first, second, both := strings.Cut(rest, "$")
	salt, errSalt := base64.RawStdEncoding.DecodeString(first)
	sum, errSum := base64.RawStdEncoding.DecodeString(second)
	return salt, sum, found && both && errSalt == nil && errSum == nil && len(salt) == saltBytes && len(sum) == hashBytes
}

// DummyHash gives a hash that no password fits, to be verified for a login that does not exist.
var DummyHash = sync.OnceValue(func() string { return format(make([]byte, saltBytes), make([]byte, hashBytes)) })

// CheckPassword says what is wrong with a new password.
func CheckPassword(password, login string) error {
	n := utf8.RuneCountInString(password)
	switch {
	case !utf8.ValidString(password):
		return fault.New(fault.Invalid, "The password has characters that can't be read.")
	case n < MinPassword:
		return fault.New(fault.Invalid, fmt.Sprintf("Choose a password of at least %d characters; three or four words that don't belong together do well.", MinPassword))
	case n > MaxPassword:
		return fault.New(fault.Invalid, fmt.Sprintf("Choose a password of at most %d characters.", MaxPassword))
	case login != "" && strings.Contains(strings.ToLower(password), strings.ToLower(login)):
		return fault.New(fault.Invalid, "The password must not have the sign-in name in it.")
	case len(distinct(password)) < 5:
		return fault.New(fault.Invalid, "The password repeats too few characters; choose another.")
	}
	return nil
}

func distinct(s string) map[rune]bool {
	set := map[rune]bool{}
	for _, r := range s {
		set[r] = true
	}
	return set
}
