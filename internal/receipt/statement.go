package receipt

import (
	"bytes"
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"steelyard/internal/fault"
)

// StatementFormat is the version of a signature's form.
const StatementFormat = "steelyard-signature/1"

// Statement is what a person signs: which record, by its digest, in what meaning, and who they are. The server's key
// bears witness that they confirmed it was them at that moment.
type Statement struct {
	Format    string    `json:"format"`
	ID        string    `json:"id"`
	Patient   string    `json:"patient"` // as in the record
	Digest    string    `json:"sha256"`  // of the record's receipt, with every number, answer and definition
	Signer    string    `json:"signer"`  // the user's id where it was signed
	Name      string    `json:"name"`    // as it was then
	Role      string    `json:"role"`
	Meaning   string    `json:"meaning"`   // author, reviewed or approved
	Confirmed string    `json:"confirmed"` // how: by password or by passkey
	At        time.Time `json:"at"`
	PublicKey []byte    `json:"public_key"`
	KeyID     string    `json:"key_id"`
}

// SignStatement fills in format and key, and gives the statement with the signature over it.
func SignStatement(s Statement, key ed25519.PrivateKey) (Statement, []byte, error) {
	public, ok := key.Public().(ed25519.PublicKey)
	if !ok || len(s.Digest) != 64 || s.Name == "" || s.Meaning == "" {
		return s, nil, fault.New(fault.Internal, "A signature needs a key, a digest, a name and a meaning.")
	}
	s.Format, s.PublicKey, s.KeyID, s.At = StatementFormat, public, KeyID(public), s.At.UTC()
	b, err := json.Marshal(s)
	if err != nil {
		return s, nil, fmt.Errorf("write signature: %w", err)
	}
	return s, ed25519.Sign(key, signed(StatementFormat, b)), nil
}

// Holds checks a statement and the record's file that it is about: that neither was changed since, and that the server
// with the trusted key bore witness. Where trusted is nil it is the key in the statement.
func (s *Statement) Holds(signature, record []byte, trusted ed25519.PublicKey) error {
	b, err := json.Marshal(s)
	if err != nil {
		return fmt.Errorf("read signature: %w", err)
	}
	switch {
	case s.Format != StatementFormat || s.KeyID != KeyID(s.PublicKey):
		return refused("The signature is not whole.")
	case len(s.PublicKey) != ed25519.PublicKeySize:
		return refused("The signature has no key.")
	case trusted != nil && !trusted.Equal(ed25519.PublicKey(s.PublicKey)):
		return refused("The signature was made with another key (" + s.KeyID + ") than the one given (" + KeyID(trusted) + ").")
	case !ed25519.Verify(s.PublicKey, signed(StatementFormat, b), signature):
		return refused("The signature was changed after it was made.")
	case Digest(record) != s.Digest:
		return refused("The signature is not of this record.")
	}
	r, err := OpenRecord(record, s.PublicKey)
	if err == nil && r.Patient != s.Patient {
		err = refused("The signature is of another patient's record.")
	}
	return err
}

// signedFile is a signed record on its way: what was signed, by whom, and the record as it was.
type signedFile struct {
	SignedBy  Statement       `json:"signed_by"`
	Signature []byte          `json:"signature"`
	Record    json.RawMessage `json:"record"`
}

// WriteSigned gives a signed record as one file, in which the record stands as it was signed.
func WriteSigned(s Statement, signature, record []byte) ([]byte, error) {
	file, err := json.Marshal(signedFile{s, signature, bytes.TrimSpace(record)})
	if err != nil {
		return nil, fmt.Errorf("write signed record: %w", err)
	}
	return append(file, '\n'), nil
}

// OpenSigned reads a signed record and holds it to both signatures. record is the record's own file.
func OpenSigned(file []byte, trusted ed25519.PublicKey) (s *Statement, r *Record, record []byte, err error) {
	var f signedFile
	if len(file) > MaxRecordSize {
		return nil, nil, nil, refused("The file is too large to be a signed record.")
	}
	if strict(file, &f) != nil {
		return nil, nil, nil, refused("This is not a signed record.")
	}
	record = append(bytes.Clone(f.Record), '\n')
	again, err := WriteSigned(f.SignedBy, f.Signature, record)
	if err == nil {
		err = asWritten(file, again)
	}
	if errors.Is(err, errSpaced) {
		return nil, nil, nil, err
	}
	if err != nil {
		return nil, nil, nil, refused("The signed record is written in another way than this program writes it.")
	}
	if err := f.SignedBy.Holds(f.Signature, record, trusted); err != nil {
		return nil, nil, nil, err
	}
	r, err = OpenRecord(record, trusted)
	return &f.SignedBy, r, record, err
}

// Kind says what a file seems to be: Format, RecordFormat or StatementFormat; empty where it is none of them.
func Kind(file []byte) string {
	var k struct {
		SignedBy struct {
			Format string `json:"format"`
		} `json:"signed_by"`
		Receipt struct {
			Format string `json:"format"`
		} `json:"receipt"`
	}
	if json.Unmarshal(file, &k) != nil {
		return ""
	}
	if k.SignedBy.Format != "" {
		return k.SignedBy.Format
	}
	return k.Receipt.Format
}
