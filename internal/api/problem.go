package api

import (
	"encoding/json"
	"errors"
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"steelyard/internal/app"
	"steelyard/internal/fault"
)

const problemKind = "application/problem+json"

// Problem says what went wrong, as RFC 9457 has it.
type problem struct {
	Type     string         `json:"type" about:"names the kind of problem; the same kind has the same words for ever"`
	Title    string         `json:"title" about:"the kind in a few words"`
	Status   int            `json:"status" about:"the HTTP status"`
	Detail   string         `json:"detail" about:"what happened and what to do next, for a person"`
	Instance string         `json:"instance" about:"the request's id, under which the server's log has it"`
	Errors   []problemError `json:"errors,omitempty" about:"everything that is wrong with what was sent"`
}

type problemError struct {
	Pointer string `json:"pointer" about:"where, as a JSON pointer into what was sent (RFC 6901); empty for the whole of it"`
	Detail  string `json:"detail" about:"what is wrong"`
	Mend    string `json:"mend,omitempty" about:"what to do about it"`
}

// What is wrong with a request before any use case hears of it.
var (
	errNoRoute     = fault.New(fault.NotFound, "There is no such address. The document at /api/v1/openapi.json has every one.")
	errNoMethod    = fault.New(fault.Invalid, "This address can't be used with this method. The document at /api/v1/openapi.json says which it takes.")
	errNoBearer    = fault.New(fault.Denied, "Send a token in the header Authorization, such as Bearer ABC. Cookies count for nothing here. Get a token with POST /api/v1/tokens.")
	errBadToken    = fault.New(fault.Denied, "This token is not known here, has ended or was revoked. Sign in for a new one.")
	errScope       = fault.New(fault.Denied, "This token may not do this: its scope, or its user's role, does not go so far.")
	errTooLarge    = fault.New(fault.Invalid, "What was sent is too large: at most 1 MiB is taken. Nothing was kept.")
	errKind        = fault.New(fault.Invalid, "Send the body as application/json in UTF-8. Nothing was kept.")
	errEmpty       = fault.New(fault.Invalid, "This takes no body. Nothing was done.")
	errBroken      = fault.New(fault.Invalid, "The connection broke before everything had arrived. Nothing was kept. Please send it again.")
	errNoKey       = fault.New(fault.Invalid, "Send a header Idempotency-Key with 16 to 128 letters, digits and hyphens that nobody can guess, such as a random UUID: a new one for every new request, the same one to repeat a request whose answer was lost.")
	errNoMatch     = fault.New(fault.Invalid, "Send a header If-Match with the ETag of the patient that the change was made from, so that nobody's change is undone unseen.")
	errNotAccepted = fault.New(fault.Invalid, "None of the forms in the header Accept is made here. The document at /api/v1/openapi.json names those that are.")
	errQuery       = fault.New(fault.Invalid, "The query of the address can't be read.")
	errCode        = fault.New(fault.Denied, "That did not work: the sign-in name, the password or the code is not right, or the code is missing. Send the code of your app, or a recovery code, as code.")
	errEnrol       = fault.New(fault.Denied, "This account has yet to add a second factor. Sign in on the site and add one; then a token can be made here.")
	errPanic       = fault.New(fault.Internal, "")
)

var ownStatuses = []struct {
	err    error
	status int
}{
	{errNoMethod, http.StatusMethodNotAllowed}, {errNoBearer, http.StatusUnauthorized}, {errBadToken, http.StatusUnauthorized},
	{errTooLarge, http.StatusRequestEntityTooLarge}, {errKind, http.StatusUnsupportedMediaType}, {errEmpty, http.StatusBadRequest},
	{errBroken, http.StatusBadRequest}, {errNoKey, http.StatusBadRequest}, {errNoMatch, http.StatusPreconditionRequired},
	{errNotAccepted, http.StatusNotAcceptable}, {errCode, http.StatusUnauthorized}, {app.ErrTooManyTries, http.StatusTooManyRequests}, {errQuery, http.StatusBadRequest}, {app.ErrStale, http.StatusPreconditionFailed},
}

var titles = map[int]struct{ name, title string }{
	http.StatusBadRequest:            {"unreadable", "This could not be read"},
	http.StatusUnauthorized:          {"sign-in", "A token is needed"},
	http.StatusForbidden:             {"denied", "This is not allowed"},
	http.StatusNotFound:              {"not-found", "Not found"},
	http.StatusMethodNotAllowed:      {"method", "This address works another way"},
	http.StatusNotAcceptable:         {"not-acceptable", "Not made in this form"},
	http.StatusConflict:              {"conflict", "This has changed meanwhile"},
	http.StatusGone:                  {"gone", "This has ended"},
	http.StatusPreconditionFailed:    {"stale", "This was changed meanwhile"},
	http.StatusPreconditionRequired:  {"if-match", "Say which state the change was made from"},
	http.StatusRequestEntityTooLarge: {"too-large", "Too large"},
	http.StatusUnsupportedMediaType:  {"media-type", "This kind of body is not taken"},
	http.StatusUnprocessableEntity:   {"invalid", "Please correct this"},
	http.StatusTooManyRequests:       {"too-many", "Too many tries"},
	http.StatusServiceUnavailable:    {"unavailable", "Not possible just now"},
	http.StatusInternalServerError:   {"internal", "Something went wrong on our side"},
}

func (a *API) statusOf(err error) int {
	if _, ok := errors.AsType[badBodyError](err); ok {
		return http.StatusBadRequest
	}
	for _, own := range ownStatuses {
		if errors.Is(err, own.err) {
			return own.status
		}
	}
	return a.Status(err)
}

// fail answers with what went wrong. Where an answer has begun already the connection is broken off, so that nobody takes
// half a file for a whole one.
func (a *API) fail(c *gin.Context, err error) {
	id := a.Request(c.Request)
	c.Abort()
	if c.Writer.Written() {
		a.Log.Error("failed after the answer had begun", "request", id, "error", err.Error())
		panic(http.ErrAbortHandler)
	}
	p := a.problemOf(err, id)
	if p.Status >= http.StatusInternalServerError {
		a.Log.Error("failed", "request", id, "error", err.Error())
	}
	if p.Status == http.StatusUnauthorized {
		c.Header("WWW-Authenticate", "Bearer")
	}
	if p.Status == http.StatusServiceUnavailable || p.Status == http.StatusTooManyRequests {
		c.Header("Retry-After", "30")
	}
	body, err := json.Marshal(p)
	if err != nil {
		panic(err) // it is made of text and numbers
	}
	c.Data(p.Status, problemKind, body)
}

func (a *API) problemOf(err error, id string) *problem {
	status := a.statusOf(err)
	t := titles[status]
	p := &problem{Type: "urn:steelyard:problem:" + t.name, Title: t.title, Status: status, Detail: fault.Message(err), Instance: id}
	for _, d := range fault.Details(err) {
		p.Errors = append(p.Errors, problemError{pointerOf(d.Where), d.What, d.Mend})
	}
	return p
}

// pointerOf gives the place of a detail: one that was found while reading is a pointer already, and a use case names a field.
func pointerOf(where string) string {
	if at, ok := strings.CutPrefix(where, "#"); ok {
		return at
	}
	if where == "" {
		return ""
	}
	return "/" + escape(where)
}
