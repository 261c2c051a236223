package store

import (
	"context"
	"errors"
	"slices"
	"sync"
)

// line is who waits to write, in the order in which they came. One at a time has the connection.
type line struct {
	mu      sync.Mutex
	waiting []*turn
	busy    bool          // somebody has the connection
	closed  bool          // nobody may join any more
	empty   chan struct{} // closed once the line is closed and nobody has the connection
}

// turn is one place in the line. What comes is the group to join, or nil to begin one.
type turn struct {
	alone bool
	comes chan *group
}

var errClosed = errors.New("the database is closed")

// enter waits for its turn. Where ctx ends before, it gives ctx's error and has not been in line.
func (l *line) enter(ctx context.Context, alone bool) (*group, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	l.mu.Lock()
	if l.closed {
		l.mu.Unlock()
		return nil, errClosed
	}
	if !l.busy {
		l.busy = true
		l.mu.Unlock()
		return nil, nil //nolint:nilnil // nil is "begin one"
	}
	t := &turn{alone, make(chan *group, 1)}
	l.waiting = append(l.waiting, t)
	l.mu.Unlock()
	select {
	case g := <-t.comes:
		return g, nil
	case <-ctx.Done():
	}
	if l.withdraw(t) {
		return nil, ctx.Err()
	}
	return <-t.comes, nil // it came at the same moment, and is not to be lost
}

func (l *line) withdraw(t *turn) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	at := slices.Index(l.waiting, t)
	if at >= 0 {
		l.waiting = slices.Delete(l.waiting, at, at+1)
	}
	return at >= 0
}

// invite lets the next in line join a group; ok is false where nobody waits or the next must be alone.
func (l *line) invite(g *group) (ok bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.waiting) == 0 || l.waiting[0].alone {
		return false
	}
	g.joined++
	l.next() <- g
	return true
}

// leave lets the next in line begin a group.
func (l *line) leave() {
	l.mu.Lock()
	defer l.mu.Unlock()
	switch {
	case len(l.waiting) > 0:
		l.next() <- nil
	default:
		l.busy = false
		if l.closed {
			close(l.empty)
		}
	}
}

func (l *line) next() chan<- *group {
	t := l.waiting[0]
	l.waiting = slices.Delete(l.waiting, 0, 1)
	return t.comes
}

// close lets nobody join any more, and waits until whoever is in line has written.
func (l *line) close() {
	l.mu.Lock()
	if !l.closed {
		l.closed, l.empty = true, make(chan struct{})
		if !l.busy {
			close(l.empty)
		}
	}
	l.mu.Unlock()
	<-l.empty
}
