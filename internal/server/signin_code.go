package server

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"steelyard/internal/app"
	"steelyard/internal/fault"
)

type codePage struct {
	Base
	Code, Recovery Field
	Passkey        passkeyOffer
	Everybody      bool // everybody here has a second factor, so that whoever never added one has something wrong
}

func (*codePage) template() string { return "sign_in_code" }

type codeInput struct {
	Code     string `form:"code" validate:"required_without=Recovery,max=40" say:"Enter the code that your app shows."`
	Recovery string `form:"recovery" validate:"max=60"`
}

func (s *Server) newCodePage(c *gin.Context, err error) *codePage {
	p := &codePage{Base: Base{Title: "Second step", Problems: problemsOf(err)}, Passkey: s.offerPasskey(c.Request), Everybody: !s.app.OptionalFactor}
	p.Code = Field{Name: "code", Label: "Code from your app", Hint: "Six digits. A new code comes every 30 seconds, and each works once.", Autocomplete: "one-time-code", Numeric: true, Short: true}
	p.Recovery = Field{Name: "recovery", Label: "Recovery code", Hint: "One that you have not used yet, such as ABCD-EFGH-IJKL-MNOP."}
	p.Code.Problem = p.Problems.Of("code")
	return p
}

func (s *Server) codeForm(c *gin.Context) error {
	if _, ok := s.halfway(c, app.AskCode); !ok {
		return seeOther(c, "/sign-in")
	}
	return s.render(c, http.StatusOK, s.newCodePage(c, nil))
}

// giveCode ends a sign-in by a code.
func (s *Server) giveCode(c *gin.Context) error {
	at, ok := s.halfway(c, app.AskCode)
	if !ok {
		return seeOther(c, "/sign-in")
	}
	in, err := decodeSome[codeInput](c)
	typed := in.Code
	if in.Recovery != "" {
		typed = in.Recovery
	}
	if err != nil {
		return s.render(c, statusOf(err), s.newCodePage(c, err))
	}
	u, err := s.app.SecondStep(c.Request.Context(), at.Halfway, typed, c.ClientIP())
	switch {
	case fault.KindOf(err) == fault.Denied:
		return s.render(c, statusOf(err), s.newCodePage(c, err))
	case err != nil:
		return err
	}
	if err := s.start(c, u.ID, u.SessionGeneration, true); err != nil {
		return err
	}
	return seeOther(c, at.Next)
}
