package report

import (
	"strings"
	"time"

	"steelyard/internal/clinic"
	"steelyard/internal/profile"
	"steelyard/internal/psychometrics"
	q "steelyard/internal/questionnaire"
)

// Comparison sets two times of a record beside each other: its scales, and the profile then and now. It claims no change
// inside the error of measurement.
type Comparison struct {
	From, To time.Time
	Chosen   bool // somebody chose the two times; otherwise they are the first answers and the newest
	Scales   []Change
	Apart    []Uncompared   // scales that have no two scores to compare
	Profile  *ProfileChange // absent where the profile had no value at one of the two times
	Basis    string         // who rated what is set side by side
}

// Caution says what several comparisons at once come to; it stands wherever they do.
func (c *Comparison) Caution() string {
	n := 0
	for i := range c.Scales {
		if c.Scales[i].Comparable {
			n++
		}
	}
	if n < 2 {
		return ""
	}
	return count(n, "scale was compared, ", "scales were compared, ") + "each by itself. The more are compared, the more often one goes beyond its error by chance: look at all of them before a single one."
}

// Change is one scale between two answers. Whether it exceeds the error of measurement and whether it is important are two
// questions, and are answered apart.
type Change struct {
	Questionnaire q.ID
	Scale         q.ScaleID
	Title         string // such as "PHQ-9: total"
	Direction     q.Direction
	Evidence      q.Evidence
	Basis         string // who rated, then and now
	Min, Max      float64
	From, To      TrendPoint
	Recorded      string // From as it was recorded, where From is re-scored by the newer version; empty otherwise
	Earlier       string // why older answers than From are not compared; empty where there are none
	Instead       string // why From or To is older than answers that were given up to its day; empty where it is not

	Comparable bool
	Why        string // why they are not compared
	Asking     string // that the way of asking changed; empty where it did not. Statement says it too

	Difference float64                 // To less From, in points of the scale
	Shown      string                  // with its sign, such as −6
	Interval   *psychometrics.Interval // 95 %, by the errors of both scores; absent where one is not known
	Criteria   []Criterion             // figures for the error of a difference; all must be exceeded
	Exceeds    bool
	Assumed    bool // a score's error is only assumed
	Important  *Important
	Statement  string
}

// Criterion is one figure for how far two scores can lie apart by error of measurement alone.
type Criterion struct {
	Name      string // of the formula
	Figures   string // what it was computed from
	Threshold float64
	Shown     string
	Reached   bool // a difference of just this size is beyond it, as published conventions have it
	Source    string
}

// exceeds says whether a difference is beyond the criterion.
func (c *Criterion) exceeds(size float64) bool {
	return size > c.Threshold+tiny || c.Reached && size > c.Threshold-tiny
}

// tiny keeps the last bit of a float from deciding.
const tiny = 1e-9

// Important is a published minimal important difference. It is about what people find important, and not about error.
type Important struct {
	Shown  string
	About  string
	Source string
	Says   string // how the difference stands to it; nothing is said of a difference inside the error
}

// ProfileChange is the profile at both times.
type ProfileChange struct {
	Then, Now *profile.Profile
	Domains   []DomainChange
	Contrast  ContrastChange
	Compared  int // how many comparisons were looked at together
}

// DomainChange is one domain at both times. Differences are in points of the share of the possible range.
type DomainChange struct {
	ID        profile.DomainID
	Title     string
	Then, Now profile.DomainValue
	Gap
}

// ContrastChange is the difference of the two groups of domains at both times.
type ContrastChange struct{ Gap }

// Gap is a difference between then and now, where it can be taken.
type Gap struct {
	Comparable bool
	Why        string
	Difference float64
	Interval   *psychometrics.Interval
	P          float64 // adjusted for how many were looked at (Holm 1979); 1 where none was
	Exceeds    bool
	Statement  string
	asking     string // that the way of asking changed, for Statement
}

// Ends gives the 95 % interval of the difference, where it is known.
func (c *Change) Ends() (low, high float64, known bool) { return ends(c.Interval) }

// Ends gives the 95 % interval of the difference, where it is known.
func (g *Gap) Ends() (low, high float64, known bool) { return ends(g.Interval) }

func ends(i *psychometrics.Interval) (low, high float64, known bool) {
	if i == nil {
		return 0, 0, false
	}
	return i.Low, i.High, true
}

// Span is the two times that are compared.
type Span struct{ From, To time.Time }

// end is one scale of one response, as a change needs it.
type end struct {
	c  *Completed
	at int // of the scale in the definition
	p  TrendPoint
	se float64
}

func (e *end) definition() *q.Definition { return e.c.Program.Definition() }
func (e *end) basis() Basis              { return BasisOf(e.definition().Respondent, e.c.Mode) }
func (e *end) scale() *q.Scale           { return &e.definition().Scales[e.at] }

func newEnd(c *Completed, scale q.ScaleID, l q.Language) (e end, ok bool) {
	at := c.Program.Definition().ScaleIndex(scale)
	if at < 0 || at >= len(c.Result.Scores) {
		return e, false
	}
	e = end{c: c, at: at}
	if e.p, ok = newPoint(c, at, l); ok && e.p.Known {
		e.se = c.Result.Scores[at].Error.SE
	}
	return e, ok
}

// compare makes the comparison of a report's scales; nil where nothing was answered twice.
func compare(m Material, trends []Trend) *Comparison {
	span, ok := spanOf(m)
	if !ok {
		return nil
	}
	c := &Comparison{From: span.From, To: span.To, Chosen: m.Between != nil}
	for i := range trends {
		if change, ok := changeOf(m, &trends[i], span); ok {
			c.Scales = append(c.Scales, change)
		}
	}
	c.Apart = uncompared(m, trends, c)
	c.Profile = profileChange(m, span)
	c.Basis = c.basis(m)
	if !c.Chosen && len(c.Scales) == 0 {
		return nil
	}
	return c
}

// FirstVisit is how long the first answers take at most: a battery need not be answered in one go.
const FirstVisit = 24 * time.Hour

// spanOf gives the times to compare: those that were chosen, or the first answers and the newest.
func spanOf(m Material) (Span, bool) {
	if m.Between != nil {
		return *m.Between, true
	}
	var all []time.Time
	for i := range m.Completed {
		if m.Completed[i].Response.Status == clinic.Completed {
			all = append(all, *m.Completed[i].Response.CompletedAt)
		}
	}
	if len(all) == 0 {
		return Span{}, false
	}
	s := Span{all[0], all[len(all)-1]}
	for _, at := range all {
		if at.Sub(all[0]) < FirstVisit {
			s.From = at
		}
	}
	return s, true
}

// changeOf gives the change of one scale; ok is false where it has no two answers to compare.
func changeOf(m Material, t *Trend, span Span) (c Change, ok bool) {
	ends := t.ends(m, span.To)
	if len(ends) < 2 {
		return c, false
	}
	to := ends[len(ends)-1]
	from, earlier := ends[0], ""
	if m.Between != nil {
		for _, e := range ends {
			if !e.p.At.After(span.From) {
				from = e
			}
		}
		if from.p.At.After(span.From) || from.p.Response == to.p.Response {
			return c, false
		}
	} else {
		from, earlier = firstComparable(ends[:len(ends)-1], &to)
	}
	c = Change{Questionnaire: t.Questionnaire, Scale: t.Scale, Title: t.Title, Direction: t.Direction, Evidence: t.Evidence, Min: t.Min, Max: t.Max, From: from.p, To: to.p, Earlier: earlier}
	c.fill(m, from, to)
	c.Instead = t.instead(m, &to, span.To)
	if m.Between != nil {
		c.Instead = strings.TrimSpace(t.instead(m, &from, span.From) + " " + c.Instead)
	}
	return c, true
}

// firstComparable gives the oldest answers that can be compared with the newest, and says why older ones are left out. Where
// none can, it gives the oldest.
func firstComparable(ends []end, to *end) (end, string) {
	for i := range ends {
		if apart(&ends[i], to) == "" {
			if i == 0 {
				return ends[i], ""
			}
			return ends[i], "Answers before " + ends[i].p.At.UTC().Format("2 January 2006") + " are not compared: " + apart(&ends[i-1], to) + "."
		}
	}
	return ends[0], ""
}

// ends gives the scores of a scale up to a time, the oldest first.
func (t *Trend) ends(m Material, to time.Time) (list []end) {
	for i := range m.Completed {
		if c := &m.Completed[i]; t.counts(c) && !c.Response.CompletedAt.After(to) {
			if e, ok := newEnd(c, t.Scale, m.Language); ok {
				list = append(list, e)
			}
		}
	}
	return list
}

// fill works out a change, where there is one to work out.
func (c *Change) fill(m Material, from, to end) {
	c.Basis = Bases([]Basis{from.basis(), to.basis()})
	if c.Why = apart(&from, &to); c.Why != "" {
		c.Statement = "Not comparable: " + c.Why + ". Nothing is said about change."
		return
	}
	if from.p.Version != to.p.Version {
		again, ok := rescoredEnd(&from, &to, m.Language)
		if !ok {
			c.Why = "the version changed"
			c.Statement = "Not comparable: " + c.Why + ". Nothing is said about change."
			return
		}
		c.Recorded, from = c.From.Shown+" by version "+string(c.From.Version), again
		c.From = again.p
	}
	c.Comparable, c.Asking = true, otherAsking(&from, &to)
	c.measure(&from, &to)
	c.Statement = strings.TrimSpace(c.Statement + " " + c.Asking)
}
