package app

import (
	"context"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"steelyard/internal/clinic"
	"steelyard/internal/fault"
	"steelyard/internal/secret"
	"steelyard/internal/store"
)

// ResetPassword gives a member of staff a new password, and ends their sessions.
func (a *App) ResetPassword(ctx context.Context, who clinic.Actor, id clinic.UserID, password string) error {
	if err := a.permitted(ctx, who, clinic.ManageSite); err != nil {
		return err
	}
	u, err := a.user(ctx, id)
	if err != nil {
		return err
	}
	hash, err := a.newPassword(ctx, password, u.Login)
	if err != nil {
		return err
	}
	return a.changeUser(ctx, who, id, "reset password", func(u *clinic.User) error {
		u.PasswordHash = hash
		return nil
	})
}

// ChangePassword lets a member of staff change their own password, which ends their sessions. It gives the generation with
// which the one that goes on is renewed. Wrong tries are slowed down like sign-ins.
func (a *App) ChangePassword(ctx context.Context, who clinic.Actor, old, password string) (generation int64, err error) {
	if err := permitStaff(who); err != nil {
		return 0, err
	}
	if !a.signIn.allow(a.Now(), "password:"+string(who.User)) {
		return 0, errTooManyTries
	}
	u, err := a.user(ctx, who.User)
	if err != nil {
		return 0, err
	}
	if !secret.VerifyPassword(u.PasswordHash, old) {
		return 0, fault.New(fault.Invalid, "The present password is not right.", fault.Detail{Where: "old", What: "The present password is not right."})
	}
	hash, err := a.newPassword(ctx, password, u.Login)
	if err != nil {
		return 0, err
	}
	err = a.Store.Update(ctx, func(tx *store.Tx) (err error) {
		generation, err = a.ownPassword(tx, who, u, hash)
		return err
	})
	return generation, err
}

// ownPassword keeps a new password, unless somebody changed the one that was checked.
func (a *App) ownPassword(tx *store.Tx, who clinic.Actor, checked clinic.User, hash string) (generation int64, err error) {
	u, err := tx.GetUser(checked.ID)
	if err != nil {
		return 0, err
	}
	if u.PasswordHash != checked.PasswordHash {
		return 0, fault.New(fault.Conflict, "The password was changed meanwhile. Nothing was changed now.")
	}
	u.PasswordHash = hash
	u.SessionGeneration++
	if err := tx.UpdateUser(u); err != nil {
		return 0, err
	}
	return u.SessionGeneration, a.note(tx, who, deed{action: "change own password", subject: "user:" + string(u.ID)})
}

func (a *App) user(ctx context.Context, id clinic.UserID) (u clinic.User, err error) {
	err = a.Store.View(ctx, func(tx *store.Tx) error {
		u, err = tx.GetUser(id)
		return err
	})
	return u, err
}

// newPassword checks and hashes a password, which must not be made of the login or the site's name. It takes its time,
// and so it never runs inside a transaction.
func (a *App) newPassword(ctx context.Context, password, login string) (hash string, err error) {
	site, err := a.Site(ctx)
	if err != nil {
		return "", err
	}
	if err := secret.CheckPassword(password, login, site.Name); err != nil {
		return "", err
	}
	if hash, err = secret.HashPassword(password); err != nil {
		return "", fmt.Errorf("hash password: %w", err)
	}
	return hash, nil
}

// readable wants text of a length in characters, on one line or several: without characters that can't be seen, and
// without those that make what stands beside them read otherwise than it is.
func readable(s string, low, high int) bool {
	n := utf8.RuneCountInString(s)
	return utf8.ValidString(s) && n >= low && n <= high && !strings.ContainsFunc(s, func(r rune) bool {
		return unicode.IsControl(r) && !strings.ContainsRune("\n\r\t", r) || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069
	})
}
