package report

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"steelyard/internal/clinic"
	q "steelyard/internal/questionnaire"
)

// Letter is what a colleague wants on one page: sentences made of the report's numbers, the most telling first. It says
// nothing that the report does not say too.
type Letter struct {
	Opening      string    // who answered how much, and when
	Findings     []Finding // the main scale of each questionnaire, and every other one that changed beyond its error
	Caution      string    // what several comparisons at once come to; empty where there are not several
	Rest         []string  // the other scales, each its newest score in a line
	Open         []clinic.Alert
	Acknowledged string   // empty where no alert was
	Current      []string // treatments now
	Changes      []string // of treatment, and what was noted, since the first answers; the newest first
	Since        time.Time
	Profile      string // what the two groups of domains come to, or why there is no profile
}

// Letter makes the letter of a report.
func (r *Report) Letter() Letter {
	l := Letter{Open: r.OpenAlerts(), Acknowledged: r.acknowledged(), Profile: r.balance(), Since: r.since()}
	l.Opening = r.opening()
	l.Findings, l.Rest = r.findings()
	if r.Comparison != nil {
		l.Caution = r.Comparison.Caution()
	}
	for _, e := range r.CurrentTreatments() {
		l.Current = append(l.Current, treatment(e)+", "+steps[e.Step]+" on "+day(e.On))
	}
	l.Changes = r.treatmentChanges(l.Since)
	return l
}

// writtenDay is the form of days in sentences.
const writtenDay = "2 January 2006"

func (r *Report) opening() string {
	if len(r.Responses) == 0 {
		return "Nothing that was answered is part of this report yet."
	}
	from, to := r.since().Format(writtenDay), r.Responses[0].CompletedAt.Format(writtenDay)
	when := " on " + to
	if from != to {
		when = " between " + from + " and " + to + ", " + count(len(r.Responses), "time", "times") + " in all"
	}
	behind := "what it rests on is"
	if r.Derivation {
		behind = "how each came about is"
	}
	return r.Patient.Name + " " + r.asked() + when + ". Every number below is a sum of answers with its error of measurement; " + behind + " on the pages after this one."
}

// asked says how much the patient answered, and what a clinician rated.
func (r *Report) asked() string {
	var own, rated []q.ID
	for i := range r.Responses {
		x := &r.Responses[i]
		switch {
		case x.Rated() && !slices.Contains(rated, x.Ref.ID):
			rated = append(rated, x.Ref.ID)
		case !x.Rated() && !slices.Contains(own, x.Ref.ID):
			own = append(own, x.Ref.ID)
		}
	}
	words := "answered " + count(len(own), "questionnaire", "questionnaires")
	switch {
	case len(rated) > 0 && len(own) == 0:
		return "was rated by a clinician on " + count(len(rated), "form", "forms")
	case len(rated) > 0:
		return words + " and was rated by a clinician on " + count(len(rated), "form", "forms")
	}
	return words
}

// since gives when the period of the report begins: with the first time that is compared, or else the first answers.
func (r *Report) since() time.Time {
	if c := r.Comparison; c != nil && c.Chosen {
		return c.From
	}
	if n := len(r.Responses); n > 0 {
		return r.Responses[n-1].CompletedAt
	}
	return r.At
}

// OpenAlerts gives the alerts that wait for a person, the most urgent first.
func (r *Report) OpenAlerts() (open []clinic.Alert) {
	for _, a := range r.Alerts {
		if a.Open() {
			open = append(open, a)
		}
	}
	urgency := map[q.Level]int{q.Urgent: 0, q.Prompt: 1, q.Notice: 2}
	slices.SortStableFunc(open, func(a, b clinic.Alert) int {
		return cmp.Or(cmp.Compare(urgency[a.Level], urgency[b.Level]), b.RaisedAt.Compare(a.RaisedAt))
	})
	return open
}

func (r *Report) acknowledged() string {
	var newest *clinic.Alert
	n := 0
	for i := range r.Alerts {
		if a := &r.Alerts[i]; !a.Open() {
			if n++; newest == nil || a.RaisedAt.After(newest.RaisedAt) {
				newest = a
			}
		}
	}
	if n == 0 {
		return ""
	}
	words := "the newest one, " + string(newest.Level) + ", raised on " + newest.RaisedAt.Format(writtenDay) + " and acknowledged on " + newest.AcknowledgedAt.Format(writtenDay)
	if n == 1 {
		words = strings.TrimPrefix(words, "the newest one, ")
	}
	return count(n, "alert was acknowledged: ", "alerts were acknowledged, ") + words + "."
}

// treatmentChanges gives what was started, changed, stopped or noted from a time on, the newest first.
func (r *Report) treatmentChanges(since time.Time) (list []string) {
	ordered := slices.Clone(r.Treatments)
	slices.SortStableFunc(ordered, func(a, b clinic.TreatmentEvent) int { return cmp.Compare(b.On, a.On) })
	for _, e := range ordered {
		if on := string(e.On); on >= since.Format(time.DateOnly) && on <= r.At.Format(time.DateOnly) {
			list = append(list, treatment(e)+" "+steps[e.Step]+" on "+day(e.On))
		}
	}
	return list
}

// balance says what the two groups of domains come to. That the profile is indirect is said here again, because a letter is
// read alone.
func (r *Report) balance() string {
	switch p := r.Profile; {
	case r.Selected != "":
		return "The profile of symptom domains is left out, because this is a selection of the record."
	case p == nil:
		return "There is no profile of symptom domains: no domain has a value yet."
	case !p.Contrast.Available:
		return "The two groups of symptom domains can't be compared: " + p.Contrast.Why + "."
	default:
		return p.Contrast.Statement + " The groups are named after research and overlap; they measure nothing in the body."
	}
}

func upperFirst(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}
