package jsonfile

import (
	"steelyard/internal/clinic"
	"steelyard/internal/report"
)

// signature is a person's signature of the record, and how the record stands to it now.
type signature struct {
	ID      clinic.SignatureID `json:"id"`
	By      string             `json:"by"`
	Role    clinic.Role        `json:"role"`
	Meaning clinic.Meaning     `json:"meaning"`
	At      moment             `json:"at"`
	Digest  string             `json:"receipt_sha256"` // of what was signed
	Holds   bool               `json:"holds"`          // what was signed is what stands here
	Broken  string             `json:"broken,omitempty"`
	Changes []string           `json:"changed_since"`
}

func newSignature(s *report.Signature) signature {
	return signature{s.ID, s.By, s.Role, s.Meaning, moment(s.At), s.Digest, s.Holds(), s.Broken, nonNil(s.Changes)}
}
