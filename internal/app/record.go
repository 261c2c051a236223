package app

import (
	"context"
	"crypto/ed25519"

	"steelyard/internal/clinic"
	"steelyard/internal/fault"
	"steelyard/internal/profile"
	q "steelyard/internal/questionnaire"
	"steelyard/internal/receipt"
	"steelyard/internal/report"
	"steelyard/internal/store"
)

// RecordReceipt gives the signed receipt of everything behind a patient's report, as a file. The report on paper carries
// its digest.
func (a *App) RecordReceipt(ctx context.Context, who clinic.Actor, patient clinic.PatientID) (file []byte, err error) {
	key, err := a.receiptKey()
	if err != nil {
		return nil, err
	}
	err = a.view(ctx, who, clinic.Export, ofPatient(patient), func(tx *store.Tx) error {
		m, err := a.material(tx, who, patient)
		if err == nil {
			file, err = a.recordFile(tx, &m, key)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return file, a.noteRead(ctx, who, deed{action: "export record receipt", patient: patient, subject: "patient:" + string(patient), why: "digest " + receipt.Digest(file)})
}

// recordFile gives the receipt of what a report is made from.
func (a *App) recordFile(tx *store.Tx, m *report.Material, key ed25519.PrivateKey) ([]byte, error) {
	r, err := a.recordOf(tx, m)
	if err != nil {
		return nil, err
	}
	return receipt.SignRecord(r, key)
}

func (a *App) recordOf(tx *store.Tx, m *report.Material) (r receipt.Record, err error) {
	if m.Profile == nil {
		return r, fault.New(fault.Internal, "There is no profile definition, and so no notice to put on a receipt.")
	}
	r = receipt.Record{Notice: m.Profile.NoticeIn(m.Language), Patient: string(m.Patient.ID), Invented: m.Invented,
		Definitions: []receipt.Definition{}, Results: []receipt.Entry{}, Treatments: []receipt.Treatment{}}
	var ms []profile.Measurement
	seen := map[q.Ref]bool{}
	for i := range m.Completed {
		c := &m.Completed[i]
		entry, err := entryOf(c)
		if err != nil {
			return r, err
		}
		r.Results = append(r.Results, entry)
		if c.Response.Status == clinic.Completed {
			ms = append(ms, profile.Measurement{Definition: c.Program.Definition(), Result: &c.Result, At: *c.Response.CompletedAt})
		}
		if ref := c.Response.Questionnaire; !seen[ref] {
			seen[ref] = true
			d, err := pinnedText(tx, c)
			if err != nil {
				return r, err
			}
			r.Definitions = append(r.Definitions, d)
		}
	}
	for _, t := range m.Treatments {
		r.Treatments = append(r.Treatments, receipt.Treatment{Kind: string(t.Kind), Class: string(t.Class), Name: t.Name, Dose: t.Dose, Step: string(t.Step), On: t.On})
	}
	r.Since = m.Profile.Since(ms, m.At).UTC()
	r.Profile, err = receipt.NewProfile(m.Profile, ms, r.Since)
	return r, err
}

func entryOf(c *report.Completed) (receipt.Entry, error) {
	answers, err := c.Program.Definition().Answers(c.Response.Answers)
	if err != nil {
		return receipt.Entry{}, err
	}
	k := &c.Response
	return receipt.Entry{Response: string(k.ID), Questionnaire: k.Questionnaire, Hash: k.Hash, Status: string(k.Status), Amends: string(k.Amends),
		StartedAt: k.StartedAt.UTC(), CompletedAt: k.CompletedAt.UTC(), Language: k.Language, Answers: k.Answers, Result: &c.Result,
		Derivations: receipt.Derive(c.Program, answers, &c.Result), Flags: receipt.Raised(answers, &c.Result)}, nil
}

func pinnedText(tx *store.Tx, c *report.Completed) (receipt.Definition, error) {
	ref := c.Response.Questionnaire
	pinned, ok, err := tx.FindDefinition(ref)
	if err == nil && !ok {
		err = errNotPinned
	}
	return receipt.Definition{Ref: ref, Hash: c.Response.Hash, Title: c.Program.Definition().ShortTitle.In(q.DefaultLanguage), Text: string(pinned.Content)}, err
}

var errNotPinned = fault.New(fault.NotFound, "The definition of these answers is not kept. Run steelyard doctor.")

// seal puts the digest of the record's receipt on a report, and every signature with how the record stands to it. Where
// neither is asked for nor anything was signed, it does nothing.
func (a *App) seal(tx *store.Tx, r *report.Report, m *report.Material, digest bool) error {
	signatures, err := tx.SignaturesOf(m.Patient.ID)
	if err != nil || !digest && len(signatures) == 0 || len(a.ReceiptSeed) == 0 {
		return err
	}
	key, err := a.receiptKey()
	if err != nil {
		return err
	}
	file, err := a.recordFile(tx, m, key)
	if err != nil {
		return err
	}
	r.Digest = receipt.Digest(file)
	for i := range signatures {
		r.Signatures = append(r.Signatures, standing(&signatures[i], file, r.Digest, key))
	}
	return nil
}

// standing holds a signature to what was signed, and that to the record as it is now.
func standing(s *clinic.Signature, now []byte, digest string, key ed25519.PrivateKey) report.Signature {
	out := report.Signature{ID: s.ID, By: s.Name, Role: s.Role, Meaning: s.Meaning, At: s.At, Digest: s.Digest}
	if err := holds(s, publicOf(key)); err != nil {
		out.Broken = fault.Message(err)
		return out
	}
	if s.Digest == digest {
		return out
	}
	was, err := receipt.OpenRecord(s.Record, nil)
	if err != nil {
		out.Broken = fault.Message(err)
		return out
	}
	is, err := receipt.OpenRecord(now, nil)
	if err != nil {
		out.Broken = fault.Message(err)
		return out
	}
	if out.Changes = receipt.Changes(was, is); len(out.Changes) == 0 {
		out.Changes = []string{"It can’t be told what."}
	}
	return out
}

func publicOf(key ed25519.PrivateKey) ed25519.PublicKey {
	public, _ := key.Public().(ed25519.PublicKey) // it always is
	return public
}

// holds checks a kept signature against its record and the server's key.
func holds(s *clinic.Signature, trusted ed25519.PublicKey) error {
	statement := statementOf(s)
	return statement.Holds(s.Signature, s.Record, trusted)
}

func statementOf(s *clinic.Signature) receipt.Statement {
	return receipt.Statement{Format: receipt.StatementFormat, ID: string(s.ID), Patient: string(s.PatientID), Digest: s.Digest, Signer: string(s.Signer), Name: s.Name, Role: string(s.Role),
		Meaning: string(s.Meaning), Confirmed: string(s.Confirmed), At: s.At.UTC(), PublicKey: s.PublicKey, KeyID: receipt.KeyID(s.PublicKey)}
}
