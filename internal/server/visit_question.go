package server

import (
	"net/http"

	"github.com/gin-gonic/gin"

	q "steelyard/internal/questionnaire"
)

// visitQuestionPage asks one question.
type visitQuestionPage struct {
	visitBase
	Number int
	Total  int
	Part   int
	Field  visitField
	Action string
	From   string // "review" where the visitor came to change this one answer
	Rights rights
}

func (*visitQuestionPage) template() string { return "visit_question" }

func (s *Server) visitQuestion(c *gin.Context, at *visitor) error {
	this, ok := findStep(&at.Visit, c.Param("part"), c.Param("item"))
	if !ok {
		return s.visitLost(c, at, lostPage)
	}
	list := stepsOf(&at.Visit)
	if list.number(this) == 0 {
		return seeOther(c, at.root+list.pathAfter(this))
	}
	p := s.question(c, at, list, this, c.Query("from"))
	return s.render(c, http.StatusOK, &p)
}

func (s *Server) question(c *gin.Context, at *visitor, list steps, this step, from string) visitQuestionPage {
	n, d := list.number(this), at.Visit.Parts[this.part].Entry.Definition
	p := visitQuestionPage{visitBase: at.base(c, at.voice.Say("question.of", "Number", n, "Total", len(list))), Number: n, Total: len(list), Part: this.part + 1,
		Field: at.field(this, n), Action: at.root + this.path(), Rights: newRights(d, at.asked(this.part), at.page())}
	p.Field.Alone, p.Field.Intro = true, introOf(d, this.item, at.asked(this.part))
	if from == fromReview {
		p.From = from
	}
	p.Switch, p.In, p.Elsewhere = s.switchOn(c, at, answersForm), at.asked(this.part), at.elsewhereHere(this.part)
	return p
}

// introOf gives what is read before an item. An optional item with choices of its own stands apart from the others, as on
// paper, where the question before them does not fit it.
func introOf(d *q.Definition, item int, l q.Language) string {
	if i := &d.Items[item]; i.Optional && i.Kind() == q.ChoiceItem && i.Choices != d.Items[0].Choices {
		return ""
	}
	return d.Intro.In(l)
}

func (s *Server) saveVisitQuestion(c *gin.Context, at *visitor) error {
	this, ok := findStep(&at.Visit, c.Param("part"), c.Param("item"))
	if !ok {
		return s.visitLost(c, at, lostPage)
	}
	urgent, err := s.keepAnswers(c, at, this.part)
	s.hear(c, at)
	if err == nil {
		return saved(c, at.afterQuestion(c.Request.PostForm, this), urgent)
	}
	status, again := s.visitAgain(c, err)
	if !again {
		return s.notKept(c, at, err)
	}
	p := s.question(c, at, stepsOf(&at.Visit), this, c.PostForm(fieldFrom))
	p.Field.keep(c.Request.PostForm)
	fields := []visitField{p.Field}
	p.unsaved(status)
	p.Problems = markVisit(at.voice, fields, err)
	p.Field = fields[0]
	return s.render(c, status, &p)
}
