package store

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"

	"github.com/mattn/go-sqlite3"
	"gorm.io/gorm"
)

// mode is what a connection is for.
type mode string

const (
	writing mode = "write"
	reading mode = "read"
)

// setting is a pragma with the value it must read back.
type setting struct{ pragma, want string }

// settings are set on every connection and read back, because SQLite ignores a pragma it does not know or can't follow.
func (m mode) settings() []setting {
	s := []setting{
		{"busy_timeout", "10000"},          // another process, such as a backup, may hold the lock for a moment
		{"journal_mode", "wal"},            // readers never wait for the writer
		{"synchronous", "2"},               // FULL: a commit is on the disk before it is acknowledged
		{"foreign_keys", "1"},              //
		{"recursive_triggers", "1"},        // so that INSERT OR REPLACE can't delete around the triggers that forbid it
		{"secure_delete", "1"},             // deleted content is overwritten with zeros
		{"journal_size_limit", "67108864"}, // bytes; a grown write-ahead log shrinks again
		{"cache_size", "-8000"},            // 8 MB a connection
		{"trusted_schema", "0"},            //
	}
	if m == reading {
		return append(s, setting{"query_only", "1"})
	}
	return append(s, setting{"temp_store", inMemory})
}

// Where SQLite puts what it must be able to take back, such as the pages that a savepoint changes. In memory it makes no file
// for every group of writes, and copies of pages lie nowhere but in the database. It is as much as one function writes.
const (
	onDisk   = "1"
	inMemory = "2"
)

// spill runs what may put as much aside as the database is large, which is too much for the memory.
func spill(db *gorm.DB, fn func() error) error {
	if err := db.Exec("PRAGMA temp_store = " + onDisk).Error; err != nil {
		return fmt.Errorf("put aside on the disk: %w", err)
	}
	return errors.Join(fn(), db.Exec("PRAGMA temp_store = "+inMemory).Error)
}

// connector opens connections whose settings are proven.
type connector struct {
	dsn     string
	mode    mode
	sealing *sealing // where it may migrate
}

func newConnector(path string, m mode) *connector {
	q := url.Values{"mode": {"rw"}, "_txlock": {"immediate"}, "_busy_timeout": {"10000"}, "_stmt_cache_size": {"128"}}
	if m == reading {
		q.Set("_txlock", "deferred") // a reader takes no lock; its moment is that of its first read
	}
	return &connector{dsn: fileURL(path, q), mode: m}
}

// Driver gives SQLite's.
func (c *connector) Driver() driver.Driver { return &sqlite3.SQLiteDriver{} }

// Connect opens one connection.
func (c *connector) Connect(ctx context.Context) (driver.Conn, error) {
	raw, err := c.Driver().Open(c.dsn)
	if err != nil {
		return nil, err
	}
	conn := raw.(*sqlite3.SQLiteConn)
	for _, s := range c.mode.settings() {
		if err := s.holdPatiently(ctx, conn); err != nil {
			return nil, errors.Join(err, conn.Close())
		}
	}
	if c.sealing != nil {
		if err := c.sealing.toMigrate(conn); err != nil {
			return nil, errors.Join(fmt.Errorf("give the database what it seals with: %w", err), conn.Close())
		}
	}
	return conn, nil
}

// How long another process may be busy with making the database, and how often to look: SQLite does not wait by
// itself for the lock that the first change to a write-ahead log takes.
const (
	patience = 10 * time.Second
	glance   = 10 * time.Millisecond
)

func (s setting) holdPatiently(ctx context.Context, conn *sqlite3.SQLiteConn) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	for {
		err := s.hold(conn)
		if e, ok := errors.AsType[sqlite3.Error](err); !ok || e.Code != sqlite3.ErrBusy {
			return err
		}
		select {
		case <-time.After(glance):
		case <-ctx.Done():
			return err
		}
	}
}

// hold sets the pragma where it differs, and reads it back.
func (s setting) hold(conn *sqlite3.SQLiteConn) error {
	if got, err := s.read(conn); err != nil || got == s.want {
		return err
	}
	if _, err := conn.Exec("PRAGMA "+s.pragma+" = "+s.want, nil); err != nil {
		return fmt.Errorf("set %s of the database: %w", s.pragma, err)
	}
	got, err := s.read(conn)
	if err == nil && got != s.want {
		err = fmt.Errorf("the database keeps %s at %s, but Steelyard needs %s", s.pragma, got, s.want)
	}
	return err
}

func (s setting) read(conn *sqlite3.SQLiteConn) (string, error) {
	rows, err := conn.Query("PRAGMA "+s.pragma, nil)
	if err != nil {
		return "", fmt.Errorf("read %s of the database: %w", s.pragma, err)
	}
	got := make([]driver.Value, 1)
	if err := errors.Join(rows.Next(got), rows.Close()); err != nil {
		return "", fmt.Errorf("read %s of the database: %w", s.pragma, err)
	}
	return fmt.Sprint(got[0]), nil
}

// oldestSQLite is the first release without the corruption of write-ahead logs that earlier ones could cause
// (https://sqlite.org/wal.html#walresetbug).
var oldestSQLite = [3]int{3, 51, 3}

func checkLibrary(ctx context.Context, db *gorm.DB) error {
	var version string
	if err := db.WithContext(ctx).Raw("SELECT sqlite_version()").Scan(&version).Error; err != nil {
		return fmt.Errorf("ask for SQLite's version: %w", err)
	}
	if !newEnough(version) {
		return fmt.Errorf("this program was built with SQLite %s, which can corrupt a database; build it with %s or newer",
			version, strings.Trim(strings.ReplaceAll(fmt.Sprint(oldestSQLite), " ", "."), "[]"))
	}
	return nil
}

func newEnough(version string) bool {
	var v [3]int
	if _, err := fmt.Sscanf(version, "%d.%d.%d", &v[0], &v[1], &v[2]); err != nil {
		return false
	}
	for i := range v {
		if v[i] != oldestSQLite[i] {
			return v[i] > oldestSQLite[i]
		}
	}
	return true
}
