package app

import (
	"context"
	"fmt"
	"strings"

	"steelyard/internal/clinic"
	"steelyard/internal/fault"
	"steelyard/internal/library"
	"steelyard/internal/psychometrics"
	q "steelyard/internal/questionnaire"
	"steelyard/internal/scoring"
	"steelyard/internal/store"
)

// MinSiteSample is from how many patients on a site may take a scale's error from its own answers: with fewer, alpha is
// too uncertain to be better than a published figure.
const MinSiteSample = 50

// ScaleSample is what this site's own answers say of one scale. Sample is nil where they say nothing yet.
type ScaleSample struct {
	Scale   *q.Scale
	N       int // patients with a complete first response
	Sample  *scoring.SiteSample
	Alpha   psychometrics.Interval // 95 %, Feldt
	Why     string                 // why it can't be adopted; empty where it can
	Adopted *store.SitePrecision   // what holds now; nil where the definition's basis does
}

// MostSampled is how many answers, the newest ones, are looked at where something is told of all that are here.
const MostSampled = 10_000

// SitePrecision computes, for every scale that can have one, the error from this site's answers to a version: the SD
// and alpha over the first complete response of each patient among the newest MostSampled.
func (a *App) SitePrecision(ctx context.Context, who clinic.Actor, ref q.Ref) (list []ScaleSample, err error) {
	if err := a.permitted(ctx, who, clinic.ManageSite); err != nil {
		return nil, err
	}
	entry, err := a.Library.Get(ref)
	if err != nil {
		return nil, err
	}
	err = a.Store.View(ctx, func(tx *store.Tx) error {
		list, err = samples(tx, entry)
		return err
	})
	if err != nil {
		return nil, err
	}
	return list, a.noteRead(ctx, who, deed{action: "compute site precision", subject: "questionnaire:" + ref.String()})
}

// AdoptSitePrecision makes results that are computed from now on take the error of every scale whose sample is large
// enough from this site's own answers. What was frozen before stays as it is.
func (a *App) AdoptSitePrecision(ctx context.Context, who clinic.Actor, ref q.Ref) error {
	entry, err := a.Library.Get(ref)
	if err != nil {
		return err
	}
	var list []ScaleSample // computed before, because nobody else can write meanwhile
	err = a.view(ctx, who, clinic.ManageSite, ofNobody, func(tx *store.Tx) error {
		list, err = samples(tx, entry)
		return err
	})
	if err != nil {
		return err
	}
	return a.update(ctx, who, clinic.ManageSite, ofNobody, func(tx *store.Tx) error {
		var adopted []string
		for _, s := range list {
			if s.Why != "" {
				continue
			}
			p := store.SitePrecision{Ref: ref, Scale: s.Scale.ID, Sample: *s.Sample, At: a.Now(), By: who.User}
			if err := tx.AdoptSitePrecision(p); err != nil {
				return err
			}
			adopted = append(adopted, fmt.Sprintf("%s SD %.4g, alpha %.4g, n = %d", s.Scale.ID, s.Sample.SD, s.Sample.Alpha, s.Sample.N))
		}
		if len(adopted) == 0 {
			return fault.New(fault.Conflict, fmt.Sprintf("No scale has been answered in full by %d patients yet. Nothing was changed.", MinSiteSample))
		}
		return a.note(tx, who, deed{action: "adopt site precision", subject: "questionnaire:" + ref.String(), why: strings.Join(adopted, "; ")})
	})
}

// samples gathers, row by row, the first complete response of every patient on every scale among the newest answers. It is of
// everybody here, whoever asks: it is computed for an administrator, and holds for all.
func samples(tx *store.Tx, entry *library.Entry) ([]ScaleSample, error) {
	ids := entry.Program.Sampled()
	gathered := make([]gathering, len(ids))
	_, err := tx.EachNewest(clinic.Visible{All: true}, entry.Ref(), MostSampled, func(r clinic.Response, result *scoring.Result) error {
		answers, err := entry.Definition.Answers(r.Answers)
		if err != nil {
			return err
		}
		for i, id := range ids {
			gathered[i].add(r.PatientID, entry.Program, answers, result, id)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	adopted, err := tx.SitePrecisions(entry.Ref())
	if err != nil {
		return nil, err
	}
	list := make([]ScaleSample, len(ids))
	for i, id := range ids {
		list[i] = gathered[i].sample()
		list[i].Scale = &entry.Definition.Scales[entry.Definition.ScaleIndex(id)]
		if p, ok := adopted[id]; ok {
			list[i].Adopted = &p
		}
	}
	return list, nil
}

// gathering is what one scale's sample is made of: a row of keyed item scores and a reported value a patient.
type gathering struct {
	seen   map[clinic.PatientID]bool
	rows   [][]float64
	values []float64
}

func (g *gathering) add(p clinic.PatientID, program *scoring.Program, a q.Answers, result *scoring.Result, id q.ScaleID) {
	score, ok := result.Score(id)
	if !ok || score.State != q.Complete || g.seen[p] {
		return
	}
	value, ok := score.Number()
	row, complete := program.ItemScores(a, id)
	if !ok || !complete {
		return
	}
	if g.seen == nil {
		g.seen = map[clinic.PatientID]bool{}
	}
	g.seen[p] = true
	g.rows, g.values = append(g.rows, row), append(g.values, value.Float())
}

// sample computes the figures, and says why they can't be adopted where that is so.
func (g *gathering) sample() ScaleSample {
	s := ScaleSample{N: len(g.rows)}
	figures, interval, err := g.figures()
	switch {
	case err != nil:
		s.Why = "These answers do not differ enough to say anything."
	case figures.SD <= 0 || figures.Alpha < 0:
		s.Sample, s.Alpha, s.Why = &figures, interval, "The items do not go together in these answers, so alpha is no reliability."
	default:
		s.Sample, s.Alpha = &figures, interval
	}
	if s.N < MinSiteSample {
		s.Why = fmt.Sprintf("%d of the %d patients it takes have answered it in full.", s.N, MinSiteSample)
	}
	return s
}

func (g *gathering) figures() (f scoring.SiteSample, interval psychometrics.Interval, err error) {
	sample, err := psychometrics.NewSample(g.rows)
	if err != nil {
		return f, interval, err
	}
	if f.Alpha, err = sample.Alpha(); err != nil {
		return f, interval, err
	}
	if f.SD, err = psychometrics.SD(g.values); err != nil {
		return f, interval, err
	}
	f.N = len(g.rows)
	interval, err = psychometrics.FeldtInterval(f.Alpha, f.N, len(g.rows[0]), 0.95)
	return f, interval, err
}

// program gives what a response is scored with now: the version's own, with the error that this site adopted for it.
func program(tx *store.Tx, entry *library.Entry) (*scoring.Program, error) {
	adopted, err := tx.SitePrecisions(entry.Ref())
	if err != nil || len(adopted) == 0 {
		return entry.Program, err
	}
	samples := map[q.ScaleID]scoring.SiteSample{}
	for id, p := range adopted {
		samples[id] = p.Sample
	}
	return entry.Program.WithSite(samples)
}
