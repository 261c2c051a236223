package chart

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"steelyard/internal/profile"
	q "steelyard/internal/questionnaire"
	"steelyard/internal/report"
)

// bounds is a surface that remembers how far a drawing reaches.
type bounds struct{ left, top, right, bottom float64 }

func (b *bounds) reach(x, y float64) {
	b.left, b.top, b.right, b.bottom = min(b.left, x), min(b.top, y), max(b.right, x), max(b.bottom, y)
}
func (b *bounds) Line(from, to Point, _ Pen)       { b.reach(from.X, from.Y); b.reach(to.X, to.Y) }
func (b *bounds) Polyline(ps []Point, _ Pen)       { b.Polygon(ps, Pen{}) }
func (b *bounds) Circle(c Point, r float64, _ Pen) { b.reach(c.X-r, c.Y-r); b.reach(c.X+r, c.Y+r) }
func (b *bounds) Width(l Label) float64            { return estimate(l) }
func (b *bounds) Polygon(ps []Point, _ Pen) {
	for _, p := range ps {
		b.reach(p.X, p.Y)
	}
}
func (b *bounds) Text(at Point, l Label) {
	w := estimate(l)
	x := at.X - w*float64(l.Anchor)/2
	b.reach(x, at.Y-l.Size*.8)
	b.reach(x+w, at.Y+l.Size*.25)
}

// inFrame gives what is wrong with how far a chart reaches at a width.
func inFrame(c Chart, width float64) string {
	b := &bounds{}
	height := c.Draw(b, width)
	if b.left < -.01 || b.top < -.01 || b.right > width+.01 || b.bottom > height+.01 {
		return fmt.Sprintf("it reaches from (%.1f, %.1f) to (%.1f, %.1f), outside of %.0f × %.1f", b.left, b.top, b.right, b.bottom, width, height)
	}
	return ""
}

func TestNothingIsClipped(t *testing.T) {
	for name, c := range samples() {
		for _, width := range []float64{MinWidth, Narrow, 343, 400, 519, 520, 600, Wide, 1000} {
			if fault := inFrame(c, width); fault != "" {
				t.Errorf("%s at %.0f: %s", name, width, fault)
			}
		}
	}
}

// anyText draws words of up to sixty characters, wide ones and unbroken ones among them.
var anyText = rapid.StringOfN(rapid.RuneFrom([]rune("aiWМщΩé— -漢\u202e\x00<&\"")), 0, 60, -1)

func anyTrend(t *rapid.T) report.Trend {
	out := report.Trend{Title: anyText.Draw(t, "title"), Max: rapid.Float64Range(1, 400).Draw(t, "max"), Evidence: q.Unvalidated}
	n := rapid.IntRange(0, 6).Draw(t, "bands")
	for i := range n {
		out.Bands = append(out.Bands, report.TrendBand{From: out.Max * float64(i) / float64(n), To: out.Max * float64(i+1) / float64(n), Label: anyText.Draw(t, "band")})
	}
	for range rapid.IntRange(0, 70).Draw(t, "points") {
		v := rapid.Float64Range(0, out.Max).Draw(t, "value")
		out.Points = append(out.Points, report.TrendPoint{At: days(rapid.IntRange(0, 900).Draw(t, "day")), Value: v, Shown: brief(whole(v)), Known: rapid.Bool().Draw(t, "known"),
			Low: max(0, v-9), High: v + 9, State: q.Prorated, Version: q.Version(fmt.Sprint(rapid.IntRange(1, 3).Draw(t, "version")))})
	}
	for range rapid.IntRange(0, 12).Draw(t, "events") {
		out.Events = append(out.Events, report.TrendEvent{At: days(rapid.IntRange(-60, 960).Draw(t, "when")), Label: anyText.Draw(t, "event")})
	}
	return out
}

func TestNoTrendIsClipped(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := Over(anyTrend(t))
		if rapid.Bool().Draw(t, "small") {
			c = Small(anyTrend(t))
		}
		if fault := inFrame(c, rapid.Float64Range(MinWidth, 1200).Draw(t, "width")); fault != "" {
			t.Fatal(fault)
		}
		checkTable(t, c)
	})
}

func TestNoProfileIsClipped(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := &report.Report{Language: "en", Profile: &profile.Profile{}}
		for range rapid.IntRange(0, 14).Draw(t, "domains") {
			v := rapid.Float64Range(0, 100).Draw(t, "value")
			d := answered(anyText.Draw(t, "name"), v, max(0, v-30), min(100, v+30))
			d.Answered, d.Why = rapid.Bool().Draw(t, "answered"), anyText.Draw(t, "why")
			r.Profile.Domains = append(r.Profile.Domains, d)
		}
		for i := range r.Profile.Groups {
			r.Profile.Groups[i] = profile.GroupValue{Group: &profile.Group{Title: q.Text{"en": anyText.Draw(t, "group")}}, Available: true, Mean: 100}
		}
		r.Profile.Contrast = profile.Contrast{Available: true, Difference: -100, Interval: struct{ Low, High float64 }{-100, -100}, Statement: anyText.Draw(t, "statement")}
		width := rapid.Float64Range(MinWidth, 1200).Draw(t, "width")
		for _, c := range []Chart{Domains(r), Groups(r)} {
			if fault := inFrame(c, width); fault != "" {
				t.Fatal(fault)
			}
			checkTable(t, c)
		}
	})
}

func checkTable(t interface{ Fatalf(string, ...any) }, c Chart) {
	table := c.Table()
	for _, row := range table.Rows {
		if len(row) != len(table.Head) {
			t.Fatalf("a row of %d cells under %d headings: %q", len(row), len(table.Head), row)
		}
	}
}

func TestOnePointWorks(t *testing.T) {
	for _, at := range []time.Time{start, {}, start.AddDate(4000, 0, 0)} {
		c := Over(report.Trend{Max: 27, Points: []report.TrendPoint{{At: at, Value: 3, Shown: "3"}}})
		if fault := inFrame(c, Narrow); fault != "" {
			t.Errorf("at %v: %s", at, fault)
		}
	}
}
