package app

import (
	"context"
	"strings"

	"steelyard/internal/clinic"
	"steelyard/internal/fault"
	"steelyard/internal/secret"
	"steelyard/internal/store"
)

var errNotRight = fault.New(fault.Denied, "The sign-in name or the password is not right.")

// Step is what a sign-in waits for.
type Step string

// The steps.
const (
	SignedIn Step = "signed in" // nothing: the site lets this account in by its password
	AskCode  Step = "code"      // something beside the password: SecondStep, or SignInByPasskey
	Enrol    Step = "enrol"     // a second factor that has yet to be added; until then nothing else can be reached
)

// Halfway is where a sign-in stands after its password. Only a Step of SignedIn has been let in.
type Halfway struct {
	User       clinic.UserID // empty where the name or the password is wrong: then no code is right
	Login      string
	Generation int64 // of the user's sessions
	Step       Step
}

// SignIn checks a login and a password. The time and the words are the same for known and unknown logins. Where everybody
// must have a second factor, whoever has the name or the password wrong is asked for a code like everybody else, and learns
// only afterwards, from SecondStep, that something was not right.
func (a *App) SignIn(ctx context.Context, login, password, from string) (Halfway, error) {
	login = strings.ToLower(strings.TrimSpace(login))
	if !a.signIn.allow(a.Now(), "login:"+login, addressKey(from)) {
		return Halfway{}, errTooManyTries
	}
	var u clinic.User
	var f clinic.Factors
	var known bool
	err := a.Store.View(ctx, func(tx *store.Tx) (err error) {
		if u, known, err = tx.FindUserByLogin(login); err != nil {
			return err
		}
		f, err = tx.Factors(u.ID)
		return err
	})
	if err != nil {
		return Halfway{}, err
	}
	if !known {
		u.PasswordHash = secret.DummyHash()
	}
	right := verifyPassword(u.PasswordHash, password) && known && u.DisabledAt == nil
	actor := clinic.Actor{User: u.ID, Role: u.Role, From: from}
	if !right {
		return a.wrongPassword(ctx, actor, login)
	}
	h := Halfway{User: u.ID, Login: login, Generation: u.SessionGeneration, Step: a.stepAfterPassword(f)}
	return h, a.rightPassword(ctx, actor, u, password, h.Step)
}

// verifyPassword is a variable so that a test can count the work that is done for known and unknown logins.
var verifyPassword = secret.VerifyPassword

func (a *App) stepAfterPassword(f clinic.Factors) Step {
	switch {
	case f.Any():
		return AskCode
	case a.OptionalFactor:
		return SignedIn
	}
	return Enrol
}

func (a *App) wrongPassword(ctx context.Context, who clinic.Actor, login string) (Halfway, error) {
	if err := a.noteRead(ctx, who, deed{action: "refused sign in", subject: "user:" + string(who.User), why: "name or password"}); err != nil {
		return Halfway{}, err
	}
	if a.OptionalFactor {
		return Halfway{}, errNotRight
	}
	return Halfway{Login: login, Step: AskCode}, nil
}

// passed says in the audit how far a right password led.
var passed = map[Step]string{SignedIn: "sign in", AskCode: "give password", Enrol: "give password"}

// rightPassword notes a password that was right, and hashes it anew where its hash was made with settings that hold no more.
func (a *App) rightPassword(ctx context.Context, who clinic.Actor, u clinic.User, password string, step Step) error {
	old, generation, fresh := u.PasswordHash, u.SessionGeneration, ""
	if secret.NeedsRehash(old) {
		var err error
		if fresh, err = secret.HashPassword(password); err != nil {
			return err
		}
	}
	return a.Store.Update(ctx, func(tx *store.Tx) error {
		u, err := a.sameUser(tx, u.ID, generation)
		if err != nil {
			return err
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
		if step != AskCode { // they are in, or are led to add a second factor
			if err := tx.NoteSignIn(u.ID, a.Now()); err != nil {
				return err
			}
		}
		return a.note(tx, who, deed{action: passed[step], subject: "user:" + string(u.ID), why: "password"})
	})
}

// sameUser gives a user who may sign in, and whom nobody has changed since their password was checked.
func (a *App) sameUser(tx *store.Tx, id clinic.UserID, generation int64) (clinic.User, error) {
	u, err := tx.GetUser(id)
	if err != nil && fault.KindOf(err) != fault.NotFound {
		return u, err
	}
	if err != nil || u.DisabledAt != nil || u.SessionGeneration != generation {
		return u, errNotRight
	}
	return u, nil
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
