package app

import (
	"context"
	"fmt"
	"time"

	"steelyard/internal/clinic"
	"steelyard/internal/factor"
	"steelyard/internal/fault"
	"steelyard/internal/secret"
	"steelyard/internal/store"
)

var errNotRightTogether = fault.New(fault.Denied, "That did not work: the sign-in name, the password or the code is not right, or the code was used before. Wait for the next code, or start again.")

// SecondStep lets in whoever gives a code of their app, or a recovery code, after their password. Whoever had the name or the
// password wrong is refused in the same words after the same work, whatever the code.
func (a *App) SecondStep(ctx context.Context, h Halfway, typed, from string) (u clinic.User, err error) {
	account := h.Login
	if h.User != "" {
		account = "of " + string(h.User) // whoever only knows the name can't use up the tries of whoever knows the password
	}
	if h.Step != AskCode {
		return u, errNotRightTogether
	}
	if byPlace := a.signIn.allow(a.Now(), addressKey(from)); !a.signIn.allowCode(a.Now(), account) || !byPlace {
		return u, errTooManyTries
	}
	var refused error
	err = a.Store.Update(ctx, func(tx *store.Tx) error {
		u, refused = clinic.User{}, nil
		by, err := a.spendCode(tx, h.User, typed)
		if err != nil {
			return err
		}
		user, wrong := a.sameUser(tx, h.User, h.Generation)
		if wrong != nil && fault.KindOf(wrong) != fault.Denied {
			return wrong
		}
		who := clinic.Actor{User: user.ID, Role: user.Role, From: from}
		if by == "" || wrong != nil {
			refused = errNotRightTogether
			return a.note(tx, who, deed{action: "refused second step", subject: "user:" + string(user.ID), why: "code"})
		}
		u = user
		if err := tx.NoteSignIn(u.ID, a.Now()); err != nil {
			return err
		}
		return a.note(tx, who, deed{action: "sign in", subject: "user:" + string(u.ID), why: "password and " + by})
	})
	if err == nil {
		err = refused
	}
	return u, err
}

// spendCode uses a code up and says what it was; nothing where it is not right. The same is done for everybody, also for
// nobody and for those without an app.
func (a *App) spendCode(tx *store.Tx, id clinic.UserID, typed string) (by string, err error) {
	now := a.Now()
	stepped, err := a.spendStep(tx, id, typed, now)
	if err != nil {
		return "", err
	}
	recovered, err := tx.SpendRecoveryCode(id, hashRecovery(typed), now)
	switch {
	case err != nil:
		return "", err
	case stepped:
		return "code", nil
	case recovered:
		return "recovery code", nil
	}
	return "", nil
}

// spendStep uses a code of an app up.
func (a *App) spendStep(tx *store.Tx, id clinic.UserID, typed string, now time.Time) (bool, error) {
	k, known, err := tx.FindTOTPKey(id)
	if err != nil {
		return false, err
	}
	key := nobodysKey
	if known {
		if key, err = secret.Open(a.FactorKey, k.Sealed, sealedFor(id)); err != nil {
			return false, fmt.Errorf("open the app's key of %s: %w", id, err)
		}
	}
	step, same := matchCode(key, typed, now, k.LastStep)
	if !known {
		step, same = 0, false
	}
	spent, err := tx.SpendStep(id, step, now)
	return spent && same, err
}

// matchCode is a variable for the same reason as verifyPassword.
var matchCode = factor.MatchCode

// nobodysKey is matched against for those without an app; what it says does not count.
var nobodysKey = make([]byte, 20)

func hashRecovery(typed string) []byte { return secret.HashToken(factor.CanonicalRecovery(typed)) }

// sealedFor binds a sealed key to whose it is.
func sealedFor(id clinic.UserID) string { return "totp_keys.sealed of " + string(id) }
