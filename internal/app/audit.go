package app

import (
	"context"
	"unicode/utf8"

	"steelyard/internal/audit"
	"steelyard/internal/clinic"
	"steelyard/internal/fault"
	"steelyard/internal/store"
)

// deed is what an audit entry says was done.
type deed struct {
	action  string
	patient clinic.PatientID
	subject string
	why     string         // in this program's own words: it is not sealed; empty for the ground on which the actor may
	told    string         // as somebody wrote it; sealed, as the changes
	changes []audit.Change // what was before, and after
}

// note writes the audit entry of a deed in the transaction that does it.
func (a *App) note(tx *store.Tx, who clinic.Actor, d deed) error {
	e, err := a.entryOf(who, d)
	if err == nil && e.Why == "" {
		e.Why, err = a.ground(tx, who, d.patient, d.subject)
	}
	if err != nil {
		return err
	}
	return tx.AppendAuditWith(e, audit.Detail{Why: d.told, Changes: d.changes}, a.AuditKey)
}

func (a *App) entryOf(who clinic.Actor, d deed) (audit.Entry, error) {
	actor, role := "user:"+string(who.User), string(who.Role)
	if who.Invitation != "" {
		actor, role = "invitation:"+string(who.Invitation), "link holder"
	}
	e := audit.Entry{At: a.Now(), Actor: actor, Role: role, Action: d.action, Patient: string(d.patient), Subject: d.subject, Why: d.why, From: who.From}
	return e, checkEntry(&e)
}

// checkEntry refuses text that is not UTF-8: the hash would be taken of something else than what is kept.
func checkEntry(e *audit.Entry) error {
	for _, s := range []string{e.Actor, e.Role, e.Action, e.Patient, e.Subject, e.Why, e.From} {
		if !utf8.ValidString(s) {
			return fault.New(fault.Invalid, "This has characters that are not text. Please type it anew.")
		}
	}
	return nil
}

// noteRead writes the audit entry of a read, in a transaction of its own after the read. Where the disk takes nothing, the
// entry waits, and the read goes on.
func (a *App) noteRead(ctx context.Context, who clinic.Actor, d deed) error {
	e, err := a.entryOf(who, d)
	if err != nil {
		return err
	}
	return a.writeReads(ctx, reading{who, e})
}

// holdAuditKey refuses a key that the last entry was not sealed with, before anything is sealed with another one.
func (a *App) holdAuditKey(tx *store.Tx) error {
	last, ok, err := tx.FindLastAudit()
	if err != nil || !ok || last.SealedWith(a.AuditKey) {
		return err
	}
	return fault.New(fault.Conflict, "The audit of this database was not sealed with the key in audit.key: the file was lost, made anew or belongs to another database, "+
		"or the last audit entry was changed. Restore audit.key from the backup that belongs to this database, and start again. Nothing was changed.")
}

// AuditEntry is an entry with what it keeps sealed. Erased says that this can't be read any more, because its patient was
// erased.
type AuditEntry struct {
	audit.Entry
	Detail audit.Detail
	Erased bool
}

// Audit gives the newest audit entries, of one patient or of all.
func (a *App) Audit(ctx context.Context, who clinic.Actor, patient clinic.PatientID, limit int) ([]AuditEntry, error) {
	return a.AuditPage(ctx, who, AuditQuery{Patient: patient, Limit: limit})
}

// auditOf reads the entries that a query is about.
func auditOf(tx *store.Tx, query AuditQuery) (entries []AuditEntry, err error) {
	kept, err := tx.AuditFound(query.filter(), query.Limit)
	for _, e := range kept {
		d, ok, err := tx.OpenDetail(e)
		if err != nil {
			return nil, err
		}
		entries = append(entries, AuditEntry{e, d, !ok})
	}
	return entries, err
}

// VerifyAudit reads the whole chain and names the first entry that was changed, removed or put in another place.
func (a *App) VerifyAudit(ctx context.Context) (entries int64, err error) {
	v := audit.Verifier{Key: a.AuditKey}
	err = a.Store.View(ctx, func(tx *store.Tx) error {
		return tx.EachAudit(func(e audit.Entry) error {
			entries = e.Seq
			return v.Next(e)
		})
	})
	return entries, err
}
