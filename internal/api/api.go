// Package api owns the way in for programs: its routes, tokens at the door, what a request may look like, JSON, problem
// documents and the OpenAPI document that says all of it. It calls the same use cases of app as the pages, has no cookies,
// and must not know rows, transactions or how a number comes about.
package api

import (
	"fmt"
	"log/slog"
	"net/http"
	"regexp"
	"time"

	"github.com/gin-gonic/gin"

	"steelyard/internal/app"
	"steelyard/internal/clinic"
)

// Prefix is what every address of the API begins with.
const Prefix = "/api/v1"

// Options is what the API is given by the server that it is a part of.
type Options struct {
	App            *app.App
	Log            *slog.Logger
	TrustedProxies []string
	Request        func(*http.Request) string // the request's id
	Address        func(*http.Request) string // what a link to the server begins with
	Status         func(error) int            // the HTTP status of what a use case refuses: the one table
	Done           func(Done)                 // hears of every request when it is over; may be nil
}

// Done is a request that is over. Route is a pattern and never a path; ID is what stands in it for {id}. Who is empty where
// no token was taken. Broken says that the answer was broken off in the middle.
type Done struct {
	Request       *http.Request
	Method, Route string
	ID            string
	Who           clinic.Actor
	Status        int
	Broken        bool
	Took          time.Duration
}

// API answers programs.
type API struct {
	Options
	engine   *gin.Engine
	document []byte
}

// New makes the API.
func New(o Options) (*API, error) {
	a := &API{Options: o}
	var err error
	if a.document, err = describe(); err != nil {
		return nil, err
	}
	gin.SetMode(gin.ReleaseMode)
	a.engine = gin.New()
	a.engine.HandleMethodNotAllowed = true
	if err := a.engine.SetTrustedProxies(o.TrustedProxies); err != nil {
		return nil, fmt.Errorf("trust proxies: %w", err)
	}
	a.engine.Use(a.follow)
	a.engine.NoRoute(func(c *gin.Context) { a.fail(c, errNoRoute) })
	a.engine.NoMethod(func(c *gin.Context) { a.fail(c, errNoMethod) })
	for i := range operations {
		op := &operations[i]
		a.engine.Handle(op.method, Prefix+inBraces.ReplaceAllString(op.path, ":$1"), a.door(op))
	}
	return a, nil
}

var inBraces = regexp.MustCompile(`\{(\w+)\}`)

// Handler gives everything as one handler.
func (a *API) Handler() http.Handler { return a.engine }

// Routes gives every way in as method and pattern.
func (a *API) Routes() (list []string) {
	for _, r := range a.engine.Routes() {
		list = append(list, r.Method+" "+r.Path)
	}
	return list
}

// Patterns gives the patterns of the routes.
func (a *API) Patterns() (list []string) {
	for _, r := range a.engine.Routes() {
		list = append(list, r.Path)
	}
	return list
}
