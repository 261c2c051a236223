package server

import (
	"cmp"
	"net/url"
	"strconv"
	"strings"

	"steelyard/internal/app"
	"steelyard/internal/clinic"
	q "steelyard/internal/questionnaire"
)

// caseloadInput is a way to see the list. It stands in addresses and in saved views; what is searched for never does.
type caseloadInput struct {
	Filter string `form:"filter" validate:"omitempty,oneof=due overdue progress today alerts" say:"There is no such filter."`
	Whose  string `form:"whose" validate:"max=64" say:"There is no such filter."` // whoseMine, a team's id, or a clinician's after whoseBy
	Tag    string `form:"tag" validate:"max=64" say:"There is no such tag."`
	Form   string `form:"form" validate:"max=64" say:"There is no such questionnaire."` // which questionnaire was answered last
	Sort   string `form:"sort" validate:"omitempty,oneof=name work alerts answer waiting end begun" say:"There is no such order."`
	Page   int    `form:"page" validate:"min=0,max=100000" say:"There is no such page."`
}

const (
	caseloadRows  = 50
	sessionSearch = "search"
	whoseMine     = "mine"
	whoseBy       = "by-"
)

// inWords says what the order of each filter's work is.
var inWords = map[string]string{
	"":         "Open alerts come first, then overdue, due, in progress and done today; everybody else by name.",
	"alerts":   "Alerts that were left too long come first, then urgent ones; of each the oldest first.",
	"overdue":  "Open alerts come first, then whoever is overdue longest.",
	"due":      "Open alerts come first, then whoever is to answer soonest.",
	"progress": "Open alerts come first, then whoever began first.",
	"today":    "Open alerts come first, then the latest answers.",
}

// sort is by the work where nothing else is chosen: what needs a person first comes first.
func (in caseloadInput) sort() app.CaseloadSort {
	return cmp.Or(app.CaseloadSort(in.named()), app.ByWork)
}

// named gives the name of the order that was chosen. Links from before call the order of the work by its first part, alerts.
func (in caseloadInput) named() string {
	if in.Sort == "alerts" {
		return string(app.ByWork)
	}
	return in.Sort
}

// ordered says in words what the order is, where its name doesn't.
func (in caseloadInput) ordered() string {
	if in.sort() == app.ByWork {
		return inWords[in.Filter]
	}
	return ""
}

// query gives the use case's query. The first page is 1, and 0 means it too.
func (in caseloadInput) query(who clinic.Actor, search string) app.CaseloadQuery {
	query := app.CaseloadQuery{Search: search, Filter: app.CaseloadFilter(in.Filter), Sort: in.sort(), Tag: clinic.TagID(in.Tag), Questionnaire: q.ID(in.Form),
		Limit: caseloadRows, Offset: (max(in.Page, 1) - 1) * caseloadRows}
	query.Clinician, query.Team = whose(in.Whose, who)
	return query
}

// whose reads the choice of whose patients are meant: a clinician's, a team's, or everybody's where both are empty.
func whose(choice string, who clinic.Actor) (by clinic.UserID, of clinic.TeamID) {
	clinician, named := strings.CutPrefix(choice, whoseBy)
	switch {
	case choice == whoseMine:
		return who.User, ""
	case named:
		return clinic.UserID(clinician), ""
	}
	return "", clinic.TeamID(choice)
}

// narrow says whether anybody may be left out.
func (in caseloadInput) narrow() bool {
	return in.Filter != "" || in.Whose != "" || in.Tag != "" || in.Form != ""
}

func (in caseloadInput) values() url.Values {
	v := url.Values{}
	for _, f := range []struct{ name, value string }{{"filter", in.Filter}, {"whose", in.Whose}, {"tag", in.Tag}, {"form", in.Form}, {"sort", in.named()}} {
		if f.value != "" {
			v.Set(f.name, f.value)
		}
	}
	if in.Page > 1 {
		v.Set("page", strconv.Itoa(in.Page))
	}
	return v
}

func (in caseloadInput) url(path string) string {
	if query := in.values().Encode(); query != "" {
		return path + "?" + query
	}
	return path
}

// hidden gives what a form carries along, so that the list stays as it is seen.
func (in caseloadInput) hidden() (fields []Option) {
	for name, values := range in.values() {
		if name != "page" {
			fields = append(fields, Option{Label: name, Value: values[0]})
		}
	}
	return fields
}

func (in caseloadInput) filtered(filter string) caseloadInput {
	in.Filter, in.Sort, in.Page = filter, "", 0
	return in
}

func (in caseloadInput) sorted(by app.CaseloadSort) caseloadInput {
	in.Sort, in.Page = string(by), 0
	return in
}

func (in caseloadInput) at(page int) caseloadInput {
	in.Page = page
	return in
}

// tabs gives the states and the orders to choose from.
func (in caseloadInput) tabs() (filters, heads []tab) {
	for _, f := range []struct{ value, label string }{{"", "Everybody"}, {"alerts", "With open alerts"}, {"overdue", "Overdue"}, {"due", "Due"}, {"progress", "In progress"}, {"today", "Done today"}} {
		filters = append(filters, tab{f.label, in.filtered(f.value).url("/patients"), in.Filter == f.value})
	}
	for _, h := range []struct {
		by    app.CaseloadSort
		label string
	}{{app.ByWork, "Work to do"}, {app.ByEnd, "End of the link"}, {app.ByBegun, "In progress"}, {app.ByLastAnswer, "Latest answers"}, {app.ByWaiting, "Longest waiting"}, {app.ByName, "Name"}} {
		heads = append(heads, tab{h.label, in.sorted(h.by).url("/patients"), in.sort() == h.by})
	}
	return filters, heads
}

// whose gives the ways to see one's own patients, a colleague's or a team's, where that is not everybody there is to see.
func (in caseloadInput) whose(who clinic.Actor, p app.Placing) Field {
	f := Field{Name: "whose", Label: "Whose patients", Kind: "select", Options: []Option{{Value: "", Label: "Everybody’s"}}}
	if len(p.Clinicians) < 2 && len(p.Teams) < 2 {
		return Field{}
	}
	f.Options = append(f.Options, Option{Value: whoseMine, Label: "Mine"})
	if len(p.Teams) > 1 {
		for _, t := range p.Teams {
			f.Options = append(f.Options, Option{Value: string(t.ID), Label: "Team " + t.Name})
		}
	}
	for _, u := range p.Clinicians {
		if u.ID != who.User {
			f.Options = append(f.Options, Option{Value: whoseBy + string(u.ID), Label: u.Name})
		}
	}
	f.Options = choose(f.Options, in.Whose)
	return f
}

// narrowing gives the fields by which the list is narrowed; one without a choice is left out.
func (s *Server) narrowing(in caseloadInput, who clinic.Actor, p app.Placing, c app.WorklistChoices) (fields []Field) {
	if f := in.whose(who, p); f.Name != "" {
		fields = append(fields, f)
	}
	if len(c.Tags) > 0 {
		f := Field{Name: "tag", Label: "Tag", Kind: "select", Options: []Option{{Label: "Any or none"}}}
		for _, t := range c.Tags {
			f.Options = append(f.Options, Option{Value: string(t.ID), Label: t.Name})
		}
		f.Options = choose(f.Options, in.Tag)
		fields = append(fields, f)
	}
	if len(c.Questionnaires) > 1 {
		f := Field{Name: "form", Label: "Answered last", Kind: "select", Options: []Option{{Label: "Any questionnaire"}}}
		for _, id := range c.Questionnaires {
			f.Options = append(f.Options, Option{Value: string(id), Label: s.titleOf(id)})
		}
		f.Options = choose(f.Options, in.Form)
		fields = append(fields, f)
	}
	return fields
}

// titleOf gives the short title of the newest version of a questionnaire, or its id where the library has none any more.
func (s *Server) titleOf(id q.ID) string {
	e, ok := s.app.Library.FindLatest(id)
	if !ok {
		return string(id)
	}
	return e.Definition.ShortTitle.In(q.DefaultLanguage)
}
