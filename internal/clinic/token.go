package clinic

import (
	"slices"
	"strings"
	"time"
)

// TokenID names a token of the API.
type TokenID string

// Token lets a program do part of what its user may, for a while. Only its hash is kept.
type Token struct {
	ID        TokenID
	User      UserID
	Name      string // what it is for, in its user's words
	Hash      []byte
	Scope     Scope
	CreatedAt time.Time
	ExpiresAt time.Time
	RevokedAt *time.Time
	UsedAt    *time.Time // when it was last used, to the minute or so

	SessionGeneration int64 // of its user's when it was made; it ends with that
}

// TokenState says whether a token can be used.
type TokenState string

// The states of a token.
const (
	TokenOpen    TokenState = "open"
	TokenExpired TokenState = "expired"
	TokenRevoked TokenState = "revoked"
)

// State gives the token's state at a time. It says nothing of its user.
func (t *Token) State(now time.Time) TokenState {
	switch {
	case t.RevokedAt != nil:
		return TokenRevoked
	case !now.Before(t.ExpiresAt):
		return TokenExpired
	}
	return TokenOpen
}

// Scope is what a token is limited to: actions in the order of Actions with a space between. Empty is no limit of its own,
// as for somebody who sits at a browser; a token always has one.
type Scope string

// ScopeOf makes the scope of some actions. Whatever is no action that staff can have is left out.
func ScopeOf(actions ...Action) Scope {
	var words []string
	for _, a := range Actions() {
		if slices.Contains(actions, a) {
			words = append(words, string(a))
		}
	}
	return Scope(strings.Join(words, " "))
}

// Actions gives what the scope is limited to.
func (s Scope) Actions() (list []Action) {
	for _, word := range strings.Fields(string(s)) {
		list = append(list, Action(word))
	}
	return list
}

// Limited says whether the scope takes anything away.
func (s Scope) Limited() bool { return s != "" }

func (s Scope) allows(a Action) bool { return !s.Limited() || slices.Contains(s.Actions(), a) }

// Actions gives everything that a token can be limited to, in one order for ever: all that staff can be allowed but signing,
// which a person does.
func Actions() []Action {
	return []Action{ReadPatients, WritePatients, ReadResponses, Administer, Export, AcknowledgeFlag, ReadLibrary, ManageLibrary, ManageSite, ReadAudit}
}
