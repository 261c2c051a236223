package server

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"net/http"

	"github.com/gin-gonic/gin"

	"steelyard/internal/clinic"
	jsonfile "steelyard/internal/export/json"
	"steelyard/internal/export/pdf"
	"steelyard/internal/export/person"
)

// rightsPage is what a person can ask the clinic for: a copy of everything, and to be erased.
type rightsPage struct {
	Base
	Patient clinic.Patient
	Reason  Field
}

func (*rightsPage) template() string { return "rights" }

type rightsInput struct {
	Reason string `form:"reason" validate:"max=2000" say:"Say why, in 3 to 500 characters."`
}

func (s *Server) rights(c *gin.Context, who clinic.Actor) error {
	return s.renderRights(c, who, rightsInput{}, nil)
}

func (s *Server) renderRights(c *gin.Context, who clinic.Actor, in rightsInput, err error) error {
	r, failed := s.app.Patient(c.Request.Context(), who, clinic.PatientID(c.Param("id")))
	if failed != nil {
		return failed
	}
	p := &rightsPage{Base: Base{Title: "This person’s rights", Section: "patients", Problems: problemsOf(err)}, Patient: r.Patient}
	p.Reason = Field{Name: "reason", Label: "Why the copy is made", Hint: "Such as “asked for by letter on 3 May”. It stands in the audit.", Value: in.Reason, Problem: p.Problems.Of("reason")}
	status := http.StatusOK
	if err != nil {
		status = statusOf(err)
	}
	return s.render(c, status, p)
}

// personCopy gives one file with everything: a page to read, the same for programs, and the report as it stands. It is made in
// memory, so that a failure is still an error page and never half a file.
func (s *Server) personCopy(c *gin.Context, who clinic.Actor) error {
	in, err := decode[rightsInput](c)
	id := clinic.PatientID(c.Param("id"))
	if err != nil {
		return s.renderRights(c, who, in, err)
	}
	copied, err := s.app.CopyForPerson(c.Request.Context(), who, id, in.Reason)
	switch {
	case correctable(err):
		return s.renderRights(c, who, in, err)
	case err != nil:
		return err
	}
	d := s.personDocument(&copied)
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, f := range []struct {
		name  string
		write func(io.Writer) error
	}{
		{"everything.html", func(w io.Writer) error { return person.WriteHTML(w, d) }},
		{"everything.json", func(w io.Writer) error { return person.WriteJSON(w, d) }},
		{"report.json", func(w io.Writer) error { return jsonfile.Write(w, copied.Report) }},
		{"report.pdf", func(w io.Writer) error { return pdf.Write(w, copied.Report) }},
	} {
		w, err := z.CreateHeader(&zip.FileHeader{Name: f.name, Method: zip.Deflate, Modified: d.MadeAt})
		if err == nil {
			err = f.write(w)
		}
		if err != nil {
			return fmt.Errorf("write %s of a copy: %w", f.name, err)
		}
	}
	if err := z.Close(); err != nil {
		return fmt.Errorf("write copy: %w", err)
	}
	attach(c, "copy-"+copied.Patient.RecordNumber+"-"+s.today()+".zip")
	c.Data(http.StatusOK, "application/zip", b.Bytes())
	return nil
}
