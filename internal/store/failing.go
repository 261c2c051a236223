package store

import (
	"database/sql"
	"database/sql/driver"
	"errors"

	"github.com/mattn/go-sqlite3"

	"steelyard/internal/fault"
)

// failing says whether an error is the disk's: it is full, or can't be read, written or synced. Nothing may be tried again
// on the same connection then.
func failing(err error) bool {
	e, ok := errors.AsType[sqlite3.Error](err)
	if !ok {
		return false
	}
	switch e.Code {
	case sqlite3.ErrFull, sqlite3.ErrIoErr, sqlite3.ErrCantOpen, sqlite3.ErrCorrupt, sqlite3.ErrNotADB, sqlite3.ErrNomem:
		return true
	}
	return false
}

// unsaved gives an error of writing the kind that says that the same may be sent again, where the fault is the disk's or
// another program's that holds the database for too long.
func unsaved(err error) error {
	e, ok := errors.AsType[sqlite3.Error](err)
	if failing(err) || ok && e.Code == sqlite3.ErrBusy {
		return fault.Wrap(err, fault.Unavailable, "This could not be saved just now, because of a fault on our side. Nothing of it was kept. Wait a moment, then try again.").In("again.later")
	}
	return err
}

// drop closes a connection instead of giving it back.
func drop(conn *sql.Conn) error {
	if err := conn.Raw(func(any) error { return driver.ErrBadConn }); !errors.Is(err, driver.ErrBadConn) {
		return errors.Join(err, conn.Close())
	}
	return nil
}
