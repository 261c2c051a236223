package report

import (
	"slices"
	"strings"

	q "steelyard/internal/questionnaire"
)

// Finding is one scale in words.
type Finding struct {
	Value  string // the newest score with its interval and band
	Says   string // how it changed, and what else must be known of it; may be empty
	Beyond bool   // the change is beyond the error of measurement
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
	if c.Asking != "" {
		return c.size() + ", but the way of asking changed (" + c.From.asked() + ", then " + c.To.asked() + ")"
	}
	return c.size()
}

// size says what came of the comparison.
func (c *Change) size() string {
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
