package store

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"maps"
	"sync"
	"time"

	"gorm.io/gorm/clause"

	"steelyard/internal/fault"
)

// Sessions keeps the sessions of signed-in staff for scs. It holds only the hashes of their tokens.
type Sessions struct {
	store *Store
	now   func() time.Time

	// A request that was on its way when its session was dropped commits it when it ends. It must not bring it back.
	mu      sync.Mutex
	dropped map[string]time.Time // the hashes of tokens, and when each was dropped
}

// NewSessions keeps sessions in a store.
func NewSessions(s *Store, now func() time.Time) *Sessions {
	return &Sessions{store: s, now: now, dropped: map[string]time.Time{}}
}

// dropMemory is for how long the token of a dropped session is known. No request is on its way for so long.
const dropMemory = 10 * time.Minute

func (s *Sessions) remember(token string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	maps.DeleteFunc(s.dropped, func(_ string, at time.Time) bool { return s.now().Sub(at) > dropMemory })
	s.dropped[string(tokenHash(token))] = s.now()
}

func (s *Sessions) isDropped(token string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	_, dropped := s.dropped[string(tokenHash(token))]
	return dropped
}

type sessionRow struct {
	TokenHash []byte `gorm:"primaryKey"`
	Data      []byte
	ExpiresAt int64
}

// TableName names the table.
func (sessionRow) TableName() string { return "sessions" }

// domain opens what the session holds. It may be a name that was searched for.
func (r sessionRow) domain(tx *Tx) (sessionRow, error) {
	key, err := tx.siteData()
	if err == nil {
		r.Data, err = key.Open(sessionPlace(r.TokenHash), r.Data)
	}
	return r, err
}

func sessionPlace(hash []byte) string { return "sessions.data:" + hex.EncodeToString(hash) }

func tokenHash(token string) []byte {
	sum := sha256.Sum256([]byte(token))
	return sum[:]
}

// expirySlack is how far an expiry may move before it is written again. It keeps a request that only touches its
// session from waiting for the disk; a session may end this much earlier than it could.
const expirySlack = time.Minute

// FindCtx gives a session that has not expired.
func (s *Sessions) FindCtx(ctx context.Context, token string) (data []byte, found bool, err error) {
	r, found, err := s.find(ctx, token)
	return r.Data, found, err
}

func (s *Sessions) find(ctx context.Context, token string) (r sessionRow, found bool, err error) {
	err = s.store.View(ctx, func(tx *Tx) error {
		r, found, err = findSealed[sessionRow](tx, "token_hash = ? AND expires_at > ?", tokenHash(token), micros(s.now()))
		return err
	})
	return r, found, fails("find session", err)
}

// CommitCtx keeps a session durably, and drops those that have expired. One that was dropped itself stays away.
func (s *Sessions) CommitCtx(ctx context.Context, token string, data []byte, expiry time.Time) error {
	old, found, err := s.find(ctx, token)
	if err != nil {
		return err
	}
	if moved := expiry.Sub(instant(old.ExpiresAt)); found && bytes.Equal(old.Data, data) && moved >= 0 && moved < expirySlack {
		return nil
	}
	err = s.store.Update(ctx, func(tx *Tx) error {
		if s.isDropped(token) {
			return nil
		}
		hash := tokenHash(token)
		key, err := tx.siteData()
		if err != nil {
			return fails("keep session", err)
		}
		sealed, err := key.SealForSite(sessionPlace(hash), data)
		if err == nil {
			err = tx.db.Exec("DELETE FROM sessions WHERE expires_at <= ?", micros(s.now())).Error
		}
		if err == nil {
			err = tx.db.Clauses(clause.OnConflict{
				Columns:   []clause.Column{{Name: "token_hash"}},
				DoUpdates: clause.AssignmentColumns([]string{"data", "expires_at"}),
			}).Create(&sessionRow{hash, sealed, micros(expiry)}).Error
		}
		return fails("keep session", err)
	})
	if found && bytes.Equal(old.Data, data) && fault.KindOf(err) == fault.Unavailable {
		return nil // who is signed in may go on reading, until the session ends as it would have
	}
	return err
}

// DeleteCtx drops a session.
func (s *Sessions) DeleteCtx(ctx context.Context, token string) error {
	s.remember(token)
	return s.store.Update(ctx, func(tx *Tx) error {
		return fails("delete session", tx.db.Exec("DELETE FROM sessions WHERE token_hash = ?", tokenHash(token)).Error)
	})
}

// Find is FindCtx without a context.
func (s *Sessions) Find(token string) (data []byte, found bool, err error) {
	return s.FindCtx(context.Background(), token)
}

// Commit is CommitCtx without a context.
func (s *Sessions) Commit(token string, data []byte, expiry time.Time) error {
	return s.CommitCtx(context.Background(), token, data, expiry)
}

// Delete is DeleteCtx without a context.
func (s *Sessions) Delete(token string) error { return s.DeleteCtx(context.Background(), token) }
