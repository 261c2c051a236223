package receipt

import (
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"slices"
	"time"

	"steelyard/internal/profile"
	q "steelyard/internal/questionnaire"
)

// Profile is the definition that arranges results in domains, in full, and what it came to.
type Profile struct {
	Ref        q.Ref   `json:"ref"`
	Hash       q.Hash  `json:"sha256"`
	Definition string  `json:"definition,omitempty"` // its canonical form, whose SHA-256 is the hash
	Values     *Values `json:"values,omitempty"`
}

// Values are the numbers of a profile: shares of the possible range, 0 to 100, higher is more difficulty. They are rounded
// to six decimals, which is more than they have, so that every processor writes the same.
type Values struct {
	At       time.Time     `json:"at"`
	Domains  []DomainValue `json:"domains"`
	Overall  *Overall      `json:"overall,omitempty"`
	Groups   []GroupValue  `json:"groups"`
	Contrast Contrast      `json:"contrast"`
}

// DomainValue is one domain, or why it has no value.
type DomainValue struct {
	ID            profile.DomainID `json:"id"`
	Value         *float64         `json:"value"`
	Error         *Error           `json:"error,omitempty"`
	Why           string           `json:"why,omitempty"`
	Questionnaire *q.Ref           `json:"questionnaire,omitempty"`
	Scale         q.ScaleID        `json:"scale,omitempty"`
	At            *time.Time       `json:"answered_at,omitempty"`
}

// Error is a standard error where it is known, with the 95 % interval.
type Error struct {
	SE    float64 `json:"standard_error,omitempty"`
	Low   float64 `json:"low"`
	High  float64 `json:"high"`
	Basis q.Basis `json:"basis,omitempty"`
}

// Overall is the mean of the answered domains and their standard deviation.
type Overall struct {
	Elevation float64 `json:"elevation"`
	Scatter   float64 `json:"scatter"`
	Domains   int     `json:"domains"`
}

// GroupValue is the weighted mean of a group of domains; null where too few were answered.
type GroupValue struct {
	ID    profile.GroupID `json:"id"`
	Mean  *float64        `json:"mean"`
	Error *Error          `json:"error,omitempty"`
}

// Contrast is the first group less the second, and what is said of it.
type Contrast struct {
	Difference *float64 `json:"difference"`
	Error      *Error   `json:"error,omitempty"`
	Exceeds    bool     `json:"exceeds_error"`
	SignHolds  bool     `json:"sign_holds_unweighted"`
	Statement  string   `json:"statement"`
	Why        string   `json:"why,omitempty"`
}

// NewProfile gives a profile's definition in full with the values that some measurements come to at a time.
func NewProfile(d *profile.Definition, ms []profile.Measurement, at time.Time) (*Profile, error) {
	text, err := d.Canonical()
	if err != nil {
		return nil, fmt.Errorf("write the profile %s: %w", d.Ref(), err)
	}
	return &Profile{d.Ref(), d.Hash(), string(text), valuesOf(d.Compute(ms, at))}, nil
}

func valuesOf(p *profile.Profile) *Values {
	v := &Values{At: p.At.UTC()}
	for i := range p.Domains {
		v.Domains = append(v.Domains, domainOf(&p.Domains[i]))
	}
	if o := p.Overall; o != nil {
		v.Overall = &Overall{round(o.Elevation), round(o.Scatter), o.Domains}
	}
	for i := range p.Groups {
		g := &p.Groups[i]
		value := GroupValue{ID: g.Group.ID}
		if g.Available {
			value.Mean = rounded(g.Mean)
			if g.Error != nil {
				value.Error = &Error{Low: round(g.Error.Low), High: round(g.Error.High)}
			}
		}
		v.Groups = append(v.Groups, value)
	}
	c := &p.Contrast
	v.Contrast = Contrast{Exceeds: c.Exceeds, SignHolds: c.SignHolds, Statement: c.Statement, Why: c.Why}
	if c.Available {
		v.Contrast.Difference = rounded(c.Difference)
		v.Contrast.Error = &Error{SE: round(c.SE), Low: round(c.Interval.Low), High: round(c.Interval.High)}
	}
	return v
}

func domainOf(d *profile.DomainValue) DomainValue {
	v := DomainValue{ID: d.Domain.ID, Why: d.Why}
	if !d.Answered {
		return v
	}
	at := d.From.At.UTC()
	v.Value, v.Why, v.Questionnaire, v.Scale, v.At = rounded(d.POMP), "", &d.From.Questionnaire, d.From.Scale, &at
	if e := d.Error; e != nil {
		v.Error = &Error{round(e.SE), round(e.Interval.Low), round(e.Interval.High), e.Basis}
	}
	return v
}

func rounded(v float64) *float64 {
	v = round(v)
	return &v
}

// round keeps six decimals; what is not a number is 0 and never comes.
func round(v float64) float64 {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return 0
	}
	return math.Round(v*1e6) / 1e6
}

// recheck computes the profile anew from its own text, and names what differs.
func (p *Profile) recheck(ms []profile.Measurement) (differences []string) {
	if p.Definition == "" {
		return nil // a receipt from before profiles were in it
	}
	d, err := profile.Parse("profile", []byte(p.Definition))
	if err != nil {
		return []string{"the profile's definition can't be read: " + oneLine(err)}
	}
	if d.Ref() != p.Ref {
		differences = append(differences, fmt.Sprintf("the profile's definition is %s, but the receipt says %s", d.Ref(), p.Ref))
	}
	if d.Hash() != p.Hash {
		differences = append(differences, fmt.Sprintf("the profile's definition has the hash %s, but the receipt says %s", d.Hash(), p.Hash))
	}
	if p.Values == nil {
		return append(differences, "the profile has no values")
	}
	return append(differences, p.Values.differ(valuesOf(d.Compute(ms, p.Values.At)))...)
}

// differ names what differs from values that were computed anew.
func (v *Values) differ(is *Values) (list []string) {
	add := func(what string, a, b any) {
		list = append(list, fmt.Sprintf("%s was %s and is %s", what, asJSON(a), asJSON(b)))
	}
	if len(v.Domains) != len(is.Domains) || len(v.Groups) != len(is.Groups) {
		return []string{fmt.Sprintf("the profile had %d domains in %d groups and has %d in %d", len(v.Domains), len(v.Groups), len(is.Domains), len(is.Groups))}
	}
	for i := range v.Domains {
		if !alike(v.Domains[i], is.Domains[i]) {
			add("the domain "+string(v.Domains[i].ID), v.Domains[i], is.Domains[i])
		}
	}
	for i := range v.Groups {
		if !alike(v.Groups[i], is.Groups[i]) {
			add("the group "+string(v.Groups[i].ID), v.Groups[i], is.Groups[i])
		}
	}
	if !alike(v.Overall, is.Overall) {
		add("the mean and spread of the domains", v.Overall, is.Overall)
	}
	if !alike(v.Contrast.asNow(), is.Contrast) {
		add("the difference of the groups", v.Contrast, is.Contrast)
	}
	return list
}

// asNow gives a contrast as it is written down now: of groups that rest on the same domains an earlier program wrote a difference of
// 0 with an interval of no width, and now there is none.
func (c Contrast) asNow() Contrast {
	if c.Difference == nil || *c.Difference != 0 || c.Error == nil || *c.Error != (Error{}) {
		return c
	}
	return Contrast{Exceeds: c.Exceeds, SignHolds: c.SignHolds, Statement: c.Statement, Why: profile.SameDomains}
}

// tolerance is how far two rounded numbers may lie apart and still be the same.
const tolerance = 2e-6

// alike says whether two values are the same in JSON, but for the last digit of their numbers.
func alike(a, b any) bool {
	x, y := asJSON(a), asJSON(b)
	if x == y {
		return true
	}
	var p, q any
	return json.Unmarshal([]byte(x), &p) == nil && json.Unmarshal([]byte(y), &q) == nil && near(p, q)
}

func near(a, b any) bool {
	switch x := a.(type) {
	case float64:
		y, ok := b.(float64)
		return ok && math.Abs(x-y) <= tolerance
	case map[string]any:
		y, ok := b.(map[string]any)
		return ok && len(x) == len(y) && !slices.ContainsFunc(slices.Collect(maps.Keys(x)), func(k string) bool {
			v, there := y[k]
			return !there || !near(x[k], v)
		})
	case []any:
		y, ok := b.([]any)
		return ok && slices.EqualFunc(x, y, near)
	}
	return a == b
}

// asJSON writes a value for comparing and for showing; none of those here can fail.
func asJSON(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		return err.Error()
	}
	return string(b)
}
