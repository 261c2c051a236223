package server

import (
	"net/http"

	"github.com/gin-gonic/gin"

	q "steelyard/internal/questionnaire"
	"steelyard/internal/report"
)

type aboutPage struct {
	Base
	Ref     string
	Sources []q.Source
}

func (*aboutPage) template() string { return "about" }

// about is for patients and clinicians alike, and needs no account.
func (s *Server) about(c *gin.Context) error {
	if _, _, err := s.recognise(c); err != nil {
		return err
	}
	p := &aboutPage{Base: Base{Title: "About these numbers", Notice: s.notice(), Basis: report.AnyBasis}}
	if d := s.app.Library.Profile(); d != nil {
		p.Ref, p.Sources = d.Ref().String(), d.Sources
	}
	return s.render(c, http.StatusOK, p)
}
