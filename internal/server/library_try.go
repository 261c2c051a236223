package server

import (
	"net/http"
	"net/url"

	"github.com/gin-gonic/gin"

	"steelyard/internal/app"
	"steelyard/internal/clinic"
	q "steelyard/internal/questionnaire"
	"steelyard/internal/report"
)

// tryPage is a form as it is shown, and what invented answers come to. Nothing of it is kept.
type tryPage struct {
	Base
	Entry  *app.Entry
	Intro  string
	Fields []visitField
	Rights rights
	View   *report.Response // absent before there are answers
}

func (*tryPage) template() string { return "library_try" }

// newTryPage shows every question that these answers bring.
func (s *Server) newTryPage(e *app.Entry, answers q.Answers) *tryPage {
	d := e.Definition
	l := d.LanguageFor(q.DefaultLanguage)
	p := &tryPage{Base: Base{Title: "Try " + d.ShortTitle.In(q.DefaultLanguage), Section: "library"}, Entry: e, Intro: d.Intro.In(l), Rights: newRights(d, l, q.DefaultLanguage)}
	v := &app.Visit{Parts: []app.Part{{Entry: e, Answers: answers}}}
	for i := range d.Items {
		f := newVisitField(v, step{0, i}, i+1, l)
		f.speak(s.words.In(q.DefaultLanguage))
		for k, choice := range d.ChoicesOf(&d.Items[i]) {
			if f.Choices[k].Label == "" && choice.Score != nil {
				f.Choices[k].Label = string(choice.Code) + " (points: " + choice.Score.String() + ")"
			} else if f.Choices[k].Label == "" {
				f.Choices[k].Label = string(choice.Code) + " (no points)"
			}
		}
		p.Fields = append(p.Fields, f)
	}
	return p
}

func (s *Server) tryForm(c *gin.Context, who clinic.Actor) error {
	e, err := s.versionOf(c, who)
	if err != nil {
		return err
	}
	answers, err := e.Definition.Answers(q.Form{})
	if err != nil {
		return err
	}
	return s.render(c, http.StatusOK, s.newTryPage(e, answers))
}

func (s *Server) try(c *gin.Context, who clinic.Actor) error {
	e, err := s.versionOf(c, who)
	if err != nil {
		return err
	}
	t, err := s.app.Try(c.Request.Context(), who, e.Ref(), invented(e.Definition, c.Request.PostForm))
	if correctable(err) {
		answers, emptyErr := e.Definition.Answers(q.Form{})
		if emptyErr != nil {
			return emptyErr
		}
		p := s.newTryPage(e, answers)
		for i := range p.Fields {
			p.Fields[i].keep(c.Request.PostForm)
		}
		if p.Problems = markVisit(s.words.In(q.DefaultLanguage), p.Fields, err); t.Entry != nil && len(c.Request.PostForm) == 0 || len(p.Problems) == 0 {
			p.Problems = problemsOf(err)
		}
		return s.render(c, statusOf(err), p)
	}
	if err != nil {
		return err
	}
	p := s.newTryPage(e, t.Answers)
	p.View, p.Notice, p.Basis = t.View, t.Notice, string(t.View.Basis)
	return s.render(c, http.StatusOK, p)
}

// invented gives the answers that were posted, and nothing that was not.
func invented(d *q.Definition, post url.Values) q.Form {
	form := q.Form{}
	for i := range d.Items {
		if raw, ok := posted(&d.Items[i], post); ok && raw != "" {
			form[d.Items[i].ID] = raw
		}
	}
	return form
}
