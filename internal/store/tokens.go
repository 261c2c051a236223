package store

import (
	"fmt"
	"time"

	"steelyard/internal/clinic"
	"steelyard/internal/fault"
)

type tokenRow struct {
	ID                string `gorm:"primaryKey"`
	UserID            string
	Name              string
	TokenHash         []byte
	Scope             string
	SessionGeneration int64
	CreatedAt         int64 `gorm:"autoCreateTime:false"`
	ExpiresAt         int64
	RevokedAt         *int64
	LastUsedAt        *int64
}

// TableName names the table.
func (tokenRow) TableName() string { return "tokens" }

func (r tokenRow) domain() (clinic.Token, error) {
	return clinic.Token{
		ID: clinic.TokenID(r.ID), User: clinic.UserID(r.UserID), Name: r.Name, Hash: r.TokenHash, Scope: clinic.Scope(r.Scope),
		SessionGeneration: r.SessionGeneration, CreatedAt: instant(r.CreatedAt), ExpiresAt: instant(r.ExpiresAt), RevokedAt: instantOf(r.RevokedAt), UsedAt: instantOf(r.LastUsedAt),
	}, nil
}

// CreateToken adds a token of the API.
func (tx *Tx) CreateToken(t clinic.Token) error {
	return fails("create token "+string(t.ID), tx.db.Create(&tokenRow{
		ID: string(t.ID), UserID: string(t.User), Name: t.Name, TokenHash: t.Hash, Scope: string(t.Scope), SessionGeneration: t.SessionGeneration,
		CreatedAt: micros(t.CreatedAt), ExpiresAt: micros(t.ExpiresAt), RevokedAt: microsOf(t.RevokedAt),
	}).Error)
}

// GetToken gives a token.
func (tx *Tx) GetToken(id clinic.TokenID) (clinic.Token, error) {
	return get[tokenRow](tx, "token", id)
}

// FindTokenByHash gives the token with a hash, whatever its state.
func (tx *Tx) FindTokenByHash(hash []byte) (clinic.Token, bool, error) {
	return find[tokenRow](tx, "token_hash = ?", hash)
}

// TokensOf gives a user's tokens in the order they were made: at most limit of those after one.
func (tx *Tx) TokensOf(u clinic.UserID, p Page) ([]clinic.Token, error) {
	return list[tokenRow](p.of(tx.db.Where("user_id = ?", string(u))))
}

// LatestTokensOf gives a user's tokens, the newest first: at most limit of those before one; from the newest where that is empty.
func (tx *Tx) LatestTokensOf(u clinic.UserID, before clinic.TokenID, limit int) ([]clinic.Token, error) {
	query := tx.db.Where("user_id = ?", string(u)).Order("id DESC").Limit(limit)
	if before != "" {
		query = query.Where("id < ?", string(before))
	}
	return list[tokenRow](query)
}

// TokenUsed keeps when a token was last used.
func (tx *Tx) TokenUsed(id clinic.TokenID, at time.Time) error {
	return fails("note the use of token "+string(id), tx.db.Model(&tokenRow{}).Where("id = ?", string(id)).Update("last_used_at", micros(at)).Error)
}

// RevokeToken ends a token; a Conflict where it was revoked already.
func (tx *Tx) RevokeToken(id clinic.TokenID, at time.Time) error {
	act := "revoke token " + string(id)
	done := tx.db.Model(&tokenRow{}).Where("id = ? AND revoked_at IS NULL", string(id)).Update("revoked_at", micros(at))
	if done.Error == nil && done.RowsAffected == 0 {
		return fmt.Errorf("%s: %w", act, fault.New(fault.Conflict, "This token was revoked already."))
	}
	return fails(act, done.Error)
}
