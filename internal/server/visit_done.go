package server

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"steelyard/internal/app"
	"steelyard/internal/fault"
)

// visitDonePage says thanks and what happens next. It shows no answer, says nothing of what was answered, and shows
// scores only where the site chose to. The crisis text stands on it for everybody.
type visitDonePage struct {
	visitBase
	Scores []app.ShownScore
	Notice []string
}

func (*visitDonePage) template() string { return "visit_done" }

func (s *Server) visitDone(c *gin.Context, at *visitor) error {
	if !at.Finished {
		return seeOther(c, at.root+"/review")
	}
	p := visitDonePage{visitBase: at.page(c, "Thank you"), Scores: at.Visit.Scores, Notice: at.Visit.Notice}
	if at.staff {
		p.Title = "The answers are recorded"
	} else {
		p.Crisis = &visitCrisis{Help: p.Help}
	}
	return s.render(c, http.StatusOK, &p)
}

// visitLostPage says that a page of a visit can't be had, and leads back to one that can.
type visitLostPage struct {
	visitBase
	Heading, Words      string
	Onward, OnwardWords string
	Again               string // where the same is sent once more, if that can help
}

func (*visitLostPage) template() string { return "visit_lost" }

// lost is a reason why a page of a visit can't be had.
type lost struct {
	status              int
	heading, words      string
	onward, onwardWords string
	again               string
}

var (
	lostPage = lost{http.StatusNotFound, "There is no such question", "This page is not part of the form, or not any more. The answers you gave are safe.",
		"", "Go on with the form", ""}
	lostFinished = lost{http.StatusConflict, "These answers were sent already", "What you just did was not added, because the answers were sent before that. " +
		"Nothing you sent was lost. If something should be changed, please tell the clinic.", "/done", "Go to the last page", ""}
	lostUnsent = lost{http.StatusServiceUnavailable, "Your answers are not sent yet", "Something went wrong on our side. Every answer you gave is kept. " +
		"Keep this page open, wait a moment, and send them again.", "/review", "Look at all answers", "/submit"}
)

func (s *Server) visitLost(c *gin.Context, at *visitor, why lost) error {
	p := visitLostPage{visitBase: at.page(c, why.heading), Heading: why.heading, Words: why.words, Onward: at.root + why.onward, OnwardWords: why.onwardWords}
	if why.again != "" {
		p.Again = at.root + why.again
	}
	return s.render(c, why.status, &p)
}

// visitEndedPage says why a link can't be used. It is the same whether or not there is a patient behind the link.
type visitEndedPage struct {
	visitBase
	Heading, Words string
}

func (*visitEndedPage) template() string { return "visit_ended" }

func (s *Server) visitEnded(c *gin.Context, err error) error {
	site, errSite := s.app.Site(c.Request.Context())
	if errSite != nil {
		return errSite
	}
	p := visitEndedPage{Heading: "This link does not work", Words: fault.Message(err)}
	if fault.KindOf(err) == fault.Gone {
		p.Heading = "This link has ended"
	}
	p.Title, p.Site, p.Bare, p.Contact, p.Help = p.Heading, site.Name, true, findPhones(site.Contact), helpLines(site.CrisisText)
	return s.render(c, statusOf(err), &p)
}
