package store

import (
	"fmt"
	"time"

	"steelyard/internal/clinic"
)

type userRow struct {
	ID           string `gorm:"primaryKey"`
	Login        string
	LoginKey     string
	Name         string
	Role         string
	PasswordHash string
	CreatedAt    int64 `gorm:"autoCreateTime:false"`
	DisabledAt   *int64
	Email        string

	SessionGeneration int64
	SignedInAt        *int64
}

// TableName names the table.
func (userRow) TableName() string { return "users" }

func newUserRow(u clinic.User) userRow {
	return userRow{
		ID: string(u.ID), Login: u.Login, LoginKey: fold(u.Login), Name: u.Name, Role: string(u.Role),
		PasswordHash: u.PasswordHash, CreatedAt: micros(u.CreatedAt), DisabledAt: microsOf(u.DisabledAt),
		SessionGeneration: u.SessionGeneration, Email: u.Email,
	}
}

func (r userRow) domain() (clinic.User, error) {
	return clinic.User{
		ID: clinic.UserID(r.ID), Login: r.Login, Name: r.Name, Role: clinic.Role(r.Role),
		PasswordHash: r.PasswordHash, CreatedAt: instant(r.CreatedAt), DisabledAt: instantOf(r.DisabledAt),
		SessionGeneration: r.SessionGeneration, SignedInAt: instantOf(r.SignedInAt), Email: r.Email,
	}, nil
}

// CreateUser adds a member of staff; a Conflict where the login is taken.
func (tx *Tx) CreateUser(u clinic.User) error {
	return fails("create user "+string(u.ID), tx.db.Create(new(newUserRow(u))).Error)
}

// GetUser gives a member of staff.
func (tx *Tx) GetUser(id clinic.UserID) (clinic.User, error) { return get[userRow](tx, "user", id) }

// FindUserByLogin gives the member of staff with a login, whatever its case.
func (tx *Tx) FindUserByLogin(login string) (clinic.User, bool, error) {
	return find[userRow](tx, "login_key = ?", fold(login))
}

// UpdateUser changes everything of a member of staff but the id and when it was made.
func (tx *Tx) UpdateUser(u clinic.User) error {
	r, act := newUserRow(u), "update user "+string(u.ID)
	done := tx.db.Model(&userRow{}).Where("id = ?", r.ID).Updates(map[string]any{
		"login": r.Login, "login_key": r.LoginKey, "name": r.Name, "role": r.Role,
		"password_hash": r.PasswordHash, "disabled_at": r.DisabledAt, "session_generation": r.SessionGeneration, "email": r.Email,
	})
	if done.Error == nil && done.RowsAffected == 0 {
		_, err := tx.GetUser(u.ID)
		return fmt.Errorf("%s: %w", act, err)
	}
	return fails(act, done.Error)
}

// NoteSignIn keeps when a member of staff last signed in.
func (tx *Tx) NoteSignIn(id clinic.UserID, at time.Time) error {
	return fails("note sign-in of "+string(id), tx.db.Model(&userRow{}).Where("id = ?", string(id)).Update("signed_in_at", micros(at)).Error)
}

// CountAdministrators counts the administrators who may sign in.
func (tx *Tx) CountAdministrators() (int, error) {
	var n int64
	err := tx.db.Model(&userRow{}).Where("role = ? AND disabled_at IS NULL", string(clinic.Administrator)).Count(&n).Error
	return int(n), fails("count administrators", err)
}

// Users gives every member of staff by name.
func (tx *Tx) Users() ([]clinic.User, error) { return list[userRow](tx.db.Order("name, id")) }

// CountUsers counts the members of staff.
func (tx *Tx) CountUsers() (int, error) {
	var n int64
	err := tx.db.Model(&userRow{}).Count(&n).Error
	return int(n), fails("count users", err)
}
