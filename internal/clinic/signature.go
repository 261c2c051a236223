package clinic

import "time"

// SignatureID names a signature of a record.
type SignatureID string

// Meaning is what a signature says of the record.
type Meaning string

// The meanings.
const (
	Author   Meaning = "author"
	Reviewed Meaning = "reviewed"
	Approved Meaning = "approved"
)

// Meanings gives every meaning.
func Meanings() []Meaning { return []Meaning{Author, Reviewed, Approved} }

// Confirmation is how a signer showed that it was them.
type Confirmation string

// The ways to confirm.
const (
	ByPassword Confirmation = "password"
	ByPasskey  Confirmation = "passkey"
)

// Signature is a member of staff's signature of a patient's record at one time. Name and Role are what they were then.
type Signature struct {
	ID        SignatureID
	PatientID PatientID
	Digest    string // SHA-256 of Record, in hexadecimal
	Record    []byte // the receipt of the record as it was signed; absent where what is kept can't be read
	Signer    UserID
	Name      string
	Role      Role
	Meaning   Meaning
	Confirmed Confirmation
	At        time.Time
	PublicKey []byte // of the server's key, which bears witness
	Signature []byte // over all of the above
}
