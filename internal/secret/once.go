package secret

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
)

// Phrase is a secret that somebody else keeps and gives again, such as the key of a request. What is kept here under it
// says nothing without it, as long as it can't be guessed.
type Phrase string

// Hash gives the bytes by which what is kept is found again.
func (p Phrase) Hash() []byte { return p.derive("hash") }

// Mac gives the bytes by which what was said with the phrase is known again.
func (p Phrase) Mac(said []byte) []byte {
	mac := hmac.New(sha256.New, p.derive("mac"))
	mac.Write(said)
	return mac.Sum(nil)
}

// Seal makes what can only be read with the phrase.
func (p Phrase) Seal(plain []byte) ([]byte, error) {
	aead, err := p.aead()
	if err != nil {
		return nil, err
	}
	nonce := make([]byte, aead.NonceSize())
	rand.Read(nonce)
	return aead.Seal(nonce, nonce, plain, nil), nil
}

// Open reads what was sealed with the phrase.
func (p Phrase) Open(sealed []byte) ([]byte, error) {
	aead, err := p.aead()
	if err != nil {
		return nil, err
	}
	if len(sealed) < aead.NonceSize() {
		return nil, errors.New("open what was sealed: it is too short")
	}
	plain, err := aead.Open(nil, sealed[:aead.NonceSize()], sealed[aead.NonceSize():], nil)
	if err != nil {
		return nil, fmt.Errorf("open what was sealed: %w", err)
	}
	return plain, nil
}

func (p Phrase) aead() (cipher.AEAD, error) {
	block, err := aes.NewCipher(p.derive("seal"))
	if err != nil {
		return nil, fmt.Errorf("seal: %w", err)
	}
	return cipher.NewGCM(block)
}

// derive gives 32 bytes for one use, from which those for another can't be told.
func (p Phrase) derive(use string) []byte {
	key, err := hkdf.Key(sha256.New, []byte(p), nil, "steelyard phrase/"+use, 32)
	if err != nil {
		panic(err) // only where more is asked for than SHA-256 can give
	}
	return key
}
