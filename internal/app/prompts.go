package app

import (
	"steelyard/internal/clinic"
	"steelyard/internal/prompt"
)

// prompts gives the forms that the recorded medicines suggest now.
func (a *App) prompts(r *PatientRecord) []prompt.Prompt {
	rules := a.Library.Prompts()
	if rules == nil {
		return nil
	}
	var answered []prompt.Answered
	for i := range r.Responses {
		if k := &r.Responses[i]; k.Status == clinic.Completed && k.CompletedAt != nil {
			answered = append(answered, prompt.Answered{Questionnaire: k.Questionnaire.ID, At: *k.CompletedAt})
		}
	}
	return rules.Due(r.Treatments, answered, a.Now())
}
