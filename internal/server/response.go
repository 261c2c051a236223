package server

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"steelyard/internal/app"
	"steelyard/internal/clinic"
	q "steelyard/internal/questionnaire"
	"steelyard/internal/report"
)

type responsePage struct {
	Base
	Record app.ResponseRecord
	View   *report.Response // absent while it is in progress
	Given  int              // how many answers there are so far
	Asked  int
}

func (*responsePage) template() string { return "response" }

func (s *Server) response(c *gin.Context, who clinic.Actor) error {
	r, err := s.app.Response(c.Request.Context(), who, clinic.ResponseID(c.Param("id")))
	if err != nil {
		return err
	}
	p := &responsePage{Base: Base{Title: r.Entry.Definition.ShortTitle.In(q.DefaultLanguage) + ": answers", Section: "patients", Notice: r.Notice}, Record: r, View: r.View}
	if r.View != nil {
		p.Basis = string(r.View.Basis)
	}
	p.Given = r.Answers.Given()
	p.Asked = p.Given + len(r.Answers.Unanswered())
	p.Message = responseSaid[c.Query("done")]
	return s.render(c, http.StatusOK, p)
}

// responseSaid are the words after a write, by the mark in the address.
var responseSaid = map[string]string{
	"1":     "The correction was kept. The answers before it are kept too, and are marked as replaced.",
	"paper": "The paper form was kept. Compare the answers below with it once more; what is wrong can be corrected.",
}

// Correctable says whether this response can be replaced by a correction.
func (p *responsePage) Correctable() bool {
	return p.Record.Response.Status == clinic.Completed && p.May(clinic.Administer)
}

// Exportable says whether a receipt of this response can be taken out.
func (p *responsePage) Exportable() bool { return p.View != nil && p.May(clinic.Export) }
