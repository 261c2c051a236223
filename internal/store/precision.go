package store

import (
	"time"

	"steelyard/internal/clinic"
	q "steelyard/internal/questionnaire"
	"steelyard/internal/scoring"
)

// SitePrecision is what a site adopted as the error of a scale of one questionnaire version.
type SitePrecision struct {
	Ref    q.Ref
	Scale  q.ScaleID
	Sample scoring.SiteSample
	At     time.Time
	By     clinic.UserID
}

type sitePrecisionRow struct {
	Seq           int64 `gorm:"primaryKey"`
	Questionnaire string
	Version       string
	Scale         string
	SD            float64 `gorm:"column:sd"`
	Alpha         float64
	N             int
	AdoptedAt     int64
	AdoptedBy     string
}

// TableName names the table.
func (sitePrecisionRow) TableName() string { return "site_precisions" }

func newSitePrecisionRow(p SitePrecision) sitePrecisionRow {
	return sitePrecisionRow{Questionnaire: string(p.Ref.ID), Version: string(p.Ref.Version), Scale: string(p.Scale),
		SD: p.Sample.SD, Alpha: p.Sample.Alpha, N: p.Sample.N, AdoptedAt: micros(p.At), AdoptedBy: string(p.By)}
}

func (r sitePrecisionRow) domain() (SitePrecision, error) {
	return SitePrecision{Ref: q.Ref{ID: q.ID(r.Questionnaire), Version: q.Version(r.Version)}, Scale: q.ScaleID(r.Scale),
		Sample: scoring.SiteSample{SD: r.SD, Alpha: r.Alpha, N: r.N}, At: instant(r.AdoptedAt), By: clinic.UserID(r.AdoptedBy)}, nil
}

// AdoptSitePrecision keeps a figure; it holds for its scale until another one is adopted.
func (tx *Tx) AdoptSitePrecision(p SitePrecision) error {
	return fails("adopt precision of "+p.Ref.String(), tx.db.Create(new(newSitePrecisionRow(p))).Error)
}

// SitePrecisions gives what holds for the scales of a version now.
func (tx *Tx) SitePrecisions(ref q.Ref) (map[q.ScaleID]SitePrecision, error) {
	rows, err := list[sitePrecisionRow](tx.db.Where("questionnaire = ? AND version = ?", string(ref.ID), string(ref.Version)).Order("scale, seq"))
	if err != nil {
		return nil, fails("read precision of "+ref.String(), err)
	}
	now := map[q.ScaleID]SitePrecision{}
	for _, p := range rows {
		now[p.Scale] = p
	}
	return now, nil
}
