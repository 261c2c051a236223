package server

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"steelyard/internal/app"
	"steelyard/internal/clinic"
	csvfile "steelyard/internal/export/csv"
	jsonfile "steelyard/internal/export/json"
	"steelyard/internal/export/pdf"
	"steelyard/internal/report"
)

// reportFile makes one report in memory, so that a failure is still an error page and never half a file.
func (s *Server) reportFile(c *gin.Context, who clinic.Actor, f format) error {
	choice, err := readChoice(c)
	if err != nil {
		return err
	}
	r, err := s.made(c, who, app.ReportRequest{Patient: clinic.PatientID(c.Param("id")), Format: f.ext, Choice: choice}, f)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := f.write(&b, r); err != nil {
		return fmt.Errorf("write report as %s: %w", f.ext, err)
	}
	attach(c, f.name()+"-"+r.Patient.RecordNumber+"-"+r.At.Format("2006-01-02")+"."+f.ext)
	c.Data(http.StatusOK, f.kind, b.Bytes())
	return nil
}

// made makes the report that a file is written of.
func (s *Server) made(c *gin.Context, who clinic.Actor, req app.ReportRequest, f format) (*report.Report, error) {
	if f.about == aboutChange {
		x, err := s.app.Change(c.Request.Context(), who, req)
		return x.Report, err
	}
	return s.app.Report(c.Request.Context(), who, req)
}

type format struct {
	ext, kind string
	write     func(io.Writer, *report.Report) error
	about     string // what the file is named after; a report where it is empty
}

const aboutChange = "change"

func (f *format) name() string { return cmp.Or(f.about, "report") }

func (s *Server) reportPDF(c *gin.Context, who clinic.Actor) error {
	return s.reportFile(c, who, format{ext: "pdf", kind: "application/pdf", write: pdf.Write})
}

func (s *Server) reportJSON(c *gin.Context, who clinic.Actor) error {
	return s.reportFile(c, who, format{ext: "json", kind: "application/json", write: jsonfile.Write})
}

// reportCSV begins with a byte order mark, because a clinician opens it in a spreadsheet.
func (s *Server) reportCSV(c *gin.Context, who clinic.Actor) error {
	return s.reportFile(c, who, format{ext: "csv", kind: csvKind, write: func(w io.Writer, r *report.Report) error {
		return csvfile.WriteReport(w, r, csvfile.Options{BOM: true})
	}})
}

// changeCSV is what the report says of two times, a row for each scale and each domain.
func (s *Server) changeCSV(c *gin.Context, who clinic.Actor) error {
	return s.reportFile(c, who, format{ext: "csv", kind: csvKind, about: aboutChange, write: func(w io.Writer, r *report.Report) error {
		return csvfile.WriteComparison(w, r, csvfile.Options{BOM: true})
	}})
}

// receipt gives the signed receipt of one response. The file's name has the response's id and nothing of the person.
func (s *Server) receipt(c *gin.Context, who clinic.Actor) error {
	id := clinic.ResponseID(c.Param("id"))
	file, err := s.app.Receipt(c.Request.Context(), who, id)
	if err != nil {
		return err
	}
	attach(c, "receipt-"+string(id)+".json")
	c.Data(http.StatusOK, "application/json", file)
	return nil
}

// attach names the file that the browser keeps. The name has the record number and no name of a person.
func attach(c *gin.Context, name string) {
	safe := strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '-' || r == '.' || r == '_' {
			return r
		}
		return '_'
	}, name)
	c.Header("Content-Disposition", `attachment; filename="`+safe+`"`)
}
