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
	Scores []shownScore
	Notice []wording
}

// shownScore is a score in the page's words, and its titles in the form's where those are not there in the page's language.
type shownScore struct {
	app.ShownScore
	Form, Scale wording
}

func (*visitDonePage) template() string { return "visit_done" }

func (s *Server) visitDone(c *gin.Context, at *visitor) error {
	if !at.Finished {
		return seeOther(c, at.root+"/review")
	}
	if at.kiosk {
		return seeOther(c, kioskRoot)
	}
	p := visitDonePage{visitBase: at.base(c, at.voice.Say("done.title")), Scores: at.shownScores(), Notice: at.notice()}
	if at.staff {
		p.Title = at.voice.Say("done.staff-title")
	} else {
		p.Crisis = &visitCrisis{Help: p.Help}
	}
	p.Switch = s.switchOn(c, at, "")
	return s.render(c, http.StatusOK, &p)
}

func (at *visitor) shownScores() (list []shownScore) {
	for _, x := range at.Visit.Scores {
		list = append(list, shownScore{x, wordingOf(x.Form, at.page(), at.page()), wordingOf(x.Scale, at.page(), at.page())})
	}
	return list
}

func (at *visitor) notice() (list []wording) {
	for _, t := range at.Visit.Notice {
		list = append(list, wordingOf(t, at.page(), at.page()))
	}
	return list
}

// visitLostPage says that a page of a visit can't be had, and leads back to one that can.
type visitLostPage struct {
	visitBase
	Heading, Words      string
	Onward, OnwardWords string
	Again               string // where the same is sent once more, if that can help
}

func (*visitLostPage) template() string { return "visit_lost" }

// lost is a reason why a page of a visit can't be had, with the ids of its words.
type lost struct {
	status              int
	heading, words      string
	onward, onwardWords string
	again               string
}

var (
	lostPage     = lost{http.StatusNotFound, "lost.page-title", "lost.page-words", "", "lost.page-onward", ""}
	lostFinished = lost{http.StatusConflict, "lost.finished-title", "lost.finished-words", "/done", "lost.finished-onward", ""}
	lostUnsent   = lost{http.StatusServiceUnavailable, "lost.unsent-title", "lost.unsent-words", "/review", "question.review", "/submit"}
)

func (s *Server) visitLost(c *gin.Context, at *visitor, why lost) error {
	v := at.voice
	p := visitLostPage{visitBase: at.base(c, v.Say(why.heading)), Words: v.Say(why.words), Onward: at.root + why.onward, OnwardWords: v.Say(why.onwardWords)}
	p.Heading = p.Title
	if why.again != "" {
		p.Again = at.root + why.again
	}
	return s.render(c, why.status, &p)
}

// visitEndedPage says why a link can't be used. It is the same whether or not there is a patient behind the link.
type visitEndedPage struct {
	visitBase
	Heading string
	Words   wording
}

func (*visitEndedPage) template() string { return "visit_ended" }

func (s *Server) visitEnded(c *gin.Context, err error) error {
	site, errSite := s.app.Site(c.Request.Context())
	if errSite != nil {
		return errSite
	}
	v := s.voiceFor(c.Request)
	p := visitEndedPage{Heading: v.Say("ended.unknown-title"), Words: faultWords(v, err)}
	if fault.KindOf(err) == fault.Gone {
		p.Heading = v.Say("ended.title")
	}
	p.Title, p.Site, p.Bare, p.Contact, p.Help = p.Heading, site.Name, true, newContact(&site, v), newHelp(&site, v)
	p.Logo = newLogoView(&site)
	p.Switch, p.Kept = s.newSwitch(v, s.words.Languages()), &keptOnDevice{Key: keptKey(c.Param("token")), Root: "/i/" + c.Param("token"), Forget: true}
	return s.render(c, statusOf(err), &p)
}
