package store

import (
	"sync/atomic"
	"time"

	"steelyard/internal/fault"
)

// watch is what is known of the writes so far.
type watch struct {
	hears   atomic.Pointer[func(took time.Duration, err error)]
	failing atomic.Bool // the last one that came to the disk failed there
}

// Watch has a function hear of every write when it is over: how long it took, waiting included, and how it ended.
func (s *Store) Watch(hears func(took time.Duration, err error)) { s.watch.hears.Store(&hears) }

// Failing says whether the last write failed because of the disk.
func (s *Store) Failing() bool { return s.watch.failing.Load() }

// Waiting counts the writes that wait in line.
func (s *Store) Waiting() int {
	s.line.mu.Lock()
	defer s.line.mu.Unlock()
	return len(s.line.waiting)
}

func (w *watch) over(began time.Time, err error) {
	if unavailable := fault.KindOf(err) == fault.Unavailable; unavailable || err == nil {
		w.failing.Store(unavailable)
	}
	if hears := w.hears.Load(); hears != nil {
		(*hears)(time.Since(began), err)
	}
}

// Probe writes something and takes it back, so that the disk must take it.
func (tx *Tx) Probe() error {
	hash, sealed := make([]byte, 32), make([]byte, 73)
	sealed[0] = 2 // as the table wants what is sealed for the site
	// SELECT, because after a parenthesis GORM makes a list of a byte string.
	return fails("probe", tx.db.Exec(`INSERT INTO sessions (token_hash, data, expires_at) SELECT ?, ?, 0; DELETE FROM sessions WHERE token_hash = ?`, hash, sealed, hash).Error)
}

// UpToDate says whether every migration of this program was applied.
func (tx *Tx) UpToDate() (bool, error) {
	all, err := pendingAll()
	if err != nil || len(all) == 0 {
		return false, err
	}
	var n int64
	err = tx.db.Raw("SELECT count(*) FROM goose_db_version WHERE version_id = ? AND is_applied", all[len(all)-1].Version).Scan(&n).Error
	return n > 0, fails("read the schema's version", err)
}

// CountCompleted counts the completed responses.
func (tx *Tx) CountCompleted() (int, error) {
	var n int64
	err := tx.db.Model(&responseRow{}).Where("status = 'completed'").Count(&n).Error
	return int(n), fails("count responses", err)
}
