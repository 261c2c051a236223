package jsonfile

import (
	"steelyard/internal/profile"
	"steelyard/internal/psychometrics"
	q "steelyard/internal/questionnaire"
	"steelyard/internal/report"
)

// comparison sets two times side by side.
type comparison struct {
	From    moment       `json:"from"`
	To      moment       `json:"to"`
	Chosen  bool         `json:"chosen"`  // by a person; otherwise the first answers and the newest
	Caution string       `json:"caution"` // what several comparisons at once come to
	Scales  []change     `json:"scales"`
	Apart   []apart      `json:"not_compared"` // scales that have no two scores to compare
	Profile *profileThen `json:"profile"`      // null where it had no value at one of the two times
}

// apart is a scale that has no two scores to compare.
type apart struct {
	Questionnaire q.ID      `json:"questionnaire"`
	Scale         q.ScaleID `json:"scale"`
	Title         string    `json:"title"`
	Why           string    `json:"why"`
}

// change is one scale between two answers. What exceeds the error and what is important are kept apart.
type change struct {
	Questionnaire q.ID        `json:"questionnaire"`
	Scale         q.ScaleID   `json:"scale"`
	Title         string      `json:"title"`
	From          point       `json:"from"`
	To            point       `json:"to"`
	Recorded      *string     `json:"from_as_recorded"` // where the first was scored anew by the newer version
	Earlier       *string     `json:"earlier"`          // why older answers are not compared
	Instead       *string     `json:"instead_of_newer"` // why older answers stand for a day than were given up to it
	Comparable    bool        `json:"comparable"`
	Why           *string     `json:"why_not"`
	Difference    *float64    `json:"difference"`
	Interval      *interval   `json:"interval"` // 95 %
	Criteria      []criterion `json:"criteria"` // all must be exceeded
	Exceeds       bool        `json:"exceeds_measurement_error"`
	Assumed       bool        `json:"error_assumed"`
	Important     *important  `json:"minimal_important_difference"`
	Statement     string      `json:"statement"`
}

type criterion struct {
	Name      string  `json:"name"`
	Figures   string  `json:"figures"`
	Threshold float64 `json:"threshold"`
	Reached   bool    `json:"exceeded_when_reached"`
	Source    string  `json:"source,omitempty"`
}

type important struct {
	Shown  string `json:"value"`
	About  string `json:"about"`
	Source string `json:"source"`
	Says   string `json:"says"`
}

// profileThen is the profile at both times.
type profileThen struct {
	Compared int           `json:"comparisons"`
	Caution  string        `json:"caution"`
	Domains  []domainThen  `json:"domains"`
	Contrast contrastsThen `json:"contrast"`
}

type domainThen struct {
	ID    profile.DomainID `json:"id"`
	Title string           `json:"title"`
	Then  *share           `json:"then"` // null where it had no value
	Now   *share           `json:"now"`
	gap
}

// share is a value on the share of the possible range, 0 to 100.
type share struct {
	At       moment    `json:"answered_at"`
	Value    float64   `json:"value"`
	Interval *interval `json:"interval"`
}

type contrastsThen struct {
	Then *between `json:"then"`
	Now  *between `json:"now"`
	gap
}

type between struct {
	Difference float64  `json:"difference"`
	Interval   interval `json:"interval"`
}

type gap struct {
	Comparable bool      `json:"comparable"`
	Why        *string   `json:"why_not"`
	Difference *float64  `json:"difference"`
	Range      *interval `json:"difference_interval"`
	P          float64   `json:"p_adjusted"`
	Exceeds    bool      `json:"exceeds_measurement_error"`
	Statement  string    `json:"statement"`
}

func newComparison(c *report.Comparison) *comparison {
	if c == nil {
		return nil
	}
	out := &comparison{From: moment(c.From), To: moment(c.To), Chosen: c.Chosen, Caution: c.Caution(), Scales: each(c.Scales, newChange),
		Apart: each(c.Apart, func(a *report.Uncompared) apart { return apart{a.Questionnaire, a.Scale, a.Title, a.Why} })}
	if x := c.Profile; x != nil {
		out.Profile = &profileThen{x.Compared, x.Caution(), each(x.Domains, newDomainThen),
			contrastsThen{newBetween(&x.Then.Contrast), newBetween(&x.Now.Contrast), newGap(&x.Contrast.Gap)}}
	}
	return out
}

func newChange(c *report.Change) change {
	out := change{Questionnaire: c.Questionnaire, Scale: c.Scale, Title: c.Title, From: newPoint(&c.From), To: newPoint(&c.To), Recorded: unlessZero(c.Recorded), Earlier: unlessZero(c.Earlier), Instead: unlessZero(c.Instead),
		Comparable: c.Comparable, Why: unlessZero(c.Why), Exceeds: c.Exceeds, Assumed: c.Assumed, Statement: c.Statement,
		Criteria: each(c.Criteria, func(x *report.Criterion) criterion {
			return criterion{x.Name, x.Figures, round(x.Threshold), x.Reached, x.Source}
		})}
	if c.Comparable {
		d := round(c.Difference)
		out.Difference, out.Interval = &d, newRange(c.Interval)
	}
	if i := c.Important; i != nil {
		out.Important = &important{i.Shown, i.About, i.Source, i.Says}
	}
	return out
}

func newRange(i *psychometrics.Interval) *interval {
	if i == nil {
		return nil
	}
	return &interval{Low: round(i.Low), High: round(i.High)}
}

func newGap(g *report.Gap) gap {
	out := gap{Comparable: g.Comparable, Why: unlessZero(g.Why), Range: newRange(g.Interval), P: round(g.P), Exceeds: g.Exceeds, Statement: g.Statement}
	if g.Comparable {
		d := round(g.Difference)
		out.Difference = &d
	}
	return out
}

func newDomainThen(d *report.DomainChange) domainThen {
	return domainThen{d.ID, d.Title, newShare(&d.Then), newShare(&d.Now), newGap(&d.Gap)}
}

func newShare(v *profile.DomainValue) *share {
	if !v.Answered {
		return nil
	}
	s := &share{At: moment(v.From.At), Value: round(v.POMP)}
	if v.Error != nil {
		se := round(v.Error.SE)
		s.Interval = &interval{Low: round(v.Error.Interval.Low), High: round(v.Error.Interval.High), SE: &se, Basis: v.Error.Basis}
	}
	return s
}

func newBetween(c *profile.Contrast) *between {
	if !c.Available {
		return nil
	}
	se := round(c.SE)
	return &between{round(c.Difference), interval{Low: round(c.Interval.Low), High: round(c.Interval.High), SE: &se}}
}
