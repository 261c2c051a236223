package app

import (
	"context"
	"slices"
	"time"

	"steelyard/internal/clinic"
	"steelyard/internal/fault"
	"steelyard/internal/receipt"
	"steelyard/internal/store"
)

// Signing is what somebody signs, in what meaning, and how they show that it is them.
type Signing struct {
	Patient  clinic.PatientID
	Digest   string // of the record that they have seen
	Meaning  clinic.Meaning
	Presence Presence
}

// SignReport signs a patient's record as it stands. It is refused where the record is not what the signer has seen.
func (a *App) SignReport(ctx context.Context, who clinic.Actor, s Signing) (id clinic.SignatureID, err error) {
	if err := a.allows(ctx, who, clinic.SignReport, ofPatient(s.Patient)); err != nil {
		return "", err
	}
	if !slices.Contains(clinic.Meanings(), s.Meaning) {
		return "", fault.New(fault.Invalid, "Say what your signature means.", fault.Detail{Where: "meaning", What: "Choose one of the meanings."})
	}
	key, err := a.receiptKey()
	if err != nil {
		return "", err
	}
	how, err := a.Confirm(ctx, who, s.Presence)
	if err != nil {
		return "", err
	}
	id = clinic.SignatureID(a.NewID())
	return id, a.update(ctx, who, clinic.SignReport, ofPatient(s.Patient), func(tx *store.Tx) error {
		m, err := a.material(tx, who, s.Patient)
		if err != nil {
			return err
		}
		if len(m.Completed) == 0 {
			return fault.New(fault.Conflict, "There is nothing to sign yet: nothing was answered.")
		}
		file, err := a.recordFile(tx, &m, key)
		if err != nil {
			return err
		}
		if receipt.Digest(file) != s.Digest {
			return fault.New(fault.Conflict, "The record has changed since you opened the page. Nothing was signed. Look at it as it is now, then sign.")
		}
		u, err := tx.GetUser(who.User)
		if err != nil {
			return err
		}
		signed := clinic.Signature{ID: id, PatientID: s.Patient, Digest: s.Digest, Record: file, Signer: u.ID, Name: u.Name, Role: u.Role, Meaning: s.Meaning,
			Confirmed: clinic.Confirmation(how), At: a.Now().UTC().Truncate(time.Microsecond), PublicKey: publicOf(key)}
		if _, signed.Signature, err = receipt.SignStatement(statementOf(&signed), key); err != nil {
			return err
		}
		if err := tx.AddSignature(signed); err != nil {
			return err
		}
		return a.note(tx, who, deed{action: signedDeed, patient: s.Patient, subject: "signature:" + string(id), why: string(s.Meaning) + ", confirmed by " + how + ", digest " + s.Digest})
	})
}

// SignedRecord gives a record exactly as it was signed, with the signature, as one file. It can be given out also where
// the record has changed since.
func (a *App) SignedRecord(ctx context.Context, who clinic.Actor, id clinic.SignatureID) (file []byte, err error) {
	var s clinic.Signature
	err = a.view(ctx, who, clinic.Export, ofSignature(id), func(tx *store.Tx) error {
		s, err = tx.GetSignature(id)
		return err
	})
	if err != nil {
		return nil, err
	}
	key, err := a.receiptKey()
	if err != nil {
		return nil, err
	}
	if err := holds(&s, publicOf(key)); err != nil {
		return nil, fault.Wrap(err, fault.Conflict, "This signed record can't be given out, because it is not what was signed any more. "+fault.Message(err)+" Run steelyard doctor.")
	}
	if file, err = receipt.WriteSigned(statementOf(&s), s.Signature, s.Record); err != nil {
		return nil, err
	}
	return file, a.noteRead(ctx, who, deed{action: "export signed record", patient: s.PatientID, subject: "signature:" + string(id)})
}
