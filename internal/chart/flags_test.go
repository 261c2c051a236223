package chart

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"steelyard/internal/report"
)

// medicine is an event as a report words it.
func medicine(day int, name, dose string) report.TrendEvent {
	e := event(day, name+" "+dose+" started", "treatment")
	e.Name, e.Short = name, name+" "+dose
	return e
}

// flown gives the flags that a trend has at a width.
func flown(t report.Trend, small bool, width float64) (*plot, flags) {
	c := newTrend(t)
	c.small = small
	p := &plot{s: &bounds{}, c: c, width: width, left: 8}
	p.left += c.tickWidth(p.s)
	p.right = width - p.bandLabels().width
	p.x = newTimeAxis(c.points[0].At, c.points[len(c.points)-1].At, c.events, p.left+14, p.right-32)
	return p, p.flags()
}

// TestALabelIsWholeWhereThereIsRoom has the labels that were cut though nothing stood beside them.
func TestALabelIsWholeWhereThereIsRoom(t *testing.T) {
	trend := sampleTrend(3, 14)
	trend.Events = []report.TrendEvent{medicine(-3, "Escitalopram", "10 mg in the morning"), medicine(21, "Escitalopram", "20 mg in the morning")}
	for name, width := range map[string]float64{"a phone": Narrow, "a desk": Wide, "paper": 420} {
		_, f := flown(trend, name == "paper", width)
		if f.numbered {
			t.Fatalf("the flags on %s are numbered", name)
		}
		for _, one := range f.list {
			if one.cut || !strings.Contains(one.text, "mg in the morning") {
				t.Errorf("on %s the label is %q", name, one.text)
			}
		}
	}
}

// TestLabelsOfEventsDontMeet draws any events: no label meets another, the edge or a line; what is cut is cut outside of its dose
// and stands in full below.
func TestLabelsOfEventsDontMeet(t *testing.T) {
	names := rapid.SampledFrom([]string{"Escitalopram", "Levodopa and carbidopa modified-release tablets", "CBT", "Walking, 30 minutes a day", "Methylphenidate hydrochloride prolonged-release capsules, morning"})
	doses := rapid.SampledFrom([]string{"10 mg", "25 mg three times a day, before meals", "1,250 micrograms every other day in the evening"})
	rapid.Check(t, func(t *rapid.T) {
		trend := sampleTrend(5, 30)
		for range rapid.IntRange(1, 8).Draw(t, "events") {
			trend.Events = append(trend.Events, medicine(rapid.IntRange(-20, 140).Draw(t, "day"), names.Draw(t, "name"), doses.Draw(t, "dose")))
		}
		width := rapid.SampledFrom([]float64{MinWidth, Narrow, 420, Wide}).Draw(t, "width")
		p, f := flown(trend, width == 420, width)
		below := &written{}
		p.s = below
		p.drawFlagKey(f, 0)
		if f.numbered {
			return
		}
		for i := range f.list {
			one := &f.list[i]
			if one.left < -1e-9 || one.right > width+1e-9 {
				t.Fatalf("%q leaves the drawing: %+v", one.text, one)
			}
			if one.cut && (strings.Contains(one.text, " mg") || !strings.Contains(below.text(), strings.Join(strings.Fields(one.event.Label), " "))) {
				t.Fatalf("%q is cut, and below stands %q", one.text, below.text())
			}
			for k := range f.list {
				o := &f.list[k]
				if i == k {
					continue
				}
				if o.lane == one.lane && one.left < o.right && o.left < one.right {
					t.Fatalf("%q and %q meet", one.text, o.text)
				}
				if o.lane > one.lane && o.x > one.left && o.x < one.right {
					t.Fatalf("the line of %q crosses %q", o.text, one.text)
				}
			}
		}
	})
}

// written collects what is written.
type written struct {
	bounds
	words []string
}

func (s *written) Text(_ Point, l Label) { s.words = append(s.words, l.Text) }
func (s *written) text() string          { return strings.Join(s.words, " ") }
