package app

import (
	"context"

	"steelyard/internal/clinic"
	"steelyard/internal/fault"
	"steelyard/internal/store"
)

// Presence is what somebody shows to prove that it is really them, now: their password, or the answer of a passkey to a
// challenge that AskPasskey made for them. The passkey counts where there is one.
type Presence struct {
	Password string
	Passkey  PasskeyAnswer
}

// Confirm makes sure that whoever is signed in is really there now, such as before they sign a report, and says by what:
// "password" or "passkey". Wrong tries are slowed down and noted. The error has the detail "password" for a form, or is Denied.
func (a *App) Confirm(ctx context.Context, who clinic.Actor, p Presence) (by string, err error) {
	if err := permitStaff(who); err != nil {
		return "", err
	}
	if !a.signIn.allow(a.Now(), "confirm:"+string(who.User)) {
		return "", errTooManyTries
	}
	if p.Passkey.Challenge != "" {
		return "passkey", a.confirmByPasskey(ctx, who, p.Passkey)
	}
	return "password", a.confirmByPassword(ctx, who, p.Password)
}

func (a *App) confirmByPassword(ctx context.Context, who clinic.Actor, password string) error {
	u, err := a.user(ctx, who.User)
	if err != nil {
		return err
	}
	if !verifyPassword(u.PasswordHash, password) {
		if err := a.noteRead(ctx, who, deed{action: "refused to confirm identity", subject: "user:" + string(who.User), why: "password"}); err != nil {
			return err
		}
		return fault.New(fault.Invalid, "The password is not right.", fault.Detail{Where: "password", What: "The password is not right."})
	}
	return a.Store.Update(ctx, func(tx *store.Tx) error {
		now, err := tx.GetUser(who.User)
		if err != nil {
			return err
		}
		if now.PasswordHash != u.PasswordHash || now.DisabledAt != nil {
			return fault.New(fault.Denied, "Please sign in again.")
		}
		return a.note(tx, who, deed{action: "confirm identity", subject: "user:" + string(who.User), why: "password"})
	})
}

func (a *App) confirmByPasskey(ctx context.Context, who clinic.Actor, answer PasskeyAnswer) error {
	ch, err := a.asked.take(a.Now(), answer.Challenge, toConfirm, who.User)
	if err != nil {
		return err
	}
	var refused error
	err = a.Store.Update(ctx, func(tx *store.Tx) error {
		refused = nil
		owner, why, err := a.usePasskey(tx, ch, answer.Response)
		if err != nil {
			return err
		}
		if why == "" && (owner.ID != who.User || owner.DisabledAt != nil) {
			why = "of somebody else"
		}
		if why != "" {
			refused = errPasskey
			return a.note(tx, who, deed{action: "refused to confirm identity", subject: "user:" + string(who.User), why: "passkey " + why})
		}
		return a.note(tx, who, deed{action: "confirm identity", subject: "user:" + string(who.User), why: "passkey"})
	})
	if err == nil {
		err = refused
	}
	return err
}
