package app

import (
	"context"

	"steelyard/internal/clinic"
	"steelyard/internal/fault"
	"steelyard/internal/library"
	q "steelyard/internal/questionnaire"
	"steelyard/internal/report"
)

// Trial is what invented answers come to. Nothing of it is kept.
type Trial struct {
	Entry   *library.Entry
	Answers q.Answers
	View    *report.Response
	Notice  []string
}

// Try scores invented answers to a version in whatever state, as a response's page would show them.
func (a *App) Try(ctx context.Context, who clinic.Actor, ref q.Ref, form q.Form) (t Trial, err error) {
	if t.Entry, err = a.Version(ctx, who, ref); err != nil {
		return t, err
	}
	answers, result, err := Score(t.Entry, form)
	if err != nil {
		return t, err
	}
	if t.Answers = answers; answers.Given() == 0 {
		return t, fault.New(fault.Invalid, "Answer at least one question.", fault.Detail{What: "Answer at least one question. What is left out counts as not answered."})
	}
	now := a.Now()
	r := clinic.Response{ID: "trial", Questionnaire: ref, Hash: t.Entry.Definition.Hash(), Status: clinic.Completed, Answers: answers.Form(),
		Language: t.Entry.Definition.LanguageFor(q.DefaultLanguage), StartedAt: now, UpdatedAt: now, CompletedAt: &now}
	whole, err := report.New(report.Material{Invented: true, Language: q.DefaultLanguage, At: now, Profile: a.Library.Profile(),
		Completed: []report.Completed{{Response: r, Result: result, Program: t.Entry.Program, EnteredBy: "nobody: the answers are invented"}}})
	if err != nil {
		return t, err
	}
	t.View, t.Notice = &whole.Responses[0], whole.Notice()
	return t, nil
}
