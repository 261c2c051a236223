package server

import (
	"cmp"
	"html/template"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"steelyard/internal/app"
	"steelyard/internal/chart"
	"steelyard/internal/clinic"
	"steelyard/internal/report"
)

type caseloadPage struct {
	Base
	Search  string
	Filters []tab
	Heads   []tab
	Order   string  // what the order is, where its name doesn't say it
	Narrow  []Field // by what else the list is narrowed; absent where there is no choice
	Hidden  []Option
	States  []Option // what the form that narrows carries along
	Views   []viewTab
	Saving  bool // the list is narrowed or ordered, so that a view of it can be saved
	View    string
	Rows    []caseloadRow
	Domains []string // what the small profiles show, from left to right; absent where no row has one
	Total   int
	First   int
	Last    int
	Before  string // the address of the page before; empty on the first
	After   string
	Export  string
	Nobody  bool // there is no patient at all yet
	All     bool // whoever reads this sees everybody's
	Clear   string
	Due     string // that records are older than the site keeps them, for whoever decides on them
}

func (*caseloadPage) template() string { return "caseload" }

// viewTab is a saved view.
type viewTab struct {
	ID clinic.ViewID
	tab
}

// caseloadRow says in words what state a patient is in, and has the drawing of their last profile.
type caseloadRow struct {
	app.CaseloadRow
	States  []stateTag
	Glance  template.HTML
	As      string // the day of the last profile
	Answers string // the title of what was answered last
	Today   bool
}

// stateTag is a state in a few words. Kind is a class of the style sheet.
type stateTag struct{ Kind, Words string }

// listing is what the rows of one page are made with.
type listing struct {
	s       *Server
	now     time.Time
	today   time.Time // when it began
	site    clinic.Site
	domains []string
	places  map[clinic.DomainID]int
}

func (s *Server) newListing(site clinic.Site) *listing {
	now := s.app.Now()
	year, month, day := now.In(s.app.Zone()).Date()
	l := &listing{s: s, now: now, today: time.Date(year, month, day, 0, 0, 0, 0, s.app.Zone()), site: site, places: map[clinic.DomainID]int{}}
	if p := s.app.Library.Profile(); p != nil {
		for i := range p.Domains {
			l.domains = append(l.domains, p.Domains[i].Title.In("en"))
			l.places[clinic.DomainID(p.Domains[i].ID)] = i
		}
	}
	return l
}

func (l *listing) row(r app.CaseloadRow) caseloadRow {
	v := caseloadRow{CaseloadRow: r, States: l.states(&r)}
	if r.LastCompleted != nil {
		v.Answers, v.Today = l.s.titleOf(r.Questionnaire), !r.LastCompleted.Before(l.today)
	}
	if r.Glance != nil && len(r.Glance.Marks) > 0 {
		v.Glance, v.As = l.glance(r.Glance), l.s.day(r.Glance.At)
	}
	return v
}

func (l *listing) glance(g *clinic.Glance) template.HTML {
	c := chart.Glance{Domains: l.domains, As: g.At.In(l.s.app.Zone())}
	for _, m := range g.Marks {
		if at, ok := l.places[m.Domain]; ok {
			c.Marks = append(c.Marks, chart.GlanceMark{Place: at, Value: m.Value, Known: m.Known, Low: m.Low, High: m.High, Assumed: m.Assumed, Unvalidated: m.Unvalidated})
		}
	}
	return template.HTML(c.SVG()) //nolint:gosec // the chart escapes every text it draws
}

// states says what needs a person first.
func (l *listing) states(r *app.CaseloadRow) (list []stateTag) {
	add := func(kind, words string) { list = append(list, stateTag{kind, words}) }
	if words := l.left(r); words != "" {
		add("is-urgent", words)
	}
	if r.OpenAlerts > 0 {
		add(alertKind(r), plural(r.OpenAlerts, "1 open alert", count(r.OpenAlerts, "open alerts")))
	}
	today := clinic.DateAt(l.now, l.s.app.Zone())
	switch {
	case r.Unmet != "" && r.Unmet < today:
		add("is-prompt", "overdue since "+date(r.Unmet))
	case r.WaitingUntil != nil && !l.now.Before(*r.WaitingUntil):
		add("is-prompt", "overdue, the link ended "+l.s.lastDay(*r.WaitingUntil))
	}
	if r.WaitingUntil != nil && l.now.Before(*r.WaitingUntil) {
		add("", "due, asked "+l.s.day(*r.WaitingSince)+", link ends "+l.s.lastDay(*r.WaitingUntil))
	} else if r.Next != "" {
		add("", "due "+date(r.Next))
	}
	if r.TakenBackAt != nil {
		add("", "agreement taken back "+l.s.day(*r.TakenBackAt))
	}
	if r.InProgress(l.now) {
		add("", "in progress since "+l.s.day(*r.BegunAt))
	}
	if r.LastCompleted != nil && !r.LastCompleted.Before(l.today) {
		add("is-good", "done today")
	}
	return list
}

func alertKind(r *app.CaseloadRow) string {
	switch {
	case r.UrgentSince != nil:
		return "is-urgent"
	case r.PromptSince != nil:
		return "is-prompt"
	}
	return ""
}

func (l *listing) left(r *app.CaseloadRow) string {
	oldest := time.Time{}
	for _, a := range []clinic.Alert{{Level: "urgent"}, {Level: "prompt"}} {
		since := r.PromptSince
		if a.Level == "urgent" {
			since = r.UrgentSince
		}
		if since == nil {
			continue
		}
		if a.RaisedAt = *since; a.Left(l.site, l.now) && (oldest.IsZero() || since.Before(oldest)) {
			oldest = *since
		}
	}
	if oldest.IsZero() {
		return ""
	}
	return "alert " + leftFor(l.now.Sub(oldest))
}

// tab is one of several ways to see a list.
type tab struct {
	Label   string
	URL     string
	Current bool
}

func (s *Server) caseload(c *gin.Context, who clinic.Actor) error {
	in, err := decode[caseloadInput](c)
	if err != nil {
		return err
	}
	p, err := s.newCaseloadPage(c, who, in)
	if err != nil {
		return err
	}
	p.Message = cmp.Or(saidOfView[c.Query("done")], said[c.Query("done")])
	return s.render(c, http.StatusOK, p)
}

var saidOfView = map[string]string{"view": "The view was saved.", "removed": "The view was removed."}

func (s *Server) newCaseloadPage(c *gin.Context, who clinic.Actor, in caseloadInput) (*caseloadPage, error) {
	ctx := c.Request.Context()
	search := s.sessions.GetString(ctx, sessionSearch)
	query := in.query(who, search)
	list, err := s.app.Caseload(ctx, who, query)
	if err == nil && len(list.Rows) == 0 && list.Total > 0 { // the list has become shorter since the address was made
		in.Page = lastPage(list.Total)
		query = in.query(who, search)
		list, err = s.app.Caseload(ctx, who, query)
	}
	if err != nil {
		return nil, err
	}
	site, err := s.app.Site(ctx)
	if err != nil {
		return nil, err
	}
	placing, err := s.app.Placing(ctx, who)
	if err != nil {
		return nil, err
	}
	choices, err := s.app.WorklistChoices(ctx, who)
	if err != nil {
		return nil, err
	}
	due, err := s.app.CountRecordsDue(ctx, who)
	if err != nil {
		return nil, err
	}
	p := &caseloadPage{Base: Base{Title: "Patients", Section: "patients", Wide: true}, Search: search, Total: list.Total,
		First: query.Offset + 1, Last: query.Offset + len(list.Rows), Export: in.at(0).url("/patients.csv"), Hidden: in.hidden(), Clear: "/patients"}
	p.fill(s, list, site)
	p.Filters, p.Heads = in.tabs()
	p.Order = in.ordered()
	p.Narrow, p.All = s.narrowing(in, who, placing, choices), clinic.VisibleTo(who).All
	for _, h := range p.Hidden {
		if h.Label == "filter" || h.Label == "sort" {
			p.States = append(p.States, h)
		}
	}
	p.Nobody = list.Total == 0 && search == "" && !in.narrow()
	p.saved(in, choices.Views)
	p.Due = dueLine(due)
	page := max(in.Page, 1)
	if page > 1 {
		p.Before = in.at(page - 1).url("/patients")
	}
	if p.Last < list.Total {
		p.After = in.at(page + 1).url("/patients")
	}
	return p, nil
}

func lastPage(total int) int { return (total + caseloadRows - 1) / caseloadRows }

func (p *caseloadPage) fill(s *Server, list app.CaseloadPage, site clinic.Site) {
	l := s.newListing(site)
	for _, r := range list.Rows {
		row := l.row(r)
		if row.Glance != "" {
			p.Domains, p.Notice, p.Basis = l.domains, s.notice(), report.AnyBasis
		}
		p.Rows = append(p.Rows, row)
	}
}

// saved puts the saved views on the page, and says whether this one may become another.
func (p *caseloadPage) saved(in caseloadInput, views []clinic.SavedView) {
	now := in.at(0).values().Encode()
	p.Saving = now != ""
	for _, v := range views {
		current := v.Query == now
		p.Saving = p.Saving && !current
		p.Views = append(p.Views, viewTab{v.ID, tab{v.Name, "/patients?" + v.Query, current}})
	}
}

type searchInput struct {
	caseloadInput `sent:"perhaps"`
	Search        string `form:"search" validate:"max=400" say:"Search for at most 100 characters."`
}

// searchCaseload keeps what is searched for in the session, because a name has no place in an address.
func (s *Server) searchCaseload(c *gin.Context, _ clinic.Actor) error {
	in, err := decode[searchInput](c)
	if err != nil {
		return err
	}
	s.sessions.Put(c.Request.Context(), sessionSearch, strings.TrimSpace(in.Search))
	return seeOther(c, in.at(0).url("/patients"))
}

type viewInput struct {
	caseloadInput `sent:"perhaps"`
	View          string `form:"view" validate:"max=160" say:"Enter a name for the view, up to 40 characters."`
}

// saveView keeps how the list is seen under a name. What is searched for is not in it.
func (s *Server) saveView(c *gin.Context, who clinic.Actor) error {
	in, err := decode[viewInput](c)
	seen := in.at(0)
	if err == nil {
		err = s.app.SaveView(c.Request.Context(), who, in.View, seen.values().Encode())
	}
	switch {
	case correctable(err):
		p, failed := s.newCaseloadPage(c, who, seen)
		if failed != nil {
			return failed
		}
		p.Problems, p.View, p.Saving = problemsOf(err), in.View, true
		return s.render(c, statusOf(err), p)
	case err != nil:
		return err
	}
	return seeOther(c, withDone(seen.values(), "view"))
}

func (s *Server) removeView(c *gin.Context, who clinic.Actor) error {
	if err := s.app.RemoveView(c.Request.Context(), who, clinic.ViewID(c.Param("view"))); err != nil {
		return err
	}
	return seeOther(c, withDone(url.Values{}, "removed"))
}

func withDone(v url.Values, done string) string {
	v.Set("done", done)
	return "/patients?" + v.Encode()
}
