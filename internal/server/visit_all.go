package server

import (
	"fmt"
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
	Intro    string
	Fields   []visitField
	Action   string
	Rights   string
}

func (*visitAllPage) template() string { return "visit_all" }

func (s *Server) visitAll(c *gin.Context, at *visitor) error {
	part, ok := findPart(&at.Visit, c.Param("part"))
	if !ok {
		return s.visitLost(c, at, lostPage)
	}
	p := at.all(c, part)
	return s.render(c, http.StatusOK, &p)
}

func (at *visitor) all(c *gin.Context, part int) visitAllPage {
	list, d := stepsOf(&at.Visit), at.Visit.Parts[part].Entry.Definition
	p := visitAllPage{Answered: list.answered(&at.Visit), Total: len(list), Part: part + 1, Last: part+1 == len(at.Visit.Parts),
		Intro: d.Intro.In(at.language()), Action: at.root + allPath(part), Rights: rightsOf(d, at.language())}
	for n, s := range list {
		if s.part == part {
			p.Fields = append(p.Fields, newVisitField(&at.Visit, s, n+1, at.language()))
		}
	}
	p.Heading = "Questions"
	if n := len(p.Fields); n > 0 {
		p.Heading = fmt.Sprintf("Questions %d to %d of %d", p.Fields[0].Number, p.Fields[n-1].Number, len(list))
	}
	p.visitBase = at.page(c, p.Heading)
	return p
}

func (s *Server) saveVisitAll(c *gin.Context, at *visitor) error {
	part, ok := findPart(&at.Visit, c.Param("part"))
	if !ok {
		return s.visitLost(c, at, lostPage)
	}
	before := stepsOf(&at.Visit)
	urgent, err := s.keepAnswers(c, at, part)
	if err == nil {
		return onward(c, at.afterAll(c.Request.PostForm, part, before), urgent)
	}
	status, again := s.visitAgain(c, err)
	if !again {
		return s.notKept(c, at, err)
	}
	p := at.all(c, part)
	for i := range p.Fields {
		p.Fields[i].keep(c.Request.PostForm)
	}
	p.unsaved(status)
	p.Problems = markVisit(p.Fields, err)
	return s.render(c, status, &p)
}
