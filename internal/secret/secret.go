// Package secret owns what must not be readable where it lies: passwords, tokens and keys. It must not know whose
// they are or what they open.
package secret

import (
	"crypto/rand"
	"crypto/sha256"
)

// NewToken gives a token of 130 bits from the system's randomness, and the hash that is kept instead of it.
func NewToken() (token string, hash []byte) {
	token = rand.Text()
	return token, HashToken(token)
}

// HashToken gives the SHA-256 of a token. A token is random and long, so that a quick hash is enough.
func HashToken(token string) []byte {
	sum := sha256.Sum256([]byte(token))
	return sum[:]
}
