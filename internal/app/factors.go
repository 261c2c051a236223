package app

import (
	"context"
	"fmt"

	"steelyard/internal/clinic"
	"steelyard/internal/factor"
	"steelyard/internal/fault"
	"steelyard/internal/secret"
	"steelyard/internal/store"
)

// Change is what a change of one's own factors leads to: every session has ended but the one that goes on, with this
// generation; and where there were none, recovery codes were made, which are shown this once.
type Change struct {
	Generation    int64
	RecoveryCodes []string
}

// Factors gives what a member of staff has beside their own password.
func (a *App) Factors(ctx context.Context, who clinic.Actor) (f clinic.Factors, err error) {
	if err := permitStaff(who); err != nil {
		return f, err
	}
	err = a.Store.View(ctx, func(tx *store.Tx) error {
		f, err = tx.Factors(who.User)
		return err
	})
	return f, err
}

// UsersWithFactor says which members of staff have a second factor.
func (a *App) UsersWithFactor(ctx context.Context, who clinic.Actor) (has map[clinic.UserID]bool, err error) {
	has = map[clinic.UserID]bool{}
	err = a.view(ctx, who, clinic.ManageSite, ofNobody, func(tx *store.Tx) error {
		ids, err := tx.UsersWithFactor()
		for _, id := range ids {
			has[id] = true
		}
		return err
	})
	return has, err
}

// NewCodeKey is the key of an app that is being set up: what a camera reads, what is typed instead, and the sealed form in
// which it comes back.
type NewCodeKey struct {
	Link, Text string
	Sealed     []byte
}

// CodeKey makes a key for an app, or gives one that was made before; nothing is kept until AddApp.
func (a *App) CodeKey(ctx context.Context, who clinic.Actor, sealed []byte) (n NewCodeKey, err error) {
	if err := permitStaff(who); err != nil {
		return n, err
	}
	u, err := a.user(ctx, who.User)
	if err != nil {
		return n, err
	}
	site, err := a.Site(ctx)
	if err != nil {
		return n, err
	}
	key, err := secret.Open(a.FactorKey, sealed, sealedFor(who.User))
	if err != nil { // none yet, or somebody else's in this browser
		key = factor.NewKey()
		if sealed, err = secret.Seal(a.FactorKey, key, sealedFor(who.User)); err != nil {
			return n, err
		}
	}
	return NewCodeKey{factor.KeyLink(key, site.Name, u.Login), factor.KeyText(key), sealed}, nil
}

// AddApp keeps the key of an app, in place of an earlier one's, once a code of it was right.
func (a *App) AddApp(ctx context.Context, who clinic.Actor, sealed []byte, typed string) (Change, error) {
	if err := permitStaff(who); err != nil {
		return Change{}, err
	}
	if !a.signIn.allowCode(a.Now(), "new app of "+string(who.User)) {
		return Change{}, errTooManyTries
	}
	key, err := secret.Open(a.FactorKey, sealed, sealedFor(who.User))
	if err != nil {
		return Change{}, fault.Wrap(err, fault.Conflict, "This page was open for too long. Set the app up with the new code below.")
	}
	step, ok := factor.MatchCode(key, typed, a.Now(), 0)
	if !ok {
		what := "This is not the code that the app shows now. Check that the phone’s clock sets itself, and enter the next code."
		return Change{}, fault.New(fault.Invalid, what, fault.Detail{Where: "code", What: what})
	}
	return a.changeFactors(ctx, who, deed{action: "add app for codes"}, func(tx *store.Tx) error {
		return tx.PutTOTPKey(clinic.TOTPKey{User: who.User, Sealed: sealed, LastStep: step, CreatedAt: a.Now()})
	})
}

// RemoveApp forgets the app.
func (a *App) RemoveApp(ctx context.Context, who clinic.Actor) (Change, error) {
	return a.changeFactors(ctx, who, deed{action: "remove app for codes"}, func(tx *store.Tx) error {
		found, err := tx.DeleteTOTPKey(who.User)
		if err == nil && !found {
			return fault.New(fault.NotFound, "There is no app to remove.")
		}
		return err
	})
}

// RenewRecoveryCodes makes new recovery codes; the earlier ones hold no more.
func (a *App) RenewRecoveryCodes(ctx context.Context, who clinic.Actor) (Change, error) {
	return a.changeFactors(ctx, who, deed{action: "make recovery codes"}, func(tx *store.Tx) error {
		f, err := tx.Factors(who.User)
		if err != nil {
			return err
		}
		if !f.Any() {
			return fault.New(fault.Conflict, "Recovery codes stand in for an app or a passkey. Add one of these first.")
		}
		return tx.PutRecoveryCodes(who.User, nil, a.Now()) // of which changeFactors makes new ones
	})
}

// changeFactors changes what a member of staff has beside their password, and ends their sessions. Where everybody must have
// a second factor, the last one stays; where there is one and no recovery code, codes are made.
func (a *App) changeFactors(ctx context.Context, who clinic.Actor, d deed, change func(*store.Tx) error) (done Change, err error) {
	if err := permitStaff(who); err != nil {
		return Change{}, err
	}
	codes := factor.NewRecoveryCodes()
	err = a.Store.Update(ctx, func(tx *store.Tx) error {
		done = Change{}
		if err := change(tx); err != nil {
			return err
		}
		f, err := tx.Factors(who.User)
		switch {
		case err != nil:
			return err
		case !f.Any() && !a.OptionalFactor:
			return fault.New(fault.Conflict, "This is your only second factor, and everybody here needs one. Add another first, then remove this one.")
		case !f.Any():
			err = tx.PutRecoveryCodes(who.User, nil, a.Now())
		case f.RecoveryCodes == 0:
			err, done.RecoveryCodes = tx.PutRecoveryCodes(who.User, hashesOf(codes), a.Now()), codes
		}
		if err != nil {
			return err
		}
		u, err := tx.GetUser(who.User)
		if err != nil {
			return err
		}
		u.SessionGeneration++
		done.Generation = u.SessionGeneration
		if err := tx.UpdateUser(u); err != nil {
			return err
		}
		d.subject = "user:" + string(who.User)
		return a.note(tx, who, d)
	})
	if err != nil {
		return Change{}, fmt.Errorf("%s: %w", d.action, err)
	}
	return done, nil
}

func hashesOf(codes []string) [][]byte {
	hashes := make([][]byte, len(codes))
	for i, c := range codes {
		hashes[i] = hashRecovery(c)
	}
	return hashes
}

// ResetFactors takes everything that a member of staff has beside their password, for whoever has lost it, and ends their
// sessions. Where everybody must have a second factor, they add a new one when they next sign in.
func (a *App) ResetFactors(ctx context.Context, who clinic.Actor, id clinic.UserID) error {
	if err := a.permitted(ctx, who, clinic.ManageSite); err != nil {
		return err
	}
	if id == who.User {
		return fault.New(fault.Conflict, "You can't reset your own second factor here. Change it on the page of your account, or ask another administrator.")
	}
	return a.Store.Update(ctx, func(tx *store.Tx) error {
		u, err := tx.GetUser(id)
		if err != nil {
			return err
		}
		if err := tx.DeleteFactors(id); err != nil {
			return err
		}
		u.SessionGeneration++
		if err := tx.UpdateUser(u); err != nil {
			return err
		}
		return a.note(tx, who, deed{action: "reset second factor", subject: "user:" + string(id)})
	})
}
