package report

import (
	"slices"
	"strings"
	"time"

	q "steelyard/internal/questionnaire"
)

// ScaleKey names a scale over all versions of its questionnaire.
type ScaleKey struct {
	Questionnaire q.ID
	Scale         q.ScaleID
}

// Selection says which part of a record a report has. Alerts, treatments and what is carried with every number are never
// left out. The profile is that of the whole record or is not there: half of one would be another one.
type Selection struct {
	Scales       []ScaleKey // none for all
	Since, Until time.Time  // answers from the one to before the other; zero for no bound
	Days         string     // the period in words
	Derivation   bool       // how each number came about is added
}

// Narrows says whether something is left out.
func (s *Selection) Narrows() bool {
	return s != nil && (len(s.Scales) > 0 || !s.Since.IsZero() || !s.Until.IsZero())
}

func (s *Selection) has(questionnaire q.ID, scale q.ScaleID) bool {
	return s == nil || len(s.Scales) == 0 || slices.Contains(s.Scales, ScaleKey{questionnaire, scale})
}

func (s *Selection) covers(at time.Time) bool {
	return s == nil || !(!s.Since.IsZero() && at.Before(s.Since)) && !(!s.Until.IsZero() && !at.Before(s.Until))
}

// within leaves out the answers of other times.
func (s *Selection) within(list []Completed) (kept []Completed) {
	for _, c := range list {
		if s.covers(*c.Response.CompletedAt) {
			kept = append(kept, c)
		}
	}
	return kept
}

// narrow leaves out of a report what was not chosen, and writes down what that was.
func (r *Report) narrow(m Material, all int) {
	s := m.Selection
	if s == nil {
		return
	}
	r.Derivation = s.Derivation
	if !s.Narrows() {
		return
	}
	r.Profile = nil
	if r.Comparison != nil {
		r.Comparison.Profile = nil
		r.Comparison.Scales = slices.DeleteFunc(r.Comparison.Scales, func(c Change) bool { return !s.has(c.Questionnaire, c.Scale) })
		r.Comparison.Apart = slices.DeleteFunc(r.Comparison.Apart, func(c Uncompared) bool { return !s.has(c.Questionnaire, c.Scale) })
	}
	r.Trends = slices.DeleteFunc(r.Trends, func(t Trend) bool { return !s.has(t.Questionnaire, t.Scale) })
	titles := []string{}
	var kept []Response
	for i := range r.Responses {
		if x := r.Responses[i]; x.narrow(s, m, &titles) {
			kept = append(kept, x)
		}
	}
	r.Responses = kept
	r.Selected = selected(s, titles, all-len(kept))
}

// narrow leaves out the scales that were not chosen and the answers behind no other; it is false where nothing is left.
func (x *Response) narrow(s *Selection, m Material, titles *[]string) bool {
	x.Scores = slices.DeleteFunc(slices.Clone(x.Scores), func(score Score) bool { return !s.has(x.Ref.ID, score.Scale) })
	if len(s.Scales) == 0 {
		return true
	}
	i := slices.IndexFunc(m.Completed, func(c Completed) bool { return c.Response.ID == x.ID })
	if i < 0 || len(x.Scores) == 0 {
		return false
	}
	d := m.Completed[i].Program.Definition()
	var items []q.ItemID
	for _, score := range x.Scores {
		if t := x.ShortTitle + ": " + score.Title; !slices.Contains(*titles, t) {
			*titles = append(*titles, t)
		}
		if scale, ok := d.Scale(score.Scale); ok {
			items = append(items, behind(d, scale)...)
		}
	}
	x.Items = slices.DeleteFunc(slices.Clone(x.Items), func(item Item) bool { return !slices.Contains(items, item.ID) })
	return true
}

// selected says which selection it is, and that something was left out.
func selected(s *Selection, titles []string, left int) string {
	words := "This report is a selection of the record: "
	switch {
	case len(s.Scales) == 0:
		words += "all scales"
	case len(titles) == 0:
		words += "scales that have no answers"
	default:
		words += strings.Join(titles, ", ")
	}
	if s.Days != "" {
		words += "; answers " + s.Days
	}
	words += ". Left out: "
	if left > 0 {
		words += count(left, "response", "responses") + ", "
	}
	return words + "everything else that was answered, and the profile."
}
