package app

import (
	"context"
	"fmt"
	"time"

	"steelyard/internal/clinic"
	"steelyard/internal/fault"
	"steelyard/internal/secret"
	"steelyard/internal/store"
)

var (
	errKioskCode   = fault.New(fault.Denied, "The code is not right. Each try makes the next one wait longer.")
	errKioskClosed = fault.New(fault.Denied, "The code was tried too often and is closed. Sign in to take the device back.")
	errKioskEnrol  = fault.New(fault.Denied, "This account has no second factor yet, and can't take a device back. Somebody else on the staff can.")
)

// LeaveKiosk takes a device back by the code of its hand-over, also where its time is over. A try is counted before it is
// looked at, so that many at once are no more than five; each makes the next wait longer.
func (a *App) LeaveKiosk(ctx context.Context, token, code, from string) error {
	k, err := a.tryKiosk(ctx, token)
	if err != nil {
		return err
	}
	who := clinic.Actor{Invitation: k.InvitationID, Patient: k.PatientID, From: from}
	if !verifyPassword(k.CodeHash, code) {
		return a.wrongKioskCode(ctx, who, &k)
	}
	return a.Store.Update(ctx, func(tx *store.Tx) error {
		return a.leaveKiosk(tx, who, k, "code")
	})
}

// tryKiosk counts a try of a device's code.
func (a *App) tryKiosk(ctx context.Context, token string) (k clinic.Kiosk, err error) {
	err = a.Store.Update(ctx, func(tx *store.Tx) error {
		var known bool
		if k, known, err = tx.FindKioskByTokenHash(secret.HashToken(token)); err != nil {
			return err
		}
		now := a.Now()
		switch wait := k.Wait(now); {
		case !known || k.LeftAt != nil:
			return ErrKioskOver
		case k.CodeClosed():
			return errKioskClosed
		case wait > 0:
			return fault.New(fault.Denied, fmt.Sprintf("Please wait %d seconds before the next try. This one was not looked at.", int((wait+time.Second-1)/time.Second)))
		}
		k.Try(now)
		return tx.UpdateKiosk(k)
	})
	return k, err
}

func (a *App) wrongKioskCode(ctx context.Context, who clinic.Actor, k *clinic.Kiosk) error {
	wrong := errKioskCode
	if err := a.noteRead(ctx, who, deed{action: "refused to leave kiosk", patient: k.PatientID, subject: kioskSubject(k), why: fmt.Sprintf("wrong code, try %d of %d", k.Tries, clinic.KioskTries)}); err != nil {
		return err
	}
	if k.CodeClosed() {
		wrong = errKioskClosed
		if err := a.noteRead(ctx, who, deed{action: "close kiosk code", patient: k.PatientID, subject: kioskSubject(k), why: "too many tries"}); err != nil {
			return err
		}
	}
	return wrong
}

func (a *App) leaveKiosk(tx *store.Tx, who clinic.Actor, k clinic.Kiosk, by string) error {
	k.LeftAt = new(a.Now())
	if err := tx.UpdateKiosk(k); err != nil {
		return err
	}
	return a.note(tx, who, deed{action: "leave kiosk", patient: k.PatientID, subject: kioskSubject(&k), why: "by " + by})
}

// StaffProof is everything that a member of staff signs in with, at once: a name, a password and a code; or a passkey.
type StaffProof struct {
	Login, Password, Code string
	Passkey               PasskeyAnswer
}

// LeaveKioskAs takes a device back by the full sign-in of a member of staff, and gives where that stands: it is let in, with
// a step of SignedIn where it took a password alone. It needs no code, and works where nothing is known of the device any more.
func (a *App) LeaveKioskAs(ctx context.Context, token string, p StaffProof, from string) (Halfway, error) {
	h, err := a.wholeSignIn(ctx, p, from)
	if err != nil {
		return Halfway{}, err
	}
	return h, a.Store.Update(ctx, func(tx *store.Tx) error {
		u, err := a.sameUser(tx, h.User, h.Generation)
		if err != nil {
			return err
		}
		k, known, err := tx.FindKioskByTokenHash(secret.HashToken(token))
		if err != nil || !known || k.LeftAt != nil {
			return err
		}
		return a.leaveKiosk(tx, clinic.Actor{User: u.ID, Role: u.Role, From: from}, k, "signing in")
	})
}

// wholeSignIn takes every step of a sign-in at once. It is slowed down and noted as they are.
func (a *App) wholeSignIn(ctx context.Context, p StaffProof, from string) (h Halfway, err error) {
	if p.Passkey.Challenge != "" {
		u, err := a.SignInByPasskey(ctx, p.Passkey, from)
		return Halfway{User: u.ID, Login: u.Login, Generation: u.SessionGeneration, Step: AskCode}, err
	}
	h, err = a.SignIn(ctx, p.Login, p.Password, from)
	switch {
	case err != nil:
		return h, err
	case h.Step == Enrol:
		return h, errKioskEnrol
	case h.Step == AskCode:
		_, err = a.SecondStep(ctx, h, p.Code, from)
	}
	return h, err
}
