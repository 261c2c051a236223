package server

import (
	"encoding/json"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"steelyard/internal/app"
	"steelyard/internal/clinic"
	"steelyard/internal/fault"
)

// halfway is a sign-in whose password was given, right or wrong, and that waits for what comes after it. It stands in the
// session instead of a user: a session that has it is nobody's yet.
type halfway struct {
	app.Halfway
	Next string
	Ends int64 // in seconds
}

const (
	sessionHalfway = "halfway"
	halfwayLasts   = 10 * time.Minute
)

func (s *Server) startHalfway(c *gin.Context, at app.Halfway, next string) error {
	if err := s.clear(c); err != nil {
		return err
	}
	b, err := json.Marshal(halfway{at, next, time.Now().Add(halfwayLasts).Unix()})
	if err != nil {
		return err
	}
	s.sessions.Put(c.Request.Context(), sessionHalfway, b)
	return nil
}

// halfway gives the sign-in that waits in this session for a step.
func (s *Server) halfway(c *gin.Context, step app.Step) (h halfway, ok bool) {
	b := s.sessions.GetBytes(c.Request.Context(), sessionHalfway)
	if len(b) == 0 || json.Unmarshal(b, &h) != nil || h.Step != step || time.Now().Unix() >= h.Ends {
		return halfway{}, false
	}
	return h, true
}

// goOnFrom leads a sign-in on from its password: in, to the second step, or to adding a second factor.
func (s *Server) goOnFrom(c *gin.Context, at app.Halfway, next string) error {
	switch at.Step {
	case app.SignedIn:
		if err := s.start(c, at.User, at.Generation, false); err != nil {
			return err
		}
		return seeOther(c, next)
	case app.Enrol:
		if err := s.startHalfway(c, at, next); err != nil {
			return err
		}
		return seeOther(c, "/account/second-factor")
	}
	if err := s.startHalfway(c, at, next); err != nil {
		return err
	}
	return seeOther(c, "/sign-in/code")
}

// enroller is whoever changes what they sign in with: a member of staff, or one who has to add a second factor before they
// are let in, and then may do nothing else.
type enroller struct {
	clinic.Actor
	first bool
	next  string // where they go on to
}

type enrolHandler func(c *gin.Context, who enroller) error

// enrolling lets in whoever may add a second factor: after their password at sign-in where they have none yet, and whoever
// is signed in and sure lets in.
func (s *Server) enrolling(h enrolHandler) gin.HandlerFunc {
	sure := s.sure(h)
	return func(c *gin.Context) {
		at, ok := s.halfway(c, app.Enrol)
		if !ok {
			sure(c)
			return
		}
		s.open(func(c *gin.Context) error {
			who, err := s.app.ActorOf(c.Request.Context(), at.User, at.Generation, c.ClientIP())
			switch {
			case err != nil && fault.KindOf(err) == fault.Denied:
				return s.signInFirst(c)
			case err != nil:
				return err
			}
			return h(c, enroller{who, true, at.Next})
		})(c)
	}
}

// sure lets in a member of staff who has proved within minutes that it is really them.
func (s *Server) sure(h enrolHandler) gin.HandlerFunc {
	return s.staff(anything, func(c *gin.Context, who clinic.Actor) error {
		if !s.isSure(c) {
			return s.sureFirst(c)
		}
		return h(c, enroller{who, false, "/account"})
	})
}

// sureFirst leads to the page that asks for the password again. What was sent is not kept.
func (s *Server) sureFirst(c *gin.Context) error {
	next := "/account"
	switch {
	case c.Request.Method == http.MethodGet:
		next = c.Request.URL.Path
	case c.FullPath() == "/account/tokens":
		next = "/account/tokens/new"
	}
	return seeOther(c, "/account/again?next="+next)
}
