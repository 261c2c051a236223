package store

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"

	"steelyard/internal/clinic"
)

type signatureRow struct {
	ID         string `gorm:"primaryKey"`
	PatientID  string
	Digest     string
	Receipt    []byte // compressed, and sealed with the patient's key
	Signer     string
	SignerName string
	Role       string
	Meaning    string
	Confirmed  string
	SignedAt   int64
	PublicKey  []byte
	Signature  []byte
}

// TableName names the table.
func (signatureRow) TableName() string { return "report_signatures" }

// maxRecord bounds what a kept record may unfold to, in bytes.
const maxRecord = 64 << 20

// domain gives a signature without its record where what is kept can't be unfolded, so that one damaged row is seen as
// such and hides no other.
func (r signatureRow) domain(tx *Tx) (clinic.Signature, error) {
	e := tx.envelope("report_signatures", r.ID, clinic.PatientID(r.PatientID))
	return clinic.Signature{
		ID: clinic.SignatureID(r.ID), PatientID: clinic.PatientID(r.PatientID), Digest: r.Digest, Record: unfolded([]byte(e.open("receipt", r.Receipt))), Signer: clinic.UserID(r.Signer),
		Name: r.SignerName, Role: clinic.Role(r.Role), Meaning: clinic.Meaning(r.Meaning), Confirmed: clinic.Confirmation(r.Confirmed), At: instant(r.SignedAt),
		PublicKey: r.PublicKey, Signature: r.Signature,
	}, nil
}

func unfolded(b []byte) []byte {
	z, err := gzip.NewReader(bytes.NewReader(b))
	if err != nil {
		return nil
	}
	text, err := io.ReadAll(io.LimitReader(z, maxRecord+1))
	if err != nil || len(text) > maxRecord {
		return nil
	}
	return text
}

// AddSignature keeps a signature with the record that was signed.
func (tx *Tx) AddSignature(s clinic.Signature) error {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if _, err := z.Write(s.Record); err != nil {
		return fmt.Errorf("compress signed record: %w", err)
	}
	if err := z.Close(); err != nil {
		return fmt.Errorf("compress signed record: %w", err)
	}
	e := tx.envelope("report_signatures", string(s.ID), s.PatientID)
	sealed := e.seal("receipt", b.String())
	if e.err != nil {
		return e.err
	}
	return fails("keep signature", tx.db.Create(&signatureRow{
		ID: string(s.ID), PatientID: string(s.PatientID), Digest: s.Digest, Receipt: sealed, Signer: string(s.Signer), SignerName: s.Name,
		Role: string(s.Role), Meaning: string(s.Meaning), Confirmed: string(s.Confirmed), SignedAt: micros(s.At), PublicKey: s.PublicKey, Signature: s.Signature,
	}).Error)
}

// SignaturesOf gives the signatures of a patient's record, the newest first.
func (tx *Tx) SignaturesOf(p clinic.PatientID) ([]clinic.Signature, error) {
	return listSealed[signatureRow](tx, tx.db.Where("patient_id = ?", string(p)).Order("signed_at DESC, id DESC"))
}

// GetSignature gives one signature.
func (tx *Tx) GetSignature(id clinic.SignatureID) (clinic.Signature, error) {
	return getSealed[signatureRow, clinic.Signature](tx, "signature", id)
}

// EachSignature calls fn with every signature until fn gives an error.
func (tx *Tx) EachSignature(fn func(clinic.Signature) error) error {
	if err := tx.allKeys(); err != nil {
		return err
	}
	return each(tx.db.Model(&signatureRow{}).Order("id"), func(r signatureRow) error {
		s, err := r.domain(tx)
		if err != nil {
			return err
		}
		return fn(s)
	})
}
