package report

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"steelyard/internal/clinic"
	q "steelyard/internal/questionnaire"
)

type trendKey struct {
	questionnaire q.ID
	scale         q.ScaleID
}

// trends gives every numeric scale that has a direction, over time. Corrected responses are left out.
func trends(m Material) []Trend {
	list := gathered(m)
	for i := range list {
		t := &list[i]
		t.Events = slices.Concat(events(m.Treatments, t.Points), t.breaks(m))
		slices.SortStableFunc(t.Events, func(a, b TrendEvent) int { return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Label, b.Label)) })
		t.rescore(m)
	}
	return list
}

// gathered gives the scales of trends with their points, and nothing else of them.
func gathered(m Material) []Trend {
	byKey := map[trendKey]*Trend{}
	var order []trendKey
	for _, c := range m.Completed { // oldest first, so the newest version's bands stand at the end
		if c.Response.Status != clinic.Completed {
			continue
		}
		d := c.Program.Definition()
		for i := range c.Result.Scores {
			scale := &d.Scales[i]
			if !courses(scale) {
				continue
			}
			key := trendKey{d.ID, scale.ID}
			t, ok := byKey[key]
			if !ok {
				t = &Trend{Questionnaire: d.ID, Scale: scale.ID}
				byKey[key] = t
				order = append(order, key)
			}
			t.describe(d, scale, m.Language)
			t.add(&c, i, m.Language)
		}
	}
	list := make([]Trend, 0, len(order))
	for _, key := range order {
		list = append(list, *byKey[key])
	}
	return list
}

// courses says whether a scale is followed over time.
func courses(s *q.Scale) bool { return s.Range != nil && s.Direction != q.Neither }

func (t *Trend) describe(d *q.Definition, s *q.Scale, l q.Language) {
	t.Title, t.Direction = d.ShortTitle.In(l)+": "+s.Title.In(l), s.Direction
	t.Evidence = d.Evidence
	t.Min, t.Max = s.Range.Min.Float(), s.Range.Max.Float()
	t.Bands = nil
	for i := range s.Bands {
		to := t.Max
		if i+1 < len(s.Bands) {
			to = s.Bands[i+1].From.Float()
		}
		t.Bands = append(t.Bands, TrendBand{s.Bands[i].From.Float(), to, s.Bands[i].Label.In(l)})
	}
}

func (t *Trend) add(c *Completed, at int, l q.Language) {
	if p, ok := newPoint(c, at, l); ok {
		t.Points = append(t.Points, p)
	}
}

// newPoint gives the score of one scale, where there is one.
func newPoint(c *Completed, at int, l q.Language) (TrendPoint, bool) {
	scale := &c.Program.Definition().Scales[at]
	s := &c.Result.Scores[at]
	v, ok := s.Number()
	if !ok {
		return TrendPoint{}, false
	}
	p := TrendPoint{At: *c.Response.CompletedAt, Response: c.Response.ID, Value: v.Float(), Shown: showValue(v), State: s.State, Version: c.Result.Questionnaire.Version, Tongues: tongues(&c.Response)}
	if c.Mode != "" {
		p.Rated = BasisOf(c.Program.Definition().Respondent, c.Mode)
	}
	if s.Error != nil {
		p.Known, p.Low, p.High = true, s.Error.Interval.Low, s.Error.Interval.High
		p.Assumed, p.Basis = s.Error.Basis == q.Assumed, s.Error.Basis
	}
	p.Band = bandLabel(scale, s.Band, l)
	return p, true
}

// eventsAround is how many days before the first point and after the last something is still drawn.
const eventsAround = 31

// events gives the treatments and findings that fall within the points' time, and the changes of version and language.
func events(treatments []clinic.TreatmentEvent, points []TrendPoint) (list []TrendEvent) {
	if len(points) == 0 {
		return nil
	}
	for _, e := range treatments {
		at, err := time.Parse(time.DateOnly, string(e.On))
		if err != nil || at.Before(points[0].At.AddDate(0, 0, -eventsAround)) || at.After(points[len(points)-1].At.AddDate(0, 0, eventsAround)) {
			continue
		}
		x := TrendEvent{At: at, Label: eventWords(e), Kind: "treatment", Name: strings.Join(strings.Fields(e.Name), " ")}
		if x.Short = eventBrief(e); x.Short == x.Label {
			x.Short = ""
		}
		list = append(list, x)
	}
	return list
}

// eventWords name what happened, with the dose that holds from then on. What was only noted is named by its kind, so that a
// finding is not taken for a treatment.
func eventWords(e clinic.TreatmentEvent) string {
	name, dose := strings.TrimSpace(e.Name), strings.Join(strings.Fields(e.Dose), " ")
	switch {
	case e.Step == clinic.Noted:
		return strings.TrimSpace(name + " (" + string(e.Kind) + ")")
	case dose == "" || e.Step == clinic.Stopped:
		return name + " " + steps[e.Step]
	case e.Step == clinic.Changed:
		return name + " changed to " + dose
	}
	return name + " " + dose + " " + steps[e.Step]
}

// eventBrief is eventWords in fewer words, such as “Sertraline → 100 mg”. Name and dose are whole: what has to be cut is for the
// drawing to see, which knows its room.
func eventBrief(e clinic.TreatmentEvent) string {
	name, dose := strings.Join(strings.Fields(e.Name), " "), strings.Join(strings.Fields(e.Dose), " ")
	switch {
	case e.Step == clinic.Noted || e.Step == clinic.Stopped || dose == "":
		return eventWords(e)
	case e.Step == clinic.Changed:
		return name + " → " + dose
	}
	return name + " " + dose
}

// breaks marks the points from which on something else was asked than before: another version, another language or other
// words, or in another way. No line is drawn over them.
func (t *Trend) breaks(m Material) (list []TrendEvent) {
	ends := t.ends(m, m.At)
	for i := 1; i < len(ends) && i < len(t.Points); i++ {
		before, e := &ends[i-1], &ends[i]
		mark := func(kind, label string) { list = append(list, TrendEvent{At: e.p.At, Label: label, Kind: kind}) }
		if before.p.Version != e.p.Version {
			mark("version", "version "+string(e.p.Version))
		}
		switch {
		case otherLanguage(before, e):
			mark("language", "in "+e.p.Tongues+" instead of "+before.p.Tongues)
		case otherWording(before, e):
			t.Points[i].Break = true
			mark("wording", "other wording")
		}
		if otherAsking(before, e) != "" {
			list = append(list, TrendEvent{At: e.p.At, Label: e.p.asked() + " instead of " + before.p.asked(), Short: e.p.asked(), Kind: "asking"})
		}
	}
	return list
}

// Newest gives the trend of its newest points alone, with what happened from a month before the first of them on.
func (t Trend) Newest(most int) Trend {
	if len(t.Points) <= most {
		return t
	}
	t.Points = t.Points[len(t.Points)-most:]
	since := t.Points[0].At
	t.Events = slices.DeleteFunc(slices.Clone(t.Events), func(e TrendEvent) bool { return e.At.Before(since.AddDate(0, 0, -eventsAround)) })
	if r := t.Rescored; r != nil {
		again := *r
		again.Points = slices.DeleteFunc(slices.Clone(r.Points), func(p TrendPoint) bool { return p.At.Before(since) })
		if t.Rescored = &again; len(again.Points) == 0 {
			t.Rescored = nil
		}
	}
	return t
}
