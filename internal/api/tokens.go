package api

import (
	"context"
	"errors"
	"strings"
	"time"

	"steelyard/internal/app"
	"steelyard/internal/clinic"
	"steelyard/internal/fault"
)

type tokenInput struct {
	Login    string   `json:"login"`
	Password string   `json:"password"`
	Code     string   `json:"code,omitempty" about:"of your second factor's app, or a recovery code, where your account has one"`
	Name     string   `json:"name" about:"what the token is for"`
	Scope    []string `json:"scope" about:"what it may do: never more than your account may" words:"actions"`
	Life     int      `json:"life_seconds,omitempty" about:"how long it lasts; an hour where it is left out, 30 days at most"`
}

type token struct {
	ID        clinic.TokenID    `json:"id"`
	Name      string            `json:"name"`
	Scope     []clinic.Action   `json:"scope" words:"actions"`
	State     clinic.TokenState `json:"state" words:"open,expired,revoked"`
	CreatedAt time.Time         `json:"created_at"`
	ExpiresAt time.Time         `json:"expires_at"`
	RevokedAt *time.Time        `json:"revoked_at"`
	UsedAt    *time.Time        `json:"used_at" about:"when it was last used, to the minute or so"`
}

type newToken struct {
	ID        clinic.TokenID  `json:"id"`
	Token     string          `json:"token" about:"said once and kept nowhere; send it as Authorization: Bearer"`
	Scope     []clinic.Action `json:"scope" words:"actions"`
	ExpiresAt time.Time       `json:"expires_at"`
}

// addToken signs in as the pages do, with the same slowing down, and leaves a token instead of a session.
func (x *call) addToken(ctx context.Context) (*answer, error) {
	in, err := read[tokenInput](x.body)
	if err != nil {
		return nil, err
	}
	if x.who, err = x.signIn(ctx, in); err != nil {
		return nil, err
	}
	if x.c.GetHeader(keyHeader) == "" { // signing in twice makes two tokens, and nothing is counted twice by that
		return x.keepToken(ctx, in)
	}
	out, again, err := x.once(ctx, func(ctx context.Context) (*answer, error) { return x.keepToken(ctx, in) })
	if again {
		x.c.Header(againHeader, "true")
	}
	return out, err
}

// signIn goes through the same steps as the pages. Whatever is wrong is said in the same words.
func (x *call) signIn(ctx context.Context, in tokenInput) (who clinic.Actor, err error) {
	from := x.c.ClientIP()
	half, err := x.App.SignIn(ctx, in.Login, in.Password, from)
	if err == nil && half.Step == app.AskCode {
		var user clinic.User
		user, err = x.App.SecondStep(ctx, half, in.Code, from)
		half.User, half.Generation = user.ID, user.SessionGeneration
	}
	switch {
	case fault.KindOf(err) == fault.Denied && !errors.Is(err, app.ErrTooManyTries):
		return who, errCode
	case err != nil:
		return who, err
	case half.Step == app.Enrol:
		return who, errEnrol
	}
	return x.App.ActorOf(ctx, half.User, half.Generation, from)
}

func (x *call) keepToken(ctx context.Context, in tokenInput) (*answer, error) {
	n := app.NewToken{Name: in.Name, Life: time.Duration(in.Life) * time.Second}
	for _, s := range in.Scope {
		n.Scope = append(n.Scope, clinic.Action(s))
	}
	secret, t, err := x.App.AddToken(ctx, x.who, n)
	if err != nil {
		return nil, err
	}
	out, err := x.gives(newToken{t.ID, secret, t.Scope.Actions(), t.ExpiresAt.UTC()})
	if err == nil {
		out.Location = Prefix + "/tokens/" + string(t.ID)
	}
	return out, err
}

func (x *call) tokens(ctx context.Context) (*answer, error) {
	p, err := x.asked()
	if err != nil {
		return nil, err
	}
	list, err := x.App.Tokens(ctx, x.who, p)
	if err != nil {
		return nil, err
	}
	return listPage(x, p, list, func(t clinic.Token) string { return string(t.ID) }, func(t clinic.Token) token {
		return token{t.ID, t.Name, t.Scope.Actions(), t.State(x.App.Now()), t.CreatedAt, t.ExpiresAt, t.RevokedAt, t.UsedAt}
	})
}

func (x *call) revokeToken(ctx context.Context) (*answer, error) {
	err := x.App.RevokeToken(ctx, x.who, clinic.TokenID(x.c.Param("id")))
	return &answer{Status: x.op.status}, err
}

// actions are the words of a scope.
func actions() string {
	var list []string
	for _, a := range clinic.Actions() {
		list = append(list, string(a))
	}
	return strings.Join(list, ",")
}
