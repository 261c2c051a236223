package server

import (
	"net/http"
	"strings"
)

// policy lets a page load its own style, scripts and pictures and talk to its own server, and nothing else.
var policy = strings.Join([]string{
	"default-src 'none'", "object-src 'none'", "style-src 'self'", "script-src 'self'", "img-src 'self' data:", "font-src 'self'",
	"connect-src 'self'", "form-action 'self'", "frame-ancestors 'none'", "base-uri 'none'",
}, "; ")

// features are what a page may ask of the browser: to copy a link, and nothing else.
const features = "accelerometer=(), camera=(), clipboard-read=(), clipboard-write=(self), display-capture=(), " +
	"geolocation=(), gyroscope=(), microphone=(), payment=(), usb=()"

// secure puts the headers on every answer, also on those of an error. Everything is personal and must not be stored
// unless a handler says otherwise.
func (s *Server) secure(next http.Handler) http.Handler {
	tls := s.tls()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("X-Frame-Options", "DENY")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Permissions-Policy", features)
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Cache-Control", "no-store")
		if tls {
			h.Set("Strict-Transport-Security", "max-age=31536000")
		}
		r = withInfo(r)
		h.Set("X-Request-Id", infoOf(r).id)
		next.ServeHTTP(w, r)
	})
}
