package app

import (
	"context"
	"errors"
	"sync"

	"steelyard/internal/audit"
	"steelyard/internal/clinic"
	"steelyard/internal/fault"
	"steelyard/internal/store"
)

// maxHeld is how many entries of reads may wait to be written. Where that many do, nothing more can be read.
const maxHeld = 10_000

// heldReads are the audit entries of reads that could not be written because the disk is full or fails. Reading goes on,
// because a clinician may need what is there; the entries are written, with the time of the reading, as soon as it can be.
// What waits is in memory only: it is lost where the process is killed before.
type heldReads struct {
	mu      sync.Mutex
	entries []reading
}

// reading is the entry of a read, with whose it is.
type reading struct {
	who   clinic.Actor
	entry audit.Entry
}

// waiting is how many wait.
func (h *heldReads) waiting() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return len(h.entries)
}

// take gives what waits, and no longer has it.
func (h *heldReads) take() (entries []reading) {
	if h == nil { // of an app that only reads and closes
		return nil
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	entries, h.entries = h.entries, nil
	return entries
}

// hold keeps entries for later; ok is false where too many wait, and then what was there before is kept.
func (h *heldReads) hold(entries []reading) (ok bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.entries = append(entries, h.entries...)
	if len(h.entries) > maxHeld {
		h.entries = h.entries[:maxHeld]
		return false
	}
	return true
}

// writeReads writes entries of reads, those that wait first. Where the disk does not take them, they wait.
func (a *App) writeReads(ctx context.Context, fresh ...reading) error {
	entries := append(a.held.take(), fresh...)
	if len(entries) == 0 {
		return nil
	}
	err := a.Store.Update(ctx, func(tx *store.Tx) error {
		for _, r := range entries {
			e, err := r.entry, error(nil)
			if e.Why == "" {
				e.Why, err = a.ground(tx, r.who, clinic.PatientID(e.Patient), e.Subject)
			}
			if err = errors.Join(err, tx.AppendAudit(e, a.AuditKey)); err != nil {
				return err
			}
		}
		return nil
	})
	if err == nil {
		return nil
	}
	if fault.KindOf(err) != fault.Unavailable {
		a.held.hold(entries[:len(entries)-len(fresh)])
		return err
	}
	if !a.held.hold(entries) {
		return err
	}
	a.Log.Warn("the database can't be written; reads are noted later", "waiting", len(entries), "error", err.Error())
	return nil
}
