package server

import (
	"net/http"
	"net/url"
	"strconv"

	"github.com/gin-gonic/gin"

	"steelyard/internal/clinic"
	"steelyard/internal/locale"
	q "steelyard/internal/questionnaire"
)

type sitePage struct {
	Base
	Fields  []Field
	Tongues []siteTongue
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
	Language   string `form:"language" validate:"omitempty,bcp47_language_tag" say:"Choose one of the languages."`

	UrgentHours string `form:"urgent_hours" validate:"max=20" say:"Enter a number of hours from 1 to 720."`
	PromptHours string `form:"prompt_hours" validate:"max=20" say:"Enter a number of hours from 1 to 720."`

	texts []clinic.SiteText
}

// siteTongue is what a site can write in one language.
type siteTongue struct {
	Name    string
	Fields  []Field
	Shipped string // the agreement's text that stands where the site wrote none
	Lang    q.Language
	Dir     string
	Open    bool
}

// textsPosted gives the texts of the form, of every language.
func textsPosted(post url.Values) (list []clinic.SiteText) {
	for _, l := range tongues {
		for _, kind := range []clinic.TextKind{clinic.CrisisText, clinic.ConsentText} {
			if name := string(kind) + "_" + string(l); post.Has(name) {
				list = append(list, clinic.SiteText{Kind: kind, Language: l, Text: post.Get(name)})
			}
		}
	}
	return list
}

func (p *sitePage) speak(in siteInput) {
	written := clinic.Site{Texts: in.texts}
	for _, l := range tongues {
		t := siteTongue{Name: languageName(l), Lang: l, Dir: locale.Direction(l), Shipped: (&clinic.Site{}).Consent(l).Text}
		if string(l) != in.Language {
			t.Fields = append(t.Fields, Field{Name: "crisis_" + string(l), Label: "Whom to call in a crisis, in " + t.Name,
				Hint: "Empty: patients are shown the main text, marked as being in another language.", Kind: "area", Value: written.Own(clinic.CrisisText, l), Optional: true})
		}
		t.Fields = append(t.Fields, Field{Name: "consent_" + string(l), Label: "What patients agree to, in " + t.Name,
			Hint: "Whoever agreed to an older text is asked again. Empty: your text in another language, or else the one that ships with the program.", Kind: "area", Value: written.Own(clinic.ConsentText, l), Optional: true})
		t.Fields = mark(t.Fields, p.Problems)
		for _, f := range t.Fields {
			t.Open = t.Open || f.Problem != ""
		}
		p.Tongues = append(p.Tongues, t)
	}
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
		{Name: "urgent_hours", Label: "Hours until an urgent alert counts as left", Hint: "An alert that nobody acknowledged for so long comes first in every list, is counted apart, and stands in the audit. From 1 to 720.", Kind: "number", Value: in.UrgentHours, Short: true},
		{Name: "prompt_hours", Label: "Hours until an alert “Ask soon” counts as left", Kind: "number", Value: in.PromptHours, Short: true},
		{Name: "show_scores", Label: "Show patients their scores when they have sent their answers", Hint: "Consider who is with them when they read it.", Kind: "check", Checked: in.ShowScores},
		{Name: "language", Label: "Language of these texts", Hint: "Of the name, the crisis text and the line above; and of patients’ pages where neither the record nor the browser names one.", Kind: "select", Options: choose(tongueOptions()[1:], in.Language)},
	}, p.Problems)
	p.speak(in)
	return p
}

func (s *Server) siteForm(c *gin.Context, _ clinic.Actor) error {
	site, err := s.app.Site(c.Request.Context())
	if err != nil {
		return err
	}
	p := newSitePage(siteInput{site.Name, site.CrisisText, site.Contact, strconv.Itoa(site.LinkDays), site.ShowScores, site.TimeZone, site.MailName, string(site.Language),
		strconv.Itoa(site.UrgentHours), strconv.Itoa(site.PromptHours), site.Texts}, nil)
	if c.Query("done") != "" {
		p.Message = "The settings were saved."
	}
	return s.render(c, http.StatusOK, p)
}

func (s *Server) putSite(c *gin.Context, who clinic.Actor) error {
	in, err := decode[siteInput](c)
	in.texts = textsPosted(c.Request.PostForm)
	if err == nil {
		err = s.app.PutSite(c.Request.Context(), who, clinic.Site{Name: in.Name, CrisisText: in.CrisisText, Contact: in.Contact, ShowScores: in.ShowScores, LinkDays: whole(in.LinkDays),
			TimeZone: in.TimeZone, MailName: in.MailName, Language: q.Language(in.Language), Texts: in.texts, UrgentHours: hours(in.UrgentHours), PromptHours: hours(in.PromptHours)})
	}
	switch {
	case correctable(err):
		return s.render(c, statusOf(err), newSitePage(in, err))
	case err != nil:
		return err
	}
	return seeOther(c, "/site?done=1")
}

// hours reads a number of hours; what is not one gives one that no site has. A form without the field leaves the usual.
func hours(s string) int {
	if n := whole(s); n != 0 || s == "" {
		return n
	}
	return -1
}
