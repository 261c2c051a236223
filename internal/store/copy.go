package store

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"

	"github.com/mattn/go-sqlite3"
)

// pagesAtOnce is how many pages are copied before it is asked whether to go on.
const pagesAtOnce = 4096

// CopyTo copies the database as it is at one moment into a new file, while others read and write it. The copy is whole
// and on the disk when CopyTo comes back without an error.
func (s *Store) CopyTo(ctx context.Context, path string) (err error) {
	defer func() { err = fails("copy database", err) }()
	source, err := newConnector(s.path, reading).Connect(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, source.Close()) }()
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_EXCL, fileMode) //nolint:gosec // the caller's own folder
	if err != nil {
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	target, err := (&sqlite3.SQLiteDriver{}).Open(fileURL(path, url.Values{"mode": {"rw"}, "_synchronous": {"FULL"}}))
	if err != nil {
		return err
	}
	err = copyPages(ctx, target.(*sqlite3.SQLiteConn), source.(*sqlite3.SQLiteConn))
	return errors.Join(err, target.Close())
}

// copyPages copies in pieces. The source's transaction holds one moment from the first piece to the last.
func copyPages(ctx context.Context, target, source *sqlite3.SQLiteConn) (err error) {
	if _, err := source.Exec("BEGIN", nil); err != nil {
		return err
	}
	defer func() {
		_, rollback := source.Exec("ROLLBACK", []driver.Value{})
		err = errors.Join(err, rollback)
	}()
	if _, err := (setting{pragma: "schema_version"}).read(source); err != nil { // what a transaction sees is fixed by its first read
		return err
	}
	b, err := target.Backup("main", source, "main")
	if err != nil {
		return err
	}
	for done := false; !done && err == nil; {
		if done, err = b.Step(pagesAtOnce); err == nil {
			err = ctx.Err()
		}
	}
	return errors.Join(err, b.Finish())
}

// fileURL names a database file for SQLite. The path is opaque, because a relative one behind two slashes would be taken
// for the name of a machine.
func fileURL(path string, query url.Values) string {
	u := url.URL{Scheme: "file", Opaque: (&url.URL{Path: filepath.ToSlash(path)}).EscapedPath(), RawQuery: query.Encode()}
	return u.String()
}

// InUse says whether any program has a database open. Where none has, its write-ahead log is folded into the file.
func InUse(path string) (used bool, err error) {
	raw, err := (&sqlite3.SQLiteDriver{}).Open(fileURL(path, url.Values{"mode": {"rw"}, "_busy_timeout": {"0"}}))
	if err != nil {
		return false, fmt.Errorf("look whether the database is in use: %w", err)
	}
	conn := raw.(*sqlite3.SQLiteConn)
	for _, statement := range []string{"PRAGMA locking_mode = EXCLUSIVE", "BEGIN EXCLUSIVE", "COMMIT"} {
		if _, err = conn.Exec(statement, nil); err != nil {
			break
		}
	}
	if e, ok := errors.AsType[sqlite3.Error](err); ok && (e.Code == sqlite3.ErrBusy || e.Code == sqlite3.ErrLocked) {
		return true, conn.Close()
	}
	return false, errors.Join(err, conn.Close())
}
