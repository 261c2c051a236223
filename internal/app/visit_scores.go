package app

import (
	"steelyard/internal/clinic"
	q "steelyard/internal/questionnaire"
	"steelyard/internal/store"
)

// ShownScore is a score as a site may choose to show it to the person who answered: a whole number and its range, without
// bands, groups or intervals in decimals.
type ShownScore struct {
	Form     q.Text // its short title
	Scale    q.Text
	Value    string
	Range    string
	Evidence q.Evidence
}

// shownScores fills in the scores of a finished link where the site shows them: the first numeric scale of each form.
func (a *App) shownScores(tx *store.Tx, v *Visit) error {
	if !v.Site.ShowScores {
		return nil
	}
	for i := range v.Parts {
		p := &v.Parts[i]
		if p.Response.Status != clinic.Completed {
			continue
		}
		result, err := tx.GetResult(p.Response.ID)
		if err != nil {
			return err
		}
		d := p.Entry.Definition
		for at := range result.Scores {
			value, ok := result.Scores[at].Number()
			scale := &d.Scales[at]
			if !ok || scale.Direction == q.Neither || scale.Range == nil {
				continue
			}
			v.Scores = append(v.Scores, ShownScore{d.ShortTitle, scale.Title, value.RoundHalfUp().String(), scale.Range.Min.String() + "–" + scale.Range.Max.String(), d.Evidence})
			break
		}
	}
	if profile := a.Library.Profile(); profile != nil {
		v.Notice = profile.Notice
	}
	return nil
}
