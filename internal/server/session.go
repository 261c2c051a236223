package server

import (
	"net/http"
	"strings"
	"time"

	"github.com/alexedwards/scs/v2"
	"github.com/gin-gonic/gin"

	"steelyard/internal/clinic"
	"steelyard/internal/fault"
)

const (
	sessionUser       = "user"
	sessionGeneration = "generation" // of the user's, when the session was started
	sessionSecond     = "second"     // whether more than a password was shown when it was started
	sessionSure       = "sure"       // when they last proved that it is really them, in seconds
)

// newSessions keeps sessions in the database under hashed tokens. The __Host- prefix binds the cookie to this host and
// to TLS; without TLS, on the loopback address, a browser would refuse it.
func (s *Server) newSessions() *scs.SessionManager {
	m := scs.New()
	m.Store = s.app.Sessions()
	m.Codec = sortedCodec{}
	m.IdleTimeout, m.Lifetime = s.cfg.SessionIdle, s.cfg.SessionLife
	m.Cookie.Name = "steelyard"
	if s.tls() {
		m.Cookie.Name, m.Cookie.Secure = "__Host-steelyard", true
	}
	m.Cookie.Persist = false
	m.Cookie.SameSite = http.SameSiteLaxMode
	m.ErrorFunc = func(w http.ResponseWriter, r *http.Request, err error) { s.fail(w, r, err) }
	return m
}

// start signs a member of staff in under a new token and with nothing of what was known before, so that neither a token
// nor a step that somebody else took in this browser is worth anything. The session lasts no longer than the generation.
func (s *Server) start(c *gin.Context, id clinic.UserID, generation int64, second bool) error {
	if err := s.clear(c); err != nil {
		return err
	}
	ctx := c.Request.Context()
	s.sessions.Put(ctx, sessionUser, string(id))
	s.sessions.Put(ctx, sessionGeneration, generation)
	s.sessions.Put(ctx, sessionSecond, second)
	return nil
}

// goOn keeps a session after every other one of its user's was ended, under a new token.
func (s *Server) goOn(c *gin.Context, generation int64) error {
	ctx := c.Request.Context()
	if err := s.sessions.RenewToken(ctx); err != nil {
		return err
	}
	s.sessions.Put(ctx, sessionGeneration, generation)
	return nil
}

// clear empties the session and gives it a new token.
func (s *Server) clear(c *gin.Context) error {
	ctx := c.Request.Context()
	if err := s.sessions.Clear(ctx); err != nil {
		return err
	}
	return s.sessions.RenewToken(ctx)
}

// end drops the session.
func (s *Server) end(c *gin.Context) error { return s.sessions.Destroy(c.Request.Context()) }

// recognise finds out who is signed in; ok is false where nobody is. Where everybody must have a second factor, a session
// that was started without one, before that was asked for, is over.
func (s *Server) recognise(c *gin.Context) (who clinic.Actor, ok bool, err error) {
	ctx := c.Request.Context()
	if !infoOf(c.Request).session {
		return who, false, nil
	}
	id := clinic.UserID(s.sessions.GetString(ctx, sessionUser))
	if id == "" {
		return who, false, nil
	}
	if !s.app.OptionalFactor && !s.sessions.GetBool(ctx, sessionSecond) {
		return who, false, s.end(c)
	}
	who, err = s.app.ActorOf(ctx, id, s.sessions.GetInt64(ctx, sessionGeneration), c.ClientIP())
	switch kind := fault.KindOf(err); {
	case err == nil:
		infoOf(c.Request).who = who
		return who, true, nil
	case kind == fault.Denied || kind == fault.NotFound:
		return who, false, s.end(c)
	}
	return who, false, err
}

// sureFor is how long a proof of really being there lets somebody change what they sign in with.
const sureFor = 5 * time.Minute

func (s *Server) makeSure(c *gin.Context) {
	s.sessions.Put(c.Request.Context(), sessionSure, time.Now().Unix())
}

func (s *Server) isSure(c *gin.Context) bool {
	return time.Since(time.Unix(s.sessions.GetInt64(c.Request.Context(), sessionSure), 0)) < sureFor
}

// localPath gives a path on this server to go on to after signing in; anything else becomes the start page.
func localPath(next string) string {
	if !strings.HasPrefix(next, "/") || strings.HasPrefix(next, "//") || strings.ContainsAny(next, "\\\r\n\t") {
		return "/"
	}
	return next
}
