package server

import (
	"strings"

	"steelyard/internal/app"
	q "steelyard/internal/questionnaire"
)

// promptView is a form that the recorded medicines suggest, and why.
type promptView struct {
	Title     string
	Begin     q.ID // the form that can be asked here; empty where none can
	Because   string
	Medicines string
	Source    string
}

// promptsFor names the first form of each prompt that can be asked here.
func (s *Server) promptsFor(record *app.PatientRecord) (list []promptView) {
	for _, p := range record.Prompts {
		v := promptView{Because: p.Because, Medicines: strings.Join(p.Medicines, ", "), Source: p.Source}
		for _, id := range p.Ask {
			e, ok := s.app.Library.FindLatest(id)
			if !ok {
				continue
			}
			if v.Title == "" {
				v.Title = e.Definition.ShortTitle.In(q.DefaultLanguage)
			}
			if e.CanBeAdministered(s.app.Now()) == nil {
				v.Title, v.Begin = e.Definition.ShortTitle.In(q.DefaultLanguage), id
				break
			}
		}
		if v.Title != "" {
			list = append(list, v)
		}
	}
	return list
}
