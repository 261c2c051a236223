package secret

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"sync"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"
	"golang.org/x/text/unicode/norm"
)

// cost is what one hash takes: memory in KiB, passes over it, and threads.
type cost struct {
	memory, passes uint32
	threads        uint8
}

// current is the second of the equivalent settings that OWASP's Password Storage Cheat Sheet gives for Argon2id.
var current = cost{memory: 19 * 1024, passes: 2, threads: 1}

// most is what a stored hash may ask for, so that a damaged one can't take the machine's memory.
var most = cost{memory: 256 * 1024, passes: 16, threads: 4}

const (
	saltBytes = 16
	hashBytes = 32
)

// slots bounds how many passwords are hashed at once, so that a rush of sign-ins takes neither all the memory nor the
// last processor from those who answer a form.
var slots = make(chan struct{}, max(1, runtime.NumCPU()-1))

func derive(password string, salt []byte, c cost) []byte {
	slots <- struct{}{}
	defer func() { <-slots }()
	return argon2.IDKey([]byte(password), salt, c.passes, c.memory, c.threads, hashBytes)
}

// HashPassword gives a password's Argon2id hash in PHC form, with a salt of its own.
func HashPassword(password string) (string, error) {
	typed, ok := canonical(password)
	if !ok {
		return "", errors.New("hash password: it is too long, and should have been checked before")
	}
	salt := make([]byte, saltBytes)
	rand.Read(salt)
	return phc{current, salt, derive(typed, salt, current)}.String(), nil
}

// VerifyPassword says whether a password is the one of a hash. It takes the same time whether it is or not, and also
// where the hash is damaged: then no password fits.
func VerifyPassword(stored, password string) bool {
	want, err := parsePHC(stored)
	if err != nil {
		want = phc{current, make([]byte, saltBytes), make([]byte, hashBytes)}
	}
	typed, ok := canonical(password)
	same := subtle.ConstantTimeCompare(derive(typed, want.salt, want.cost), want.hash) == 1
	return same && ok && err == nil
}

// DummyHash gives a hash that no password fits. Verify it for a login that does not exist, so that the time of the
// answer does not tell.
var DummyHash = sync.OnceValue(func() string {
	return phc{current, make([]byte, saltBytes), make([]byte, hashBytes)}.String()
})

// canonical gives the same text for the same letters, which another keyboard may send as other code points; ok is
// false where the password is longer than any that was accepted.
func canonical(password string) (typed string, ok bool) {
	if len(password) > MaxPassword*utf8.UTFMax {
		return "", false
	}
	return norm.NFKC.String(password), true
}

// NeedsRehash says whether a hash was made with other settings than today's; hash the password anew at its next use.
func NeedsRehash(stored string) bool {
	h, err := parsePHC(stored)
	return err != nil || h.cost != current || len(h.salt) != saltBytes
}

// phc is a hash as https://github.com/P-H-C/phc-string-format writes it.
type phc struct {
	cost cost
	salt []byte
	hash []byte
}

const phcForm = "$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s"

func (h phc) String() string {
	b64 := base64.RawStdEncoding
	return fmt.Sprintf(phcForm, argon2.Version, h.cost.memory, h.cost.passes, h.cost.threads, b64.EncodeToString(h.salt), b64.EncodeToString(h.hash))
}

func parsePHC(s string) (h phc, err error) {
	parts := strings.Split(s, "$")
	if len(parts) != 6 {
		return h, fmt.Errorf("the stored password hash has %d parts, not 6", len(parts))
	}
	var version int
	head := strings.Join(parts[:4], "$")
	if _, err := fmt.Sscanf(head, "$argon2id$v=%d$m=%d,t=%d,p=%d", &version, &h.cost.memory, &h.cost.passes, &h.cost.threads); err != nil || version != argon2.Version {
		return h, fmt.Errorf("the stored password hash is not Argon2id version %d", argon2.Version)
	}
	if c := h.cost; c.memory < 8 || c.passes < 1 || c.threads < 1 || c.memory > most.memory || c.passes > most.passes || c.threads > most.threads {
		return h, fmt.Errorf("the stored password hash asks for m=%d, t=%d, p=%d, which is out of bounds", c.memory, c.passes, c.threads)
	}
	var errSalt, errHash error
	h.salt, errSalt = base64.RawStdEncoding.Strict().DecodeString(parts[4])
	h.hash, errHash = base64.RawStdEncoding.Strict().DecodeString(parts[5])
	if errSalt != nil || errHash != nil || len(h.salt) < 8 || len(h.hash) != hashBytes {
		return h, fmt.Errorf("the stored password hash is damaged")
	}
	return h, nil
}
