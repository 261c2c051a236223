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

	"steelyard/internal/clinic"
	"steelyard/internal/locale"
)

// info is what is known of a request: its id, whether it has a session, and who asks once that is found out.
type info struct {
	id      string
	session bool
	who     clinic.Actor
	voice   *locale.Voice
}

type infoKey struct{}

func withInfo(r *http.Request) *http.Request {
	return r.WithContext(context.WithValue(r.Context(), infoKey{}, &info{id: rand.Text()[:12]}))
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
		if p := recover(); p != nil {
			s.panicked(c, p)
		}
		s.metrics.Request(c.Request.Method, c.FullPath(), c.Writer.Status(), time.Since(began))
		s.log.Info("request", "method", c.Request.Method, "route", c.FullPath(), "status", c.Writer.Status(),
			"duration", time.Since(began), "request", infoOf(c.Request).id)
	}()
	c.Next()
}

func (s *Server) panicked(c *gin.Context, p any) {
	if err, ok := p.(error); ok && errors.Is(err, http.ErrAbortHandler) {
		panic(p)
	}
	s.log.Error("panic", "request", infoOf(c.Request).id, "panic", fmt.Sprint(p), "stack", string(debug.Stack()))
	c.Abort()
	if !c.Writer.Written() {
		s.fail(c.Writer, c.Request, errPanic)
	}
}
