package app

import (
	"context"
	"fmt"
	"strings"
	"time"

	"steelyard/internal/clinic"
	"steelyard/internal/fault"
	"steelyard/internal/secret"
	"steelyard/internal/store"
)

// How long a token of the API lasts: where nobody says, and at most where no setting says less.
const (
	DefaultTokenLife = time.Hour
	LongestTokenLife = 30 * 24 * time.Hour
)

// NewToken is what is asked to make a token.
type NewToken struct {
	Name  string
	Scope []clinic.Action
	Life  time.Duration // 0 for DefaultTokenLife
}

// AddToken makes a token with which a program may do part of what its user may. The token itself is given once and never
// kept. A token can't make another one, so that none outlives what it was given.
func (a *App) AddToken(ctx context.Context, who clinic.Actor, n NewToken) (token string, t clinic.Token, err error) {
	if err := permitStaff(who); err != nil {
		return "", t, err
	}
	if who.Scope.Limited() {
		return "", t, fault.New(fault.Denied, "A token can't make another token. Sign in to make one.")
	}
	if n, err = a.checkToken(who, n); err != nil {
		return "", t, err
	}
	now := a.Now()
	token, hash := secret.NewToken()
	t = clinic.Token{ID: clinic.TokenID(a.NewID()), User: who.User, Name: n.Name, Hash: hash, Scope: clinic.ScopeOf(n.Scope...), CreatedAt: now, ExpiresAt: now.Add(n.Life)}
	err = a.Store.Update(ctx, func(tx *store.Tx) error {
		u, err := tx.GetUser(who.User)
		if err != nil {
			return err
		}
		if u.DisabledAt != nil {
			return errDenied
		}
		t.SessionGeneration = u.SessionGeneration
		if err := tx.CreateToken(t); err != nil {
			return err
		}
		return a.note(tx, who, deed{action: "make token", subject: "token:" + string(t.ID), why: fmt.Sprintf("for %s, until %s", t.Scope, t.ExpiresAt.UTC().Format(time.RFC3339))})
	})
	return token, t, err
}

// MaxTokenLife is how long a token lasts at most here.
func (a *App) MaxTokenLife() time.Duration {
	if a.TokenLife <= 0 || a.TokenLife > LongestTokenLife {
		return LongestTokenLife
	}
	return a.TokenLife
}

func (a *App) checkToken(who clinic.Actor, n NewToken) (NewToken, error) {
	var details []fault.Detail
	wrong := func(field, what string) { details = append(details, fault.Detail{Where: field, What: what}) }
	if n.Name = strings.TrimSpace(n.Name); !oneLine(n.Name, 1, 100) {
		wrong("name", "Say what the token is for, in 1 to 100 characters.")
	}
	if n.Life == 0 {
		n.Life = min(DefaultTokenLife, a.MaxTokenLife())
	}
	if n.Life < time.Minute || n.Life > a.MaxTokenLife() {
		wrong("life_seconds", fmt.Sprintf("A token lasts from 60 seconds to %d.", int(a.MaxTokenLife().Seconds())))
	}
	if len(n.Scope) == 0 {
		wrong("scope", "Name at least one thing that the token may do.")
	}
	for _, action := range n.Scope {
		if !clinic.Can(who, action, clinic.NoPatient) {
			wrong("scope", fmt.Sprintf("Your account may not do %q, and so no token of yours may.", strings.ToValidUTF8(string(action), "?")))
		}
	}
	if len(details) > 0 {
		return n, fault.New(fault.Invalid, "Please correct what is marked.", details...)
	}
	return n, nil
}

// Tokens gives a page of one's own tokens, also those that have ended.
func (a *App) Tokens(ctx context.Context, who clinic.Actor, p Page) (list []clinic.Token, err error) {
	if err := permitStaff(who); err != nil {
		return nil, err
	}
	err = a.Store.View(ctx, func(tx *store.Tx) error {
		list, err = tx.TokensOf(who.User, p)
		return err
	})
	return list, err
}

// LatestTokens gives a page of one's own tokens, the newest first: those before one, or from the newest where that is empty.
// More says whether there are older ones.
func (a *App) LatestTokens(ctx context.Context, who clinic.Actor, before clinic.TokenID, limit int) (list []clinic.Token, more bool, err error) {
	if err := permitStaff(who); err != nil {
		return nil, false, err
	}
	err = a.Store.View(ctx, func(tx *store.Tx) error {
		list, err = tx.LatestTokensOf(who.User, before, limit+1)
		return err
	})
	if more = len(list) > limit; more {
		list = list[:limit]
	}
	return list, more, err
}

// RevokeToken ends a token of one's own; whoever manages the site can end anybody's.
func (a *App) RevokeToken(ctx context.Context, who clinic.Actor, id clinic.TokenID) error {
	if err := permitStaff(who); err != nil {
		return err
	}
	return a.refuse(ctx, who, "revoke-token", ofNobody, a.Store.Update(ctx, func(tx *store.Tx) error {
		t, err := tx.GetToken(id)
		if err != nil {
			return err
		}
		if t.User != who.User && !clinic.Can(who, clinic.ManageSite, clinic.NoPatient) {
			return fault.New(fault.NotFound, "There is no such token.")
		}
		if err := tx.RevokeToken(id, a.Now()); err != nil {
			return err
		}
		return a.note(tx, who, deed{action: "revoke token", subject: "token:" + string(id)})
	}))
}

var errNoToken = fault.New(fault.Denied, "This token is not known here, has ended or was revoked. Sign in for a new one.")

// ActorOfToken gives the actor behind a token. One that is unknown, has expired, was revoked, or whose user is disabled
// or was signed out everywhere since, is Denied in the same words.
func (a *App) ActorOfToken(ctx context.Context, token, from string) (who clinic.Actor, err error) {
	var used clinic.Token
	err = a.Store.View(ctx, func(tx *store.Tx) error {
		t, ok, err := tx.FindTokenByHash(secret.HashToken(token))
		if err != nil {
			return err
		}
		if !ok || t.State(a.Now()) != clinic.TokenOpen || !t.Scope.Limited() {
			return errNoToken
		}
		u, err := tx.GetUser(t.User)
		if err != nil {
			return err
		}
		if u.DisabledAt != nil || u.SessionGeneration != t.SessionGeneration {
			return errNoToken
		}
		used = t
		who, err = asOfNow(tx, clinic.Actor{User: u.ID, Name: u.Name, Role: u.Role, From: from, Scope: t.Scope})
		return err
	})
	if err == nil {
		a.noteUse(ctx, used)
	}
	return who, err
}

// useNoted is how old what is kept of a token's last use may be, so that not every request of a program writes.
const useNoted = time.Minute

// noteUse keeps when a token was used. Where the disk takes nothing, the program is let in all the same.
func (a *App) noteUse(ctx context.Context, t clinic.Token) {
	now := a.Now()
	if t.UsedAt != nil && now.Sub(*t.UsedAt) < useNoted {
		return
	}
	err := a.Store.Update(ctx, func(tx *store.Tx) error { return tx.TokenUsed(t.ID, now) })
	if err != nil {
		a.Log.Warn("the use of a token was not noted", "token", string(t.ID), "error", err.Error())
	}
}
