package server

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"steelyard/internal/app"
	"steelyard/internal/clinic"
	"steelyard/internal/fault"
)

// kioskLeavePage is where the device is given back. The words for staff on it are in English, as on all pages of theirs.
type kioskLeavePage struct {
	visitBase
	Finished bool
	Over     bool
	Code     *Field // absent where no code ends it
	Closed   bool   // the code was tried too often
	SignIn   []Field
	Open     bool // the way by signing in is unfolded
	Passkey  passkeyOffer
}

func (*kioskLeavePage) template() string { return "kiosk_leave" }

// kioskStaffInput has other names than the sign-in page, so that no browser offers what it keeps for that.
type kioskStaffInput struct {
	Login    string `form:"staff_name" validate:"required,max=254" say:"Enter your sign-in name."`
	Password string `form:"staff_phrase" validate:"required,max=1024" say:"Enter your password."`
	Code     string `form:"staff_number" validate:"max=60"`
}

// leaving lets in whoever has a device that was handed over. One that was given back already is at its end: the answer that
// said so was lost on its way.
func (s *Server) leaving(h handler) gin.HandlerFunc {
	return s.open(func(c *gin.Context) error {
		token := s.kioskToken(c.Request)
		if token == "" {
			return seeOther(c, "/")
		}
		k, known, err := s.app.KioskOf(c.Request.Context(), token)
		switch {
		case err != nil:
			return err
		case known && k.LeftAt != nil:
			return s.kioskLeft(c)
		}
		return h(c)
	})
}

func (s *Server) kioskLeaveForm(c *gin.Context) error { return s.renderKioskLeave(c, nil, false) }

// renderKioskLeave shows the page with what was wrong: with the code, or with signing in.
func (s *Server) renderKioskLeave(c *gin.Context, problem error, signing bool) error {
	ctx, token := c.Request.Context(), s.kioskToken(c.Request)
	k, known, err := s.app.KioskOf(ctx, token)
	if err != nil {
		return err
	}
	v, errVisit := s.app.ReopenKiosk(ctx, token, c.ClientIP())
	p := &kioskLeavePage{Over: errVisit != nil, Finished: v.Finished, Closed: known && k.CodeClosed(), Passkey: s.offerPasskey(c.Request)}
	if errVisit == nil {
		p.visitBase = s.kioskVisitor(c, v, token).base(c, "")
	} else if p.visitBase, err = s.kioskBase(c); err != nil {
		return err
	}
	p.Title = p.voice.Say("kiosk.give-back")
	p.Problems, p.ForStaff = problemsOf(problem), true
	if known && !p.Closed {
		p.Code = &Field{Name: "kiosk_code", Label: "Code that was chosen when the device was handed over", Short: true, Numeric: true, Masked: true}
		if !signing && problem != nil {
			p.Code.Problem, p.Problems = fault.Message(problem), Problems{{"kiosk_code", fault.Message(problem)}}
		}
	}
	p.Open = p.Code == nil || signing
	p.SignIn = mark([]Field{
		{Name: "staff_name", Label: "Your sign-in name", Plain: true},
		{Name: "staff_phrase", Label: "Your password", Masked: true},
		{Name: "staff_number", Label: "Code from your app, or a recovery code", Short: true, Masked: true},
	}, p.Problems)
	status := http.StatusOK
	if problem != nil {
		status = statusOf(problem)
	}
	return s.render(c, status, p)
}

// kioskLeave takes the device back by its code.
func (s *Server) kioskLeave(c *gin.Context) error {
	err := s.app.LeaveKiosk(c.Request.Context(), s.kioskToken(c.Request), plainDigits(tidy(c.PostForm("kiosk_code"))), c.ClientIP())
	if kind := fault.KindOf(err); err != nil && kind != fault.Denied && kind != fault.Gone {
		return err
	}
	if err != nil {
		return s.renderKioskLeave(c, err, false)
	}
	return s.kioskLeft(c)
}

// kioskLeft ends it in the browser. Nobody is signed in afterwards.
func (s *Server) kioskLeft(c *gin.Context) error {
	s.endKiosk(c)
	return seeOther(c, "/sign-in")
}

// kioskSignIn takes the device back by everything that a member of staff signs in with.
func (s *Server) kioskSignIn(c *gin.Context) error {
	in, err := decode[kioskStaffInput](c)
	if err != nil {
		return s.renderKioskLeave(c, err, true)
	}
	return s.kioskLeaveAs(c, app.StaffProof{Login: in.Login, Password: in.Password, Code: tidy(in.Code)})
}

func (s *Server) kioskPasskeyOptions(c *gin.Context) error {
	return s.askPasskey(c, clinic.Actor{From: c.ClientIP()})
}

func (s *Server) kioskPasskey(c *gin.Context) error {
	in, err := decode[passkeyInput](c)
	if err != nil {
		return s.renderKioskLeave(c, err, true)
	}
	return s.kioskLeaveAs(c, app.StaffProof{Passkey: in.answer()})
}

// kioskLeaveAs signs in whoever took the device back.
func (s *Server) kioskLeaveAs(c *gin.Context, proof app.StaffProof) error {
	h, err := s.app.LeaveKioskAs(c.Request.Context(), s.kioskToken(c.Request), proof, c.ClientIP())
	if kind := fault.KindOf(err); err != nil && (kind == fault.Denied || correctable(err)) {
		return s.renderKioskLeave(c, err, true)
	}
	if err != nil {
		return err
	}
	if err := s.start(c, h.User, h.Generation, h.Step == app.AskCode); err != nil {
		return err
	}
	s.endKiosk(c)
	return seeOther(c, "/patients")
}
