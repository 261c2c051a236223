package secret

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/sha256"
	"fmt"
)

// DeriveKey gives a key for one purpose of a key that has another (HKDF, RFC 5869): neither tells anything about the other.
func DeriveKey(key []byte, purpose string) ([]byte, error) {
	derived, err := hkdf.Key(sha256.New, key, nil, "steelyard: "+purpose, KeyBytes)
	if err != nil {
		return nil, fmt.Errorf("derive key for %s: %w", purpose, err)
	}
	return derived, nil
}

// Seal encrypts with a key of KeyBytes (AES-256-GCM, a random nonce before it). What it is about is not in it, but must be
// named again to open it, so that it can't be put in another place.
func Seal(key, plain []byte, about string) ([]byte, error) {
	box, err := newBox(key)
	if err != nil {
		return nil, err
	}
	return box.Seal(nil, nil, plain, []byte(about)), nil //nolint:gosec // the box draws a random nonce itself
}

// Open decrypts what Seal made. It fails where a bit was changed, and with another key or another about.
func Open(key, sealed []byte, about string) ([]byte, error) {
	box, err := newBox(key)
	if err != nil {
		return nil, err
	}
	plain, err := box.Open(nil, nil, sealed, []byte(about))
	if err != nil {
		return nil, fmt.Errorf("open what is sealed: it was changed, belongs elsewhere or was sealed with another key: %w", err)
	}
	return plain, nil
}

func newBox(key []byte) (cipher.AEAD, error) {
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, fmt.Errorf("use sealing key: %w", err)
	}
	return cipher.NewGCMWithRandomNonce(block)
}
