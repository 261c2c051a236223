package server

import "steelyard/internal/chart"

// Scoring draws how the questionnaire's scores come about.
func (p *questionnairePage) Scoring() figure {
	return newFigure(chart.Scoring(p.Def), "scoring", chart.Wide)
}
