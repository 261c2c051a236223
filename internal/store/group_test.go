package store

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/mattn/go-sqlite3"
	"pgregory.net/rapid"

	"steelyard/internal/fault"
)

// deeds are what a writer of the test may do.
var deeds = []string{"keep", "fail", "panic", "leave", "go on", "owe", "end", "clash"}

var errDeed = errors.New("this one fails")

// ledger makes the tables that the writers of a test write into. Each entry is sealed with the one before, so that it tells
// in which order they ran and that each saw what was kept, and nothing else.
func ledger(t testing.TB, s *Store) {
	t.Helper()
	do(t, s, func(tx *Tx) error {
		return tx.db.Exec(`CREATE TABLE entries (n INTEGER PRIMARY KEY, who INTEGER NOT NULL UNIQUE, seal TEXT NOT NULL);
			CREATE TABLE owed (id INTEGER PRIMARY KEY, entry INTEGER NOT NULL REFERENCES entries (n) DEFERRABLE INITIALLY DEFERRED)`).Error
	})
}

type ledgerEntry struct {
	N, Who int
	Seal   string
}

func entries(t testing.TB, s *Store) []ledgerEntry {
	t.Helper()
	return read(t, s, func(tx *Tx) (list []ledgerEntry, err error) {
		return list, tx.db.Raw("SELECT n, who, seal FROM entries ORDER BY n").Scan(&list).Error
	})
}

func enter(tx *Tx, who int) error {
	var last ledgerEntry
	if err := tx.db.Raw("SELECT n, who, seal FROM entries ORDER BY n DESC LIMIT 1").Scan(&last).Error; err != nil {
		return err
	}
	seal := fmt.Sprintf("%x", sha256.Sum256(fmt.Append(nil, last.N, last.Seal, who)))
	return tx.db.Exec("INSERT INTO entries VALUES (?, ?, ?)", last.N+1, who, seal).Error
}

// act does one deed and says whether it was acknowledged. A panic must come back here.
func act(s *Store, who int, deed string) (err error) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	defer func() {
		if p := recover(); p != nil && p != any(errDeed) {
			err = fmt.Errorf("got panic %v, want its own", p)
		} else if p != nil {
			err = errDeed
		}
	}()
	if deed == "leave" {
		cancel()
	}
	return s.Update(ctx, func(tx *Tx) error {
		if deed == "clash" {
			who %= 3
		}
		if err := enter(tx, who); err != nil {
			return err
		}
		switch deed {
		case "fail":
			return errDeed
		case "panic":
			panic(errDeed)
		case "go on": // its client is gone when it has begun: it is kept whole or not at all
			cancel()
		case "owe": // only the commit finds that out
			return tx.db.Exec("INSERT INTO owed (entry) VALUES (1000000)").Error
		case "end": // takes the whole transaction away
			return errors.Join(errDeed, tx.db.Exec("ROLLBACK").Error)
		}
		return nil
	})
}

// Whatever comes together, what is kept is what those that succeeded would have made one after the other, and nobody is
// told of something that is not there.
func TestGroupIsAsOneAfterTheOther(t *testing.T) {
	s := open(t)
	ledger(t, s)
	rapid.Check(t, func(rt *rapid.T) {
		plan := rapid.SliceOfN(rapid.SampledFrom(deeds), 1, 24).Draw(rt, "deeds")
		do(t, s, func(tx *Tx) error { return tx.db.Exec("DELETE FROM entries; DELETE FROM owed").Error })
		acknowledged := make([]error, len(plan))
		var wait sync.WaitGroup
		for who, deed := range plan {
			wait.Go(func() { acknowledged[who] = act(s, who, deed) })
		}
		wait.Wait()
		got := entries(t, s)
		wantAcknowledged(rt, plan, acknowledged, got)
		seal := ""
		for i, e := range got {
			want := fmt.Sprintf("%x", sha256.Sum256(fmt.Append(nil, i, seal, e.Who)))
			if e.N != i+1 || e.Seal != want {
				rt.Fatalf("entry %d is %+v, want number %d and seal %s: it saw what was not kept", i, e, i+1, want)
			}
			seal = e.Seal
		}
	})
}

func wantAcknowledged(t *rapid.T, plan []string, acknowledged []error, kept []ledgerEntry) {
	var want []int
	for who, deed := range plan {
		err := acknowledged[who]
		switch deed {
		case "go on": // it may also be told to go when it would have to run again
			if err != nil && !errors.Is(err, context.Canceled) && !strings.Contains(err.Error(), "UNIQUE") {
				t.Fatalf("%d, %s: got %v, want no error", who, deed, err)
			}
		case "keep":
			clash := err != nil && strings.Contains(err.Error(), "UNIQUE") && slices.Contains(plan, "clash")
			if err != nil && !clash {
				t.Fatalf("%d, %s: got %v, want no error", who, deed, err)
			}
		case "fail", "panic", "end":
			if !errors.Is(err, errDeed) && (err == nil || !strings.Contains(err.Error(), "UNIQUE")) {
				t.Fatalf("%d, %s: got %v, want its own error", who, deed, err)
			}
		case "leave":
			if !errors.Is(err, context.Canceled) {
				t.Fatalf("%d, %s: got %v, want %v", who, deed, err, context.Canceled)
			}
		case "owe":
			if err == nil {
				t.Fatalf("%d, %s: got no error, want one of the commit", who, deed)
			}
		}
		if deed == "clash" {
			who %= 3
		}
		if err == nil {
			want = append(want, who)
		}
	}
	var got []int
	for _, e := range kept {
		got = append(got, e.Who)
	}
	slices.Sort(want)
	slices.Sort(got)
	if !slices.Equal(got, want) {
		t.Fatalf("kept %v, acknowledged %v of %v", got, want, plan)
	}
}

// held has the connection until it is told to let go, and gives how many are in line by then.
func held(t *testing.T, s *Store, inLine int) (letGo func()) {
	t.Helper()
	has, release, ended := make(chan struct{}), make(chan struct{}), make(chan struct{})
	once := sync.OnceFunc(func() { close(has) })
	go func() {
		defer close(ended)
		if err := s.Update(context.Background(), func(*Tx) error { once(); <-release; return nil }); err != nil {
			t.Error(err)
		}
	}()
	<-has
	return func() {
		for waiting := 0; waiting < inLine; {
			s.line.mu.Lock()
			waiting = len(s.line.waiting)
			s.line.mu.Unlock()
			runtime.Gosched()
		}
		close(release)
		<-ended
	}
}

// Whoever waits in line together is made durable together.
func TestGroupSharesOneCommit(t *testing.T) {
	s := open(t)
	ledger(t, s)
	before, _ := frames(t, s)
	letGo := held(t, s, 20)
	var wait sync.WaitGroup
	for who := range 20 {
		wait.Go(func() {
			if err := act(s, who, "keep"); err != nil {
				t.Error(err)
			}
		})
	}
	letGo()
	wait.Wait()
	after, _ := frames(t, s)
	if n := len(entries(t, s)); n != 20 || after-before > 4 {
		t.Errorf("%d entries were kept with %d pages written, want 20 with one commit's few", n, after-before)
	}
}

// frames gives how many pages the write-ahead log has.
func frames(t *testing.T, s *Store) (log, done int) {
	t.Helper()
	pool, err := s.writer.DB()
	if err != nil {
		t.Fatal(err)
	}
	var busy int
	if err := pool.QueryRowContext(t.Context(), "PRAGMA wal_checkpoint(NOOP)").Scan(&busy, &log, &done); err != nil {
		t.Fatal(err)
	}
	return log, done
}

// One that the commit finds guilty does not take the others with it.
func TestOnlyTheGuiltyFails(t *testing.T) {
	s := open(t)
	ledger(t, s)
	for _, deed := range []string{"owe", "end", "panic", "fail"} {
		do(t, s, func(tx *Tx) error { return tx.db.Exec("DELETE FROM entries").Error })
		letGo := held(t, s, 7)
		var wait sync.WaitGroup
		for who := range 7 {
			wait.Go(func() {
				what := "keep"
				if who == 3 {
					what = deed
				}
				if err := act(s, who, what); (err != nil) != (who == 3) {
					t.Errorf("%s: writer %d got %v", what, who, err)
				}
			})
		}
		letGo()
		wait.Wait()
		if n := len(entries(t, s)); n != 6 {
			t.Errorf("%s: %d were kept, want 6", deed, n)
		}
	}
}

// Closing lets those in line write, and nobody after them.
func TestCloseEndsTheLine(t *testing.T) {
	s := open(t)
	ledger(t, s)
	letGo := held(t, s, 5)
	var wait sync.WaitGroup
	for who := range 5 {
		wait.Go(func() {
			if err := act(s, who, "keep"); err != nil {
				t.Error(err)
			}
		})
	}
	letGo()
	wait.Wait()
	s.line.close()
	if err := act(s, 9, "keep"); !errors.Is(err, errClosed) {
		t.Errorf("after closing: got %v, want %v", err, errClosed)
	}
	if n := len(entries(t, s)); n != 5 {
		t.Errorf("%d were kept, want 5", n)
	}
}

// After a fault of the disk the next write has another connection, and the fault is said to be one that passes.
func TestFailingDiskDropsTheConnection(t *testing.T) {
	s := open(t)
	ledger(t, s)
	for _, code := range []sqlite3.ErrNo{sqlite3.ErrFull, sqlite3.ErrIoErr} {
		do(t, s, func(tx *Tx) error { return tx.db.Exec("CREATE TEMP TABLE mine (n INTEGER)").Error })
		err := try(t, s, func(tx *Tx) error { return errors.Join(enter(tx, 1), fails("write", sqlite3.Error{Code: code})) })
		wantKind(t, err, fault.Unavailable, "could not be saved")
		do(t, s, func(tx *Tx) error {
			var n int64
			err := tx.db.Raw("SELECT count(*) FROM sqlite_temp_schema").Scan(&n).Error
			if n != 0 {
				t.Errorf("after error %d: the connection that failed writes on", code)
			}
			return err
		})
		if n := len(entries(t, s)); n != 0 {
			t.Errorf("after error %d: %d entries were kept, want none", code, n)
		}
	}
}

// A commit that fails does the same.
func TestFailingCommitDropsTheConnection(t *testing.T) {
	s := open(t)
	ledger(t, s)
	do(t, s, func(tx *Tx) error { return tx.db.Exec("CREATE TEMP TABLE mine (n INTEGER)").Error })
	if err := act(s, 1, "owe"); err == nil {
		t.Fatal("the commit did not fail")
	}
	do(t, s, func(tx *Tx) error {
		var n int64
		err := tx.db.Raw("SELECT count(*) FROM sqlite_temp_schema").Scan(&n).Error
		if n != 0 {
			t.Error("the connection whose commit failed writes on")
		}
		return err
	})
}
