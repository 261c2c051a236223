package server

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/http"
	"runtime/debug"
	"time"

	"github.com/gin-gonic/gin"

	"steelyard/internal/app"
	"steelyard/internal/clinic"
	"steelyard/internal/locale"
)

// info is what is known of a request: its id, whether it has a session, and who asks once that is found out.
type info struct {
	id      string
	session bool
	who     clinic.Actor // a member of staff
	holder  clinic.Actor // of an invitation link
	voice   *locale.Voice
}

type infoKey struct{}

func withInfo(r *http.Request) *http.Request {
	return r.WithContext(app.WatchNotes(context.WithValue(r.Context(), infoKey{}, &info{id: rand.Text()[:12]})))
}

func infoOf(r *http.Request) *info {
	if i, ok := r.Context().Value(infoKey{}).(*info); ok {
		return i
	}
	return &info{}
}

// follow writes one log line a request and catches panics. The line has the route's pattern, never the path: a path may
// have a token in it, and a query what somebody searched for.
func (s *Server) follow(c *gin.Context) {
	began := time.Now()
	defer func() {
		p := recover()
		broken := isBrokenOff(p)
		if p != nil && !broken {
			s.panicked(c, p)
		}
		s.metrics.Request(c.Request.Method, c.FullPath(), c.Writer.Status(), time.Since(began))
		s.log.Info("request", "method", c.Request.Method, "route", c.FullPath(), "status", c.Writer.Status(), "duration", time.Since(began), "request", infoOf(c.Request).id)
		if status := orBroken(c.Writer.Status(), broken); status >= http.StatusBadRequest && !app.Noted(c.Request.Context()) {
			s.noteFailed(c.Request, s.whoFailed(c), c.FullPath(), c.Param("id"), status)
		}
		if broken {
			panic(p)
		}
	}()
	c.Next()
}

// isBrokenOff says whether a panic is how an answer that has begun is broken off.
func isBrokenOff(p any) bool {
	err, ok := p.(error)
	return ok && errors.Is(err, http.ErrAbortHandler)
}

// orBroken gives the status under which a request failed that was answered with another one before it broke off.
func orBroken(status int, broken bool) int {
	if broken {
		return http.StatusInternalServerError
	}
	return status
}

func (s *Server) panicked(c *gin.Context, p any) {
	s.log.Error("panic", "request", infoOf(c.Request).id, "panic", fmt.Sprint(p), "stack", string(debug.Stack()))
	c.Abort()
	if !c.Writer.Written() {
		s.fail(c.Writer, c.Request, errPanic)
	}
}
