// Package prompt owns when recorded medicines suggest that a form be asked: rules in a file, applied to what is recorded. It is a
// prompt to ask and never advice on a medicine. It must not know which questionnaire it names, pages or storage.
package prompt

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"steelyard/internal/clinic"
	"steelyard/internal/document"
	q "steelyard/internal/questionnaire"
)

// Definition is one version of the rules, as its file says it.
type Definition struct {
	ID      q.ID       `json:"id"`
	Version q.Version  `json:"version"`
	Rules   []Rule     `json:"rules"`
	Sources []q.Source `json:"sources"`
}

// Rule suggests a form where so many different medicines of some classes go on.
type Rule struct {
	ID        string                 `json:"id"`
	Classes   []clinic.MedicineClass `json:"classes"`
	Medicines int                    `json:"medicines"`   // how many different ones, at least
	Ask       []q.ID                 `json:"ask"`         // in order of preference; any of them settles it
	Within    int                    `json:"within_days"` // how long an answer settles it, in days
	Because   q.Text                 `json:"because"`
	Source    q.SourceID             `json:"source"`
}

// Answered is a form that was completed at a time.
type Answered struct {
	Questionnaire q.ID
	At            time.Time
}

// Prompt is a form that is suggested, and why.
type Prompt struct {
	Rule      string
	Ask       []q.ID // in order of preference
	Because   string
	Medicines []string // as recorded, those that it is about
	Source    string
}

// Parse reads and checks a file of rules. All faults come at once.
func Parse(file string, data []byte) (*Definition, error) {
	d := &Definition{}
	doc := document.Read(file, data, d)
	if len(doc.Faults()) == 0 {
		check(d, doc)
	}
	return d, doc.Err()
}

func check(d *Definition, doc *document.Document) {
	for i, r := range d.Rules {
		at := fmt.Sprintf("rules[%d]", i)
		if r.Medicines < 1 || r.Within < 1 || len(r.Classes) == 0 || len(r.Ask) == 0 || r.Because[q.DefaultLanguage] == "" {
			doc.Fault(at, "the rule is not complete", "name classes, how many medicines, what to ask, within how many days, and why")
		}
		if !slices.ContainsFunc(d.Sources, func(s q.Source) bool { return s.ID == r.Source }) {
			doc.Fault(at+".source", fmt.Sprintf("there is no source %q", r.Source), "add it to sources")
		}
	}
}

// Due gives what is suggested at a time, in the order of the rules.
func (d *Definition) Due(treatments []clinic.TreatmentEvent, answered []Answered, at time.Time) (list []Prompt) {
	going := current(treatments, at)
	for _, r := range d.Rules {
		names := r.medicines(going)
		if len(names) < r.Medicines || r.settled(answered, at) {
			continue
		}
		p := Prompt{Rule: r.ID, Ask: r.Ask, Because: r.Because.In(q.DefaultLanguage), Medicines: names}
		for _, s := range d.Sources {
			if s.ID == r.Source {
				p.Source = s.Citation
			}
		}
		list = append(list, p)
	}
	return list
}

func (r *Rule) medicines(going []clinic.TreatmentEvent) (names []string) {
	for _, e := range going {
		if slices.Contains(r.Classes, e.Class) {
			names = append(names, strings.TrimSpace(e.Name))
		}
	}
	return names
}

func (r *Rule) settled(answered []Answered, at time.Time) bool {
	return slices.ContainsFunc(answered, func(a Answered) bool {
		return slices.Contains(r.Ask, a.Questionnaire) && !a.At.After(at) && at.Sub(a.At) <= time.Duration(r.Within)*24*time.Hour
	})
}

// current gives the last event of each medicine that goes on at a time, each name once, in the order in which they came.
func current(treatments []clinic.TreatmentEvent, at time.Time) (going []clinic.TreatmentEvent) {
	ordered := slices.Clone(treatments)
	slices.SortStableFunc(ordered, func(a, b clinic.TreatmentEvent) int { return strings.Compare(string(a.On), string(b.On)) })
	today := at.Format(time.DateOnly)
	for _, e := range ordered {
		if e.Kind != clinic.Medicine || e.Step == clinic.Noted || string(e.On) > today {
			continue
		}
		name := strings.ToLower(strings.TrimSpace(e.Name))
		going = slices.DeleteFunc(going, func(x clinic.TreatmentEvent) bool { return strings.ToLower(strings.TrimSpace(x.Name)) == name })
		if e.Step != clinic.Stopped {
			going = append(going, e)
		}
	}
	return going
}
