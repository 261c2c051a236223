package app

import (
	"context"
	"strings"

	"steelyard/internal/clinic"
	"steelyard/internal/fault"
	"steelyard/internal/store"
)

// Erasure says who is to be erased and why. The record number is typed anew by whoever wants it, so that nobody is
// erased in another's place.
type Erasure struct {
	Patient      clinic.PatientID
	RecordNumber string
	Reason       string // it stays in the audit, sealed
}

func (e *Erasure) check(p clinic.Patient) error {
	var details []fault.Detail
	if !strings.EqualFold(strings.TrimSpace(e.RecordNumber), p.RecordNumber) {
		details = append(details, fault.Detail{Where: "record_number", What: "This is not the patient’s record number. Nothing was erased."})
	}
	if !readable(e.Reason, 3, 500) {
		details = append(details, fault.Detail{Where: "reason", What: "Say why, in 3 to 500 characters."})
	}
	if len(details) > 0 {
		return fault.New(fault.Invalid, "Nothing was erased. Please correct what is marked.", details...)
	}
	return nil
}

// ErasePatient deletes everything of a patient for good, in one transaction, and then writes the files anew so that no byte
// of it is left in them. That this happened stays in the audit, with its reason; what the audit keeps sealed of the patient can't
// be read any more. Where the files can't be written anew at once, the next start does it.
func (a *App) ErasePatient(ctx context.Context, who clinic.Actor, e Erasure) error {
	e.Reason = strings.TrimSpace(e.Reason)
	err := a.update(ctx, who, clinic.ManageSite, ofPatient(e.Patient), func(tx *store.Tx) error {
		p, err := tx.GetPatient(e.Patient)
		if err != nil {
			return err
		}
		if err := e.check(p); err != nil {
			return err
		}
		if err := tx.ErasePatient(e.Patient); err != nil {
			return err
		}
		return a.note(tx, who, deed{action: "erase patient", patient: e.Patient, subject: "patient:" + string(e.Patient), told: e.Reason})
	})
	if err != nil {
		return err
	}
	if err := a.Store.Scrub(context.WithoutCancel(ctx)); err != nil {
		a.Log.Error("a patient was erased, and the files could not be written anew; the next start does it", "error", err.Error())
	}
	return nil
}
