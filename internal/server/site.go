package server

import (
	"net/http"
	"strconv"

	"github.com/gin-gonic/gin"

	"steelyard/internal/app"
	"steelyard/internal/clinic"
	q "steelyard/internal/questionnaire"
)

// sitePage is the list of the site's settings as they stand. Each section has a page of its own, so that saving one loses
// nothing that was typed into another.
type sitePage struct {
	Base
	Sections []siteSummary
}

func (*sitePage) template() string { return "site" }

// siteSummary says in a few lines how a section stands.
type siteSummary struct {
	Title string
	Path  string
	Lines []string
}

func (s *Server) site(c *gin.Context, who clinic.Actor) error {
	site, err := s.app.Site(c.Request.Context())
	if err != nil {
		return err
	}
	p := &sitePage{Base: Base{Title: "Site settings", Section: "site"}}
	for _, section := range siteSections {
		lines := section.stands(&site)
		if section.name == app.SiteAlerts {
			told, err := s.telling(c, who)
			if err != nil {
				return err
			}
			lines = append(lines, told.stands())
		}
		p.Sections = append(p.Sections, siteSummary{section.title, "/site/" + string(section.name), lines})
	}
	if done, ok := sectionNamed(c.Query("done")); ok {
		p.Message = "Saved: " + done.title + "."
	}
	return s.render(c, http.StatusOK, p)
}

// siteSectionPage is the form of one section.
type siteSectionPage struct {
	Base
	Lead    string
	Path    string
	Fields  []Field
	Tongues []siteTongue
	Ways    []way
	Telling *telling  // who is told of alerts that are left, on the section about them; absent on others
	Logo    *logoForm // in the section that has it
}

func (*siteSectionPage) template() string { return "site_section" }

// way leads from a section to a page that belongs to it.
type way struct{ Path, Label string }

func newSectionPage(section siteSection, in siteInput, err error) *siteSectionPage {
	p := &siteSectionPage{Base: Base{Title: section.title, Section: "site", Problems: problemsOf(err)}, Lead: section.lead, Path: "/site/" + string(section.name), Ways: section.ways}
	p.Fields = mark(section.fields(in), p.Problems)
	if section.texts != "" {
		p.Tongues = siteTongues(section.texts, in, p.Problems)
	}
	return p
}

// showSection shows a section's form, and what belongs to it.
func (s *Server) showSection(c *gin.Context, who clinic.Actor, section siteSection, in siteInput, problem error) error {
	p, status := newSectionPage(section, in, problem), http.StatusOK
	if problem != nil {
		status = statusOf(problem)
	}
	if section.name == app.SiteAlerts {
		told, err := s.telling(c, who)
		if err != nil {
			return err
		}
		p.Telling = &told
	}
	if section.name == app.SiteName {
		site, err := s.app.Site(c.Request.Context())
		if err != nil {
			return err
		}
		p.Logo, p.Message = &logoForm{Now: newLogoView(&site)}, saidOfLogo[c.Query("done")]
	}
	return s.render(c, status, p)
}

func (s *Server) siteForm(c *gin.Context, who clinic.Actor) error {
	section, ok := sectionNamed(c.Param("section"))
	if !ok {
		return errNoPage
	}
	site, err := s.app.Site(c.Request.Context())
	if err != nil {
		return err
	}
	return s.showSection(c, who, section, settingsOf(&site), nil)
}

func (s *Server) putSite(c *gin.Context, who clinic.Actor) error {
	section, ok := sectionNamed(c.Param("section"))
	if !ok {
		return errNoPage
	}
	in, err := decodeSome[siteInput](c)
	in.texts = textsPosted(c.Request.PostForm)
	if err == nil {
		err = s.sentSection(c, section, in)
	}
	if err == nil {
		err = s.app.PutSite(c.Request.Context(), who, in.site(), section.name)
	}
	switch {
	case correctable(err):
		return s.showSection(c, who, section, in, err)
	case err != nil:
		return err
	}
	return seeOther(c, "/site?done="+string(section.name))
}

// sentSection refuses a section's form that lacks a field of its page.
func (s *Server) sentSection(c *gin.Context, section siteSection, in siteInput) error {
	site, err := s.app.Site(c.Request.Context())
	if err != nil {
		return err
	}
	return sentWhole(c, section.always(string(site.Language), in.Language)...)
}

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

	TeamHours  string `form:"team_hours" validate:"max=20" say:"Enter a number of hours from 1 to 720."`
	AdminHours string `form:"admin_hours" validate:"max=20" say:"Enter a number of hours from 1 to 720."`

	RetentionYears string `form:"retention_years" validate:"max=20" say:"Enter a whole number of years from 0 to 100."`

	texts []clinic.SiteText
}

func settingsOf(site *clinic.Site) siteInput {
	return siteInput{Name: site.Name, CrisisText: site.CrisisText, Contact: site.Contact, LinkDays: strconv.Itoa(site.LinkDays), ShowScores: site.ShowScores,
		TimeZone: site.TimeZone, MailName: site.MailName, Language: string(site.Language), UrgentHours: strconv.Itoa(site.UrgentHours), PromptHours: strconv.Itoa(site.PromptHours),
		TeamHours: strconv.Itoa(site.TeamHours), AdminHours: strconv.Itoa(site.AdminHours),
		RetentionYears: strconv.Itoa(site.RetentionYears), texts: site.Texts}
}

func (in siteInput) site() clinic.Site {
	return clinic.Site{Name: in.Name, CrisisText: in.CrisisText, Contact: in.Contact, ShowScores: in.ShowScores, LinkDays: whole(in.LinkDays), TimeZone: in.TimeZone, MailName: in.MailName,
		Language: q.Language(in.Language), Texts: in.texts, UrgentHours: hours(in.UrgentHours), PromptHours: hours(in.PromptHours),
		TeamHours: hours(in.TeamHours), AdminHours: hours(in.AdminHours), RetentionYears: orWrong(in.RetentionYears)}
}

// hours reads a number of hours; what is not one gives one that no site has. A form without the field leaves the usual.
func hours(s string) int {
	if n := whole(s); n != 0 || s == "" {
		return n
	}
	return -1
}

// orWrong reads a whole number of which 0 is one; what is not one gives one that no site has.
func orWrong(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		return -1
	}
	return n
}

func sectionNamed(name string) (siteSection, bool) {
	for _, section := range siteSections {
		if section.name == app.SiteSection(name) {
			return section, true
		}
	}
	return siteSection{}, false
}
