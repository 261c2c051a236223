package clinic

import "time"

// PasskeyID names a passkey here; the device that has it knows it by another name.
type PasskeyID string

// TOTPKey is the key that a member of staff's app makes its codes of. There is one a person.
type TOTPKey struct {
	User      UserID
	Sealed    []byte
	LastStep  int64 // the last step whose code was accepted
	CreatedAt time.Time
	UsedAt    *time.Time
}

// Passkey is one that a member of staff signs in with.
type Passkey struct {
	ID           PasskeyID
	User         UserID
	CredentialID []byte
	Name         string // as they call it
	Record       []byte // JSON: the public key and how far it has counted
	Copied       bool   // it may have been copied, and opens nothing
	CreatedAt    time.Time
	UsedAt       *time.Time
}

// Factors is what a member of staff has beside their password.
type Factors struct {
	App           *TOTPKey // nil where there is none
	Passkeys      []Passkey
	RecoveryCodes int // that are left
}

// Any says whether there is one that can be signed in with. A recovery code is none: it helps out once.
func (f *Factors) Any() bool {
	if f.App != nil {
		return true
	}
	for _, k := range f.Passkeys {
		if !k.Copied {
			return true
		}
	}
	return false
}
