package profile

import (
	"fmt"
	"math"
	"time"

	"steelyard/internal/exact"
	"steelyard/internal/psychometrics"
	q "steelyard/internal/questionnaire"
	"steelyard/internal/scoring"
)

// MinDomains is how many domains must be answered before a group has a value.
const MinDomains = 3

// Measurement is one questionnaire's frozen Result with the definition behind it and the time it was completed.
type Measurement struct {
	Definition *q.Definition
	Result     *scoring.Result
	At         time.Time
}

// Profile is a balance profile at one time. It carries its definition and so its notice, and can only be made by Compute.
type Profile struct {
	definition *Definition

	At       time.Time
	Domains  []DomainValue
	Overall  *Overall // absent where fewer than two domains were answered
	Groups   [2]GroupValue
	Contrast Contrast
}

// DomainValue is one domain as share of the possible range (POMP, 0 to 100, high is more difficulty).
type DomainValue struct {
	Domain   *Domain
	Answered bool
	Why      string // why there is no value
	POMP     float64
	Error    *scoring.Uncertainty // on the POMP metric; absent where no basis exists
	From     Origin
}

// Origin names the answers behind a domain's value.
type Origin struct {
	Questionnaire q.Ref
	Hash          q.Hash
	Scale         q.ScaleID
	State         q.State
	Evidence      q.Evidence
	At            time.Time
}

// Overall is the elevation (mean of the answered domains) and the scatter (their standard deviation), in POMP.
type Overall struct {
	Elevation, Scatter float64
	Domains            int
}

// GroupValue is the weighted mean of a group's answered domains, in POMP.
type GroupValue struct {
	Group     *Group
	Available bool
	Mean      float64
	Error     *psychometrics.Interval
	Answered  []*Domain // the domains with a weight that count
	Missing   []*Domain // the domains with a weight that were not answered
}

// Notice gives the sentences every rendering carries, in a language.
func (p *Profile) Notice(l q.Language) []string { return p.definition.NoticeIn(l) }

// NoticeIn gives the sentences every rendering carries, in a language.
func (d *Definition) NoticeIn(l q.Language) []string {
	sentences := make([]string, len(d.Notice))
	for i, t := range d.Notice {
		sentences[i] = t.In(l)
	}
	return sentences
}

// Definition gives the profile's definition.
func (p *Profile) Definition() *Definition { return p.definition }

// Compute makes the profile as it stood at a time, from a patient's measurements in any order.
func (d *Definition) Compute(ms []Measurement, at time.Time) *Profile {
	p := &Profile{definition: d, At: at}
	for i := range d.Domains {
		p.Domains = append(p.Domains, domainValue(&d.Domains[i], ms, at))
	}
	p.Overall = overall(p.Domains)
	for i := range p.Groups {
		p.Groups[i] = groupValue(&d.Groups[i], p.Domains)
	}
	p.Contrast = contrast(p.Groups, p.Domains)
	return p
}

// domainValue takes the first preferred scale that was answered recently enough and could be scored.
func domainValue(domain *Domain, ms []Measurement, at time.Time) DomainValue {
	v := DomainValue{Domain: domain, Why: "not asked"}
	for _, ref := range domain.Scales {
		m := latest(ms, ref, at)
		if m == nil {
			continue
		}
		scale, known := m.Definition.Scale(ref.Scale)
		score, scored := m.Result.Score(ref.Scale)
		if !known || !scored || scale.Range == nil {
			continue
		}
		switch {
		case at.Sub(m.At) > time.Duration(domain.MaxAgeDays)*24*time.Hour:
			v.Why = fmt.Sprintf("the last answers are more than %d days old", domain.MaxAgeDays)
		case score.State == q.Unscorable:
			v.Why = "could not be scored: " + score.Reason
		default:
			v = measured(domain, scale, score)
			v.From = Origin{m.Result.Questionnaire, m.Result.Hash, ref.Scale, score.State, m.Definition.Evidence, m.At}
			return v
		}
	}
	return v
}

func latest(ms []Measurement, ref ScaleRef, at time.Time) (found *Measurement) {
	for i := range ms {
		m := &ms[i]
		if m.Definition.ID != ref.Questionnaire || m.At.After(at) {
			continue
		}
		if found == nil || m.At.After(found.At) {
			found = m
		}
	}
	return found
}

// measured puts a score on the POMP metric, turned so that high is more difficulty.
func measured(domain *Domain, scale *q.Scale, score *scoring.Score) DomainValue {
	width := scale.Range.Max.Sub(scale.Range.Min)
	share := score.Value.Sub(scale.Range.Min).Mul(exact.Int(100)).Div(width)
	v := DomainValue{Domain: domain, Answered: true, POMP: share.Float()}
	turn := scale.Direction == q.WellBeing
	if turn {
		v.POMP = 100 - v.POMP
	}
	if e := score.Error; e != nil {
		from, points := scale.Range.Min.Float(), width.Float()
		low, high := 100*(e.Interval.Low-from)/points, 100*(e.Interval.High-from)/points // in this order, the ends give 0 and 100
		if turn {
			low, high = 100-high, 100-low
		}
		v.Error = &scoring.Uncertainty{SE: 100 * e.SE / points, Interval: psychometrics.Interval{Low: low, High: high}, Basis: e.Basis}
	}
	return v
}

func overall(domains []DomainValue) *Overall {
	var m psychometrics.Moments
	for _, v := range domains {
		if v.Answered {
			m.Add(v.POMP)
		}
	}
	if m.Count() < 2 {
		return nil
	}
	var ss float64
	for _, v := range domains {
		if v.Answered {
			ss += (v.POMP - m.Mean()) * (v.POMP - m.Mean())
		}
	}
	return &Overall{m.Mean(), math.Sqrt(ss / float64(m.Count()-1)), m.Count()}
}

func groupValue(g *Group, domains []DomainValue) GroupValue {
	v := GroupValue{Group: g}
	var sum, weights, variance float64
	basis := true
	for _, d := range domains {
		w := d.Domain.weight(g)
		switch {
		case w == 0:
			continue
		case !d.Answered:
			v.Missing = append(v.Missing, d.Domain)
			continue
		}
		v.Answered = append(v.Answered, d.Domain)
		sum, weights = sum+w*d.POMP, weights+w
		if basis = basis && d.Error != nil; basis {
			variance += w * w * d.Error.SE * d.Error.SE
		}
	}
	v.Available = len(v.Answered) >= MinDomains
	if !v.Available {
		return v
	}
	v.Mean = sum / weights
	if i, err := psychometrics.Within(v.Mean, math.Sqrt(variance)/weights, psychometrics.Z95, pompRange); err == nil && basis {
		v.Error = &i
	}
	return v
}

var pompRange = psychometrics.Interval{Low: 0, High: 100}

// weight gives the domain's weight in a group.
func (d *Domain) weight(g *Group) float64 { return d.Evidence[g.ID].Grade.Weight().Float() }
