package app

import (
	"context"

	"steelyard/internal/clinic"
	"steelyard/internal/store"
)

// RotateKey seals the database with another key, also while a server runs. Broken off anywhere it leaves a database that
// opens, and done again it goes on.
func (a *App) RotateKey(ctx context.Context, who clinic.Actor) error {
	if err := a.permitted(ctx, who, clinic.ManageSite); err != nil {
		return err
	}
	next, err := a.Store.NextKey(ctx)
	if err != nil {
		return err
	}
	err = a.Store.Update(ctx, func(tx *store.Tx) error {
		if err := tx.SealWith(next); err != nil {
			return err
		}
		return a.note(tx, who, deed{action: "rotate sealing key", subject: "key:" + string(next.ID())})
	})
	if err != nil {
		return err
	}
	if err := a.Store.ForgetOtherKeys(next); err != nil {
		return err
	}
	return a.Store.Scrub(ctx)
}
