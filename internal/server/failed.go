package server

import (
	"context"
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"steelyard/internal/api"
	"steelyard/internal/app"
	"steelyard/internal/clinic"
	"steelyard/internal/fault"
)

// noteFailed has the audit know of a request that somebody known did not get an answer to, whatever it was that failed: pages
// and the API come by here.
func (s *Server) noteFailed(r *http.Request, who clinic.Actor, route, id string, status int) {
	kind, failed := kindOfStatus(status)
	if !failed {
		return
	}
	f := app.FailedRequest{Route: r.Method + " " + route, Kind: kind}
	if object := objectOf(route); object != "" {
		f.Object, f.ID = object, id
	}
	if err := s.app.NoteFailure(context.WithoutCancel(r.Context()), who, f); err != nil {
		s.log.Error("failure not noted", "request", infoOf(r).id, "error", err.Error())
	}
}

// whoFailed gives who asked, also where the request was refused before anybody looked. It is empty where nobody known did.
func (s *Server) whoFailed(c *gin.Context) clinic.Actor {
	i := infoOf(c.Request)
	switch {
	case i.who.User != "":
		return i.who
	case i.holder.Invitation != "":
		return i.holder
	case strings.HasPrefix(c.FullPath(), "/i/:token"):
		if v, err := s.app.ReopenLink(c.Request.Context(), c.Param("token"), c.ClientIP()); err == nil {
			return v.Actor
		}
	case s.kioskToken(c.Request) != "":
		if v, err := s.app.ReopenKiosk(c.Request.Context(), s.kioskToken(c.Request), c.ClientIP()); err == nil {
			return v.Actor
		}
	}
	who, _, err := s.recognise(c)
	if err != nil {
		s.log.Error("failure not noted", "request", i.id, "error", err.Error())
	}
	return who
}

// kindOfStatus is statuses read the other way, with the statuses that only the way in gives.
func kindOfStatus(status int) (k fault.Kind, failed bool) {
	switch status {
	case http.StatusUnauthorized, http.StatusTooManyRequests:
		return fault.Denied, true
	case http.StatusPreconditionFailed:
		return fault.Conflict, true
	}
	for kind, of := range statuses {
		if of == status {
			return kind, true
		}
	}
	return fault.Invalid, status >= http.StatusBadRequest
}

// namedBy has what the id of a route names, by how the route begins.
var namedBy = map[string]string{
	"patients": "patient", "responses": "response", "submissions": "response", "alerts": "alert", "invitations": "invitation", "signatures": "signature",
	"encounters": "encounter", "plans": "plan", "occasions": "occasion", "appointments": "appointment", "mails": "e-mail",
}

func objectOf(route string) string {
	first, rest, _ := strings.Cut(strings.TrimPrefix(strings.TrimPrefix(route, api.Prefix), "/"), "/")
	if !strings.HasPrefix(rest, ":id") {
		return ""
	}
	return namedBy[first]
}
