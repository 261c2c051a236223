package app

import (
	"context"
	"errors"
	"time"

	"steelyard/internal/audit"
	"steelyard/internal/fault"
	"steelyard/internal/store"
)

// anchorEvery is how often the head of the audit is written down while it moves.
const anchorEvery = 3 * time.Second

// KeepAnchor writes the head of the audit into the anchor's file whenever it has moved on, until the context ends, and
// the entries of reads that waited because the disk took nothing.
func (a *App) KeepAnchor(ctx context.Context) {
	tick := time.NewTicker(anchorEvery)
	defer tick.Stop()
	for {
		if err := errors.Join(a.writeReads(ctx), a.DropAnchor(ctx)); err != nil && ctx.Err() == nil {
			a.Log.Error("the head of the audit can't be written down", "error", err.Error())
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return
		}
	}
}

// DropAnchor writes down where the audit ends now, unless a later end was written down already. It is read after it was
// committed, so that what is written down is always in the database too.
func (a *App) DropAnchor(ctx context.Context) error {
	if a.Anchor == "" {
		return nil
	}
	var last audit.Entry
	var found bool
	err := a.Store.View(ctx, func(tx *store.Tx) (err error) {
		last, found, err = tx.FindLastAudit()
		return err
	})
	if err != nil || !found {
		return err
	}
	known, ok, err := audit.FindHead(a.Anchor, a.AuditKey)
	if err != nil || ok && known.Seq >= last.Seq {
		return err
	}
	return audit.WriteHead(a.Anchor, audit.HeadOf(last), a.AuditKey)
}

// Close writes down where the audit ends, and closes the store.
func (a *App) Close() error {
	ctx, cancel := context.WithTimeout(context.Background(), anchorEvery)
	defer cancel()
	return errors.Join(a.writeReads(ctx), a.DropAnchor(ctx), a.Store.Close())
}

// holdAnchor refuses a database whose audit ends before what was written down, or has another entry there.
func (a *App) holdAnchor(tx *store.Tx) error {
	if a.Anchor == "" {
		return nil
	}
	head, ok, err := audit.FindHead(a.Anchor, a.AuditKey)
	if err != nil || !ok {
		return err
	}
	last, _, err := tx.FindLastAudit()
	if err != nil {
		return err
	}
	if last.Seq < head.Seq {
		return goOn(head.WhyCutOff(last.Seq))
	}
	at, ok, err := tx.FindAudit(head.Seq)
	if err == nil && (!ok || !head.Holds(at)) {
		err = goOn(head.WhyOther())
	}
	return err
}

// goOn says what to do about an audit that its anchor does not hold.
func goOn(err error) error {
	return fault.Wrap(err, fault.Conflict, fault.Message(err)+" Restore the newest backup with steelyard restore. "+
		"If an older copy was put here on purpose, move the file audit.head away, and start again. Nothing was changed.")
}
