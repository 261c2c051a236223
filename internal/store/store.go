// Package store owns the rows: how patients, responses, results and audit entries lie in the database, and the
// transactions they are read and written in. It is the only importer of gorm.
// It must not know who may do what, how a scale is computed, or what a page looks like.
package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"runtime"
	"time"

	"gorm.io/driver/sqlite"
	"gorm.io/gorm"

	"steelyard/internal/clinic"
	"steelyard/internal/seal"
)

// Options says which database is opened and how.
type Options struct {
	Path    string       // the database file; its folder is made where it is missing
	Readers int          // how many connections read; 0 chooses by the number of processors
	Log     *slog.Logger // hears of slow statements, without their values; nil is slog.Default
	Keys    seal.Source  // where the sealing keys are; the zero value is the file seal.key beside the database
}

// KeyFile is where the sealing keys are kept unless somebody says otherwise.
const KeyFile = "seal.key"

func (o Options) newSealing() *sealing {
	if o.Keys == (seal.Source{}) {
		o.Keys.File = filepath.Join(filepath.Dir(o.Path), KeyFile)
	}
	return &sealing{source: o.Keys}
}

func (o Options) readers() int {
	if o.Readers > 0 {
		return o.Readers
	}
	return max(4, 2*runtime.NumCPU())
}

// Store is an open database: one connection that writes, several that read, and one that reads for the list of the patients.
type Store struct {
	writer, reader, aside *gorm.DB
	path                  string
	sealing               *sealing
	line                  line // who waits to write
	watch                 watch
}

// Tx is a transaction. It must not be used after the function it was given to has returned.
type Tx struct {
	db      *gorm.DB
	sealing *sealing
	keys    map[string]seal.DataKey // that were made or read in it, by patient
	after   []func(context.Context)
	touched []clinic.PatientID
	gone    []string // the patients whom it erased
}

// afterCommit has something done once the transaction is durable, and not at all where it fails.
func (tx *Tx) afterCommit(f func(context.Context)) { tx.after = append(tx.after, f) }

// touch has the list of the patients look at one again after the commit.
func (tx *Tx) touch(id clinic.PatientID) {
	if n := len(tx.touched); n > 0 && tx.touched[n-1] == id {
		return
	}
	if tx.touched = append(tx.touched, id); len(tx.touched) == 1 {
		tx.afterCommit(func(ctx context.Context) { tx.sealing.people.refresh(ctx, tx.touched) })
	}
}

// Open makes the database where there is none, brings it to this program's schema and opens it.
// It fails where the file is not Steelyard's, was written by a newer program, or can't be held to the promised settings.
func Open(ctx context.Context, o Options) (*Store, error) {
	if err := prepareFiles(o.Path); err != nil {
		return nil, err
	}
	s := &Store{path: o.Path, sealing: o.newSealing()}
	if err := s.open(ctx, o); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

func (s *Store) open(ctx context.Context, o Options) (err error) {
	if s.writer, err = connect(o, writing, 1, s.sealing); err != nil {
		return fmt.Errorf("open database to write: %w", err)
	}
	if err := checkLibrary(ctx, s.writer); err != nil {
		return err
	}
	if _, err := s.migrate(ctx); err != nil {
		return err
	}
	if err := s.openReaders(o); err != nil {
		return err
	}
	if err := s.sealing.people.ensure(ctx); err != nil {
		return err
	}
	return protectFiles(o.Path)
}

func (s *Store) openReaders(o Options) (err error) {
	if s.reader, err = connect(o, reading, o.readers(), nil); err == nil {
		s.aside, err = connect(o, reading, 1, nil)
	}
	if err != nil {
		return fmt.Errorf("open database to read: %w", err)
	}
	s.sealing.people.source = s
	return nil
}

func connect(o Options, m mode, connections int, sealing *sealing) (*gorm.DB, error) {
	c := newConnector(o.Path, m)
	c.sealing = sealing
	pool := sql.OpenDB(c)
	pool.SetMaxOpenConns(connections)
	pool.SetMaxIdleConns(connections)
	db, err := gorm.Open(sqlite.New(sqlite.Config{Conn: pool}), &gorm.Config{
		Logger:                 newLogger(o.Log),
		SkipDefaultTransaction: true,
	})
	if err != nil {
		return nil, errors.Join(err, pool.Close())
	}
	return db, nil
}

// Close lets whoever waits to write do so, and ends every connection; the last one folds the write-ahead log into the
// database file.
func (s *Store) Close() error {
	s.line.close()
	var errs []error
	for _, db := range []*gorm.DB{s.aside, s.reader, s.writer} {
		if db != nil {
			pool, err := db.DB()
			if err == nil {
				err = pool.Close()
			}
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}

// View reads in one transaction: everything fn reads is of the same moment. Nothing can be written in it.
func (s *Store) View(ctx context.Context, fn func(*Tx) error) error {
	if tx := s.joined(ctx); tx != nil {
		return fn(tx)
	}
	return s.transact(ctx, s.reader, fn)
}

// Update writes. What fn did is durable when Update returns without an error, and leaves no trace when it returns one.
// Only one function runs at a time; those that come together share one transaction, each on its own in it. Nothing may leave
// the process inside fn: it may run again. A fn that has begun is not interrupted when ctx ends. A fault of the disk is
// Unavailable: nothing was kept, and the same may be tried again.
func (s *Store) Update(ctx context.Context, fn func(*Tx) error) error {
	if tx := s.joined(ctx); tx != nil {
		return fn(tx)
	}
	began := time.Now()
	for alone := false; ; alone = true {
		if again, err := s.attempt(ctx, fn, alone); !again {
			err = unsaved(err)
			s.watch.over(began, err)
			return err
		}
	}
}

// attempt runs fn in a group, or alone. It says whether fn must run again because the group failed as a whole.
func (s *Store) attempt(ctx context.Context, fn func(*Tx) error, alone bool) (again bool, err error) {
	g, err := s.line.enter(ctx, alone)
	if err != nil {
		return false, err
	}
	if g == nil {
		if g, err = s.begin(alone); err != nil {
			s.line.leave()
			return false, err
		}
	}
	var ran *Tx
	err = s.take(ctx, g, func(tx *Tx) error {
		tx.sealing, ran = s.sealing, tx
		return fn(tx)
	})
	<-g.done // also after an error: it may come of what another one of the group did, which is not durable before
	if g.err != nil {
		err = g.err
	}
	if err == nil {
		ran.committed(ctx)
	}
	return g.again, err
}

// take runs fn and lets the next one join the group, also where fn panics. The last one ends the group.
func (s *Store) take(ctx context.Context, g *group, fn func(*Tx) error) error {
	defer func() {
		if !g.full() && s.line.invite(g) {
			return
		}
		g.end()
		s.line.leave()
	}()
	return g.run(ctx, fn)
}

func (s *Store) transact(ctx context.Context, db *gorm.DB, fn func(*Tx) error) error {
	var done *Tx
	err := db.WithContext(ctx).Transaction(func(g *gorm.DB) error {
		done = &Tx{db: g, sealing: s.sealing}
		return fn(done)
	})
	if err != nil {
		return err
	}
	done.committed(ctx)
	return nil
}

func (tx *Tx) committed(ctx context.Context) {
	for _, f := range tx.after {
		f(context.WithoutCancel(ctx))
	}
}
