package app_test

import (
	"context"
	"fmt"

	"steelyard/internal/app"
	"steelyard/internal/clinic"
	q "steelyard/internal/questionnaire"
)

// libraryActs is what is done with versions and wordings. They are nobody's data; that they were done is noted all the same.
var libraryActs = []act{
	{method: "AddDefinition", may: admins, action: "upload definition", object: "questionnaire:garden@", do: func(ctx context.Context, w *world, who clinic.Actor) error {
		_, err := w.AddDefinition(ctx, who, w.nextGarden("included"))
		return err
	}},
	{method: "Release", may: admins, action: "release questionnaire", object: "questionnaire:garden@", ready: drafted, do: func(ctx context.Context, w *world, who clinic.Actor) error {
		_, err := w.Release(ctx, who, app.Decision{Ref: w.garden})
		return err
	}},
	{method: "Retire", may: admins, action: "retire questionnaire", object: "questionnaire:garden@", ready: released, do: func(ctx context.Context, w *world, who clinic.Actor) error {
		_, err := w.Retire(ctx, who, app.Decision{Ref: w.garden})
		return err
	}},
	{method: "Restore", may: admins, action: "bring questionnaire back", object: "questionnaire:garden@", ready: retired, do: func(ctx context.Context, w *world, who clinic.Actor) error {
		_, err := w.Restore(ctx, who, app.Decision{Ref: w.garden})
		return err
	}},
	{method: "AddWording", may: admins, action: "add wording", object: "questionnaire:garden@", ready: wordless, do: func(ctx context.Context, w *world, who clinic.Actor) error {
		_, err := w.addWording(ctx, who)
		return err
	}},
	{method: "WithdrawWording", may: admins, action: "withdraw wording", object: "questionnaire:garden@", ready: worded, do: func(ctx context.Context, w *world, who clinic.Actor) error {
		_, err := w.WithdrawWording(ctx, who, w.garden, w.words)
		return err
	}},
}

// nextGarden gives a version of the garden that was not there before.
func (w *world) nextGarden(wording string) app.Upload {
	w.n++
	return app.Upload{Name: "garden.yaml", Content: []byte(gardenBed(fmt.Sprintf("1.%d.0", w.n), wording, 1))}
}

func (w *world) draft(ctx context.Context, wording string) error {
	e, err := w.AddDefinition(ctx, w.Administrator, w.nextGarden(wording))
	if err == nil {
		w.garden = e.Ref()
	}
	return err
}

func drafted(ctx context.Context, w *world) error { return w.draft(ctx, "included") }

func released(ctx context.Context, w *world) error {
	err := drafted(ctx, w)
	if err == nil {
		_, err = w.Release(ctx, w.Administrator, app.Decision{Ref: w.garden})
	}
	return err
}

func retired(ctx context.Context, w *world) error {
	err := released(ctx, w)
	if err == nil {
		_, err = w.Retire(ctx, w.Administrator, app.Decision{Ref: w.garden})
	}
	return err
}

func wordless(ctx context.Context, w *world) error {
	err := w.draft(ctx, "supplied")
	if err == nil {
		_, err = w.Release(ctx, w.Administrator, app.Decision{Ref: w.garden})
	}
	return err
}

func worded(ctx context.Context, w *world) error {
	if err := wordless(ctx, w); err != nil {
		return err
	}
	e, err := w.addWording(ctx, w.Administrator)
	if err == nil {
		w.words = e.Wordings[0].Hash
	}
	return err
}

func (w *world) addWording(ctx context.Context, who clinic.Actor) (*app.Entry, error) {
	const words = `questionnaire: %s
language: en
rights: {who: Our clinic, basis: licence, reference: No. 7}
items: {sat: I sat down., rest: I rested.}
choices: {often: {"0": Never, "1": Often}}
`
	return w.AddWording(ctx, who, w.garden, app.Upload{Name: "words.yaml", Content: fmt.Appendf(nil, words, w.garden)}, q.About{})
}
