package server

import (
	"fmt"
	"net/http"
	"net/url"

	"github.com/gin-gonic/gin"

	"steelyard/internal/app"
	"steelyard/internal/clinic"
	q "steelyard/internal/questionnaire"
)

// duePage lists the records whose years are over. Nothing on it erases anybody: each row leads to a page that asks.
type duePage struct {
	Base
	Years   int
	Records []app.DueRecord
	Next    string // the address of the next page; empty where there is none
	First   bool   // this is the first page
}

func (*duePage) template() string { return "due" }

func (s *Server) recordsDue(c *gin.Context, who clinic.Actor) error {
	place := c.Query("after")
	list, err := s.app.RecordsDue(c.Request.Context(), who, place)
	if err != nil {
		return err
	}
	p := &duePage{Base: Base{Title: "Records to decide on", Section: "site", Wide: true}, Years: list.Years, Records: list.Records, First: place == ""}
	if list.Next != "" {
		p.Next = "/records-due?after=" + url.QueryEscape(list.Next)
	}
	if c.Query("done") != "" {
		p.Message = "The record is kept for longer."
	}
	return s.render(c, http.StatusOK, p)
}

// keepPage says how a record stands, and keeps it for longer.
type keepPage struct {
	Base
	Record app.RetentionRecord
	Stands string
	Fields []Field
}

func (*keepPage) template() string { return "keep" }

type keepInput struct {
	Until  string `form:"until" validate:"max=20" say:"Enter a day after today, and at most 100 years away."`
	Reason string `form:"reason" validate:"max=2000" say:"Say why, in 3 to 500 characters."`
}

func (s *Server) keepForm(c *gin.Context, who clinic.Actor) error {
	return s.renderKeep(c, who, keepInput{}, nil)
}

func (s *Server) renderKeep(c *gin.Context, who clinic.Actor, in keepInput, wrong error) error {
	r, err := s.app.Retention(c.Request.Context(), who, clinic.PatientID(c.Param("id")))
	if err != nil {
		return err
	}
	p := &keepPage{Base: Base{Title: "How long this record is kept", Section: "patients", Problems: problemsOf(wrong)}, Record: r, Stands: s.howItStands(&r)}
	p.Fields = mark([]Field{
		{Name: "until", Label: "Keep it at least until", Hint: "From that day on it is listed again, if there was no contact in between.", Kind: "date", Value: in.Until, Short: true},
		{Name: "reason", Label: "Why", Hint: "Such as “takes part in a study until 2035”. It stands here and in the audit.", Value: in.Reason},
	}, p.Problems)
	status := http.StatusOK
	if wrong != nil {
		status = statusOf(wrong)
	}
	return s.render(c, status, p)
}

// howItStands says in a sentence whether and when a record is due.
func (s *Server) howItStands(r *app.RetentionRecord) string {
	years := fmt.Sprintf("%d %s", r.Years, plural(r.Years, "year", "years"))
	kept := r.Stands.KeptUntil != nil && s.app.Now().Before(*r.Stands.KeptUntil)
	switch {
	case r.Years == 0 && kept:
		return "Somebody decided to keep it until " + s.day(*r.Stands.KeptUntil) + ". Your site has not set for how many years records are kept."
	case r.Years == 0:
		return "Your site has not set for how many years records are kept. It is kept until somebody erases it."
	case r.Due:
		return "That is " + years + " ago or more: it is time to decide. Nothing is erased by itself."
	}
	due := r.Stands.LastContact.In(s.app.Zone()).AddDate(r.Years, 0, 0)
	if kept && due.Before(*r.Stands.KeptUntil) {
		due = *r.Stands.KeptUntil
	}
	return "It is due for a decision on " + due.In(s.app.Zone()).Format(shortDay) + ", if there is no contact before."
}

const shortDay = "2 Jan 2006"

func (s *Server) keep(c *gin.Context, who clinic.Actor) error {
	in, err := decode[keepInput](c)
	id := clinic.PatientID(c.Param("id"))
	if err == nil {
		err = s.app.KeepRecord(c.Request.Context(), who, clinic.Keeping{PatientID: id, Until: q.Date(in.Until), Reason: in.Reason})
	}
	switch {
	case correctable(err):
		return s.renderKeep(c, who, in, err)
	case err != nil:
		return err
	}
	return seeOther(c, "/records-due?done=kept")
}

// dueLine is what the list of patients says of records that are due; empty where there is none, or whoever reads it decides
// on none.
func dueLine(n int) string {
	switch {
	case n == 0:
		return ""
	case n >= app.MostDueCounted:
		return fmt.Sprintf("%d records or more are older than your site keeps them.", app.MostDueCounted)
	}
	return fmt.Sprintf("%d %s older than your site keeps them.", n, plural(n, "record is", "records are"))
}
