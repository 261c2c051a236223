package profile

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"steelyard/internal/exact"
	q "steelyard/internal/questionnaire"
	"steelyard/internal/scoring"
)

// drawn gives measurements of two forms at distinct times, with gaps.
func drawn(t *rapid.T, forms ...*scoring.Program) (list []Measurement) {
	n := rapid.IntRange(0, 6).Draw(t, "measurements")
	ages := rapid.SliceOfNDistinct(rapid.IntRange(0, 40*24), n, n, rapid.ID[int]).Draw(t, "hours ago")
	for _, age := range ages {
		p, f := rapid.SampledFrom(forms).Draw(t, "form"), q.Form{}
		for i := range p.Definition().Items {
			if rapid.IntRange(0, 9).Draw(t, "given") > 0 {
				f[p.Definition().Items[i].ID] = exact.Ratio(int64(rapid.IntRange(0, 40).Draw(t, "halves")), 2).String()
			}
		}
		a, err := p.Definition().Answers(f)
		if err != nil {
			t.Fatal(err)
		}
		r := p.Score(a)
		list = append(list, Measurement{p.Definition(), &r, now.Add(-time.Duration(age) * time.Hour)})
	}
	return list
}

// TestOrderOfMeasurementsIsIrrelevant shuffles them.
func TestOrderOfMeasurementsIsIrrelevant(t *testing.T) {
	d, one, two := small(t), form(t, "one"), form(t, "two")
	rapid.Check(t, func(t *rapid.T) {
		ms := drawn(t, one, two)
		want, got := d.Compute(ms, now), d.Compute(rapid.Permutation(ms).Draw(t, "order"), now)
		if diff := cmp.Diff(want, got, cmpopts.IgnoreUnexported(Profile{})); diff != "" {
			t.Fatal(diff)
		}
	})
}

// TestEveryNumberIsInItsBounds wants what every rendering relies on.
func TestEveryNumberIsInItsBounds(t *testing.T) {
	d := small(t)
	forms := []*scoring.Program{form(t, "one"), form(t, "two", "direction: difficulty", "direction: well-being"),
		form(t, "one", "range: {min: 0, max: 20}", "range: {min: 1, max: 12}, transform: {multiply: 11/20, add: 1}")} // 11·(100/11) is more than 100
	rapid.Check(t, func(t *rapid.T) {
		p := d.Compute(drawn(t, forms...), now)
		for _, v := range p.Domains {
			if v.Answered != (v.Why == "") || v.POMP < 0 || v.POMP > 100 {
				t.Fatalf("%+v", v)
			}
			if e := v.Error; e != nil && (e.Interval.Low < 0 || e.Interval.High > 100 || !e.Interval.Contains(v.POMP)) {
				t.Fatalf("%s: %v outside %+v", v.Domain.ID, v.POMP, e)
			}
		}
		for _, g := range p.Groups {
			if g.Available != (len(g.Answered) >= MinDomains) || g.Mean < 0 || g.Mean > 100 {
				t.Fatalf("%+v", g)
			}
			if e := g.Error; e != nil && (e.Low < 0 || e.High > 100 || !e.Contains(g.Mean)) {
				t.Fatalf("%s: %v outside %+v", g.Group.ID, g.Mean, e)
			}
		}
		c := p.Contrast
		if c.Available != (c.Why == "") || c.Exceeds && c.Interval.Contains(0) || c.Statement != NoDifference && !(c.Exceeds && c.SignHolds) {
			t.Fatalf("%+v", c)
		}
	})
}

// TestContrastTurnsWithItsGroups swaps the two groups: the difference and its interval change sign, and nothing else.
func TestContrastTurnsWithItsGroups(t *testing.T) {
	d, swapped, one := small(t), small(t), form(t, "one")
	swapped.Groups[0], swapped.Groups[1] = swapped.Groups[1], swapped.Groups[0]
	about := cmpopts.EquateApprox(0, 1e-9)
	rapid.Check(t, func(t *rapid.T) {
		ms := drawn(t, one)
		a, b := d.Compute(ms, now).Contrast, swapped.Compute(ms, now).Contrast
		b.Difference, b.Interval.Low, b.Interval.High = -b.Difference, -b.Interval.High, -b.Interval.Low
		if diff := cmp.Diff(a, b, about); diff != "" {
			t.Fatal(diff)
		}
	})
}

// TestSharedDomainsCancel moves a domain that counts the same on both sides of equally heavy groups: nothing changes.
func TestSharedDomainsCancel(t *testing.T) {
	groups := [2]Group{{ID: "a"}, {ID: "b"}}
	domain := func(pomp float64, a, b Grade) DomainValue {
		d := &Domain{Evidence: map[GroupID]Evidence{"a": {Grade: a}, "b": {Grade: b}}}
		return DomainValue{Domain: d, Answered: true, POMP: pomp, Error: &scoring.Uncertainty{SE: 4}}
	}
	rapid.Check(t, func(t *rapid.T) {
		pomp := rapid.Float64Range(0, 100)
		fixed := []DomainValue{domain(pomp.Draw(t, "x"), GradeA, GradeD), domain(pomp.Draw(t, "y"), GradeB, GradeD),
			domain(pomp.Draw(t, "z"), GradeD, GradeA), domain(pomp.Draw(t, "w"), GradeD, GradeB)}
		of := func(shared float64) Contrast {
			domains := append([]DomainValue{domain(shared, GradeC, GradeC)}, fixed...)
			return contrast([2]GroupValue{groupValue(&groups[0], domains), groupValue(&groups[1], domains)}, domains)
		}
		a, b := of(0), of(100)
		if diff := cmp.Diff(a, b, cmpopts.EquateApprox(0, 1e-9)); diff != "" || a.Shared != 1 {
			t.Fatal(a.Shared, diff)
		}
	})
}

func BenchmarkCompute(b *testing.B) {
	d, p := small(b), form(b, "one")
	ms := []Measurement{taken(b, p, daysAgo(20), 1, 2, 3, 4, 5, 6), taken(b, p, daysAgo(1), 4, 8, 12, 16, 20, 2)}
	b.ReportAllocs()
	for b.Loop() {
		_ = d.Compute(ms, now)
	}
}
