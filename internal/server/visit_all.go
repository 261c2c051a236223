package server

import (
	"net/http"

	"github.com/gin-gonic/gin"
)

// visitAllPage asks all questions of one part.
type visitAllPage struct {
	visitBase
	Heading  string
	Answered int
	Total    int
	Part     int
	Last     bool
	Intro    wording
	Fields   []visitField
	Action   string
	Rights   rights
}

func (*visitAllPage) template() string { return "visit_all" }

func (s *Server) visitAll(c *gin.Context, at *visitor) error {
	part, ok := findPart(&at.Visit, c.Param("part"))
	if !ok {
		return s.visitLost(c, at, lostPage)
	}
	p := s.all(c, at, part)
	return s.render(c, http.StatusOK, &p)
}

func (s *Server) all(c *gin.Context, at *visitor, part int) visitAllPage {
	list, d := stepsOf(&at.Visit), at.Visit.Parts[part].Entry.Definition
	p := visitAllPage{Answered: list.answered(&at.Visit), Total: len(list), Part: part + 1, Last: part+1 == len(at.Visit.Parts),
		Intro: wordingOf(d.Intro, at.asked(part), at.page()), Action: at.root + allPath(part), Rights: newRights(d, at.asked(part), at.page())}
	for n, step := range list {
		if step.part == part {
			p.Fields = append(p.Fields, at.field(step, n+1))
		}
	}
	p.Heading = at.voice.Say("all.title")
	if n := len(p.Fields); n > 0 {
		p.Heading = at.voice.Say("all.heading", "From", p.Fields[0].Number, "To", p.Fields[n-1].Number, "Total", len(list))
	}
	p.visitBase = at.base(c, p.Heading)
	p.Switch, p.In, p.Elsewhere = s.switchOn(c, at, answersForm), at.asked(part), at.elsewhereHere(part)
	return p
}

func (s *Server) saveVisitAll(c *gin.Context, at *visitor) error {
	part, ok := findPart(&at.Visit, c.Param("part"))
	if !ok {
		return s.visitLost(c, at, lostPage)
	}
	before := stepsOf(&at.Visit)
	urgent, err := s.keepAnswers(c, at, part)
	s.hear(c, at)
	if err == nil {
		return saved(c, at.afterAll(c.Request.PostForm, part, before), urgent)
	}
	status, again := s.visitAgain(c, err)
	if !again {
		return s.notKept(c, at, err)
	}
	p := s.all(c, at, part)
	for i := range p.Fields {
		p.Fields[i].keep(c.Request.PostForm)
	}
	p.unsaved(status)
	p.Problems = markVisit(at.voice, p.Fields, err)
	return s.render(c, status, &p)
}
