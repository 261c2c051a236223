package server

import (
	"encoding/json"
	"net"
	"net/http"
	"net/url"
	"strings"

	"github.com/gin-gonic/gin"

	"steelyard/internal/app"
	"steelyard/internal/clinic"
	"steelyard/internal/fault"
)

// passkeyOffer says whether passkeys can be used at this address, or in one sentence why not.
type passkeyOffer struct {
	Offered bool
	Why     string
}

func (s *Server) offerPasskey(r *http.Request) passkeyOffer {
	_, why := s.party(r)
	return passkeyOffer{why == "", why}
}

// party gives the site that passkeys are for. A browser wants a name for it, and TLS anywhere but on the machine itself; the
// name is the one that the server was told, because what a request says may be anybody's.
func (s *Server) party(r *http.Request) (p app.Party, why string) {
	u := &url.URL{Scheme: "http", Host: r.Host}
	if s.cfg.PublicURL != "" {
		var err error
		if u, err = url.Parse(s.cfg.PublicURL); err != nil {
			return p, "Passkeys can’t be used here, because the public address of this server can’t be read."
		}
	} else if s.tls() {
		u.Scheme = "https"
	}
	domain := strings.ToLower(u.Hostname())
	ip := net.ParseIP(domain)
	switch {
	case ip != nil && ip.IsLoopback() && s.cfg.PublicURL == "":
		return p, "Passkeys need a name instead of the number in this address: open this site as " + u.Scheme + "://localhost" + portOf(u) + " to use them."
	case ip != nil:
		return p, "Passkeys can’t be used here, because the address of this site is a number and they need a name."
	case domain != "localhost" && s.cfg.PublicURL == "":
		return p, "Passkeys can be used once the server was told its public address (the setting public-url)."
	case domain != "localhost" && u.Scheme != "https":
		return p, "Passkeys can’t be used here, because the public address of this site does not begin with https."
	}
	return app.Party{Domain: domain, Origin: u.Scheme + "://" + strings.ToLower(u.Host), Name: domain}, ""
}

func portOf(u *url.URL) string {
	if u.Port() == "" {
		return ""
	}
	return ":" + u.Port()
}

type passkeyInput struct {
	Challenge string `form:"challenge" validate:"required,max=60" say:"This needs JavaScript and a browser that knows passkeys. Use another way, or another browser."`
	Response  string `form:"response" validate:"required,max=20000"`
}

func (in passkeyInput) answer() app.PasskeyAnswer {
	return app.PasskeyAnswer{Challenge: in.Challenge, Response: []byte(in.Response)}
}

// askPasskey gives a browser's script what it asks a device with: for a sign-in where who is nobody.
func (s *Server) askPasskey(c *gin.Context, who clinic.Actor) error {
	p, why := s.party(c.Request)
	if why != "" {
		return fault.New(fault.Conflict, why)
	}
	ch, err := s.app.AskPasskey(c.Request.Context(), who, p)
	if err != nil {
		return err
	}
	return sendChallenge(c, ch)
}

func sendChallenge(c *gin.Context, ch app.Challenge) error {
	c.JSON(http.StatusOK, struct {
		Challenge string          `json:"challenge"`
		Options   json.RawMessage `json:"options"`
	}{ch.ID, ch.Options})
	return nil
}

func (s *Server) signInPasskeyOptions(c *gin.Context) error {
	return s.askPasskey(c, clinic.Actor{From: c.ClientIP()})
}

// signInByPasskey lets in whoever has a passkey, also in the middle of a sign-in.
func (s *Server) signInByPasskey(c *gin.Context) error {
	in, err := decode[passkeyInput](c)
	next := signInInput{Next: c.PostForm("next")}
	var u clinic.User
	if err == nil {
		u, err = s.app.SignInByPasskey(c.Request.Context(), in.answer(), c.ClientIP())
	}
	switch {
	case fault.KindOf(err) == fault.Denied || correctable(err):
		p := s.newSignInPage(c, next, err)
		p.Problems = Problems{{What: fault.Message(err)}}
		if d := fault.Details(err); len(d) > 0 {
			p.Problems = Problems{{What: d[0].What}}
		}
		return s.render(c, statusOf(err), p)
	case err != nil:
		return err
	}
	if h, ok := s.halfway(c, app.AskCode); ok {
		next.Next = h.Next
	}
	if err := s.start(c, u.ID, u.SessionGeneration, true); err != nil {
		return err
	}
	return seeOther(c, localPath(next.Next))
}
