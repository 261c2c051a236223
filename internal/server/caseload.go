package server

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"steelyard/internal/app"
	"steelyard/internal/clinic"
)

type caseloadPage struct {
	Base
	Search  string
	Filters []tab
	Whose   []tab // absent where there is no choice
	Heads   []tab
	Rows    []caseloadRow
	Total   int
	First   int
	Last    int
	Before  string // the address of the page before; empty on the first
	After   string
	Export  string
	Nobody  bool // there is no patient at all yet
	All     bool // whoever reads this sees everybody's
}

func (*caseloadPage) template() string { return "caseload" }

// caseloadRow says in words whether answers are waited for, and whether the link to give them has ended.
type caseloadRow struct {
	app.CaseloadRow
	Waiting string
	Ended   bool
	Overdue string // since which day a plan's questions are not answered; empty where nothing is
}

func (s *Server) newCaseloadRow(r app.CaseloadRow, now time.Time) caseloadRow {
	v := caseloadRow{CaseloadRow: r}
	if r.Unmet != "" && r.Unmet < clinic.DateAt(now, s.app.Zone()) {
		v.Overdue = date(r.Unmet)
	}
	if r.WaitingSince != nil {
		v.Waiting = "since " + s.day(*r.WaitingSince)
	}
	if r.WaitingSince == nil || r.WaitingUntil == nil {
		return v
	}
	if v.Ended = !now.Before(*r.WaitingUntil); !v.Ended {
		v.Waiting += ", link ends " + s.day(*r.WaitingUntil)
	}
	return v
}

// tab is one of several ways to see a list.
type tab struct {
	Label   string
	URL     string
	Current bool
}

type caseloadInput struct {
	Filter string `form:"filter" validate:"omitempty,oneof=due overdue alerts" say:"There is no such filter."`
	Whose  string `form:"whose" validate:"max=64" say:"There is no such filter."` // whoseMine, or a team's id
	Sort   string `form:"sort" validate:"omitempty,oneof=name answer alerts waiting" say:"There is no such order."`
	Page   int    `form:"page" validate:"min=0,max=100000" say:"There is no such page."`
}

const (
	caseloadRows  = 50
	sessionSearch = "search"
)

// query gives the use case's query. The first page is 1, and 0 means it too. With no order chosen, open alerts come first.
func (in caseloadInput) query(who clinic.Actor, search string) app.CaseloadQuery {
	q := app.CaseloadQuery{Search: search, Filter: app.CaseloadFilter(in.Filter), Sort: app.CaseloadSort(in.Sort), Limit: caseloadRows,
		Offset: (max(in.Page, 1) - 1) * caseloadRows}
	if q.Sort == "" {
		q.Sort = app.ByOpenAlerts
	}
	switch in.Whose {
	case "":
	case whoseMine:
		q.Clinician = who.User
	default:
		q.Team = clinic.TeamID(in.Whose)
	}
	return q
}

func (in caseloadInput) url(path string) string {
	v := url.Values{}
	if in.Filter != "" {
		v.Set("filter", in.Filter)
	}
	if in.Whose != "" {
		v.Set("whose", in.Whose)
	}
	if in.Sort != "" {
		v.Set("sort", in.Sort)
	}
	if in.Page > 1 {
		v.Set("page", strconv.Itoa(in.Page))
	}
	if len(v) == 0 {
		return path
	}
	return path + "?" + v.Encode()
}

func (in caseloadInput) tabs() (filters, heads []tab) {
	for _, f := range []struct{ value, label string }{{"", "All patients"}, {"due", "Due"}, {"overdue", "Overdue"}, {"alerts", "With open alerts"}} {
		filters = append(filters, tab{f.label, caseloadInput{Filter: f.value, Whose: in.Whose, Sort: in.Sort}.url("/patients"), in.Filter == f.value})
	}
	sort := in.Sort
	if sort == "" {
		sort = string(app.ByOpenAlerts)
	}
	for _, h := range []struct {
		by    app.CaseloadSort
		label string
	}{{app.ByName, "Name"}, {app.ByOpenAlerts, "Open alerts"}, {app.ByLastAnswer, "Latest answers"}, {app.ByWaiting, "Waiting for answers"}} {
		heads = append(heads, tab{h.label, caseloadInput{Filter: in.Filter, Whose: in.Whose, Sort: string(h.by)}.url("/patients"), sort == string(h.by)})
	}
	return filters, heads
}

const whoseMine = "mine"

// whose gives the ways to see one's own patients or a team's, where that is not everybody there is to see.
func (in caseloadInput) whose(p app.Placing) (tabs []tab) {
	if len(p.Clinicians) < 2 && len(p.Teams) < 2 {
		return nil
	}
	add := func(value, label string) {
		tabs = append(tabs, tab{label, caseloadInput{Filter: in.Filter, Whose: value, Sort: in.Sort}.url("/patients"), in.Whose == value})
	}
	add("", "Everybody’s")
	add(whoseMine, "Mine")
	if len(p.Teams) > 1 {
		for _, t := range p.Teams {
			add(string(t.ID), t.Name)
		}
	}
	return tabs
}

func (s *Server) caseload(c *gin.Context, who clinic.Actor) error {
	in, err := decode[caseloadInput](c)
	if err != nil {
		return err
	}
	search := s.sessions.GetString(c.Request.Context(), sessionSearch)
	query := in.query(who, search)
	list, err := s.app.Caseload(c.Request.Context(), who, query)
	if err != nil {
		return err
	}
	p := &caseloadPage{Base: Base{Title: "Patients", Section: "patients", Wide: true}, Search: search, Total: list.Total,
		First: query.Offset + 1, Last: query.Offset + len(list.Rows), Export: in.url("/patients.csv")}
	p.Message = said[c.Query("done")]
	for _, r := range list.Rows {
		p.Rows = append(p.Rows, s.newCaseloadRow(r, s.app.Now()))
	}
	placing, err := s.app.Placing(c.Request.Context(), who)
	if err != nil {
		return err
	}
	p.Filters, p.Heads = in.tabs()
	p.Whose, p.All = in.whose(placing), clinic.VisibleTo(who).All
	p.Nobody = list.Total == 0 && search == "" && in.Filter == "" && in.Whose == ""
	page := max(in.Page, 1)
	if page > 1 {
		p.Before = caseloadInput{in.Filter, in.Whose, in.Sort, page - 1}.url("/patients")
	}
	if p.Last < list.Total {
		p.After = caseloadInput{in.Filter, in.Whose, in.Sort, page + 1}.url("/patients")
	}
	return s.render(c, http.StatusOK, p)
}

type searchInput struct {
	Search string `form:"search" validate:"max=400" say:"Search for at most 100 characters."`
	Filter string `form:"filter" validate:"omitempty,oneof=due overdue alerts"`
	Sort   string `form:"sort" validate:"omitempty,oneof=name answer alerts waiting"`
}

// searchCaseload keeps what is searched for in the session, because a name has no place in an address.
func (s *Server) searchCaseload(c *gin.Context, _ clinic.Actor) error {
	in, err := decode[searchInput](c)
	if err != nil {
		return err
	}
	s.sessions.Put(c.Request.Context(), sessionSearch, strings.TrimSpace(in.Search))
	return seeOther(c, caseloadInput{Filter: in.Filter, Sort: in.Sort}.url("/patients"))
}
