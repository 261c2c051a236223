package server

import (
	"cmp"
	"net/http"

	"github.com/gin-gonic/gin"

	"steelyard/internal/app"
	"steelyard/internal/fault"
	"steelyard/internal/locale"
	q "steelyard/internal/questionnaire"
)

// keepAnswers saves what the visitor changed on a page, and brings the visit up to date, because an answer can bring
// a question or take one away. It says whether an urgent flag was raised.
func (s *Server) keepAnswers(c *gin.Context, at *visitor, part int) (urgent bool, err error) {
	p := &at.Visit.Parts[part]
	page := app.AnswerPage{Answers: changes(p.Entry.Definition, c.Request.PostForm)}
	if at.staff {
		page.Notes = noteChanges(p.Entry.Definition, c.Request.PostForm)
	}
	if len(page.Answers)+len(page.Notes) == 0 {
		return false, nil
	}
	urgent, err = s.app.SaveNoted(c.Request.Context(), &at.Visit, part, page, at.answeredIn(c, part))
	if err != nil {
		return false, err
	}
	whole := p.Answers.Form()
	for id, raw := range page.Answers {
		whole[id] = raw
	}
	p.Response.Notes = p.Response.Notes.With(page.Notes)
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
func markVisit(v *locale.Voice, fields []visitField, err error) (list Problems) {
	if fault.KindOf(err) != fault.Invalid {
		return nil
	}
	wrong := map[string]wording{}
	for _, d := range fault.Details(err) {
		wrong[d.Where] = detailWords(v, d)
	}
	for i := range fields {
		f := &fields[i]
		said := wrong[f.ID]
		if f.Error, f.ErrorLang = said.Text, said.Lang; f.Error != "" {
			list = append(list, Problem{f.ID, v.Say("answer.wrong", "Number", f.Number, "What", locale.Words(f.Error))})
			delete(wrong, f.ID)
		}
	}
	if len(wrong) > 0 || len(list) == 0 {
		list = append(list, Problem{What: v.Say("answer.no-fit")})
	}
	return list
}

// detailWords says what is wrong in a voice, or in English where it has no words for it.
func detailWords(v *locale.Voice, d fault.Detail) wording {
	p := d.Phrase
	if p.ID == "" {
		return newWording(d.What, q.DefaultLanguage, v.Language())
	}
	return wording{Text: v.Say(p.ID, "Given", p.Given, "Low", p.Low, "High", p.High)}
}

// rights is the line that must stand where a questionnaire is shown: its title and the notice, in the language of the questions
// where they are there in it. A part of the notice is marked where it is in another language than the title.
type rights struct {
	Title  wording
	Notice []wording
}

func newRights(d *q.Definition, l, page q.Language) (r rights) {
	r.Title = wordingOf(d.Title, l, page)
	in := cmp.Or(q.Language(r.Title.Lang), page)
	for _, n := range d.Notice(l) {
		r.Notice = append(r.Notice, newWording(n.Text, n.In, in))
	}
	r.Title.Text += "."
	return r
}
