package report

import (
	"fmt"
	"math"
	"strings"

	"steelyard/internal/exact"
	"steelyard/internal/psychometrics"
	q "steelyard/internal/questionnaire"
	"steelyard/internal/scoring"
)

// measure works out a difference, its interval and whether it exceeds the error of measurement.
func (c *Change) measure(from, to *end) {
	first, _ := from.c.Result.Scores[from.at].Number()
	second, _ := to.c.Result.Scores[to.at].Number()
	difference := second.Sub(first)
	c.Difference, c.Shown = difference.Float(), signed(difference)
	c.Criteria = criteria(c, from, to)
	size := math.Abs(c.Difference)
	c.Exceeds = len(c.Criteria) > 0
	for i := range c.Criteria {
		c.Exceeds = c.Exceeds && c.Criteria[i].exceeds(size)
	}
	c.Assumed = from.p.Assumed || to.p.Assumed
	c.Important = important(to, size, c.Exceeds)
	c.Statement = c.say(difference)
}

// criteria gives every figure there is for the error of a difference: by the errors of both scores, by the reliable change
// index, and the published convention. A difference must be beyond all of them, so that none is chosen after the fact.
func criteria(c *Change, from, to *end) (list []Criterion) {
	if own, interval := bothErrors(from, to); own != nil {
		c.Interval = interval
		list = append(list, *own)
	}
	if index := reliableChange(from, to); index != nil {
		list = append(list, *index)
	}
	d, s := to.definition(), to.scale()
	if s.Change != nil && s.Change.Reliable != nil {
		f := s.Change.Reliable
		list = append(list, Criterion{Name: "Published figure for reliable change", Figures: f.About, Threshold: f.Value.Float(), Shown: showValue(f.Value), Reached: true, Source: citation(d, f.Source)})
	}
	return list
}

// bothErrors is 1.96·√(SE₁²+SE₂²), by which a prorated score counts with its wider error. Of estimates under a response
// model it is the usual test of change.
func bothErrors(from, to *end) (*Criterion, *psychometrics.Interval) {
	if !from.p.Known || !to.p.Known {
		return nil, nil
	}
	change, err := psychometrics.IRTChange(psychometrics.Estimate{Value: from.p.Value, SE: from.se}, psychometrics.Estimate{Value: to.p.Value, SE: to.se})
	if err != nil {
		return nil, nil
	}
	mdc, err := change.MDC(psychometrics.Z95)
	if err != nil {
		return nil, nil
	}
	interval, err := change.Interval(psychometrics.Z95)
	if err != nil {
		return nil, nil
	}
	name := "Error of both scores together"
	if op := to.scale().Operator; op == q.TableOf || op == q.GradedModel {
		name = "Change of two estimates under a response model"
	}
	bases := string(to.p.Basis)
	if from.p.Basis != to.p.Basis {
		bases = string(from.p.Basis) + " then, " + bases + " now"
	}
	return &Criterion{Name: name, Figures: fmt.Sprintf("1.96 × √(%.2f² + %.2f²), the standard errors of the two scores (%s)", from.se, to.se, bases), Threshold: mdc, Shown: fmt.Sprintf("%.1f", mdc)}, &interval
}

// reliableChange is the index of Jacobson and Truax (1991), as a threshold: 1.96·SD·√(2(1−r)). The SD is that of the
// definition's sample or of the site's own; r is a retest correlation where one is known (FACTS B.5). Where the two ends
// differ, the wider counts.
func reliableChange(from, to *end) *Criterion {
	a, b := jacobsonTruax(from, to), jacobsonTruax(to, to)
	if a != nil && (b == nil || a.Threshold > b.Threshold) {
		return a
	}
	return b
}

// jacobsonTruax takes the sample that one end rests on, and the definition of the newer one.
func jacobsonTruax(e, to *end) *Criterion {
	d, s := to.definition(), to.scale()
	sd, r, words, sources, ok := sampleOf(d, s, e.c.Result.Scores[e.at].Error)
	if !ok {
		return nil
	}
	change, err := psychometrics.JacobsonTruax(0, 1, sd, r)
	if err != nil {
		return nil
	}
	mdc, err := change.MDC(psychometrics.Z95)
	if err != nil {
		return nil
	}
	return &Criterion{Name: "Reliable change index (Jacobson and Truax 1991)", Figures: "1.96 × SD × √(2 × (1 − r)): " + words, Threshold: mdc, Shown: fmt.Sprintf("%.1f", mdc), Source: sources}
}

// sampleOf gives the spread and the reliability that a scale's error rests on, in words too.
func sampleOf(d *q.Definition, s *q.Scale, e *scoring.Uncertainty) (sd, r float64, words, sources string, ok bool) {
	if e != nil && e.Site != nil {
		return e.Site.SD, e.Site.Alpha, fmt.Sprintf("SD %.2f, alpha %.2f, of %d patients of this site", e.Site.SD, e.Site.Alpha, e.Site.N), "", true
	}
	p := s.Precision
	if p == nil || p.Basis != q.Published || p.SD == nil || p.Reliability == nil {
		return 0, 0, "", "", false
	}
	sd, r = p.SD.Float(), p.Reliability.Float()
	words, sources = fmt.Sprintf("SD %s, %s", p.SD, p.Sample), citation(d, p.Source)
	if s.Change != nil && s.Change.Retest != nil {
		f := s.Change.Retest
		return sd, f.Value.Float(), words + fmt.Sprintf("; retest r %s, %s", f.Value, lowerFirst(f.About)), join(sources, citation(d, f.Source)), true
	}
	return sd, r, words + fmt.Sprintf("; %s %s", p.Coefficient, p.Reliability), sources, true
}

// important gives the published minimal important difference with how a difference stands to it. Inside the error of
// measurement nothing is said, because there is no difference to speak of.
func important(to *end, size float64, exceeds bool) *Important {
	s := to.scale()
	if s.Change == nil || s.Change.Important == nil {
		return nil
	}
	f := s.Change.Important
	i := &Important{Shown: showValue(f.Value), About: strings.TrimSuffix(f.About, "."), Source: citation(to.definition(), f.Source)}
	switch {
	case !exceeds:
		i.Says = "Not looked at, because the difference is not beyond the error of measurement."
	case size > f.Value.Float()-tiny:
		i.Says = "The difference is at least as large."
	default:
		i.Says = "The difference is smaller."
	}
	return i
}

// say is the plain sentence about a difference.
func (c *Change) say(difference exact.Number) string {
	zero := exact.Int(0)
	size, way := difference, "higher"
	if difference.Less(zero) {
		size, way = zero.Sub(difference), "lower"
	}
	points, of := showValue(size), ""
	if c.Min == 0 {
		of = " of " + number(c.Max)
	}
	limit := c.Limit()
	switch {
	case len(c.Criteria) == 0:
		return "The difference is " + points + of + ". How much of it can come from measurement alone is not known, so nothing is said about change."
	case !c.Exceeds && !difference.Less(zero) && !zero.Less(difference):
		return "No change beyond measurement error. The score is the same."
	case !c.Exceeds:
		return "No change beyond measurement error. The score is " + way + " by " + points + of + "; " + limit.words(true) + " can come from measurement alone."
	}
	words := "The score is " + way + " by " + points + of + ". " + limit.words(false) + " can come from measurement alone, so this is more than that: "
	if (way == "lower") == (c.Direction == q.Difficulty) {
		words += "less difficulty was reported."
	} else {
		words += "more difficulty was reported."
	}
	if c.Assumed {
		words += " Provisional: the error is only assumed."
	}
	return words
}

// Limit is the widest criterion, which decides.
func (c *Change) Limit() (widest Criterion) {
	for i, x := range c.Criteria {
		if i == 0 || x.Threshold > widest.Threshold {
			widest = x
		}
	}
	return widest
}

func (c Criterion) words(within bool) string {
	words := "Differences up to " + c.precise()
	if c.Reached {
		words = "Differences below " + c.Shown
	}
	if within {
		return lowerFirst(words)
	}
	return words
}

// precise has two decimals, so that a threshold does not look like the difference that is held to it.
func (c Criterion) precise() string { return strings.TrimSuffix(fmt.Sprintf("%.2f", c.Threshold), "0") }

func citation(d *q.Definition, id q.SourceID) string {
	list, _ := citations(d, []q.SourceID{id})
	return strings.Join(list, "")
}

func join(a, b string) string {
	switch {
	case a == "" || a == b:
		return b
	case b == "":
		return a
	}
	return a + "; " + b
}

// signed prints a difference with its sign.
func signed(n exact.Number) string {
	zero := exact.Int(0)
	switch {
	case n.Less(zero):
		return "−" + showValue(zero.Sub(n))
	case zero.Less(n):
		return "+" + showValue(n)
	}
	return "0"
}

func number(v float64) string { return strings.TrimSuffix(fmt.Sprintf("%.1f", v), ".0") }

func lowerFirst(s string) string {
	if s == "" {
		return s
	}
	return strings.ToLower(s[:1]) + s[1:]
}

func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}
