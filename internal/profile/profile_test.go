package profile

import (
	"fmt"
	"math"
	"os"
	"strings"
	"testing"
	"time"

	"steelyard/internal/psychometrics"
	q "steelyard/internal/questionnaire"
	"steelyard/internal/scoring"
)

var now = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

func daysAgo(n int) time.Time { return now.AddDate(0, 0, -n) }

func small(t testing.TB) *Definition {
	t.Helper()
	content, err := os.ReadFile("testdata/small.yaml")
	if err != nil {
		t.Fatal(err)
	}
	d, err := Parse("small.yaml", content)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// form is a questionnaire with six scales of one number each, 0 to 20, each with a standard error of 1: 5 POMP points.
func form(t testing.TB, id string, changes ...string) *scoring.Program {
	t.Helper()
	text, scales := formHead(id)+"items:\n", "scales:\n"
	for i := 1; i <= 6; i++ {
		text += fmt.Sprintf("  - {id: q%d, label: {en: Q}, type: number, bounds: {min: 0, max: 20, step: 0.5}}\n", i)
		scales += fmt.Sprintf("  - {id: s%d, title: {en: S}, operator: value, items: [q%d], missing: {rule: complete, source: x}, direction: difficulty, "+
			"range: {min: 0, max: 20}, precision: {basis: assumed, sem: 1, reasoning: {en: R}, source: x}, source: x}\n", i, i)
	}
	text = strings.NewReplacer(changes...).Replace(text + scales)
	return program(t, text)
}

func formHead(id string) string {
	return "id: " + id + `
version: 1.0.0
title: {en: T}
short_title: {en: T}
domain: test
purpose: {en: T}
evidence: unvalidated
languages: [en]
respondent: patient
minutes: 1
rights: {holder: nobody, basis: own-work, commercial: "yes", source: x, as_of: 2026-11-23}
wording: supplied
choice_sets: []
sources: [{id: x, citation: X, checked: verified}]
`
}

func program(t testing.TB, text string) *scoring.Program {
	t.Helper()
	d, err := q.Parse("form.yaml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	p, err := scoring.Compile(d)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// nineItems is a form of one scale, the sum of nine numbers of 0 to 3, with a standard error of the sum.
func nineItems(t testing.TB, sem float64) *scoring.Program {
	t.Helper()
	items, ids := "items:\n", make([]string, 9)
	for i := range ids {
		ids[i] = fmt.Sprintf("q%d", i+1)
		items += fmt.Sprintf("  - {id: %s, label: {en: Q}, type: number, bounds: {min: 0, max: 3, step: 1}}\n", ids[i])
	}
	return program(t, formHead("one")+items+fmt.Sprintf("scales:\n  - {id: s1, title: {en: S}, operator: sum, items: [%s], missing: {rule: complete, source: x}, direction: difficulty, "+
		"range: {min: 0, max: 27}, precision: {basis: assumed, sem: %v, reasoning: {en: R}, source: x}, source: x}\n", strings.Join(ids, ", "), sem))
}

// taken scores the form with values for s1, s2 and so on; a negative one is not answered.
func taken(t testing.TB, p *scoring.Program, at time.Time, values ...float64) Measurement {
	t.Helper()
	f := q.Form{}
	for i, v := range values {
		if v >= 0 {
			f[q.ItemID(fmt.Sprintf("q%d", i+1))] = fmt.Sprint(v)
		}
	}
	a, err := p.Definition().Answers(f)
	if err != nil {
		t.Fatal(err)
	}
	r := p.Score(a)
	return Measurement{p.Definition(), &r, at}
}

func (p *Profile) domain(t testing.TB, id DomainID) DomainValue {
	t.Helper()
	for _, v := range p.Domains {
		if v.Domain.ID == id {
			return v
		}
	}
	t.Fatalf("no domain %s", id)
	return DomainValue{}
}

func near(got, want float64) bool { return math.Abs(got-want) < 1e-9 }

func TestDomainOnThePossibleRange(t *testing.T) {
	got := small(t).Compute([]Measurement{taken(t, form(t, "one"), daysAgo(1), 5)}, now).domain(t, "effort")
	if !got.Answered || got.Why != "" || !near(got.POMP, 25) {
		t.Fatalf("got %+v, want 25", got)
	}
	e := got.Error
	if e == nil || !near(e.SE, 5) || !near(e.Interval.Low, 25-5*psychometrics.Z95) || !near(e.Interval.High, 25+5*psychometrics.Z95) || e.Basis != q.Assumed {
		t.Errorf("got %+v, want ± 5 POMP points", e)
	}
	want := Origin{q.Ref{ID: "one", Version: "1.0.0"}, got.From.Hash, "s1", q.Complete, q.Unvalidated, daysAgo(1)}
	if got.From != want || len(got.From.Hash) != 64 {
		t.Errorf("origin: got %+v, want %+v", got.From, want)
	}
}

// TestRangeThatDoesNotStartAtZero takes 30 of 10 to 50 as half.
func TestRangeThatDoesNotStartAtZero(t *testing.T) {
	p := form(t, "one", "range: {min: 0, max: 20}", "range: {min: 10, max: 50}, transform: {multiply: 2, add: 10}", "sem: 1", "sem: 4")
	got := small(t).Compute([]Measurement{taken(t, p, now, 10, 0, 20)}, now)
	for id, want := range map[DomainID]float64{"effort": 50, "pleasure": 0, "urges": 100} {
		if v := got.domain(t, id); !near(v.POMP, want) || !near(v.Error.SE, 10) {
			t.Errorf("%s: got %v ± %v, want %v ± 10", id, v.POMP, v.Error.SE, want)
		}
	}
}

// TestWellBeingIsTurned wants high to be more difficulty on every domain, the interval turned with the value.
func TestWellBeingIsTurned(t *testing.T) {
	p := form(t, "one", "direction: difficulty", "direction: well-being")
	got := small(t).Compute([]Measurement{taken(t, p, now, 5, 20, 0)}, now)
	for id, want := range map[DomainID][3]float64{
		"effort": {75, 75 - 5*psychometrics.Z95, 75 + 5*psychometrics.Z95}, "pleasure": {0, 0, 5 * psychometrics.Z95}, "urges": {100, 100 - 5*psychometrics.Z95, 100},
	} {
		v := got.domain(t, id)
		if !near(v.POMP, want[0]) || !near(v.Error.Interval.Low, want[1]) || !near(v.Error.Interval.High, want[2]) {
			t.Errorf("%s: got %v, %v; want %v", id, v.POMP, v.Error.Interval, want)
		}
	}
}

// TestPreferenceAgeAndScorability tries the scales of a domain in order.
func TestPreferenceAgeAndScorability(t *testing.T) {
	one, two := form(t, "one"), form(t, "two")
	cases := []struct {
		name         string
		measurements []Measurement
		from         q.ID
		pomp         float64
		why          string
	}{
		{"nothing", nil, "", 0, "not asked"},
		{"another questionnaire", []Measurement{taken(t, form(t, "three"), now, 5)}, "", 0, "not asked"},
		{"the preferred", []Measurement{taken(t, two, now, 2), taken(t, one, daysAgo(20), 5)}, "one", 25, ""},
		{"the second where the first was not asked", []Measurement{taken(t, two, now, 2)}, "two", 10, ""},
		{"the newest of the preferred", []Measurement{taken(t, one, daysAgo(3), 5), taken(t, one, daysAgo(2), 6), taken(t, one, daysAgo(4), 7)}, "one", 30, ""},
		{"not what comes later", []Measurement{taken(t, one, daysAgo(3), 5), taken(t, one, now.Add(time.Second), 6)}, "one", 25, ""},
		{"at the limit of age", []Measurement{taken(t, one, daysAgo(30), 5)}, "one", 25, ""},
		{"too old", []Measurement{taken(t, one, daysAgo(30).Add(-time.Second), 5)}, "", 0, "the last answers are more than 30 days old"},
		{"too old, so the second", []Measurement{taken(t, one, daysAgo(31), 5), taken(t, two, daysAgo(1), 4)}, "two", 20, ""},
		{"unscorable", []Measurement{taken(t, one, now, -1, 5)}, "", 0, "could not be scored: its answer is missing"},
		{"unscorable, so the second", []Measurement{taken(t, one, now, -1, 5), taken(t, two, daysAgo(1), 4)}, "two", 20, ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			got := small(t).Compute(c.measurements, now).domain(t, "effort")
			if got.Answered != (c.from != "") || got.From.Questionnaire.ID != c.from || !near(got.POMP, c.pomp) || got.Why != c.why {
				t.Errorf("got %+v, want %v from %q, %q", got, c.pomp, c.from, c.why)
			}
		})
	}
}

// TestElevationAndScatter wants mean and standard deviation of what was answered, by hand: 0, 50 and 100.
func TestElevationAndScatter(t *testing.T) {
	one := form(t, "one")
	got := small(t).Compute([]Measurement{taken(t, one, now, 0, 10, 20)}, now).Overall
	if got == nil || !near(got.Elevation, 50) || !near(got.Scatter, 50) || got.Domains != 3 {
		t.Errorf("got %+v, want 50 and 50 of 3", got)
	}
	if got := small(t).Compute([]Measurement{taken(t, one, now, 3)}, now).Overall; got != nil {
		t.Errorf("one domain: got %+v, want none", got)
	}
}

// TestGroups weighs 1 for A and B, one half for C and nothing for D.
func TestGroups(t *testing.T) {
	p := small(t).Compute([]Measurement{taken(t, form(t, "one"), now, 4, 8, 12, 16, 20, 2)}, now) // 20 40 60 80 100 10
	first, second := p.Groups[0], p.Groups[1]
	if !first.Available || !near(first.Mean, (20+40+0.5*60)/2.5) || len(first.Answered) != 3 || len(first.Missing) != 0 {
		t.Errorf("first: got %+v", first)
	}
	if !second.Available || !near(second.Mean, (0.5*40+0.5*60+80+100)/3) || len(second.Answered) != 4 {
		t.Errorf("second: got %+v", second)
	}
	se := math.Sqrt(25+25+0.25*25) / 2.5
	if first.Error == nil || !near(first.Error.High-first.Mean, psychometrics.Z95*se) || !near(first.Mean-first.Error.Low, psychometrics.Z95*se) {
		t.Errorf("first: got %+v, want ± %v", first.Error, psychometrics.Z95*se)
	}
}

func TestTooFewDomainsMakeNoGroup(t *testing.T) {
	p := small(t).Compute([]Measurement{taken(t, form(t, "one"), now, 4, 8, -1, 16, 20)}, now)
	first, second := p.Groups[0], p.Groups[1]
	if first.Available || first.Error != nil || first.Mean != 0 || len(first.Answered) != 2 || len(first.Missing) != 1 || first.Missing[0].ID != "urges" {
		t.Errorf("two of three domains: got %+v", first)
	}
	if !second.Available || len(second.Missing) != 1 {
		t.Errorf("three of four domains: got %+v", second)
	}
	c := p.Contrast
	if c.Available || c.Why != "fewer than 3 domains of a group were answered" || c.Statement != NoDifference || c.Exceeds {
		t.Errorf("got %+v", c)
	}
}

// TestNoBasisNoInterval takes away one domain's error of measurement.
func TestNoBasisNoInterval(t *testing.T) {
	bare := ", precision: {basis: assumed, sem: 1, reasoning: {en: R}, source: x}, source: x}\n  - {id: s5"
	p := form(t, "one", bare, ", source: x}\n  - {id: s5")
	got := small(t).Compute([]Measurement{taken(t, p, now, 0, 0, 0, 20, 20)}, now)
	if v := got.domain(t, "mood"); !v.Answered || v.Error != nil {
		t.Errorf("mood: got %+v, want a value without an interval", v)
	}
	if got.Groups[0].Error == nil || got.Groups[1].Error != nil || !got.Groups[1].Available {
		t.Errorf("got %+v and %+v, want an interval for the first group only", got.Groups[0], got.Groups[1])
	}
	if c := got.Contrast; c.Available || c.Why != "the error of measurement of a domain is not known" || c.Statement != NoDifference || c.Difference != 0 {
		t.Errorf("got %+v", c)
	}
}

func TestNotice(t *testing.T) {
	p := small(t).Compute(nil, now)
	if got := strings.Join(p.Notice("en"), " "); got != "This is not a diagnosis. It measures no substance." {
		t.Errorf("got %q", got)
	}
	if got := strings.Join(p.Notice("de"), " "); got != "Das ist keine Diagnose. It measures no substance." {
		t.Errorf("got %q", got)
	}
	if p.Definition().Ref().String() != "small@1.0.0" || len(p.Definition().Hash()) != 64 || !p.At.Equal(now) {
		t.Errorf("got %v", p.Definition().Ref())
	}
}
