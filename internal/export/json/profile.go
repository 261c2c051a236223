package jsonfile

import (
	"steelyard/internal/profile"
	"steelyard/internal/psychometrics"
	q "steelyard/internal/questionnaire"
	"steelyard/internal/report"
)

// profileForm is the balance profile. Every value is a share of the possible range, 0 to 100; higher is more
// difficulty reported.
type profileForm struct {
	Definition q.Ref    `json:"definition"`
	Hash       q.Hash   `json:"sha256"`
	At         moment   `json:"at"`
	Domains    []domain `json:"domains"`
	Overall    *overall `json:"overall"`
	Groups     []group  `json:"groups"`
	Contrast   contrast `json:"contrast"`
}

type domain struct {
	ID       profile.DomainID `json:"id"`
	Title    string           `json:"title"`
	Value    *float64         `json:"value"` // null where there is none
	Interval *interval        `json:"interval"`
	Why      string           `json:"why,omitempty"` // why there is no value
	SaysNot  string           `json:"says_nothing_about"`
	From     *origin          `json:"from"`
}

type origin struct {
	Questionnaire q.Ref      `json:"questionnaire"`
	Hash          q.Hash     `json:"sha256"`
	Scale         q.ScaleID  `json:"scale"`
	State         q.State    `json:"state"`
	Evidence      q.Evidence `json:"evidence"`
	At            moment     `json:"at"`
}

type overall struct {
	Elevation float64 `json:"elevation"` // the mean of the answered domains
	Scatter   float64 `json:"scatter"`   // their standard deviation
	Domains   int     `json:"domains"`
}

type group struct {
	ID       profile.GroupID    `json:"id"`
	Title    string             `json:"title"`
	About    string             `json:"about"`
	Mean     *float64           `json:"mean"`
	Interval *interval          `json:"interval"`
	Answered []profile.DomainID `json:"answered_domains"`
	Missing  []profile.DomainID `json:"missing_domains"`
}

// contrast is the first group less the second.
type contrast struct {
	Difference *float64  `json:"difference"`
	Interval   *interval `json:"interval"`
	Exceeds    bool      `json:"exceeds_error"`           // the interval does not cover zero
	SignHolds  bool      `json:"sign_holds_unweighted"`   // the sign is the same when every domain counts the same
	Shared     int       `json:"domains_counted_in_both"` // how many answered domains count on both sides
	Counted    int       `json:"domains_counted_in_any"`  // how many count on either side
	Statement  string    `json:"statement"`
	Why        string    `json:"why,omitempty"`
}

func newProfile(r *report.Report) *profileForm {
	p := r.Profile
	if p == nil {
		return nil
	}
	out := &profileForm{Definition: p.Definition().Ref(), Hash: p.Definition().Hash(), At: moment(p.At), Contrast: newContrast(&p.Contrast)}
	out.Domains = each(p.Domains, func(d *profile.DomainValue) domain { return newDomain(d, r.Language) })
	out.Groups = each(p.Groups[:], func(g *profile.GroupValue) group { return newGroup(g, r.Language) })
	if o := p.Overall; o != nil {
		out.Overall = &overall{round(o.Elevation), round(o.Scatter), o.Domains}
	}
	return out
}

func newDomain(d *profile.DomainValue, l q.Language) domain {
	out := domain{ID: d.Domain.ID, Title: d.Domain.Title.In(l), SaysNot: d.Domain.SaysNot.In(l)}
	if !d.Answered {
		out.Why = d.Why
		return out
	}
	value := round(d.POMP)
	out.Value = &value
	out.From = &origin{d.From.Questionnaire, d.From.Hash, d.From.Scale, d.From.State, d.From.Evidence, moment(d.From.At)}
	if e := d.Error; e != nil {
		se := round(e.SE)
		out.Interval = &interval{Low: round(e.Interval.Low), High: round(e.Interval.High), SE: &se, Basis: e.Basis}
	}
	return out
}

func newGroup(g *profile.GroupValue, l q.Language) group {
	out := group{ID: g.Group.ID, Title: g.Group.Title.In(l), About: g.Group.About.In(l), Answered: ids(g.Answered), Missing: ids(g.Missing)}
	if g.Available {
		mean := round(g.Mean)
		out.Mean, out.Interval = &mean, bare(g.Error)
	}
	return out
}

func newContrast(c *profile.Contrast) contrast {
	out := contrast{Exceeds: c.Exceeds, SignHolds: c.SignHolds, Shared: c.Shared, Counted: c.Counted, Statement: c.Statement, Why: c.Why}
	if c.Available {
		difference, se := round(c.Difference), round(c.SE)
		out.Difference, out.Interval = &difference, bare(&c.Interval)
		out.Interval.SE = &se
	}
	return out
}

func bare(i *psychometrics.Interval) *interval {
	if i == nil {
		return nil
	}
	return &interval{Low: round(i.Low), High: round(i.High)}
}

func ids(list []*profile.Domain) []profile.DomainID {
	return each(list, func(d **profile.Domain) profile.DomainID { return (*d).ID })
}
