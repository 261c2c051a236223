package app

import (
	"steelyard/internal/clinic"
	"steelyard/internal/profile"
	q "steelyard/internal/questionnaire"
	"steelyard/internal/store"
)

// keepGlance keeps what the list shows of a patient's profile, from the same computation as the report's. Whatever
// completes a response does it in the same transaction, so that the list never computes one.
func (a *App) keepGlance(tx *store.Tx, id clinic.PatientID) error {
	definition := a.Library.Profile()
	if definition == nil {
		return nil
	}
	newest, err := tx.NewestResults(id)
	if err != nil || len(newest) == 0 {
		return err
	}
	ms := make([]profile.Measurement, len(newest))
	for i := range newest {
		entry, err := a.Library.GetAt(newest[i].Ref, newest[i].StartedAt)
		if err != nil {
			return err
		}
		ms[i] = profile.Measurement{Definition: entry.Definition, Result: &newest[i].Result, At: newest[i].CompletedAt}
	}
	at := newest[len(newest)-1].CompletedAt // the oldest come first
	return tx.PutGlance(id, glanceOf(definition.Compute(ms, at)))
}

func glanceOf(p *profile.Profile) clinic.Glance {
	g := clinic.Glance{At: p.At, Marks: []clinic.GlanceMark{}}
	for i := range p.Domains {
		d := &p.Domains[i]
		if !d.Answered {
			continue
		}
		m := clinic.GlanceMark{Domain: clinic.DomainID(d.Domain.ID), Value: d.POMP, Unvalidated: d.From.Evidence != q.Validated}
		if d.Error != nil {
			m.Known, m.Low, m.High, m.Assumed = true, d.Error.Interval.Low, d.Error.Interval.High, d.Error.Basis == q.Assumed
		}
		g.Marks = append(g.Marks, m)
	}
	return g
}
