package scoring_test

import (
	"math"
	"strings"
	"testing"

	"steelyard/internal/fault"
	q "steelyard/internal/questionnaire"
	"steelyard/internal/scoring"
)

// A site's own sample with the published figures gives the published error; with a wider one the interval is wider, and
// nothing but the error changes.
func TestASitesOwnSample(t *testing.T) {
	one, two := 1, 2
	s := score(t, shipped(t, "phq-9"), []*int{&one, &two, &two, &one, &one, &two, &one, &one, &one})
	before := s.program.Score(s.answers)
	with := func(sample scoring.SiteSample) scoring.Result {
		p, err := s.program.WithSite(map[q.ScaleID]scoring.SiteSample{"total": sample})
		if err != nil {
			t.Fatal(err)
		}
		return p.Score(s.answers)
	}
	same, wide := with(scoring.SiteSample{SD: 3.5, Alpha: 0.87, N: 60}), with(scoring.SiteSample{SD: 7, Alpha: 0.8, N: 61})
	old, got := before.Scores[0].Error, same.Scores[0].Error
	if math.Abs(old.SE-got.SE) > 1e-12 || got.Basis != q.Site || got.Site == nil || got.Site.N != 60 || got.BasisWords() != "site, n = 60" {
		t.Errorf("got %+v, want the standard error %v on the basis of 60 patients", got, old.SE)
	}
	if w := wide.Scores[0].Error; w.SE <= got.SE || w.Interval.High-w.Interval.Low <= got.Interval.High-got.Interval.Low {
		t.Errorf("got %+v for a less precise sample, want it wider than %+v", w, got)
	}
	for i := range before.Scores {
		a, b := before.Scores[i], wide.Scores[i]
		if a.Value != b.Value || a.Band != b.Band || a.State != b.State || i > 0 && a.Error != nil && *a.Error != *b.Error {
			t.Errorf("%s changed from %+v to %+v", a.Scale, a, b)
		}
	}
	if again := s.program.Again(s.answers, &wide); len(scoring.Differences(&wide, &again)) > 0 || len(scoring.Differences(&wide, &same)) == 0 {
		t.Errorf("computed anew it differs: %q", scoring.Differences(&wide, &again))
	}
	if again := s.program.Score(s.answers); again.Scores[0].Error.Basis != q.Published {
		t.Error("the program without the sample was changed")
	}
	d, _ := s.program.Derive(s.answers, &wide, "total")
	if text := strings.Join(d.Steps, "\n"); !strings.Contains(text, "site, n = 61") {
		t.Errorf("the derivation does not say it:\n%s", text)
	}
}

func TestSamplesThatCantBe(t *testing.T) {
	one := 1
	p := score(t, shipped(t, "phq-9"), []*int{&one}).program
	for id, sample := range map[q.ScaleID]scoring.SiteSample{
		"nope":          {SD: 1, Alpha: 0.8, N: 50},
		"screen":        {SD: 1, Alpha: 0.8, N: 50},
		"core_symptoms": {SD: 1, Alpha: 0.8, N: 50},
		"total":         {SD: -1, Alpha: 0.8, N: 50},
		"phq2":          {SD: 1, Alpha: -0.1, N: 50},
	} {
		if _, err := p.WithSite(map[q.ScaleID]scoring.SiteSample{id: sample}); fault.KindOf(err) != fault.Invalid {
			t.Errorf("%s %+v: got %v, want it refused", id, sample, err)
		}
	}
}
