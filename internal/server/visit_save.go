package server

import (
	"fmt"
	"net/http"

	"github.com/gin-gonic/gin"

	"steelyard/internal/fault"
	q "steelyard/internal/questionnaire"
)

// keepAnswers saves what the visitor changed on a page, and brings the visit up to date, because an answer can bring
// a question or take one away. It says whether an urgent flag was raised.
func (s *Server) keepAnswers(c *gin.Context, at *visitor, part int) (urgent bool, err error) {
	p := &at.Visit.Parts[part]
	form := changes(p.Entry.Definition, c.Request.PostForm)
	if len(form) == 0 {
		return false, nil
	}
	urgent, err = s.app.SaveAnswers(c.Request.Context(), &at.Visit, part, form, at.language())
	if err != nil {
		return false, err
	}
	whole := p.Answers.Form()
	for id, raw := range form {
		whole[id] = raw
	}
	p.Answers, err = p.Entry.Definition.Answers(whole)
	return urgent, err
}

// visitAgain says whether a page that could not be saved is shown again with what was typed, and with which status.
func (s *Server) visitAgain(c *gin.Context, err error) (status int, again bool) {
	switch fault.KindOf(err) {
	case fault.Invalid:
		return statusOf(err), true
	case fault.Internal, fault.Unavailable:
		s.log.Error("answers not saved", "request", infoOf(c.Request).id, "error", err.Error())
		return http.StatusServiceUnavailable, true
	}
	return 0, false
}

// notKept shows why answers can't be kept any more.
func (s *Server) notKept(c *gin.Context, at *visitor, err error) error {
	if fault.KindOf(err) == fault.Conflict {
		return s.visitLost(c, at, lostFinished)
	}
	return err
}

// markVisit puts each problem on its question, and gives them for the summary, in the order of the page.
func markVisit(fields []visitField, err error) (list Problems) {
	if fault.KindOf(err) != fault.Invalid {
		return nil
	}
	wrong := map[string]string{}
	for _, d := range fault.Details(err) {
		wrong[d.Where] = d.What
	}
	for i := range fields {
		f := &fields[i]
		if f.Error = wrong[f.ID]; f.Error != "" {
			list = append(list, Problem{f.ID, fmt.Sprintf("Question %d: %s", f.Number, f.Error)})
			delete(wrong, f.ID)
		}
	}
	if len(wrong) > 0 || len(list) == 0 {
		list = append(list, Problem{What: "This page does not fit the form any more, so nothing was changed. Open the form again; the answers you gave before are safe."})
	}
	return list
}

// rightsOf gives the line that must stand where a questionnaire is shown.
func rightsOf(d *q.Definition, l q.Language) string {
	if d.Rights.Notice == "" {
		return ""
	}
	return d.Title.In(l) + ". " + d.Rights.Notice
}
