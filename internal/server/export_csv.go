package server

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"steelyard/internal/app"
	"steelyard/internal/clinic"
	csvfile "steelyard/internal/export/csv"
	q "steelyard/internal/questionnaire"
)

const csvKind = "text/csv; charset=utf-8; header=present"

// slow is how long a reader of a long file may take for one piece of it.
const slow = 30 * time.Second

// stream sends a long file piece by piece. Each piece has a time limit of its own, because the whole may take long.
type stream struct {
	to      io.Writer
	control *http.ResponseController
}

func newStream(c *gin.Context, name string) stream {
	attach(c, name)
	c.Header("Content-Type", csvKind)
	return stream{c.Writer, http.NewResponseController(c.Writer)}
}

func (s stream) Write(b []byte) (int, error) {
	if err := s.control.SetWriteDeadline(time.Now().Add(slow)); err != nil {
		return 0, fmt.Errorf("give the reader time: %w", err)
	}
	return s.to.Write(b)
}

// notice gives the sentences that every file carries.
func (s *Server) notice() (sentences []string) {
	if d := s.app.Library.Profile(); d != nil {
		for _, t := range d.Notice {
			sentences = append(sentences, t.In(q.DefaultLanguage))
		}
	}
	return sentences
}

func (s *Server) caseloadCSV(c *gin.Context, who clinic.Actor) error {
	in, err := decode[caseloadInput](c)
	if err != nil {
		return err
	}
	query := in.query(who, s.sessions.GetString(c.Request.Context(), sessionSearch))
	out, err := csvfile.NewCaseloadWriter(newStream(c, "patients-"+s.today()+".csv"), csvfile.Caseload{Notice: s.notice(), Invented: s.app.Invented, Options: csvfile.Options{BOM: true}})
	if err != nil {
		return err
	}
	err = s.app.ExportCaseload(c.Request.Context(), who, query, func(r app.CaseloadRow) error {
		return out.Write(csvfile.Listed{RecordNumber: r.RecordNumber, Name: r.Name, BirthDate: r.BirthDate, OpenAlerts: r.OpenAlerts,
			LastCompleted: r.LastCompleted, WaitingSince: r.WaitingSince, WaitingUntil: r.WaitingUntil})
	})
	if err != nil {
		return err
	}
	return out.Flush()
}

// rows writes the responses to one version of a questionnaire, in either form.
type rows interface {
	Write(csvfile.Entry) error
	Flush() error
}

func (s *Server) responsesCSV(c *gin.Context, who clinic.Actor) error {
	return s.exportRows(c, who, "responses", func(w io.Writer, h csvfile.Head) (rows, error) { return csvfile.NewResponseWriter(w, h) })
}

func (s *Server) answersCSV(c *gin.Context, who clinic.Actor) error {
	return s.exportRows(c, who, "answers", func(w io.Writer, h csvfile.Head) (rows, error) { return csvfile.NewAnswerWriter(w, h) })
}

func (s *Server) exportRows(c *gin.Context, who clinic.Actor, what string, begin func(io.Writer, csvfile.Head) (rows, error)) error {
	e, err := s.entry(c)
	if err != nil {
		return err
	}
	out, err := begin(newStream(c, s.fileName(e, what)), s.head(e))
	if err != nil {
		return err
	}
	err = s.app.ExportResponses(c.Request.Context(), who, app.ResponseFilter{Questionnaire: e.Ref()}, func(r app.ExportRow) error {
		return out.Write(csvfile.Entry{RecordNumber: r.RecordNumber, Response: &r.Response, Result: r.Result, Mode: r.Mode})
	})
	if err != nil {
		return err
	}
	return out.Flush()
}

func (s *Server) dictionaryCSV(c *gin.Context, _ clinic.Actor) error {
	e, err := s.entry(c)
	if err != nil {
		return err
	}
	return csvfile.Dictionary(newStream(c, s.fileName(e, "dictionary")), s.head(e))
}

func (s *Server) head(e *app.Entry) csvfile.Head {
	return csvfile.Head{Definition: e.Definition, Notice: s.notice(), Language: q.DefaultLanguage, Invented: s.app.Invented}
}

func (s *Server) today() string { return s.app.Now().Format(time.DateOnly) }

func (s *Server) fileName(e *app.Entry, what string) string {
	return strings.ReplaceAll(e.Ref().String(), "@", "-") + "-" + what + "-" + s.today() + ".csv"
}
