package server

import (
	"net/http"

	"github.com/gin-gonic/gin"
)

// visitLandingPage says who asks, why and how long it takes, before the first question.
type visitLandingPage struct {
	visitBase
	Questions int
	Answered  int
	Minutes   int
	Until     string // empty for staff
	Begun     bool
	Start     string
}

func (*visitLandingPage) template() string { return "visit_landing" }

func (s *Server) visitLanding(c *gin.Context, at *visitor) error {
	list := stepsOf(&at.Visit)
	p := visitLandingPage{visitBase: at.page(c, "How have you been?"), Questions: len(list), Answered: list.answered(&at.Visit),
		Minutes: at.Visit.Minutes(), Start: at.root + "/review"}
	if next, ok := list.resume(&at.Visit); ok {
		p.Start = at.root + next.path()
	}
	for i := range at.Visit.Parts {
		p.Begun = p.Begun || at.Visit.Parts[i].Begun()
	}
	if at.staff {
		p.Title = "Enter answers for " + p.Patient
	} else {
		p.Until = s.moment(at.Invitation.ExpiresAt)
	}
	return s.render(c, http.StatusOK, &p)
}
