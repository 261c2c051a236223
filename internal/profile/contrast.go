package profile

import (
	"fmt"
	"math"

	"steelyard/internal/psychometrics"
	q "steelyard/internal/questionnaire"
)

// NoDifference is the usual answer.
const NoDifference = "No clear difference between the two groups of domains."

// SameDomains is why groups have no difference that rest on the same domains in the same proportions: it would be 0 whatever was
// answered, and an interval of no width around it would look certain.
const SameDomains = "every answered domain counts the same in both, so that their difference would be 0 whatever was answered"

// oneAndTheSame is the share of a group's own error below which the error of the difference is no more than a float's last bits.
const oneAndTheSame = 1e-9

// Contrast is the difference of the two groups, the first less the second, in POMP points.
type Contrast struct {
	Available  bool
	Why        string // why there is none
	Difference float64
	SE         float64
	Interval   psychometrics.Interval // 95 %
	Exceeds    bool                   // the interval does not cover zero
	SignHolds  bool                   // the sign is the same when every domain counts the same
	Shared     int                    // how many of the answered domains count on both sides
	Counted    int                    // how many answered domains count on either side
	Statement  string
}

// contrast compares the groups over the answered domains.
func contrast(groups [2]GroupValue, domains []DomainValue) Contrast {
	c := Contrast{Statement: NoDifference}
	elements, basis := elementsOf(groups, domains)
	for _, e := range elements {
		c.Counted++
		if e.WeightA > 0 && e.WeightB > 0 {
			c.Shared++
		}
	}
	switch {
	case !groups[0].Available || !groups[1].Available:
		c.Why = fmt.Sprintf("fewer than %d domains of a group were answered", MinDomains)
		return c
	case !basis:
		c.Why = "the error of measurement of a domain is not known"
		return c
	}
	weighted, err := psychometrics.NewContrast(elements)
	if err != nil {
		c.Why = "the domains can't be compared"
		return c
	}
	if weighted.SE <= oneAndTheSame*max(weighted.SEA, weighted.SEB) {
		c.Why = SameDomains
		return c
	}
	interval, err := psychometrics.Around(weighted.Difference, weighted.SE, psychometrics.Z95)
	if err != nil {
		c.Why = "the domains can't be compared"
		return c
	}
	c.Available, c.Difference, c.SE, c.Interval = true, weighted.Difference, weighted.SE, interval
	c.Exceeds = !interval.Contains(0)
	c.SignHolds = signHolds(elements, weighted.Difference)
	if c.Exceeds && c.SignHolds {
		more := groups[0]
		if c.Difference < 0 {
			more = groups[1]
		}
		c.Statement = fmt.Sprintf("More difficulty was reported in “%s” than in the other group, beyond the error of measurement.",
			more.Group.Title.In(q.DefaultLanguage))
	}
	return c
}

// elementsOf gives the answered domains that count in either group, and whether each has an error of measurement.
func elementsOf(groups [2]GroupValue, domains []DomainValue) (elements []psychometrics.Element, basis bool) {
	basis = true
	for _, d := range domains {
		a, b := d.Domain.weight(groups[0].Group), d.Domain.weight(groups[1].Group)
		if !d.Answered || a == 0 && b == 0 {
			continue
		}
		e := psychometrics.Element{Value: d.POMP, WeightA: a, WeightB: b}
		if d.Error == nil {
			basis = false
		} else {
			e.ErrorSD = d.Error.SE
		}
		elements = append(elements, e)
	}
	return elements, basis
}

// signHolds says whether the difference keeps its sign when every domain that counts in a group counts the same.
func signHolds(elements []psychometrics.Element, difference float64) bool {
	equal := make([]psychometrics.Element, len(elements))
	for i, e := range elements {
		equal[i] = psychometrics.Element{Value: e.Value, WeightA: math.Ceil(e.WeightA), WeightB: math.Ceil(e.WeightB)}
	}
	c, err := psychometrics.NewContrast(equal)
	return err == nil && c.Difference*difference > 0
}
