package app

import (
	"context"

	"steelyard/internal/clinic"
	"steelyard/internal/factor"
	"steelyard/internal/fault"
	"steelyard/internal/store"
)

var errPasskey = fault.New(fault.Denied, "This passkey could not be used here. Try again, or use another way.")

// AskPasskey begins to ask for a passkey: to sign in where nobody is signed in, and for Confirm where somebody is.
func (a *App) AskPasskey(ctx context.Context, who clinic.Actor, p Party) (Challenge, error) {
	why := toConfirm
	if who.User == "" {
		why = toSignIn
		if who.Invitation != "" || !a.signIn.allow(a.Now(), "ask "+addressKey(who.From)) {
			return Challenge{}, errTooManyTries
		}
	}
	options, state, err := p.Ask()
	if err != nil {
		return Challenge{}, err
	}
	id, err := a.asked.add(a.Now(), challenge{why: why, user: who.User, party: p, state: state})
	return Challenge{id, options}, err
}

// SignInByPasskey lets in whoever has a passkey of an account. The device has made sure of the person, so that it is both
// factors: no password is asked for, and where one was, it is of no matter.
func (a *App) SignInByPasskey(ctx context.Context, answer PasskeyAnswer, from string) (u clinic.User, err error) {
	if !a.signIn.allow(a.Now(), addressKey(from)) {
		return u, errTooManyTries
	}
	ch, err := a.asked.take(a.Now(), answer.Challenge, toSignIn, "")
	if err != nil {
		return u, err
	}
	var refused error
	err = a.Store.Update(ctx, func(tx *store.Tx) error {
		u, refused = clinic.User{}, nil
		owner, why, err := a.usePasskey(tx, ch, answer.Response)
		if err != nil {
			return err
		}
		who := clinic.Actor{User: owner.ID, Role: owner.Role, From: from}
		if why != "" || owner.DisabledAt != nil {
			refused = errPasskey
			return a.note(tx, who, deed{action: "refused sign in", subject: "user:" + string(owner.ID), why: "passkey " + why})
		}
		u = owner
		if err := tx.NoteSignIn(u.ID, a.Now()); err != nil {
			return err
		}
		return a.note(tx, who, deed{action: "sign in", subject: "user:" + string(u.ID), why: "passkey"})
	})
	if err == nil {
		err = refused
	}
	if err != nil {
		return clinic.User{}, err
	}
	return u, nil
}

// usePasskey checks what a passkey said and keeps how far it has counted. why says for the audit what is not right about it;
// then the owner is the one it named, if there is one such.
func (a *App) usePasskey(tx *store.Tx, ch challenge, response []byte) (owner clinic.User, why string, err error) {
	var kept clinic.Passkey
	var failed error // of the database, not of the passkey
	answer, wrong := ch.party.Answered(ch.state, response, func(user string, credential []byte) (o factor.Owner, err error) {
		owner, kept, err = ownerOf(tx, clinic.UserID(user), credential)
		if fault.KindOf(err) == fault.Internal {
			failed = err
		}
		return factor.Owner{ID: user, Records: [][]byte{kept.Record}}, err
	})
	switch {
	case failed != nil:
		return owner, "", failed
	case wrong != nil:
		return owner, "that does not fit", nil //nolint:nilerr // why, in words for the audit
	}
	kept.Record, kept.Copied, kept.UsedAt = answer.Key.Record, answer.Copied, new(a.Now())
	if err := tx.UpdatePasskey(kept); err != nil {
		return owner, "", err
	}
	if answer.Copied {
		return owner, "that may have been copied", nil
	}
	return owner, "", nil
}

// ownerOf gives the user whose passkey it is.
func ownerOf(tx *store.Tx, user clinic.UserID, credential []byte) (u clinic.User, k clinic.Passkey, err error) {
	k, ok, err := tx.FindPasskey(credential)
	if err != nil {
		return u, k, err
	}
	if !ok || k.User != user {
		return u, k, errPasskey
	}
	u, err = tx.GetUser(user)
	return u, k, err
}

// RegisterPasskey begins to make a passkey for a member of staff.
func (a *App) RegisterPasskey(ctx context.Context, who clinic.Actor, p Party) (Challenge, error) {
	if err := permitStaff(who); err != nil {
		return Challenge{}, err
	}
	owner, err := a.passkeyOwner(ctx, who.User)
	if err != nil {
		return Challenge{}, err
	}
	if len(owner.Records) >= maxPasskeys {
		return Challenge{}, fault.New(fault.Conflict, "You have as many passkeys as can be kept. Remove one that you do not use.")
	}
	options, state, err := p.Register(owner)
	if err != nil {
		return Challenge{}, err
	}
	id, err := a.asked.add(a.Now(), challenge{why: toRegister, user: who.User, party: p, state: state})
	return Challenge{id, options}, err
}

const maxPasskeys = 20

func (a *App) passkeyOwner(ctx context.Context, id clinic.UserID) (o factor.Owner, err error) {
	err = a.Store.View(ctx, func(tx *store.Tx) error {
		u, err := tx.GetUser(id)
		if err != nil {
			return err
		}
		f, err := tx.Factors(id)
		o = factor.Owner{ID: string(u.ID), Login: u.Login, Name: u.Name}
		for _, k := range f.Passkeys {
			o.Records = append(o.Records, k.Record)
		}
		return err
	})
	return o, err
}

// AddPasskey keeps the passkey that a browser made, under a name, and ends every session. It gives what the one that goes on
// needs.
func (a *App) AddPasskey(ctx context.Context, who clinic.Actor, name string, answer PasskeyAnswer) (Change, error) {
	if err := permitStaff(who); err != nil {
		return Change{}, err
	}
	if !oneLine(name, 1, 60) {
		return Change{}, fault.New(fault.Invalid, "Please correct what is marked.", fault.Detail{Where: "name", What: "Enter a name for it, up to 60 characters."})
	}
	ch, err := a.asked.take(a.Now(), answer.Challenge, toRegister, who.User)
	if err != nil {
		return Change{}, err
	}
	owner, err := a.passkeyOwner(ctx, who.User)
	if err != nil {
		return Change{}, err
	}
	key, err := ch.party.Registered(owner, ch.state, answer.Response)
	if err != nil {
		return Change{}, fault.Wrap(err, fault.Conflict, "The passkey could not be registered. Please try again.")
	}
	k := clinic.Passkey{ID: clinic.PasskeyID(a.NewID()), User: who.User, CredentialID: key.ID, Name: name, Record: key.Record, CreatedAt: a.Now()}
	return a.changeFactors(ctx, who, deed{action: "add passkey"}, func(tx *store.Tx) error {
		return tx.AddPasskey(k)
	})
}

// RemovePasskey forgets a passkey of one's own.
func (a *App) RemovePasskey(ctx context.Context, who clinic.Actor, id clinic.PasskeyID) (Change, error) {
	return a.changeFactors(ctx, who, deed{action: "remove passkey"}, func(tx *store.Tx) error {
		found, err := tx.DeletePasskey(who.User, id)
		if err == nil && !found {
			return fault.New(fault.NotFound, "There is no such passkey.")
		}
		return err
	})
}
