package server

import (
	"net/http"
	"net/url"

	"github.com/gin-gonic/gin"

	"steelyard/internal/app"
	"steelyard/internal/clinic"
	q "steelyard/internal/questionnaire"
	"steelyard/internal/report"
)

type answerListPage struct {
	Base
	Patient clinic.Patient
	All     int // how many answers there are, whatever is chosen
	Fields  []Field
	Chosen  bool
	Rows    []answerRow
	Newest  string // the address of the first page; empty on it
	Earlier string // the address of the next page; empty on the last
	Report  *report.Report
}

func (*answerListPage) template() string { return "answer_list" }

// answerRow is one response with its score that says most.
type answerRow struct {
	report.Response
	Score  *report.Score // absent where the questionnaire has none
	Others int           // how many scores there are beside it
}

type answerListInput struct {
	Form   string `form:"form" validate:"max=64" say:"There is no such questionnaire."`
	From   string `form:"from" validate:"max=20" say:"Choose a day as year-month-day, such as 2026-11-23."`
	To     string `form:"to" validate:"max=20" say:"Choose a day as year-month-day, such as 2026-11-23."`
	Before string `form:"before" validate:"max=100" say:"There is no such page."`
}

func (in answerListInput) address(patient clinic.PatientID, before app.AnswerMark) string {
	return addressOf("/patients/"+string(patient)+"/responses", url.Values{"form": {in.Form}, "from": {in.From}, "to": {in.To}, "before": {markText(before.At, string(before.ID))}})
}

// answerList lists everything that a patient has answered, the newest first.
func (s *Server) answerList(c *gin.Context, who clinic.Actor) error {
	in, err := decode[answerListInput](c)
	if err != nil {
		return err
	}
	f := app.AnswerFilter{Patient: clinic.PatientID(c.Param("id")), Questionnaire: q.ID(in.Form)}
	if f.From, f.To, err = wholeDays(in.From, in.To, s.app.Zone()); err != nil {
		return err
	}
	at, id, err := readMark(in.Before)
	if err != nil {
		return err
	}
	mark := app.AnswerMark{At: at, ID: clinic.ResponseID(id)}
	list, err := s.app.AnswerList(c.Request.Context(), who, f, mark)
	if err != nil {
		return err
	}
	if err := list.Report.Check(); err != nil {
		return err
	}
	p := &answerListPage{Base: Base{Title: "All answers", Section: "patients", Wide: true, Notice: list.Report.Notice(), Basis: list.Report.Basis()}, Patient: list.Patient, All: list.All, Report: list.Report,
		Fields: s.answerFields(&list, in), Chosen: in.Form != "" || in.From != "" || in.To != "", Rows: answerRows(list.Report.Responses)}
	if mark.ID != "" {
		p.Newest = in.address(f.Patient, app.AnswerMark{})
	}
	if list.After.ID != "" {
		p.Earlier = in.address(f.Patient, list.After)
	}
	return s.render(c, http.StatusOK, p)
}

func (s *Server) answerFields(list *app.AnswerListing, in answerListInput) []Field {
	forms := []Option{{Label: "Any questionnaire"}}
	for _, id := range list.Questionnaires {
		forms = append(forms, Option{Value: string(id), Label: s.titleOf(id)})
	}
	return []Field{
		{Name: "form", Label: "Questionnaire", Kind: "select", Options: choose(forms, in.Form)},
		{Name: "from", Label: "Answered from the day", Kind: "date", Value: in.From},
		{Name: "to", Label: "Answered to the day", Kind: "date", Value: in.To},
	}
}

func answerRows(list []report.Response) []answerRow {
	rows := make([]answerRow, len(list))
	for i := range list {
		rows[i].Response = list[i]
		if n := len(list[i].Scores); n > 0 {
			rows[i].Score, rows[i].Others = &list[i].Scores[list[i].Main()], n-1
		}
	}
	return rows
}
