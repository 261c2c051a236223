package server

import (
	"encoding/base64"
	"html/template"
	"net/http"

	"github.com/gin-gonic/gin"

	"steelyard/internal/app"
	"steelyard/internal/clinic"
	"steelyard/internal/fault"
)

type secondFactorPage struct {
	Base
	First   bool // they are not let in before they have one
	Passkey passkeyOffer
}

func (*secondFactorPage) template() string { return "second_factor" }

// secondFactor lets somebody choose what to add.
func (s *Server) secondFactor(c *gin.Context, who enroller) error {
	return s.render(c, http.StatusOK, &secondFactorPage{Base{Title: "Add a second factor", Section: "account"}, who.first, s.offerPasskey(c.Request)})
}

type appPage struct {
	Base
	QR    template.HTML
	Key   string
	Code  Field
	First bool
}

func (*appPage) template() string { return "account_app" }

type appInput struct {
	Code string `form:"code" validate:"required,max=40" say:"Enter the code that the app shows now."`
}

// sessionNewKey has the sealed key of an app that is being set up, so that a page that is loaded again shows the same one.
const sessionNewKey = "new key"

func (s *Server) showApp(c *gin.Context, who enroller, problem error) error {
	ctx := c.Request.Context()
	sealed, _ := base64.StdEncoding.DecodeString(s.sessions.GetString(ctx, sessionNewKey))
	n, err := s.app.CodeKey(ctx, who.Actor, sealed)
	if err != nil {
		return err
	}
	s.sessions.Put(ctx, sessionNewKey, base64.StdEncoding.EncodeToString(n.Sealed))
	p := &appPage{Base: Base{Title: "Add an app for codes", Section: "account", Problems: problemsOf(problem)}, Key: n.Text, First: who.first}
	p.Code = Field{Name: "code", Label: "The code that the app shows now", Hint: "Six digits.", Autocomplete: "one-time-code", Numeric: true, Short: true, Problem: p.Problems.Of("code")}
	if p.QR, err = drawQR(n.Link, "QR code of the key below"); err != nil {
		return err
	}
	status := http.StatusOK
	if problem != nil {
		status = statusOf(problem)
	}
	return s.render(c, status, p)
}

func (s *Server) appForm(c *gin.Context, who enroller) error { return s.showApp(c, who, nil) }

func (s *Server) addApp(c *gin.Context, who enroller) error {
	in, err := decode[appInput](c)
	if err != nil {
		return s.showApp(c, who, err)
	}
	ctx := c.Request.Context()
	sealed, err := base64.StdEncoding.DecodeString(s.sessions.GetString(ctx, sessionNewKey))
	var done app.Change
	if err == nil {
		done, err = s.app.AddApp(ctx, who.Actor, sealed, in.Code)
	}
	if err != nil {
		if correctable(err) || fault.KindOf(err) == fault.Denied {
			return s.showApp(c, who, err)
		}
		return err
	}
	return s.added(c, who, done, "app")
}

type newPasskeyPage struct {
	Base
	Name    Field
	Passkey passkeyOffer
}

func (*newPasskeyPage) template() string { return "account_passkey" }

type newPasskeyInput struct {
	Name string `form:"name" validate:"required,max=240" say:"Enter a name for it."`
	passkeyInput
}

func (s *Server) showNewPasskey(c *gin.Context, name string, problem error) error {
	p := &newPasskeyPage{Base: Base{Title: "Add a passkey", Section: "account", Problems: problemsOf(problem)}, Passkey: s.offerPasskey(c.Request)}
	for i := range p.Problems {
		if p.Problems[i].Field != "name" { // no field that can be seen
			p.Problems[i].Field = ""
		}
	}
	p.Name = Field{Name: "name", Label: "What to call it", Hint: "Such as “My telephone” or “Blue security key”.", Value: name, Problem: p.Problems.Of("name")}
	status := http.StatusOK
	if problem != nil {
		status = statusOf(problem)
	}
	return s.render(c, status, p)
}

func (s *Server) newPasskey(c *gin.Context, _ enroller) error { return s.showNewPasskey(c, "", nil) }

func (s *Server) newPasskeyOptions(c *gin.Context, who enroller) error {
	p, why := s.party(c.Request)
	if why != "" {
		return fault.New(fault.Conflict, why)
	}
	site, err := s.app.Site(c.Request.Context())
	if err != nil {
		return err
	}
	p.Name = site.Name
	ch, err := s.app.RegisterPasskey(c.Request.Context(), who.Actor, p)
	if err != nil {
		return err
	}
	return sendChallenge(c, ch)
}

func (s *Server) addPasskey(c *gin.Context, who enroller) error {
	in, err := decode[newPasskeyInput](c)
	var done app.Change
	if err == nil {
		done, err = s.app.AddPasskey(c.Request.Context(), who.Actor, in.Name, in.answer())
	}
	switch {
	case correctable(err) || err != nil && fault.KindOf(err) == fault.Denied:
		return s.showNewPasskey(c, in.Name, err)
	case err != nil:
		return err
	}
	return s.added(c, who, done, "passkey")
}

// added lets in whoever had to add a second factor, and goes on with the session of whoever added another.
func (s *Server) added(c *gin.Context, who enroller, done app.Change, what string) error {
	if err := s.start(c, who.User, done.Generation, true); err != nil {
		return err
	}
	infoOf(c.Request).who = who.Actor
	if !who.first {
		s.makeSure(c)
	}
	if len(done.RecoveryCodes) > 0 {
		return s.showRecoveryCodes(c, who, done.RecoveryCodes)
	}
	return seeOther(c, "/account?done="+what)
}

type recoveryPage struct {
	Base
	Codes []string
	Next  string
	First bool
}

func (*recoveryPage) template() string { return "recovery_codes" }

// showRecoveryCodes answers with the codes themselves, as invite does with a link: they are shown this once.
func (s *Server) showRecoveryCodes(c *gin.Context, who enroller, codes []string) error {
	return s.render(c, http.StatusOK, &recoveryPage{Base{Title: "Your recovery codes", Section: "account"}, codes, who.next, who.first})
}

func (s *Server) renewRecoveryCodes(c *gin.Context, who enroller) error {
	done, err := s.app.RenewRecoveryCodes(c.Request.Context(), who.Actor)
	if err != nil {
		return s.refusedOnAccount(c, who.Actor, err)
	}
	if err := s.goOn(c, done.Generation); err != nil {
		return err
	}
	return s.showRecoveryCodes(c, who, done.RecoveryCodes)
}

func (s *Server) removeApp(c *gin.Context, who enroller) error {
	done, err := s.app.RemoveApp(c.Request.Context(), who.Actor)
	if err != nil {
		return s.refusedOnAccount(c, who.Actor, err)
	}
	if err := s.goOn(c, done.Generation); err != nil {
		return err
	}
	return seeOther(c, "/account?done=app-removed")
}

func (s *Server) removePasskey(c *gin.Context, who enroller) error {
	done, err := s.app.RemovePasskey(c.Request.Context(), who.Actor, clinic.PasskeyID(c.Param("id")))
	if err != nil {
		return s.refusedOnAccount(c, who.Actor, err)
	}
	if err := s.goOn(c, done.Generation); err != nil {
		return err
	}
	return seeOther(c, "/account?done=passkey-gone")
}
