package receipt

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
)

// envelope is the file: what is signed, as it was signed, and the signature.
type envelope struct {
	Receipt   json.RawMessage `json:"receipt"`
	Signature []byte          `json:"signature"`
}

// signedWith is the key that something says it was signed with.
type signedWith struct {
	public []byte
	id     string
}

// seal writes something with its signature as a file of one line.
func seal(format string, v any, key ed25519.PrivateKey) ([]byte, error) {
	payload, err := json.Marshal(v)
	if err != nil {
		return nil, fmt.Errorf("write receipt: %w", err)
	}
	file, err := json.Marshal(envelope{payload, ed25519.Sign(key, signed(format, payload))})
	if err != nil {
		return nil, fmt.Errorf("write receipt: %w", err)
	}
	return append(file, '\n'), nil
}

// signed gives the bytes that a signature is over: the format, so that no other signature of the same key passes for
// one, and the canonical JSON.
func signed(format string, canonical []byte) []byte { return append([]byte(format+"\n"), canonical...) }

// unwrap gives a file's envelope and what was signed. A file that is not byte for byte as seal writes it is none: JSON lets the same
// thing be said in several ways. Only line ends behind it may be other ones, because a mail program or a copy by hand may change them.
func unwrap(file []byte) (e envelope, payload []byte, err error) {
	if err := strict(file, &e); err != nil {
		return e, nil, err
	}
	again, err := json.Marshal(envelope{e.Receipt, e.Signature})
	if err == nil {
		err = asWritten(file, again)
	}
	return e, e.Receipt, err
}

// asWritten wants a file to be what was written, but for the line ends behind it, and says so where nothing but white space differs.
func asWritten(file, written []byte) error {
	var compact bytes.Buffer
	switch {
	case bytes.Equal(ended(file), ended(written)):
		return nil
	case json.Compact(&compact, file) == nil && bytes.Equal(compact.Bytes(), ended(written)):
		return errSpaced
	}
	return errors.New("it is written in another way")
}

// errSpaced says that a file was written anew by some program, so that it can't be held to its digest any more.
var errSpaced = refused("The file has spaces or line ends that it was not written with. Get the file itself again: a copy of its text, or a file that an editor arranged anew, can't be verified. Only line ends behind it don't matter.")

// ended gives a file without the line ends behind it.
func ended(file []byte) []byte { return bytes.TrimRight(file, "\r\n") }

// hold wants a signature over a payload to be by the key that it names, and that to be the trusted one where it is given.
func hold(format string, payload, signature []byte, by signedWith, trusted ed25519.PublicKey) error {
	switch {
	case len(by.public) != ed25519.PublicKeySize:
		return refused("The receipt has no key.")
	case trusted != nil && !trusted.Equal(ed25519.PublicKey(by.public)):
		return refused("The receipt was signed with another key (" + KeyID(by.public) + ") than the one given (" + KeyID(trusted) + ").")
	case !ed25519.Verify(by.public, signed(format, payload), signature):
		return refused("The receipt was changed after it was signed.")
	case by.id != KeyID(by.public):
		return refused("The receipt is not whole.")
	}
	return nil
}

// Digest gives the SHA-256 of a receipt's file in hexadecimal, as it was written: with one line end behind it, whatever line ends
// are there now.
func Digest(file []byte) string {
	sum := sha256.Sum256(append(bytes.Clone(ended(file)), '\n'))
	return hex.EncodeToString(sum[:])
}

// strict reads JSON that has nothing else in it.
func strict(b []byte, v any) error {
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	if err := d.Decode(v); err != nil {
		return err
	}
	if d.More() {
		return errors.New("there is more after the end")
	}
	return nil
}
