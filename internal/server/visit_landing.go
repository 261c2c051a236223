package server

import (
	"net/http"
	"slices"

	"github.com/gin-gonic/gin"

	"steelyard/internal/app"
	q "steelyard/internal/questionnaire"
)

// visitLandingPage says who asks, why and how long it takes, before the first question.
type visitLandingPage struct {
	visitBase
	Questions int
	Answered  int
	Minutes   int
	Until     string // empty for staff
	Begun     bool
	Rated     bool // staff fill in every form by what they find, and read none of it out
	Guarded   bool // on another device the birth date is asked for
	Start     string
}

func (*visitLandingPage) template() string { return "visit_landing" }

func (s *Server) visitLanding(c *gin.Context, at *visitor) error {
	list := stepsOf(&at.Visit)
	p := visitLandingPage{visitBase: at.base(c, at.voice.Say("landing.title")), Questions: len(list), Answered: list.answered(&at.Visit),
		Minutes: at.Visit.Minutes(), Start: at.root + "/review", Guarded: at.Guarded}
	if next, ok := list.resume(&at.Visit); ok {
		p.Start = at.root + next.path()
	}
	for i := range at.Visit.Parts {
		p.Begun = p.Begun || at.Visit.Parts[i].Begun()
	}
	if at.staff {
		p.Title, p.Rated = at.voice.Say("landing.staff-page"), at.rated()
	} else if !at.kiosk {
		p.Until = s.endIn(at.voice, at.Invitation.ExpiresAt)
	}
	p.Switch, p.Elsewhere = s.switchOn(c, at, ""), at.elsewhereAnywhere()
	return s.render(c, http.StatusOK, &p)
}

// rated says that a visit has no form but those that a clinician fills in.
func (at *visitor) rated() bool {
	return !slices.ContainsFunc(at.Parts, func(p app.Part) bool { return p.Entry.Definition.Respondent != q.Clinician })
}
