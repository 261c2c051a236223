package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"gorm.io/gorm"
)

// How writes share a transaction
//
// Whoever comes to write while nobody does begins a transaction at once. Whoever comes while somebody writes waits in line.
// When a function has run, the next in line runs its own in the same transaction, behind a savepoint, on its own goroutine,
// so that its panic is its own. Whoever finds the line empty, or the group full, commits, and wakes all of the group.
// Nobody waits for company: with one writer nothing is added, and with many the line fills while a commit waits for the disk.

// The bounds of a group. They keep the first in it from waiting for a commit that never comes.
const (
	groupSize = 64
	groupTime = 20 * time.Millisecond
)

// group is one transaction and those who share it.
type group struct {
	conn   *sql.Conn
	db     *gorm.DB // whose statements run on conn
	alone  bool     // nobody else may join
	begun  time.Time
	joined int           // how many came
	kept   int           // how many of their functions succeeded
	broken error         // why it can't be committed any more
	done   chan struct{} // closed when it has ended; then err and again are set
	err    error
	again  bool // it failed for a reason that may be somebody else's: each must try alone
}

// begin starts a transaction that holds the lock on writing from its first moment.
func (s *Store) begin(alone bool) (*group, error) {
	ctx := context.Background()
	pool, err := s.writer.DB()
	if err != nil {
		return nil, err
	}
	g := &group{alone: alone, begun: time.Now(), joined: 1, done: make(chan struct{})}
	if g.conn, err = pool.Conn(ctx); err != nil {
		return nil, err
	}
	g.db = s.writer.Session(&gorm.Session{NewDB: true, Context: ctx})
	g.db.Statement.ConnPool = g.conn
	if err := g.exec("BEGIN IMMEDIATE"); err != nil {
		return nil, errors.Join(err, g.leave(err))
	}
	return g, nil
}

func (g *group) exec(statement string) error {
	_, err := g.conn.ExecContext(context.Background(), statement)
	return err
}

// run runs one function of the group behind a savepoint. It leaves a trace only when it gives no error. Once begun it is
// not interrupted when ctx ends: SQLite would take back what the others did with it.
func (g *group) run(ctx context.Context, fn func(*Tx) error) (err error) {
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := g.exec("SAVEPOINT part"); err != nil {
		g.broken = err
		return err
	}
	err = errGone // of a function that panics or ends its goroutine
	defer func() {
		switch {
		case err == nil:
			err = g.release()
		case failing(err):
			g.broken = err
		default:
			g.undo(err)
		}
	}()
	return fn(&Tx{db: g.db.WithContext(context.WithoutCancel(ctx))})
}

var errGone = errors.New("the function never came back")

func (g *group) release() error {
	if err := g.exec("RELEASE part"); err != nil { // the transaction is gone, and an error of it was passed over
		g.broken = err
		return err
	}
	g.kept++
	return nil
}

// undo takes one function's part back. Where that fails, SQLite has rolled back the whole transaction because of it.
func (g *group) undo(cause error) {
	if err := g.exec("ROLLBACK TO part; RELEASE part"); err != nil {
		g.broken = fmt.Errorf("%w (%w)", cause, err)
	}
}

// end commits what was kept, and tells everybody of the group how that went.
func (g *group) end() {
	err := g.broken
	if err == nil && g.kept > 0 {
		err = g.exec("COMMIT")
	}
	if err != nil || g.kept == 0 {
		_ = g.exec("ROLLBACK") // fails where SQLite did it by itself, or dropping the connection does it
	}
	g.again = err != nil && g.joined > 1 && !failing(err)
	g.err = err
	_ = g.leave(err) // the connection is given back or closed either way, and the commit has been answered
	close(g.done)
}

// leave gives the connection back. After an error it is closed instead, because what it holds in memory may not be what is
// on the disk: the next write begins with a fresh one, which reads everything anew.
func (g *group) leave(err error) error {
	if err != nil {
		return drop(g.conn)
	}
	return g.conn.Close()
}

func (g *group) full() bool {
	return g.alone || g.broken != nil || g.joined >= groupSize || time.Since(g.begun) >= groupTime
}
