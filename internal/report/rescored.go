package report

import (
	"steelyard/internal/clinic"
	q "steelyard/internal/questionnaire"
	"steelyard/internal/scoring"
)

// Rescored is what earlier answers come to by a newer version. It was never recorded, and every rendering says so.
type Rescored struct {
	Version q.Version
	Label   string
	Points  []TrendPoint // the oldest first; their Version is the newer one
}

// rescore scores the answers that were given to earlier versions by the newest one that was answered. A response of
// which the newer version does not accept every answer is left out.
func (t *Trend) rescore(m Material) {
	newest := t.newestProgram(m.Completed)
	if newest == nil {
		return
	}
	d := newest.Definition()
	r := Rescored{Version: d.Version, Label: "re-scored with version " + string(d.Version) + ", not what was recorded"}
	for i := range m.Completed {
		c := &m.Completed[i]
		if !t.counts(c) || !c.Program.Definition().Version.Less(d.Version) {
			continue
		}
		if p, ok := t.again(c, newest, m.Language); ok {
			r.Points = append(r.Points, p)
		}
	}
	if len(r.Points) > 0 {
		t.Rescored = &r
	}
}

func (t *Trend) counts(c *Completed) bool {
	return c.Response.Status == clinic.Completed && c.Program.Definition().ID == t.Questionnaire
}

func (t *Trend) newestProgram(list []Completed) (newest *scoring.Program) {
	for i := range list {
		if t.counts(&list[i]) && (newest == nil || newest.Definition().Version.Less(list[i].Program.Definition().Version)) {
			newest = list[i].Program
		}
	}
	return newest
}

func (t *Trend) again(c *Completed, by *scoring.Program, l q.Language) (TrendPoint, bool) {
	answers, err := by.Definition().Answers(c.Response.Answers)
	if err != nil { // the newer version does not accept every answer
		return TrendPoint{}, false
	}
	result := by.Score(answers)
	at := by.Definition().ScaleIndex(t.Scale)
	if at < 0 {
		return TrendPoint{}, false
	}
	return newPoint(&Completed{Response: c.Response, Result: result, Program: by, EnteredBy: c.EnteredBy, Mode: c.Mode}, at, l)
}
