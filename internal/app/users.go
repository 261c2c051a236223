package app

import (
	"context"
	"crypto/subtle"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"sync"

	"steelyard/internal/clinic"
	"steelyard/internal/fault"
	"steelyard/internal/secret"
	"steelyard/internal/store"
)

// setupLink is the one-time way to create the first administrator. It lives as long as the process.
type setupLink struct {
	sync.Mutex
	hash []byte
}

// NewSetupLink gives the token of the one-time link for the first administrator, or nothing where there is a user already.
func (a *App) NewSetupLink(ctx context.Context) (token string, err error) {
	var users int
	err = a.Store.View(ctx, func(tx *store.Tx) error {
		users, err = tx.CountUsers()
		return err
	})
	if err != nil || users > 0 {
		return "", err
	}
	a.setup.Lock()
	defer a.setup.Unlock()
	token, a.setup.hash = secret.NewToken()
	return token, nil
}

// SetupOpen says whether a token is that of the unused setup link.
func (a *App) SetupOpen(token string) error {
	a.setup.Lock()
	defer a.setup.Unlock()
	if len(a.setup.hash) == 0 || subtle.ConstantTimeCompare(a.setup.hash, secret.HashToken(token)) != 1 {
		return fault.New(fault.Gone, "This link was used already or belongs to an earlier start of the server. Restart the server to get a new one.")
	}
	return nil
}

// CreateFirstAdministrator uses the setup link up.
func (a *App) CreateFirstAdministrator(ctx context.Context, token string, n NewUser, from string) (clinic.User, error) {
	if err := a.SetupOpen(token); err != nil {
		if a.signIn.allow(a.Now(), "setup "+addressKey(from)) {
			if err := a.noteRead(ctx, clinic.Actor{From: from}, deed{action: "refused setup", why: "the link is not open"}); err != nil {
				return clinic.User{}, err
			}
		}
		return clinic.User{}, err
	}
	n.Role = clinic.Administrator
	u, err := a.newUser(ctx, n)
	if err != nil {
		return u, err
	}
	err = a.Store.Update(ctx, func(tx *store.Tx) error {
		users, err := tx.CountUsers()
		if err != nil {
			return err
		}
		if users > 0 {
			return fault.New(fault.Gone, "There is an administrator already. Please sign in.")
		}
		if err := tx.CreateUser(u); err != nil {
			return err
		}
		if err := errors.Join(join(tx, u.ID, n.Teams), tx.NoteSignIn(u.ID, a.Now())); err != nil { // they are let in at once
			return err
		}
		return a.note(tx, clinic.Actor{User: u.ID, Role: u.Role, From: from}, deed{action: "create first administrator", subject: "user:" + string(u.ID)})
	})
	if err == nil {
		a.setup.Lock()
		a.setup.hash = nil
		a.setup.Unlock()
	}
	return u, err
}

// AfterSetup says where the sign-in of the administrator that was just created stands.
func (a *App) AfterSetup(u clinic.User) Halfway {
	return Halfway{User: u.ID, Login: u.Login, Generation: u.SessionGeneration, Step: a.stepAfterPassword(clinic.Factors{})}
}

// NewUser is what is asked to make a member of staff.
type NewUser struct {
	Login    string
	Name     string
	Role     clinic.Role
	Password string
	Teams    []clinic.TeamID // nil for the only one there is
}

var loginForm = regexp.MustCompile(`^[a-z0-9][a-z0-9._@-]{1,63}$`)

func (a *App) newUser(ctx context.Context, n NewUser) (clinic.User, error) {
	n.Login, n.Name = strings.ToLower(strings.TrimSpace(n.Login)), strings.TrimSpace(n.Name)
	var details []fault.Detail
	wrong := func(field, what string) { details = append(details, fault.Detail{Where: field, What: what}) }
	if !loginForm.MatchString(n.Login) {
		wrong("login", "Choose a sign-in name of 2 to 64 small letters, digits, dots, hyphens or an e-mail address.")
	}
	if !oneLine(n.Name, 1, 120) {
		wrong("name", "Enter the name, up to 120 characters.")
	}
	if !knownRole(n.Role) {
		wrong("role", "Choose a role.")
	}
	hash, err := a.newPassword(ctx, n.Password, n.Login)
	if err != nil && fault.KindOf(err) != fault.Invalid {
		return clinic.User{}, err
	}
	if details = append(details, fault.Details(err)...); len(details) > 0 {
		return clinic.User{}, fault.New(fault.Invalid, "Please correct what is marked.", details...)
	}
	return clinic.User{ID: clinic.UserID(a.NewID()), Login: n.Login, Name: n.Name, Role: n.Role, PasswordHash: hash, CreatedAt: a.Now()}, nil
}

func knownRole(r clinic.Role) bool {
	for _, known := range clinic.Roles() {
		if r == known {
			return true
		}
	}
	return false
}

// Users gives every member of staff.
func (a *App) Users(ctx context.Context, who clinic.Actor) (users []clinic.User, err error) {
	err = a.view(ctx, who, clinic.ManageSite, ofNobody, func(tx *store.Tx) error {
		users, err = tx.Users()
		return err
	})
	return users, err
}

// AddUser makes a member of staff.
func (a *App) AddUser(ctx context.Context, who clinic.Actor, n NewUser) (clinic.UserID, error) {
	if err := a.permitted(ctx, who, clinic.ManageSite); err != nil {
		return "", err
	}
	u, err := a.newUser(ctx, n)
	if err != nil {
		return "", err
	}
	err = a.update(ctx, who, clinic.ManageSite, ofNobody, func(tx *store.Tx) error {
		if err := tx.CreateUser(u); err != nil {
			return err
		}
		if err := join(tx, u.ID, n.Teams); err != nil {
			return err
		}
		return a.note(tx, who, deed{action: "add user", subject: "user:" + string(u.ID), why: "role " + string(u.Role), changes: userChanges(clinic.User{}, u)})
	})
	return u.ID, err
}

// SetDisabled lets a member of staff sign in no more, or again. It ends their sessions for good: they don't come back with
// the account. Nobody can lock themselves out.
func (a *App) SetDisabled(ctx context.Context, who clinic.Actor, id clinic.UserID, disabled bool) error {
	if id == who.User {
		return fault.New(fault.Conflict, "You can't disable your own account. Ask another administrator.")
	}
	return a.changeUser(ctx, who, id, fmt.Sprintf("set disabled %t", disabled), func(u *clinic.User) error {
		u.DisabledAt = nil
		if disabled {
			now := a.Now()
			u.DisabledAt = &now
		}
		return nil
	})
}

// SetRole changes what a member of staff is trusted with. It ends their sessions, so that nothing that was open goes on with
// what they may do no more. Nobody changes their own role.
func (a *App) SetRole(ctx context.Context, who clinic.Actor, id clinic.UserID, role clinic.Role) error {
	if id == who.User {
		return fault.New(fault.Conflict, "You can't change your own role. Ask another administrator.")
	}
	return a.changeUser(ctx, who, id, "change role", func(u *clinic.User) error {
		if !knownRole(role) {
			return fault.New(fault.Invalid, "Please correct what is marked.", fault.Detail{Where: "role", What: "Choose a role."})
		}
		u.Role = role
		return nil
	})
}

// SignOutUser ends every session of a member of staff and every token they made, and changes nothing else.
func (a *App) SignOutUser(ctx context.Context, who clinic.Actor, id clinic.UserID) error {
	if id == who.User {
		return fault.New(fault.Conflict, "Sign yourself out elsewhere on your account’s page.")
	}
	return a.changeUser(ctx, who, id, "sign user out everywhere", func(*clinic.User) error { return nil })
}

var errLastAdministrator = fault.New(fault.Conflict, "They are the last administrator who can sign in. Make somebody else one first.")

// changeUser changes what lets a member of staff sign in, and so ends their sessions.
func (a *App) changeUser(ctx context.Context, who clinic.Actor, id clinic.UserID, action string, change func(*clinic.User) error) error {
	return a.update(ctx, who, clinic.ManageSite, ofNobody, func(tx *store.Tx) error {
		u, err := tx.GetUser(id)
		if err != nil {
			return err
		}
		old := u
		if err := change(&u); err != nil {
			return err
		}
		u.SessionGeneration++
		if err := tx.UpdateUser(u); err != nil {
			return err
		}
		left, err := tx.CountAdministrators()
		if err != nil {
			return err
		}
		if left == 0 {
			return errLastAdministrator
		}
		return a.note(tx, who, deed{action: action, subject: "user:" + string(id), changes: userChanges(old, u)})
	})
}
