package server

import (
	"net/http"
	"net/url"

	"github.com/gin-gonic/gin"

	"steelyard/internal/clinic"
	"steelyard/internal/fault"
)

// A handler reads its input, calls one use case, fills a page struct and renders it. What it returns is shown by fail.
type handler func(c *gin.Context) error

// A staffHandler is a handler that only a signed-in member of staff reaches.
type staffHandler func(c *gin.Context, who clinic.Actor) error

// open lets anybody in: public pages, and pages whose token in the path is the key.
func (s *Server) open(h handler) gin.HandlerFunc {
	return func(c *gin.Context) {
		if err := h(c); err != nil {
			s.refuse(c, err)
		}
	}
}

// staff lets in whoever is signed in and may do this action at all. Whether they may do it to this patient is the use
// case's to say; the door only keeps a page of fields from somebody who could never send it.
func (s *Server) staff(action clinic.Action, h staffHandler) gin.HandlerFunc {
	return s.open(func(c *gin.Context) error {
		who, ok, err := s.recognise(c)
		switch {
		case err != nil:
			return err
		case !ok:
			return s.signInFirst(c)
		case action != anything && !clinic.Can(who, action, clinic.NoPatient):
			if err := s.app.NoteRefusal(c.Request.Context(), who, action); err != nil {
				return err
			}
			return fault.New(fault.Denied, "Your account may not do this. Ask an administrator of your clinic if you need to.")
		}
		return h(c, who)
	})
}

// signInFirst leads nobody to the sign-in page, and from there back to what they wanted to read.
func (s *Server) signInFirst(c *gin.Context) error {
	if c.Request.Method != http.MethodGet {
		return errSignIn
	}
	return seeOther(c, "/sign-in?next="+url.QueryEscape(c.Request.URL.RequestURI()))
}

// anything marks what every member of staff may do, such as signing out.
const anything clinic.Action = ""

// refuse shows an error. Where an answer has begun already, the connection is broken off, so that nobody takes half a
// file for a whole one.
func (s *Server) refuse(c *gin.Context, err error) {
	c.Abort()
	if c.Writer.Written() {
		s.log.Error("failed after the answer had begun", "request", infoOf(c.Request).id, "error", err.Error())
		panic(http.ErrAbortHandler)
	}
	s.fail(c.Writer, c.Request, err)
}

// refuseCrossSite keeps other sites' pages from writing here.
func (s *Server) refuseCrossSite(c *gin.Context) {
	if err := s.crossSite.Check(c.Request); err != nil {
		s.refuse(c, errCrossSite)
	}
}

// seeOther sends the browser on after a write, so that a reload does not send it again.
func seeOther(c *gin.Context, path string) error {
	c.Redirect(http.StatusSeeOther, provedPath(c, path))
	return nil
}
