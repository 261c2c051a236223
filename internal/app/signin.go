package app

import (
	"context"
	"strings"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"steelyard/internal/clinic"
	"steelyard/internal/fault"
	"steelyard/internal/secret"
	"steelyard/internal/store"
)

// attempts slows sign-in down, by account and by address: ten tries at once and one more every 30 seconds.
type attempts struct {
	mu   sync.Mutex
	by   map[string]*rate.Limiter
	from time.Time
}

const (
	attemptBurst = 10
	attemptEvery = 30 * time.Second
	attemptsKept = 10_000
)

var errNotRight = fault.New(fault.Denied, "The sign-in name or the password is not right.")

var errTooManyTries = fault.New(fault.Denied, "Too many tries. Please wait a minute and try again.")

func (t *attempts) allow(now time.Time, keys ...string) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.by == nil || len(t.by) > attemptsKept || now.Sub(t.from) > 24*time.Hour {
		t.by, t.from = map[string]*rate.Limiter{}, now
	}
	ok := true
	for _, key := range keys {
		l, known := t.by[key]
		if !known {
			l = rate.NewLimiter(rate.Every(attemptEvery), attemptBurst)
			t.by[key] = l
		}
		ok = l.AllowN(now, 1) && ok
	}
	return ok
}

// SignIn checks a login and a password. The time and the words are the same for known and unknown logins.
func (a *App) SignIn(ctx context.Context, login, password, from string) (clinic.User, error) {
	login = strings.ToLower(strings.TrimSpace(login))
	if !a.signIn.allow(a.Now(), "login:"+login, "from:"+from) {
		return clinic.User{}, errTooManyTries
	}
	var u clinic.User
	var known bool
	err := a.Store.View(ctx, func(tx *store.Tx) (err error) {
		u, known, err = tx.FindUserByLogin(login)
		return err
	})
	if err != nil {
		return u, err
	}
	if !known {
		u.PasswordHash = secret.DummyHash()
	}
	right := secret.VerifyPassword(u.PasswordHash, password) && known && u.DisabledAt == nil
	actor := clinic.Actor{User: u.ID, Role: u.Role, From: from}
	if !right {
		if err := a.noteRead(ctx, actor, deed{action: "refused sign in", subject: "user:" + string(u.ID)}); err != nil {
			return clinic.User{}, err
		}
		return clinic.User{}, errNotRight
	}
	return a.signedIn(ctx, actor, u, password)
}

// signedIn notes a sign-in, and hashes the password anew where its hash was made with settings that hold no more.
func (a *App) signedIn(ctx context.Context, who clinic.Actor, u clinic.User, password string) (clinic.User, error) {
	old, generation, fresh := u.PasswordHash, u.SessionGeneration, ""
	if secret.NeedsRehash(old) {
		var err error
		if fresh, err = secret.HashPassword(password); err != nil {
			return clinic.User{}, err
		}
	}
	err := a.Store.Update(ctx, func(tx *store.Tx) (err error) {
		if u, err = tx.GetUser(u.ID); err != nil {
			return err
		}
		if u.DisabledAt != nil || u.SessionGeneration != generation { // since it was checked
			return errNotRight
		}
		if fresh != "" && u.PasswordHash == old { // nobody changed it since it was checked
			u.PasswordHash = fresh
			if err := tx.UpdateUser(u); err != nil {
				return err
			}
			if err := a.note(tx, who, deed{action: "hash password anew", subject: "user:" + string(u.ID)}); err != nil {
				return err
			}
		}
		return a.note(tx, who, deed{action: "sign in", subject: "user:" + string(u.ID)})
	})
	return u, err
}

// SignOut notes that a member of staff left; the session itself belongs to the server.
func (a *App) SignOut(ctx context.Context, who clinic.Actor) error {
	if err := permitStaff(who); err != nil {
		return err
	}
	return a.noteRead(ctx, who, deed{action: "sign out", subject: "user:" + string(who.User)})
}

// SignOutEverywhere ends every session of a member of staff. It gives the generation with which the one that goes on is renewed.
func (a *App) SignOutEverywhere(ctx context.Context, who clinic.Actor) (generation int64, err error) {
	if err := permitStaff(who); err != nil {
		return 0, err
	}
	err = a.Store.Update(ctx, func(tx *store.Tx) error {
		u, err := tx.GetUser(who.User)
		if err != nil {
			return err
		}
		u.SessionGeneration++
		generation = u.SessionGeneration
		if err := tx.UpdateUser(u); err != nil {
			return err
		}
		return a.note(tx, who, deed{action: "sign out everywhere", subject: "user:" + string(u.ID)})
	})
	return generation, err
}

// ActorOf gives the actor behind a session that began with a generation of its user's. A disabled or unknown user is Denied,
// and so is a session of another generation than the user's is now.
func (a *App) ActorOf(ctx context.Context, id clinic.UserID, generation int64, from string) (who clinic.Actor, err error) {
	err = a.Store.View(ctx, func(tx *store.Tx) error {
		u, err := tx.GetUser(id)
		if err != nil && fault.KindOf(err) != fault.NotFound {
			return err
		}
		if err != nil || u.DisabledAt != nil || u.SessionGeneration != generation {
			return fault.Wrap(err, fault.Denied, "Please sign in again.")
		}
		who, err = asOfNow(tx, clinic.Actor{User: u.ID, Name: u.Name, Role: u.Role, From: from})
		return err
	})
	return who, err
}
