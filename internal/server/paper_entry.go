package server

import (
	"crypto/rand"
	"net/http"

	"github.com/gin-gonic/gin"

	"steelyard/internal/app"
	"steelyard/internal/clinic"
	"steelyard/internal/fault"
	q "steelyard/internal/questionnaire"
)

// paperPage is one form on one page, to be entered from paper.
type paperPage struct {
	Base
	app.PaperPage
	Ref       string
	Key       string
	Stage     paperStage
	Twice     bool // the form is entered twice and compared
	On        Field
	Reason    *Field // absent as long as nobody asked for one
	Digits    *Field // absent where a digit can mean one thing only
	Fields    []paperField
	First     []paperFirst // what was entered the first time
	Intro     string
	Unworded  bool
	Differing int
}

func (*paperPage) template() string { return "paper" }

// paperStage is how far entering a form twice has come.
type paperStage string

// The stages. A form that is entered once has the first one only.
const (
	stageOnce   paperStage = ""
	stageSecond paperStage = "second"
	stageSettle paperStage = "settle"
)

// paperFirst is an answer of the first time, carried along until the second is compared with it.
type paperFirst struct{ Name, Value string }

// newPaperPage makes the page with what was typed and what is wrong with it.
func newPaperPage(page app.PaperPage, in paperInput, problems Problems) *paperPage {
	d := page.Entry.Definition
	p := &paperPage{Base: Base{Title: "Enter a paper form", Section: "patients", Wide: true, Problems: problems}, PaperPage: page, Ref: d.Ref().String(),
		Key: in.Key, Stage: in.Stage, Twice: in.Twice, Intro: d.Intro.In(q.DefaultLanguage), Unworded: d.Items[0].Text.In(q.DefaultLanguage) == ""}
	p.On = Field{Name: "_answered_on", Label: "Filled in on", Kind: "date", Hint: "The day on the form: year-month-day.", Value: in.On, Short: true, Problem: problems.Of("_answered_on")}
	if what := problems.Of("_reason"); what != "" || in.Reason != "" {
		p.Reason = &Field{Name: "_reason", Label: "Why is there a second form of that day?", Value: in.Reason, Problem: what}
	}
	p.Fields = paperFields(d, in)
	for i := range p.Fields {
		p.Fields[i].Error = problems.Of(p.Fields[i].ID)
	}
	if codesAreDigits(d) {
		p.Digits = &Field{Name: "_digits", Label: "A digit means", Kind: "select", Options: choose([]Option{
			{Value: "place", Label: "the place: 1 is the first box"}, {Value: "code", Label: "the number printed beside the box"}}, in.Digits)}
	}
	if in.Stage != stageOnce {
		for i := range d.Items {
			if raw := in.First[d.Items[i].ID]; raw != "" {
				p.First = append(p.First, paperFirst{fieldFirst + string(d.Items[i].ID), raw})
			}
		}
	}
	return p
}

func (s *Server) enterPaperForm(c *gin.Context, who clinic.Actor) error {
	page, err := s.paperOf(c, who, app.EnterFromPaper)
	if err != nil {
		return err
	}
	return s.render(c, http.StatusOK, newPaperPage(page, paperInput{Key: rand.Text()}, nil))
}

// enterPaper keeps the form; where it is entered twice, only once both agree or every difference was settled.
func (s *Server) enterPaper(c *gin.Context, who clinic.Actor) error {
	page, err := s.paperOf(c, who, app.PaperAgain)
	if err != nil {
		return err
	}
	in := readPaper(page.Entry.Definition, c.Request.PostForm)
	if err := sentWhole(c, "_key", "_stage", "_answered_on"); err != nil {
		return s.paperAgain(c, page, in, err)
	}
	form := app.PaperForm{Patient: page.Patient.ID, Ref: page.Entry.Ref(), Answers: in.Form, AnsweredOn: q.Date(in.On), Key: in.Key, Reason: in.Reason}
	if in.Twice && in.Stage != stageSettle {
		if err := s.app.CheckPaper(c.Request.Context(), who, form); err != nil {
			return s.paperAgain(c, page, in, err)
		}
		if next := in.compare(); next.Stage != in.Stage {
			return s.render(c, next.status(), newPaperPage(page, next, next.differences(page.Entry.Definition)))
		}
	}
	id, err := s.app.EnterPaper(c.Request.Context(), who, form)
	if err != nil {
		return s.paperAgain(c, page, in, err)
	}
	return seeOther(c, "/responses/"+string(id)+"?done=paper")
}

// paperAgain shows the page again with everything that was typed.
func (s *Server) paperAgain(c *gin.Context, page app.PaperPage, in paperInput, err error) error {
	status := statusOf(err)
	problems := paperProblems(page.Entry.Definition, err)
	switch fault.KindOf(err) {
	case fault.Invalid, fault.Conflict:
	case fault.Internal, fault.Unavailable:
		s.log.Error("paper form not saved", "request", infoOf(c.Request).id, "error", err.Error())
		status, problems = http.StatusServiceUnavailable, Problems{{What: "Not saved: something went wrong on our side. What you entered still stands below. Wait a moment and send it again."}}
	default:
		return err
	}
	return s.render(c, status, newPaperPage(page, in, problems))
}
