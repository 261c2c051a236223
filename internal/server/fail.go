package server

import (
	"errors"
	"net/http"

	"steelyard/internal/fault"
)

// statuses is the one table from kinds to HTTP.
var statuses = map[fault.Kind]int{
	fault.Internal: http.StatusInternalServerError,
	fault.Invalid:  http.StatusUnprocessableEntity,
	fault.NotFound: http.StatusNotFound,
	fault.Conflict: http.StatusConflict,
	fault.Denied:   http.StatusForbidden,
	fault.Gone:     http.StatusGone,

	fault.Unavailable: http.StatusServiceUnavailable,
}

// What is wrong with a request before any use case hears of it. Each has its own status, because programs go by it.
var (
	errNoPage    = fault.New(fault.NotFound, "There is no such page. The address may be incomplete, or what it named is not there any more.")
	errNoTeam    = fault.New(fault.NotFound, "There is no such team.")
	errNoMethod  = fault.New(fault.Invalid, "This page can't be used that way. Go back and use the page's own buttons.")
	errTooLarge  = fault.New(fault.Invalid, "What was sent is too large: a page takes at most 1 MB. Nothing was kept. Shorten the longest text and send it again.")
	errTooMany   = fault.New(fault.Invalid, "What was sent has too many fields. Nothing was kept. Reload the page and send it again.")
	errBadText   = fault.New(fault.Invalid, "What was sent has characters that can't be read (it must be UTF-8 without null characters). Nothing was kept. Type the text again instead of pasting it.")
	errBadForm   = fault.New(fault.Invalid, "What was sent is not a form of this program. Nothing was kept. Reload the page and send it again.")
	errBroken    = fault.New(fault.Invalid, "The connection broke before everything had arrived. Nothing was kept. Please send it again.")
	errSignIn    = fault.New(fault.Denied, "You are not signed in, or your session has ended. Sign in, then do it again: what you sent was not kept.")
	errCrossSite = fault.New(fault.Denied, "This came from another site's page and was refused. Open the page here and do it again.")
	errPanic     = fault.New(fault.Internal, "")
)

var ownStatuses = map[error]int{
	errNoMethod:  http.StatusMethodNotAllowed,
	errTooLarge:  http.StatusRequestEntityTooLarge,
	errTooMany:   http.StatusBadRequest,
	errBadText:   http.StatusBadRequest,
	errBadForm:   http.StatusUnsupportedMediaType,
	errBroken:    http.StatusBadRequest,
	errSignIn:    http.StatusUnauthorized,
	errCrossSite: http.StatusForbidden,
}

func statusOf(err error) int {
	for own, status := range ownStatuses {
		if errors.Is(err, own) {
			return status
		}
	}
	return statuses[fault.KindOf(err)]
}

// headings names what happened in a few words.
var headings = map[int]string{
	http.StatusBadRequest:            "This could not be read",
	http.StatusUnauthorized:          "Please sign in",
	http.StatusForbidden:             "This is not allowed",
	http.StatusNotFound:              "Not found",
	http.StatusMethodNotAllowed:      "This page works another way",
	http.StatusConflict:              "This has changed meanwhile",
	http.StatusGone:                  "This has ended",
	http.StatusRequestEntityTooLarge: "Too large",
	http.StatusUnsupportedMediaType:  "This could not be read",
	http.StatusUnprocessableEntity:   "Please correct this",
	http.StatusInternalServerError:   "Something went wrong",
	http.StatusServiceUnavailable:    "This is not saved yet",
}

// errorPage says what happened and what to do next. It never says why on our side: that stands in the log under the id.
type errorPage struct {
	Base
	What    string
	Details []fault.Detail
	Request string
	Ours    bool // the fault is on our side
	SignIn  bool
}

func (*errorPage) template() string { return "error" }

// fail renders an error. It works outside of the routes too, for a session that can't be read.
func (s *Server) fail(w http.ResponseWriter, r *http.Request, err error) {
	status, id := statusOf(err), infoOf(r).id
	switch status {
	case http.StatusInternalServerError, http.StatusServiceUnavailable:
		s.log.Error("failed", "request", id, "status", status, "error", err.Error())
	default:
		s.log.Info("refused", "request", id, "kind", fault.KindOf(err).String(), "status", status)
	}
	if status == http.StatusServiceUnavailable {
		s.failForNow(w, r, err)
		return
	}
	p := &errorPage{What: fault.Message(err), Details: fault.Details(err), Request: id,
		Ours: status == http.StatusInternalServerError, SignIn: status == http.StatusUnauthorized}
	p.Title, p.Bare = headings[status], infoOf(r).who.User == ""
	if err := s.write(w, r, status, p); err != nil {
		s.log.Error("error page", "request", id, "error", err.Error())
		http.Error(w, p.What+"\n\nRequest "+id, status)
	}
}
