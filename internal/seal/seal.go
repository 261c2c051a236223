// Package seal owns how what says who somebody is lies at rest: site keys, which are kept outside the database; a data key
// for each patient, which lies in it wrapped by a site key; and texts sealed with a data key (XChaCha20-Poly1305), each
// bound to its place. It must not know rows, or whose text it seals.
package seal

import (
	"bytes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"

	"golang.org/x/crypto/chacha20poly1305"
)

// DataKey seals the texts of one patient, or what is the site's own.
type DataKey [chacha20poly1305.KeySize]byte

// NewDataKey makes a random key.
func NewDataKey() (k DataKey) {
	rand.Read(k[:])
	return k
}

// What a sealed text begins with says whose key it was sealed with. The database holds its columns to it.
const (
	ofPatient byte = 1
	ofSite    byte = 2
)

// block is what a text is filled up to before it is sealed, so that its length does not tell a name.
const block = 32

// MinSealed is the length of the shortest sealed text: the mark, the nonce, one block and the tag.
const MinSealed = 1 + chacha20poly1305.NonceSizeX + block + chacha20poly1305.Overhead

// Seal seals a text of a patient for a place, such as "patients.name:" and the row's id.
func (k DataKey) Seal(place string, text []byte) ([]byte, error) {
	return k.seal(ofPatient, place, text)
}

// SealForSite seals a text that is nobody's.
func (k DataKey) SealForSite(place string, text []byte) ([]byte, error) {
	return k.seal(ofSite, place, text)
}

// SealedForSite says whether a sealed text is nobody's, and so is opened with the site's own data key.
func SealedForSite(sealed []byte) bool { return len(sealed) > 0 && sealed[0] == ofSite }

func (k DataKey) seal(mark byte, place string, text []byte) ([]byte, error) {
	aead, err := chacha20poly1305.NewX(k[:])
	if err != nil {
		return nil, fmt.Errorf("seal: %w", err)
	}
	return lock(aead, mark, place, fill(text)), nil
}

// ErrNotOpened says that a sealed text was changed, moved to another place, or sealed with another key.
var ErrNotOpened = errors.New("the sealed text can't be opened: it was changed, moved, or sealed with another key")

// Open opens what was sealed with this key for this place.
func (k DataKey) Open(place string, sealed []byte) ([]byte, error) {
	aead, err := chacha20poly1305.NewX(k[:])
	if err != nil {
		return nil, fmt.Errorf("open: %w", err)
	}
	text, err := unlock(aead, place, sealed)
	if err != nil {
		return nil, err
	}
	return empty(text)
}

// lock gives mark, nonce and sealed text. The mark is bound too.
func lock(aead cipher.AEAD, mark byte, place string, text []byte) []byte {
	out := make([]byte, 1+aead.NonceSize(), 1+aead.NonceSize()+len(text)+aead.Overhead())
	out[0] = mark
	rand.Read(out[1:])
	return aead.Seal(out, out[1:], text, bound(mark, place)) //nolint:gosec // the nonce is random: see the line above
}

func unlock(aead cipher.AEAD, place string, sealed []byte) ([]byte, error) {
	if len(sealed) < 1+aead.NonceSize()+aead.Overhead() {
		return nil, ErrNotOpened
	}
	mark, nonce, text := sealed[0], sealed[1:1+aead.NonceSize()], sealed[1+aead.NonceSize():]
	text, err := aead.Open(nil, nonce, text, bound(mark, place))
	if err != nil {
		return nil, ErrNotOpened
	}
	return text, nil
}

func bound(mark byte, place string) []byte { return append([]byte{mark}, place...) }

// fill appends a one and zeros up to whole blocks (ISO/IEC 7816-4).
func fill(text []byte) []byte {
	filled := make([]byte, (len(text)/block+1)*block)
	filled[copy(filled, text)] = 0x80
	return filled
}

func empty(filled []byte) ([]byte, error) {
	text := bytes.TrimRight(filled, "\x00")
	if n := len(text); n > 0 && text[n-1] == 0x80 {
		return text[:n-1], nil
	}
	return nil, ErrNotOpened
}

// KeyID names a site key; it says nothing of the key itself.
type KeyID string

// Key is a site key. It wraps data keys and makes the index by which a record number is found without being kept.
type Key struct {
	id          KeyID
	bytes       []byte
	wrap, index []byte
}

func newKey(b []byte) (k Key, err error) {
	k.bytes = b
	derive := func(what string, n int) (out []byte) {
		if err == nil {
			out, err = hkdf.Key(sha256.New, b, nil, "steelyard seal 1: "+what, n)
		}
		return out
	}
	k.id, k.wrap, k.index = KeyID(hex.EncodeToString(derive("id", 8))), derive("wrap", chacha20poly1305.KeySize), derive("index", sha256.Size)
	return k, err
}

// ID names the key.
func (k Key) ID() KeyID { return k.id }

// WrappedLength is the length of a wrapped data key.
const WrappedLength = 1 + chacha20poly1305.NonceSizeX + chacha20poly1305.KeySize + chacha20poly1305.Overhead

// Wrap seals a data key for its owner.
func (k Key) Wrap(d DataKey, owner string) ([]byte, error) {
	aead, err := chacha20poly1305.NewX(k.wrap)
	if err != nil {
		return nil, fmt.Errorf("wrap: %w", err)
	}
	return lock(aead, ofPatient, "key:"+owner, d[:]), nil
}

// Unwrap opens the data key of an owner.
func (k Key) Unwrap(wrapped []byte, owner string) (d DataKey, err error) {
	aead, err := chacha20poly1305.NewX(k.wrap)
	if err != nil {
		return d, fmt.Errorf("unwrap: %w", err)
	}
	text, err := unlock(aead, "key:"+owner, wrapped)
	if err != nil || len(text) != len(d) {
		return d, ErrNotOpened
	}
	return DataKey(text), nil
}

// Index gives what stands in the database for a text that is looked up: the same for the same text, and nothing to
// anybody without the key.
func (k Key) Index(text string) []byte {
	mac := hmac.New(sha256.New, k.index)
	mac.Write([]byte(text))
	return mac.Sum(nil)
}
