package scoring

import (
	"fmt"
	"maps"
	"slices"

	"steelyard/internal/fault"
	"steelyard/internal/psychometrics"
	q "steelyard/internal/questionnaire"
)

// WithSite gives a program that takes the error of some scales from a site's own sample instead of the definition's
// basis. Values, bands and what is missing stay what they are. It fails for a scale that no sample can be taken of and
// for figures that can't be: an SD below 0, or an alpha that is no reliability.
func (p *Program) WithSite(samples map[q.ScaleID]SiteSample) (*Program, error) {
	site := &Program{definition: p.definition, scales: slices.Clone(p.scales)}
	for _, id := range slices.Sorted(maps.Keys(samples)) {
		at := p.definition.ScaleIndex(id)
		if at < 0 || !p.scales[at].sampled() {
			return nil, fault.New(fault.Invalid, fmt.Sprintf("No sample can be taken of a scale %q.", id))
		}
		sample, c := samples[id], &site.scales[at]
		sem, err := psychometrics.SEM(sample.SD, sample.Alpha)
		if err != nil {
			return nil, fault.Wrap(err, fault.Invalid, "The sample of the scale "+string(id)+" can't be used.")
		}
		c.site, c.groupSEM = &sample, c.raw(sem)
	}
	return site, nil
}

// Again computes a Result of the same answers anew, with the site's samples that are frozen in it. Where those can't be
// used it computes without them, and Differences has what came of it.
func (p *Program) Again(a q.Answers, frozen *Result) Result {
	samples := map[q.ScaleID]SiteSample{}
	for i := range frozen.Scores {
		if e := frozen.Scores[i].Error; e != nil && e.Site != nil {
			samples[frozen.Scores[i].Scale] = *e.Site
		}
	}
	if len(samples) == 0 {
		return p.Score(a)
	}
	site, err := p.WithSite(samples)
	if err != nil {
		return p.Score(a)
	}
	return site.Score(a)
}

// Sampled gives the scales whose error a site can take from its own answers: sums and means of two items or more.
func (p *Program) Sampled() (ids []q.ScaleID) {
	for i := range p.scales {
		if p.scales[i].sampled() {
			ids = append(ids, p.scales[i].ID)
		}
	}
	return ids
}

func (c *compiled) sampled() bool {
	return c.alone && len(c.operands) >= 2 && (c.Operator == q.Sum || c.Operator == q.Mean) && c.Direction != q.Neither
}

// ItemScores gives the keyed score of every item of a scale; ok is false where one is missing.
func (p *Program) ItemScores(a q.Answers, id q.ScaleID) (scores []float64, ok bool) {
	at := p.definition.ScaleIndex(id)
	if at < 0 || !p.scales[at].alone {
		return nil, false
	}
	c := &p.scales[at]
	for i := range c.operands {
		v, known := c.operands[i].keyed(a.At(c.operands[i].item), &c.Missing)
		if !known {
			return nil, false
		}
		scores = append(scores, v.Float())
	}
	return scores, true
}

// basis gives what the group's error rests on.
func (c *compiled) basis() q.Basis {
	if c.site != nil {
		return q.Site
	}
	return c.Precision.Basis
}
