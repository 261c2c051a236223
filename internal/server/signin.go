package server

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"steelyard/internal/app"
	"steelyard/internal/clinic"
	"steelyard/internal/fault"
)

type signInPage struct {
	Base
	Next    string
	Fields  []Field
	Passkey passkeyOffer
}

func (*signInPage) template() string { return "sign_in" }

type signInInput struct {
	Login    string `form:"login" validate:"required,max=254" say:"Enter your sign-in name."`
	Password string `form:"password" validate:"required,max=1024" say:"Enter your password."`
	Next     string `form:"next" sent:"perhaps" validate:"max=2000"`
}

func (s *Server) newSignInPage(c *gin.Context, in signInInput, err error) *signInPage {
	p := &signInPage{Base: Base{Title: "Sign in", Problems: problemsOf(err)}, Next: localPath(in.Next), Passkey: s.offerPasskey(c.Request)}
	p.Fields = mark([]Field{
		{Name: "login", Label: "Sign-in name", Value: in.Login, Autocomplete: "username"},
		{Name: "password", Label: "Password", Kind: "password", Autocomplete: "current-password"},
	}, p.Problems)
	return p
}

func (s *Server) signInForm(c *gin.Context) error {
	return s.render(c, http.StatusOK, s.newSignInPage(c, signInInput{Next: c.Query("next")}, nil))
}

func (s *Server) signIn(c *gin.Context) error {
	in, err := decode[signInInput](c)
	var at app.Halfway
	if err == nil {
		at, err = s.app.SignIn(c.Request.Context(), in.Login, in.Password, c.ClientIP())
	}
	switch {
	case fault.KindOf(err) == fault.Denied || correctable(err):
		return s.render(c, statusOf(err), s.newSignInPage(c, in, err))
	case err != nil:
		return err
	}
	return s.goOnFrom(c, at, localPath(in.Next))
}

func (s *Server) signOut(c *gin.Context, who clinic.Actor) error {
	if err := s.app.SignOut(c.Request.Context(), who); err != nil {
		return err
	}
	if err := s.end(c); err != nil {
		return err
	}
	return seeOther(c, "/sign-in")
}

type passwordPage struct {
	Base
	Fields []Field
}

func (*passwordPage) template() string { return "password" }

type passwordInput struct {
	Old      string `form:"old" validate:"required,max=1024" say:"Enter your present password."`
	Password string `form:"password" validate:"required,max=1024" say:"Enter a new password."`
	Again    string `form:"again" validate:"eqfield=Password" say:"The two new passwords differ. Enter the same one twice."`
}

const passwordHint = "At least 12 characters. Several words in a row are easy to remember and hard to guess."

func newPasswordPage(err error) *passwordPage {
	p := &passwordPage{Base: Base{Title: "Change your password", Section: "account", Problems: problemsOf(err)}}
	p.Fields = mark([]Field{
		{Name: "old", Label: "Present password", Kind: "password", Autocomplete: "current-password"},
		{Name: "password", Label: "New password", Kind: "password", Hint: passwordHint, Autocomplete: "new-password"},
		{Name: "again", Label: "New password again", Kind: "password", Autocomplete: "new-password"},
	}, p.Problems)
	return p
}

func (s *Server) passwordForm(c *gin.Context, _ clinic.Actor) error {
	return s.render(c, http.StatusOK, newPasswordPage(nil))
}

func (s *Server) changePassword(c *gin.Context, who clinic.Actor) error {
	in, err := decode[passwordInput](c)
	var generation int64
	if err == nil {
		generation, err = s.app.ChangePassword(c.Request.Context(), who, in.Old, in.Password)
	}
	switch {
	case correctable(err):
		return s.render(c, statusOf(err), newPasswordPage(err))
	case err != nil:
		return err
	}
	if err := s.goOn(c, generation); err != nil {
		return err
	}
	return seeOther(c, "/account?done=password")
}

// signOutElsewhere ends every session of a member of staff but the one that asks for it.
func (s *Server) signOutElsewhere(c *gin.Context, who clinic.Actor) error {
	generation, err := s.app.SignOutEverywhere(c.Request.Context(), who)
	if err != nil {
		return err
	}
	if err := s.goOn(c, generation); err != nil {
		return err
	}
	return seeOther(c, "/account?done=elsewhere")
}

type setupPage struct {
	Base
	Fields []Field
}

func (*setupPage) template() string { return "setup" }

type setupInput struct {
	Name     string `form:"name" validate:"required,max=480" say:"Enter your name."`
	Login    string `form:"login" validate:"required,max=64" say:"Choose a sign-in name."`
	Password string `form:"password" validate:"required,max=1024" say:"Choose a password."`
	Again    string `form:"again" validate:"eqfield=Password" say:"The two passwords differ. Enter the same one twice."`
}

func newSetupPage(in setupInput, err error) *setupPage {
	p := &setupPage{Base: Base{Title: "Create the first administrator", Problems: problemsOf(err)}}
	p.Fields = mark([]Field{
		{Name: "name", Label: "Your name", Value: in.Name, Autocomplete: "name"},
		{Name: "login", Label: "Sign-in name", Hint: "Small letters, digits, dots and hyphens, or your e-mail address.", Value: in.Login, Autocomplete: "username"},
		{Name: "password", Label: "Password", Kind: "password", Hint: passwordHint, Autocomplete: "new-password"},
		{Name: "again", Label: "Password again", Kind: "password", Autocomplete: "new-password"},
	}, p.Problems)
	return p
}

func (s *Server) setupForm(c *gin.Context) error {
	if err := s.app.SetupOpen(c.Param("token")); err != nil {
		return err
	}
	return s.render(c, http.StatusOK, newSetupPage(setupInput{}, nil))
}

func (s *Server) setup(c *gin.Context) error {
	in, err := decode[setupInput](c)
	var user clinic.User
	if err == nil {
		n := app.NewUser{Login: in.Login, Name: in.Name, Role: clinic.Administrator, Password: in.Password}
		user, err = s.app.CreateFirstAdministrator(c.Request.Context(), c.Param("token"), n, c.ClientIP())
	}
	switch {
	case correctable(err):
		return s.render(c, statusOf(err), newSetupPage(in, err))
	case err != nil:
		return err
	}
	return s.goOnFrom(c, s.app.AfterSetup(user), "/patients")
}
