package store

import (
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"

	"github.com/mattn/go-sqlite3"

	"steelyard/internal/fault"
)

// HoldFile is what a server holds in its data folder. Nothing is in it.
const HoldFile = "server.lock"

// Hold keeps every other server from the same data folder, until release is called or the process ends: each has the list of the
// patients in memory, and would not hear of what another one writes. It is a Conflict where another one holds it. Commands
// that write no patients need not hold it.
func Hold(folder string) (release func() error, err error) {
	path := filepath.Join(folder, HoldFile)
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) { // never opened beside SQLite: closing it would give the lock up
		if err := prepareFiles(path); err != nil {
			return nil, err
		}
	}
	conn, err := (&sqlite3.SQLiteDriver{}).Open(fileURL(path, url.Values{"mode": {"rw"}, "_busy_timeout": {"0"}, "_journal_mode": {"MEMORY"}}))
	if err != nil {
		return nil, notHeld(folder, err)
	}
	if _, err := conn.(*sqlite3.SQLiteConn).Exec("BEGIN EXCLUSIVE", nil); err != nil {
		return nil, errors.Join(notHeld(folder, err), conn.Close())
	}
	return conn.Close, nil
}

func notHeld(folder string, err error) error {
	if e, ok := errors.AsType[sqlite3.Error](err); ok && (e.Code == sqlite3.ErrBusy || e.Code == sqlite3.ErrLocked) {
		return fault.New(fault.Conflict, fmt.Sprintf("Another server runs from the data folder %s. Stop it first, or choose another folder with --data-dir.", folder))
	}
	return fmt.Errorf("hold the data folder: %w", err)
}
