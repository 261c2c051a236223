package report

import (
	"slices"
	"time"

	"steelyard/internal/clinic"
	q "steelyard/internal/questionnaire"
)

// Compare makes a report that has what changed between two times alone: no answers, no profile of today, nothing over time. Of
// the record it needs the answers that Settled, Reached and Passed ask for, whatever lies between; it says then just what New
// says of the whole. It fails as New does.
func Compare(m Material) (*Report, error) {
	if m.Profile == nil {
		return nil, errNoNotice
	}
	m.sort()
	r := &Report{notice: m.Profile.NoticeIn(m.Language), Site: m.Site, Contact: m.Contact, Invented: m.Invented, Language: m.Language, At: m.At, By: m.By,
		Patient: Patient{m.Patient.RecordNumber, m.Patient.Name, m.Patient.BirthDate, m.Patient.Sex}}
	r.Comparison = compare(m, gathered(m))
	return r, nil
}

// Settled says whether some answers of one kind, the newest first and from a time backward, are all that is asked of that time:
// each scale has a score in one of them, and the oldest shows that the newest is not one of several of the same moment.
func Settled(list []Completed) bool {
	if len(list) < 2 || list[0].Response.CompletedAt.Equal(*list[len(list)-1].Response.CompletedAt) {
		return false
	}
	for i := range list[0].Program.Definition().Scales {
		if !courses(&list[0].Program.Definition().Scales[i]) {
			continue
		}
		if !slices.ContainsFunc(list, func(c Completed) bool { return c.scored(i) }) {
			return false
		}
	}
	return true
}

func (x *Completed) scored(at int) bool {
	if at >= len(x.Result.Scores) {
		return false
	}
	_, ok := x.Result.Scores[at].Number()
	return ok
}

// Reached says whether some answers of one kind, the oldest first and from the first on, are all that is asked of the first: each
// scale has a score in one of them that can be compared with the newest, or it is seen that none of this kind can.
func Reached(m Material, list []Completed) bool {
	if len(list) == 0 {
		return false
	}
	m.sort()
	d := list[0].Program.Definition()
	for i := range d.Scales {
		if !courses(&d.Scales[i]) {
			continue
		}
		t := Trend{Questionnaire: d.ID, Scale: d.Scales[i].ID}
		all := t.ends(m, m.newest())
		if len(all) > 0 && !reached(t.among(list, m.Language), &all[len(all)-1]) {
			return false
		}
	}
	return true
}

// newest gives when the newest of sorted answers were completed.
func (m *Material) newest() (at time.Time) {
	if n := len(m.Completed); n > 0 {
		at = *m.Completed[n-1].Response.CompletedAt
	}
	return at
}

func reached(older []end, newest *end) bool {
	for i := range older {
		if otherLanguage(&older[i], newest) || apart(&older[i], newest) == "" {
			return true
		}
	}
	return false
}

// among gives the scores of a scale in some answers.
func (t *Trend) among(list []Completed, l q.Language) (ends []end) {
	for i := range list {
		if e, ok := newEnd(&list[i], t.Scale, l); ok && t.counts(&list[i]) {
			ends = append(ends, e)
		}
	}
	return ends
}

// Passed gives the answers with which a comparison that nobody chose begins though there are older ones. It says of the last
// before each why it is not compared.
func Passed(m Material) (list []clinic.Response) {
	m.sort()
	for _, t := range gathered(m) {
		all := t.ends(m, m.newest())
		if len(all) < 2 {
			continue
		}
		from, earlier := firstComparable(all[:len(all)-1], &all[len(all)-1])
		if earlier != "" && !slices.ContainsFunc(list, func(r clinic.Response) bool { return r.ID == from.c.Response.ID }) {
			list = append(list, from.c.Response)
		}
	}
	return list
}

// basis says who rated what a comparison sets side by side.
func (c *Comparison) basis(m Material) string {
	var bases []Basis
	for i := range m.Completed {
		if x := &m.Completed[i]; c.isFrom(&x.Response) {
			bases = append(bases, BasisOf(x.Program.Definition().Respondent, x.Mode))
		}
	}
	return Bases(bases)
}

// isFrom says whether a score or a domain's value at one of the two times is from some answers.
func (c *Comparison) isFrom(x *clinic.Response) bool {
	if p := c.Profile; p != nil && (isFrom(p.Then, x.Questionnaire, *x.CompletedAt) || isFrom(p.Now, x.Questionnaire, *x.CompletedAt)) {
		return true
	}
	return slices.ContainsFunc(c.Scales, func(s Change) bool { return s.From.Response == x.ID || s.To.Response == x.ID })
}
