package server

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"github.com/gin-gonic/gin"

	"steelyard/internal/app"
	"steelyard/internal/clinic"
	"steelyard/internal/fault"
	q "steelyard/internal/questionnaire"
)

type correctPage struct {
	Base
	Record app.ResponseRecord
	Fields []Field
	Reason Field
	Items  string // the names of the fields, which are all sent
}

func (*correctPage) template() string { return "correct" }

// answerName is the field of an item, apart from the field for the reason.
func answerName(id q.ItemID) string { return "item." + string(id) }

func newCorrectPage(r app.ResponseRecord, form q.Form, reason string, err error) *correctPage {
	p := &correctPage{Base: Base{Title: "Correct the answers", Section: "patients"}, Record: r}
	for _, problem := range problemsOf(err) {
		if problem.Field != "" && problem.Field != "reason" {
			problem.Field = answerName(q.ItemID(problem.Field))
		}
		p.Problems = append(p.Problems, problem)
	}
	d := r.Entry.Definition
	for i := range d.Items {
		p.Fields = append(p.Fields, answerField(d, &d.Items[i], form[d.Items[i].ID]))
	}
	for i := range p.Fields {
		p.Items += " " + p.Fields[i].Name
	}
	p.Fields = mark(p.Fields, p.Problems)
	p.Reason = mark([]Field{{Name: "reason", Label: "Why are the answers corrected?", Hint: "Your reason is kept with the correction.", Kind: "area", Value: reason}}, p.Problems)[0]
	return p
}

func answerField(d *q.Definition, item *q.Item, raw string) Field {
	f := Field{Name: answerName(item.ID), Label: item.Text.In(q.DefaultLanguage), Value: raw}
	if f.Label == "" {
		f.Label = item.Label.In(q.DefaultLanguage)
	}
	switch item.Kind() {
	case q.ChoiceItem:
		f.Kind = "radios"
		var options []Option
		for _, choice := range d.ChoicesOf(item) {
			label := choice.Label.In(q.DefaultLanguage)
			if label == "" {
				label = string(choice.Code)
			}
			options = append(options, Option{Value: string(choice.Code), Label: label})
		}
		f.Options = choose(append(options, Option{Value: "", Label: "Not answered"}), raw)
	case q.TextItem:
		f.Kind = "area"
	case q.DateItem:
		f.Kind = "date"
	case q.TimeItem:
		f.Hint, f.Short = "Hours and minutes, such as 22:30. Leave it empty where it was not answered.", true
	case q.DurationItem:
		f.Hint, f.Short = "Hours and minutes, such as 7:30. Leave it empty where it was not answered.", true
	default:
		f.Hint, f.Short = "A number. Leave it empty where it was not answered.", true
	}
	return f
}

func (s *Server) correctForm(c *gin.Context, who clinic.Actor) error {
	r, err := s.correctableResponse(c, who)
	if err != nil {
		return err
	}
	return s.render(c, http.StatusOK, newCorrectPage(r, r.Answers.Form(), "", nil))
}

func (s *Server) correctableResponse(c *gin.Context, who clinic.Actor) (app.ResponseRecord, error) {
	r, err := s.app.Response(c.Request.Context(), who, clinic.ResponseID(c.Param("id")))
	if err == nil && r.Response.Status != clinic.Completed {
		err = fault.New(fault.Conflict, "Only completed answers that were not corrected before can be corrected.")
	}
	return r, err
}

func (s *Server) correct(c *gin.Context, who clinic.Actor) error {
	form, reason := answersOf(c.Request.PostForm), c.PostForm("reason")
	id := clinic.ResponseID(c.Param("id"))
	err := sentWhole(c, append(strings.Fields(c.PostForm("items")), "items", "reason")...)
	if err == nil {
		id, err = once(s, c, who, func(ctx context.Context) (clinic.ResponseID, error) { return s.app.Amend(ctx, who, id, form, reason) })
	}
	switch {
	case fault.KindOf(err) == fault.Invalid:
		r, failed := s.correctableResponse(c, who)
		if failed != nil {
			return failed
		}
		return s.render(c, statusOf(err), newCorrectPage(r, form, reason, err))
	case err != nil:
		return err
	}
	return seeOther(c, "/responses/"+string(id)+"?done=1")
}

// answersOf gives the answers of a posted form; what is not the field of an item is left out.
func answersOf(post url.Values) q.Form {
	form := q.Form{}
	for name, values := range post {
		if id, ok := strings.CutPrefix(name, answerName("")); ok && len(values) > 0 {
			form[q.ItemID(id)] = strings.TrimSpace(values[0])
		}
	}
	return form
}
