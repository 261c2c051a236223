package server

import (
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"steelyard/internal/app"
	"steelyard/internal/clinic"
	"steelyard/internal/fault"
)

type accountPage struct {
	Base
	Factors  clinic.Factors
	Passkey  passkeyOffer
	Required bool
	Email    Field
	Tellable bool // may acknowledge alerts, and so may be told of them
	Mail     bool // this server sends e-mails
}

func (*accountPage) template() string { return "account" }

var saidOfAccount = map[string]string{
	"email":          "Your address was saved.",
	"password":       "Your password was changed. You are signed out everywhere else.",
	"elsewhere":      "You are signed out everywhere else.",
	"app":            "Your app was added. You are signed out everywhere else.",
	"app-removed":    "The app was removed. You are signed out everywhere else.",
	"passkey":        "The passkey was added. You are signed out everywhere else.",
	"passkey-gone":   "The passkey was removed. You are signed out everywhere else. Delete it on your device too.",
	"recovery-codes": "You have new recovery codes. The earlier ones work no more.",
}

func (s *Server) newAccountPage(c *gin.Context, who clinic.Actor) (*accountPage, error) {
	f, err := s.app.Factors(c.Request.Context(), who)
	if err != nil {
		return nil, err
	}
	address, err := s.app.OwnEmail(c.Request.Context(), who)
	return &accountPage{Base: Base{Title: "Your account", Section: "account"}, Factors: f, Passkey: s.offerPasskey(c.Request), Required: !s.app.OptionalFactor,
		Email: emailField("email", address, ""), Tellable: clinic.Can(who, clinic.AcknowledgeFlag, clinic.NoPatient), Mail: s.app.Mail != nil}, err
}

func emailField(name, value, problem string) Field {
	return Field{Name: name, Label: "E-mail address", Hint: "For alerts that are left, and for nothing else. The message names no patient. Empty for none.", Kind: "email", Value: value, Optional: true, Autocomplete: "email", Problem: problem}
}

type emailInput struct {
	Email string `form:"email" validate:"max=254" say:"This is not an e-mail address such as name@example.org."`
}

// setOwnEmail keeps where somebody is told of alerts that are left.
func (s *Server) setOwnEmail(c *gin.Context, who clinic.Actor) error {
	in, err := decode[emailInput](c)
	if err == nil {
		err = s.app.SetOwnEmail(c.Request.Context(), who, strings.TrimSpace(in.Email))
	}
	switch {
	case correctable(err):
		p, failed := s.newAccountPage(c, who)
		if failed != nil {
			return failed
		}
		p.Problems = problemsOf(err)
		p.Email = emailField("email", in.Email, p.Problems.Of("email"))
		return s.render(c, statusOf(err), p)
	case err != nil:
		return err
	}
	return seeOther(c, "/account?done=email")
}

func (s *Server) account(c *gin.Context, who clinic.Actor) error {
	p, err := s.newAccountPage(c, who)
	if err != nil {
		return err
	}
	p.Message = saidOfAccount[c.Query("done")]
	return s.render(c, http.StatusOK, p)
}

// refusedOnAccount shows what can't be changed on the page of the account.
func (s *Server) refusedOnAccount(c *gin.Context, who clinic.Actor, problem error) error {
	if !correctable(problem) {
		return problem
	}
	p, err := s.newAccountPage(c, who)
	if err != nil {
		return err
	}
	p.Problems = problemsOf(problem)
	return s.render(c, statusOf(problem), p)
}

type reallyPage struct {
	Base
	Next     string
	Password Field
	Passkey  passkeyOffer
}

func (*reallyPage) template() string { return "account_again" }

type againInput struct {
	Password  string `form:"password" validate:"required_without=Response,max=1024" say:"Enter your password."`
	Challenge string `form:"challenge" validate:"max=60"`
	Response  string `form:"response" validate:"max=20000"`
	Next      string `form:"next" validate:"max=2000"`
}

func (s *Server) newReallyPage(c *gin.Context, next string, who clinic.Actor, problem error) (*reallyPage, error) {
	p := &reallyPage{Base: Base{Title: "Is it really you?", Section: "account", Problems: problemsOf(problem)}, Next: localPath(next)}
	p.Password = Field{Name: "password", Label: "Your password", Kind: "password", Autocomplete: "current-password", Problem: p.Problems.Of("password")}
	f, err := s.app.Factors(c.Request.Context(), who)
	if len(f.Passkeys) > 0 {
		p.Passkey = s.offerPasskey(c.Request)
	}
	return p, err
}

func (s *Server) againForm(c *gin.Context, who clinic.Actor) error {
	p, err := s.newReallyPage(c, c.Query("next"), who, nil)
	if err != nil {
		return err
	}
	return s.render(c, http.StatusOK, p)
}

// again makes sure that it is really them before they change what they sign in with.
func (s *Server) again(c *gin.Context, who clinic.Actor) error {
	in, err := decodeSome[againInput](c)
	if err == nil {
		_, err = s.app.Confirm(c.Request.Context(), who, app.Presence{Password: in.Password, Passkey: app.PasskeyAnswer{Challenge: in.Challenge, Response: []byte(in.Response)}})
	}
	switch {
	case correctable(err) || fault.KindOf(err) == fault.Denied && err != nil:
		p, failed := s.newReallyPage(c, in.Next, who, err)
		if failed != nil {
			return failed
		}
		return s.render(c, statusOf(err), p)
	case err != nil:
		return err
	}
	s.makeSure(c)
	return seeOther(c, localPath(in.Next))
}

func (s *Server) againOptions(c *gin.Context, who clinic.Actor) error { return s.askPasskey(c, who) }
