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

// Finding is one scale in words.
type Finding struct {
	Value  string // the newest score with its interval and band
	Says   string // how it changed, and what else must be known of it; may be empty
	Beyond bool   // the change is beyond the error of measurement
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

// findings gives the main scale of each questionnaire's newest answers and every other one that changed beyond its error: those
// that changed first, then those with bands. rest are the newest scores of all other scales.
func (r *Report) findings() (list []Finding, rest []string) {
	type ranked struct {
		Finding
		banded bool
	}
	var all []ranked
	for i := range r.Responses {
		x := &r.Responses[i]
		if !newestOf(r.Responses, i) {
			continue
		}
		main := x.Main()
		for k := range x.Scores {
			f := r.finding(x, &x.Scores[k])
			if k != main && !f.Beyond {
				rest = append(rest, x.short(&x.Scores[k]))
				continue
			}
			all = append(all, ranked{f, x.Scores[k].Band != ""})
		}
	}
	rank := func(f ranked) int {
		switch {
		case f.Beyond:
			return 0
		case f.banded:
			return 1
		}
		return 2
	}
	slices.SortStableFunc(all, func(a, b ranked) int { return rank(a) - rank(b) })
	for _, f := range all {
		list = append(list, f.Finding)
	}
	return list, rest
}

// Main gives the place of the scale that says most: one with a band, else one with an interval, else one with a number.
func (x *Response) Main() int {
	for _, says := range []func(*Score) bool{
		func(s *Score) bool { return s.Band != "" },
		func(s *Score) bool { return s.Error != nil },
		func(s *Score) bool { return s.Value != nil && s.Direction != q.Neither },
	} {
		if i := slices.IndexFunc(x.Scores, func(s Score) bool { return says(&s) }); i >= 0 {
			return i
		}
	}
	return 0
}

func (r *Report) finding(x *Response, s *Score) (f Finding) {
	f.Value = x.ShortTitle + ", " + s.Title
	if x.Evidence == q.Unvalidated {
		f.Value += " (not validated)"
	}
	f.Value += ": " + s.Shown
	if s.Value != nil && s.Range != "" {
		f.Value += " on a scale of " + s.Range
	}
	if s.Interval != "" {
		f.Value += ", 95% interval " + s.Interval
	}
	if s.NoInterval != "" {
		f.Value += ", 95% interval not known"
	}
	if s.Error != nil && s.Error.Basis == q.Assumed {
		f.Value += " (error only assumed)"
	}
	if s.Band != "" {
		f.Value += ", “" + s.Band + "”"
	}
	f.Value += "."
	var says []string
	if s.Note != "" {
		says = append(says, upperFirst(s.Note)+".")
	}
	answered := "Answered on " + x.CompletedAt.Format(writtenDay)
	switch x.Basis {
	case ClinicianRated:
		answered = "Rated by a clinician on " + x.CompletedAt.Format(writtenDay)
	case ReadOut:
		answered = "Answered in an interview on " + x.CompletedAt.Format(writtenDay)
	}
	if x.Abroad != "" {
		answered += ", in " + x.Abroad
	}
	says = append(says, answered+".")
	if words, beyond := r.changed(x, s.Scale); words != "" {
		says, f.Beyond = append(says, words), beyond
	}
	if x.Quality != "" {
		says = append(says, x.Quality)
	}
	f.Says = strings.Join(says, " ")
	return f
}

// short says a score in a line: the value of its range, its interval and its day.
func (x *Response) short(s *Score) string {
	words := x.ShortTitle + ", " + s.Title
	if x.Evidence == q.Unvalidated {
		words += " (not validated)"
	}
	words += ": " + s.Shown
	if s.Value != nil && s.Range != "" {
		words += " of " + s.Range
	}
	switch {
	case s.Interval != "" && s.Error.Basis == q.Assumed:
		words += ", 95% interval " + s.Interval + " (assumed)"
	case s.Interval != "":
		words += ", 95% interval " + s.Interval
	case s.NoInterval != "":
		words += ", 95% interval not known"
	}
	if s.Band != "" {
		words += ", “" + s.Band + "”"
	}
	return words + "; " + x.CompletedAt.Format(writtenDay) + "."
}

// changed says how a scale changed: between the two chosen times, or since the first answers and since those before the newest. Of
// newest answers without a score it says nothing, because the change is that of older ones.
func (r *Report) changed(x *Response, scale q.ScaleID) (words string, beyond bool) {
	in := func(list []Change) *Change {
		if i := slices.IndexFunc(list, func(c Change) bool { return c.Questionnaire == x.Ref.ID && c.Scale == scale }); i >= 0 {
			return &list[i]
		}
		return nil
	}
	var first *Change
	if r.Comparison != nil {
		first = in(r.Comparison.Scales)
	}
	last := in(r.previous)
	if first == nil {
		return "", false
	}
	from := first.From.At.Format(writtenDay)
	if r.Comparison.Chosen {
		return "Between " + from + " and " + first.To.At.Format(writtenDay) + ": " + first.brief() + ".", first.Exceeds
	}
	if first.To.Response != x.ID {
		return "", false
	}
	if last == nil || last.From.Response == first.From.Response {
		return "Since " + from + ": " + first.brief() + ".", first.Exceeds
	}
	which := "the first score"
	if first.Earlier != "" {
		which = "the first score that can be compared"
	}
	return "Since " + which + ", " + from + ": " + first.brief() + ". Since the one before, " + last.From.At.Format(writtenDay) + ": " + last.brief() + ".", first.Exceeds || last.Exceeds
}

// brief says in a few words what Statement says.
func (c *Change) brief() string {
	if !c.Comparable {
		return "not compared, because " + c.Why
	}
	size := strings.TrimLeft(c.Shown, "+−")
	way := "higher by " + size
	if c.Difference < 0 {
		way = "lower by " + size
	}
	switch {
	case len(c.Criteria) == 0 && c.Difference == 0:
		return "the same"
	case len(c.Criteria) == 0:
		return way + "; how much of it is error of measurement is not known"
	case !c.Exceeds && c.Difference == 0:
		return "the same; no change beyond measurement error"
	case !c.Exceeds:
		return way + ", which is not beyond measurement error"
	}
	less := "more"
	if (c.Difference < 0) == (c.Direction == q.Difficulty) {
		less = "less"
	}
	if c.Assumed {
		return way + ", beyond measurement error as far as it is assumed (" + less + " difficulty)"
	}
	return way + ", beyond measurement error (" + less + " difficulty)"
}

// previousChanges compares the newest answers to each scale with those before them.
func previousChanges(m Material, trends []Trend) (list []Change) {
	for i := range trends {
		t := &trends[i]
		ends := t.ends(m, m.At)
		if n := len(ends); n > 1 {
			from, to := ends[n-2], ends[n-1]
			c := Change{Questionnaire: t.Questionnaire, Scale: t.Scale, Title: t.Title, Direction: t.Direction, Evidence: t.Evidence, Min: t.Min, Max: t.Max, From: from.p, To: to.p}
			c.fill(m, from, to)
			list = append(list, c)
		}
	}
	return list
}

func upperFirst(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}
