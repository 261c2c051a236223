package server

import (
	"net/http"
	"strconv"

	"github.com/gin-gonic/gin"

	"steelyard/internal/clinic"
)

type sitePage struct {
	Base
	Fields []Field
}

func (*sitePage) template() string { return "site" }

type siteInput struct {
	Name       string `form:"name" validate:"max=480" say:"Enter the site’s name, up to 120 characters."`
	CrisisText string `form:"crisis_text" validate:"max=8000" say:"Say whom to call in a crisis, in 20 to 2000 characters."`
	Contact    string `form:"contact" validate:"max=1200" say:"Keep this under 300 characters."`
	LinkDays   string `form:"link_days" validate:"max=20" say:"Enter a number of days from 1 to 90."`
	ShowScores bool   `form:"show_scores"`
	TimeZone   string `form:"time_zone" validate:"max=100" say:"Enter a time zone by its name, such as Europe/Berlin."`
	MailName   string `form:"mail_name" validate:"max=480" say:"Keep this to one line of at most 120 characters."`
}

func newSitePage(in siteInput, err error) *sitePage {
	p := &sitePage{Base: Base{Title: "Site settings", Section: "site", Problems: problemsOf(err)}}
	p.Fields = mark([]Field{
		{Name: "name", Label: "Name of the clinic or practice", Hint: "Patients see it at the top of every page.", Value: in.Name},
		{Name: "crisis_text", Label: "Whom to call in a crisis", Hint: "Shown at once where an answer calls for it, and before the first question. Give telephone numbers of your country, one a line.", Kind: "area", Value: in.CrisisText},
		{Name: "contact", Label: "How patients reach you", Hint: "One line, such as a telephone number and hours.", Value: in.Contact, Optional: true},
		{Name: "mail_name", Label: "What e-mails call the clinic", Hint: "Anybody may see an inbox: choose a name that says nothing about illness. Empty stands for the name above.", Value: in.MailName, Optional: true},
		{Name: "time_zone", Label: "Time zone", Hint: "By its name, such as Europe/Berlin or America/New_York. Days begin and end in it, and staff read times in it; exports stay in UTC.", Value: in.TimeZone, Short: true},
		{Name: "link_days", Label: "Days until a link ends", Hint: "From 1 to 90, unless somebody chooses otherwise.", Kind: "number", Value: in.LinkDays, Short: true},
		{Name: "show_scores", Label: "Show patients their scores when they have sent their answers", Hint: "Consider who is with them when they read it.", Kind: "check", Checked: in.ShowScores},
	}, p.Problems)
	return p
}

func (s *Server) siteForm(c *gin.Context, _ clinic.Actor) error {
	site, err := s.app.Site(c.Request.Context())
	if err != nil {
		return err
	}
	p := newSitePage(siteInput{site.Name, site.CrisisText, site.Contact, strconv.Itoa(site.LinkDays), site.ShowScores, site.TimeZone, site.MailName}, nil)
	if c.Query("done") != "" {
		p.Message = "The settings were saved."
	}
	return s.render(c, http.StatusOK, p)
}

func (s *Server) putSite(c *gin.Context, who clinic.Actor) error {
	in, err := decode[siteInput](c)
	if err == nil {
		err = s.app.PutSite(c.Request.Context(), who, clinic.Site{Name: in.Name, CrisisText: in.CrisisText, Contact: in.Contact, ShowScores: in.ShowScores, LinkDays: whole(in.LinkDays),
			TimeZone: in.TimeZone, MailName: in.MailName})
	}
	switch {
	case correctable(err):
		return s.render(c, statusOf(err), newSitePage(in, err))
	case err != nil:
		return err
	}
	return seeOther(c, "/site?done=1")
}
