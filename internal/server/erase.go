package server

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"steelyard/internal/app"
	"steelyard/internal/clinic"
)

// erasePage asks once more before a person is erased.
type erasePage struct {
	Base
	Patient clinic.Patient
	Fields  []Field
}

func (*erasePage) template() string { return "erase" }

type eraseInput struct {
	RecordNumber string `form:"record_number" validate:"max=200" say:"Enter the record number."`
	Reason       string `form:"reason" validate:"max=2000" say:"Keep the reason under 500 characters."`
}

func (s *Server) eraseForm(c *gin.Context, who clinic.Actor) error {
	return s.renderErase(c, who, eraseInput{}, nil)
}

func (s *Server) renderErase(c *gin.Context, who clinic.Actor, in eraseInput, err error) error {
	r, failed := s.app.Patient(c.Request.Context(), who, clinic.PatientID(c.Param("id")))
	if failed != nil {
		return failed
	}
	p := &erasePage{Base: Base{Title: "Erase this person", Section: "patients", Problems: problemsOf(err)}, Patient: r.Patient}
	p.Fields = mark([]Field{
		{Name: "reason", Label: "Why", Hint: "This stays in the audit. Don’t write who it is.", Value: in.Reason},
		{Name: "record_number", Label: "Their record number, typed once more", Hint: "So that nobody is erased in another’s place.", Value: in.RecordNumber, Short: true, Autocomplete: "off"},
	}, p.Problems)
	status := http.StatusOK
	if err != nil {
		status = statusOf(err)
	}
	return s.render(c, status, p)
}

func (s *Server) erase(c *gin.Context, who clinic.Actor) error {
	in, err := decode[eraseInput](c)
	if err == nil {
		err = s.app.ErasePatient(c.Request.Context(), who, app.Erasure{Patient: clinic.PatientID(c.Param("id")), RecordNumber: in.RecordNumber, Reason: in.Reason})
	}
	switch {
	case correctable(err):
		return s.renderErase(c, who, in, err)
	case err != nil:
		return err
	}
	return seeOther(c, "/patients?done=erased")
}
