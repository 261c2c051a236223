package server

import (
	"net/http"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"steelyard/internal/clinic"
	"steelyard/internal/fault"
)

// A device that was handed over has a cookie of its own in place of a session. As long as a browser has it, whatever it says,
// only the pages below /kiosk can be reached with it: a route that is added is closed there until somebody opens it.

// kioskRoot is where the pages of a device that was handed over lie, and kioskVisit where its questions are answered. No
// address there says which visit it is, so that a history is of no use to whoever has the device next.
const (
	kioskRoot  = "/kiosk"
	kioskVisit = kioskRoot + "/visit"
)

// errKiosk is what everything else answers there that is not only read.
var errKiosk = fault.New(fault.Denied, "This device was handed over to answer some questions, and nothing else can be done on it.").In("kiosk.closed")

// keepInKiosk leads a device that was handed over back to its own pages.
func (s *Server) keepInKiosk(c *gin.Context) {
	if s.kioskToken(c.Request) == "" || openInKiosk(c.FullPath()) {
		return
	}
	c.Abort()
	if c.Request.Method == http.MethodGet || c.Request.Method == http.MethodHead {
		c.Redirect(http.StatusSeeOther, kioskRoot)
		return
	}
	s.refuse(c, errKiosk)
}

func openInKiosk(route string) bool {
	return route == kioskRoot || strings.HasPrefix(route, kioskRoot+"/") || route == "/static/:name" || route == logoPath
}

func (s *Server) kioskCookieName() string {
	if s.tls() {
		return "__Host-steelyard-kiosk"
	}
	return "steelyard-kiosk"
}

// kioskToken gives what a device has that was handed over; empty where it has nothing.
func (s *Server) kioskToken(r *http.Request) string {
	cookie, err := r.Cookie(s.kioskCookieName())
	if err != nil {
		return ""
	}
	return cookie.Value
}

// beginKiosk ends the session of whoever hands the device over, and gives the browser the token. The browser is asked to
// drop what it keeps of earlier pages. Answers of others that were not sent yet go with it: they are on the wrong device.
func (s *Server) beginKiosk(c *gin.Context, token string) error {
	if err := s.end(c); err != nil {
		return err
	}
	s.setKiosk(c, token, clinic.KioskLife+clinic.KioskKept)
	return seeOther(c, kioskRoot)
}

// endKiosk takes the token from the browser, and everything that the browser keeps.
func (s *Server) endKiosk(c *gin.Context) { s.setKiosk(c, "", -time.Second) }

// setKiosk sets the cookie, which outlasts a restart of the browser: a device that was handed over must not open by one.
func (s *Server) setKiosk(c *gin.Context, token string, age time.Duration) {
	cookie := http.Cookie{Name: s.kioskCookieName(), Value: token, Path: "/", MaxAge: int(age.Seconds()), Secure: s.tls(), //nolint:gosec // without TLS there is only the machine's own loopback address
		HttpOnly: true, SameSite: http.SameSiteLaxMode}
	http.SetCookie(c.Writer, &cookie)
	c.Header("Clear-Site-Data", `"cache", "storage"`)
}
