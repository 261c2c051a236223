package app

import "steelyard/internal/prompt"

// prompts gives the forms that the recorded medicines suggest now.
func (a *App) prompts(r *PatientRecord) []prompt.Prompt {
	rules := a.Library.Prompts()
	if rules == nil {
		return nil
	}
	return rules.Due(r.Treatments, r.Answered, a.Now())
}
