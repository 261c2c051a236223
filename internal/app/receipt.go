package app

import (
	"context"
	"crypto/ed25519"

	"steelyard/internal/clinic"
	"steelyard/internal/fault"
	"steelyard/internal/profile"
	q "steelyard/internal/questionnaire"
	"steelyard/internal/receipt"
	"steelyard/internal/scoring"
	"steelyard/internal/store"
)

// Receipt gives the signed receipt of a completed response, as a file. It leaves the program, and so it is an export.
func (a *App) Receipt(ctx context.Context, who clinic.Actor, id clinic.ResponseID) (file []byte, err error) {
	key, err := a.receiptKey()
	if err != nil {
		return nil, err
	}
	var of clinic.PatientID
	err = a.view(ctx, who, clinic.Export, ofResponse(id), func(tx *store.Tx) error {
		r, err := a.receipt(tx, id)
		if err != nil {
			return err
		}
		of = r.of
		file, err = receipt.Sign(r.Receipt, key)
		return err
	})
	if err != nil {
		return nil, err
	}
	return file, a.noteRead(ctx, who, deed{action: "export receipt", patient: of, subject: "response:" + string(id)})
}

// ReceiptKey gives the public key that receipts are verified with, as other programs read it.
func (a *App) ReceiptKey() ([]byte, error) {
	key, err := a.receiptKey()
	if err != nil {
		return nil, err
	}
	return receipt.PublicPEM(key)
}

func (a *App) receiptKey() (ed25519.PrivateKey, error) {
	if len(a.ReceiptSeed) == 0 {
		return nil, fault.New(fault.Conflict, "This server has no key to sign receipts with.")
	}
	return receipt.Key(a.ReceiptSeed)
}

type receiptOf struct {
	receipt.Receipt
	of clinic.PatientID
}

// receipt gathers what a receipt says. The answers and the definition are those that were kept, not what the library
// has now.
func (a *App) receipt(tx *store.Tx, id clinic.ResponseID) (r receiptOf, err error) {
	record, err := a.responseRecord(tx, id)
	if err != nil {
		return r, err
	}
	kept := &record.Response
	if record.View == nil {
		return r, fault.New(fault.Conflict, "These answers are not finished. There is no receipt before there is a result.")
	}
	result, err := tx.GetResult(id)
	if err != nil {
		return r, err
	}
	pinned, ok, err := tx.FindDefinition(kept.Questionnaire)
	if err != nil {
		return r, err
	}
	if !ok {
		return r, errNotPinned
	}
	definition, err := q.Parse(kept.Questionnaire.String(), pinned.Content)
	if err != nil {
		return r, err
	}
	program, err := scoring.Compile(definition)
	if err != nil {
		return r, err
	}
	answers, err := definition.Answers(kept.Answers)
	if err != nil {
		return r, err
	}
	r.of = kept.PatientID
	r.Receipt = receipt.Receipt{
		Notice: record.Notice, IssuedAt: a.Now().UTC(), Response: string(id), Status: string(kept.Status), Amends: string(kept.Amends), Invented: a.Invented,
		StartedAt: kept.StartedAt, CompletedAt: *kept.CompletedAt, Language: kept.Language, Answers: kept.Answers, Questionnaire: kept.Questionnaire,
		Hash: kept.Hash, Definition: string(pinned.Content), Result: &result, Derivations: receipt.Derive(program, answers, &result),
	}
	if p := a.Library.Profile(); p != nil {
		alone := []profile.Measurement{{Definition: definition, Result: &result, At: *kept.CompletedAt}}
		r.Profile, err = receipt.NewProfile(p, alone, *kept.CompletedAt)
	}
	return r, err
}
