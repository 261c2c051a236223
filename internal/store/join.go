package store

import "context"

type joinKey struct{ of *Store }

// Joined runs fn in one writing transaction with a context of its own: every View and Update of this store with that
// context is part of the same transaction, so that several use cases and what is noted of them are kept together or not at all. What one of
// them did before it failed is only undone with all of it, so fn gives its error back.
func (s *Store) Joined(ctx context.Context, fn func(context.Context, *Tx) error) error {
	return s.Update(ctx, func(tx *Tx) error { return fn(context.WithValue(ctx, joinKey{s}, tx), tx) })
}

func (s *Store) joined(ctx context.Context) *Tx {
	tx, _ := ctx.Value(joinKey{s}).(*Tx)
	return tx
}

// InJoined says whether a context is that of a Joined transaction.
func (s *Store) InJoined(ctx context.Context) bool { return s.joined(ctx) != nil }
