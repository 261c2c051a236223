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
	errNoPage    = fault.New(fault.NotFound, "There is no such page. The address may be incomplete, or what it named is not there any more.").In("fail.no-page")
	errNoTeam    = fault.New(fault.NotFound, "There is no such team.")
	errNoMethod  = fault.New(fault.Invalid, "This page can't be used that way. Go back and use the page's own buttons.").In("fail.no-method")
	errTooLarge  = fault.New(fault.Invalid, "What was sent is too large: a page takes at most 1 MB. Nothing was kept. Shorten the longest text and send it again.").In("fail.large-words")
	errTooMany   = fault.New(fault.Invalid, "What was sent has too many fields. Nothing was kept. Reload the page and send it again.").In("fail.many-fields")
	errBadText   = fault.New(fault.Invalid, "What was sent has characters that can't be read (it must be UTF-8 without null characters). Nothing was kept. Type the text again instead of pasting it.").In("fail.bad-text")
	errBadForm   = fault.New(fault.Invalid, "What was sent is not a form of this program. Nothing was kept. Reload the page and send it again.").In("fail.bad-form")
	errBroken    = fault.New(fault.Invalid, "The connection broke before everything had arrived. Nothing was kept. Please send it again.").In("fail.broken")
	errSignIn    = fault.New(fault.Denied, "You are not signed in, or your session has ended. Sign in, then do it again: what you sent was not kept.").In("fail.signed-out")
	errCrossSite = fault.New(fault.Denied, "This came from another site's page and was refused. Open the page here and do it again.").In("fail.cross-site")
	errPanic     = fault.New(fault.Internal, "").In("fail.ours")
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

// headings names what happened in a few words, by their ids.
var headings = map[int]string{
	http.StatusBadRequest:            "fail.unreadable",
	http.StatusUnauthorized:          "fail.sign-in",
	http.StatusForbidden:             "fail.not-allowed",
	http.StatusNotFound:              "fail.not-found",
	http.StatusMethodNotAllowed:      "fail.other-way",
	http.StatusConflict:              "fail.changed",
	http.StatusGone:                  "fail.ended",
	http.StatusRequestEntityTooLarge: "fail.too-large",
	http.StatusUnsupportedMediaType:  "fail.unreadable",
	http.StatusUnprocessableEntity:   "fail.correct",
	http.StatusInternalServerError:   "fail.wrong",
	http.StatusServiceUnavailable:    "fail.not-saved",
}

// errorPage says what happened and what to do next. It never says why on our side: that stands in the log under the id.
type errorPage struct {
	Base
	What    wording
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
	v := s.voiceFor(r)
	p := &errorPage{What: faultWords(v, err), Details: fault.Details(err), Request: id,
		Ours: status == http.StatusInternalServerError, SignIn: status == http.StatusUnauthorized}
	p.Title, p.Bare = v.Say(headings[status]), infoOf(r).who.User == ""
	if err := s.write(w, r, status, p); err != nil {
		s.log.Error("error page", "request", id, "error", err.Error())
		http.Error(w, p.What.Text+"\n\nRequest "+id, status)
	}
}
