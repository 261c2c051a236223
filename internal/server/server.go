// Package server owns the way in: routes, sessions, headers, what a request may look like, page structs and how an error
// is shown. It calls use cases of app and must not know rows, transactions or how a number comes about.
package server

import (
	"crypto/rand"
	"crypto/tls"
	"fmt"
	"html/template"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/alexedwards/scs/v2"
	"github.com/gin-gonic/gin"

	"steelyard/internal/api"
	"steelyard/internal/app"
	"steelyard/internal/config"
	"steelyard/internal/locale"
	"steelyard/internal/metrics"
)

// Server answers browsers.
type Server struct {
	app       *app.App
	cfg       config.Server
	log       *slog.Logger
	sessions  *scs.SessionManager
	crossSite *http.CrossOriginProtection
	assets    *assets
	pages     pages
	words     *locale.Catalog
	engine    *gin.Engine
	api       *api.API
	metrics   *metrics.Metrics
}

// New makes a server. It fails where a template, an asset or a setting can't be used.
func New(a *app.App, cfg config.Server, log *slog.Logger) (*Server, error) {
	s := &Server{app: a, cfg: cfg, log: log}
	var err error
	if s.assets, err = loadAssets(); err != nil {
		return nil, err
	}
	if s.words, err = loadCatalog(); err != nil {
		return nil, err
	}
	if s.pages, err = loadPages(template.FuncMap{"asset": s.assets.url, "day": s.day, "moment": s.moment, "once": rand.Text}); err != nil {
		return nil, err
	}
	s.sessions = s.newSessions()
	if s.crossSite, err = s.newCrossSite(); err != nil {
		return nil, err
	}
	s.metrics = s.newMetrics()
	gin.SetMode(gin.ReleaseMode)
	s.engine = gin.New()
	s.engine.HandleMethodNotAllowed = true
	if err := s.engine.SetTrustedProxies(cfg.TrustedProxies); err != nil {
		return nil, fmt.Errorf("trust proxies: %w", err)
	}
	s.engine.Use(s.follow, s.keepInKiosk, s.refuseCrossSite, s.readInput)
	s.routes(s.engine)
	s.api, err = api.New(api.Options{App: a, Log: log, TrustedProxies: cfg.TrustedProxies, Request: func(r *http.Request) string { return infoOf(r).id }, Address: s.address, Status: statusOf, Done: s.apiDone})
	return s, err
}

func (s *Server) apiDone(d api.Done) {
	s.metrics.Request(d.Method, d.Route, d.Status, d.Took)
	s.noteFailed(d.Request, d.Who, d.Route, d.ID, orBroken(d.Status, d.Broken))
}

// newCrossSite refuses writes that another site's page sends.
func (s *Server) newCrossSite() (*http.CrossOriginProtection, error) {
	p := http.NewCrossOriginProtection()
	if u, err := url.Parse(s.cfg.PublicURL); err == nil && u.Host != "" {
		if err := p.AddTrustedOrigin(u.Scheme + "://" + u.Host); err != nil {
			return nil, fmt.Errorf("trust own origin: %w", err)
		}
	}
	return p, nil
}

// Handler gives everything as one handler: the headers outermost, then the session, then the routes.
func (s *Server) Handler() http.Handler {
	withSession := s.sessions.LoadAndSave(s.engine)
	// Static files, the logo and the health checks read no session, so that they cost the database nothing.
	return s.secure(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, "/static/") || r.URL.Path == "/healthz" || r.URL.Path == "/readyz" || r.URL.Path == logoPath {
			s.engine.ServeHTTP(w, r)
			return
		}
		if strings.HasPrefix(r.URL.Path, api.Prefix+"/") && s.kioskToken(r) != "" {
			s.fail(w, r, errKiosk)
			return
		}
		if strings.HasPrefix(r.URL.Path, api.Prefix+"/") { // no session either: a cookie counts for nothing there
			s.api.Handler().ServeHTTP(w, r)
			return
		}
		infoOf(r).session = true
		withSession.ServeHTTP(w, r)
	}))
}

// HTTPServer gives the server with its time limits: whoever reads or writes too slowly is hung up within 45 seconds.
func (s *Server) HTTPServer() *http.Server {
	return &http.Server{
		Addr:              s.cfg.Listen,
		Handler:           s.Handler(),
		ReadHeaderTimeout: 10 * time.Second,
		ReadTimeout:       30 * time.Second,
		WriteTimeout:      40 * time.Second,
		IdleTimeout:       40 * time.Second,
		MaxHeaderBytes:    32 << 10,
		ErrorLog:          slog.NewLogLogger(s.log.Handler(), slog.LevelWarn),
		TLSConfig:         &tls.Config{MinVersion: tls.VersionTLS12},
	}
}

// tls says whether browsers reach the server by TLS: its own, or that of a proxy in front of it.
func (s *Server) tls() bool {
	return s.cfg.TLSCert != "" || strings.HasPrefix(s.cfg.PublicURL, "https://")
}

// address gives what a link to this server begins with, without a slash at its end.
func (s *Server) address(r *http.Request) string {
	switch {
	case s.cfg.PublicURL != "":
		return strings.TrimRight(s.cfg.PublicURL, "/")
	case s.tls():
		return "https://" + r.Host
	}
	return "http://" + r.Host
}
