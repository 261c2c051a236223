package app

import (
	"context"
	"sync"
	"time"

	"steelyard/internal/fault"
	"steelyard/internal/store"
)

// readiness keeps the last look, so that asking often costs nothing.
type readiness struct {
	mu     sync.Mutex
	at     time.Time
	err    error
	probed time.Time // when it was last tried to write
}

const (
	readyFor   = time.Second
	probeEvery = 15 * time.Second
)

var errNotReady = fault.New(fault.Unavailable, "The database can't be used just now.")

// Ready says whether the app can do its work: the database answers, has this program's schema, and takes writes. Where the
// last write failed because of the disk another one is tried, at most once a second; and now and then also where none did,
// because on a quiet server nobody else finds out that the disk is full or read-only.
func (a *App) Ready(ctx context.Context) error {
	a.ready.mu.Lock()
	defer a.ready.mu.Unlock()
	if now := time.Now(); now.Sub(a.ready.at) > readyFor {
		a.ready.err = a.look(context.WithoutCancel(ctx)) // for everybody who asks within the second
		a.ready.at = now
	}
	return a.ready.err
}

func (a *App) look(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, 3*time.Second)
	defer cancel()
	done := false
	err := a.Store.View(ctx, func(tx *store.Tx) (err error) {
		done, err = tx.UpToDate()
		return err
	})
	if now := time.Now(); err == nil && (a.Store.Failing() || now.Sub(a.ready.probed) > probeEvery) {
		a.ready.probed = now
		err = a.Store.Update(ctx, (*store.Tx).Probe)
	}
	if err != nil || !done {
		return fault.Wrap(err, errNotReady.Kind, errNotReady.Message)
	}
	return nil
}

// Figures is how much there is, without whose.
type Figures struct{ OpenAlerts, Submissions, Queue int }

// Figures counts, for whoever watches over the server.
func (a *App) Figures(ctx context.Context) (f Figures, err error) {
	f.Queue = a.Store.Waiting()
	err = a.Store.View(ctx, func(tx *store.Tx) error {
		if f.OpenAlerts, err = tx.CountEveryOpenAlert(); err != nil {
			return err
		}
		f.Submissions, err = tx.CountCompleted()
		return err
	})
	return f, err
}

// WatchWrites has a function hear how long every write took and how it ended.
func (a *App) WatchWrites(hears func(took time.Duration, err error)) { a.Store.Watch(hears) }
