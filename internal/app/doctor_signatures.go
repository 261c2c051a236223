package app

import (
	"context"
	"crypto/ed25519"
	"fmt"
	"strings"

	"steelyard/internal/audit"
	"steelyard/internal/clinic"
	"steelyard/internal/fault"
	"steelyard/internal/store"
)

const signedDeed = "sign record"

// lookAtSignatures holds every signature to its record and to the server's key, and wants every one that the audit
// knows of, unless its patient is gone.
func (a *App) lookAtSignatures(ctx context.Context, tx *store.Tx, c *Check) error {
	var trusted ed25519.PublicKey
	if len(a.ReceiptSeed) > 0 {
		key, err := a.receiptKey()
		if err != nil {
			return err
		}
		trusted = publicOf(key)
	}
	kept := map[string]bool{}
	err := tx.EachSignature(func(s clinic.Signature) error {
		kept["signature:"+string(s.ID)] = true
		if err := holds(&s, trusted); err != nil {
			c.problem("signature %s: %s", s.ID, fault.Message(err))
		}
		return ctx.Err()
	})
	if err != nil {
		return err
	}
	missed, err := missedSignatures(tx, kept)
	for _, e := range missed {
		c.problem("signature %s was made and is not there any more (audit entry %d)", strings.TrimPrefix(e.Subject, "signature:"), e.Seq)
	}
	c.Found = fmt.Sprintf("%d, each of the record that it names", len(kept))
	return err
}

// missedSignatures gives the entries of signatures that are gone though their patient is there.
func missedSignatures(tx *store.Tx, kept map[string]bool) (missed []audit.Entry, err error) {
	var gone []audit.Entry
	err = tx.EachAuditOf(signedDeed, func(e audit.Entry) error {
		if !kept[e.Subject] {
			gone = append(gone, e)
		}
		return nil
	})
	for _, e := range gone {
		_, findErr := tx.GetPatient(clinic.PatientID(e.Patient))
		switch {
		case findErr == nil:
			missed = append(missed, e)
		case fault.KindOf(findErr) != fault.NotFound:
			return nil, findErr
		}
	}
	return missed, err
}
