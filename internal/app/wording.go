package app

import (
	"context"
	"encoding/json"
	"fmt"

	"steelyard/internal/clinic"
	"steelyard/internal/fault"
	"steelyard/internal/library"
	q "steelyard/internal/questionnaire"
	"steelyard/internal/store"
)

// AddWording keeps the words of a version whose key ships without them, with the right to use them. Words that do not
// fit the key are refused with every fault. Those of the same language that were added before stay with what was
// answered in them.
func (a *App) AddWording(ctx context.Context, who clinic.Actor, ref q.Ref, u Upload, about q.About) (*library.Entry, error) {
	const otherwise = "wording.yaml"
	if err := a.permitted(ctx, who, clinic.ManageLibrary); err != nil {
		return nil, err
	}
	e, err := a.Version(ctx, who, ref)
	if err != nil {
		return nil, err
	}
	if err := u.check(otherwise); err != nil {
		return nil, err
	}
	p, err := q.ReadPack(u.label(otherwise), u.Content, e.Definition, about)
	if err != nil {
		return nil, err
	}
	if p.Expired(q.Date(a.Now().UTC().Format("2006-01-02"))) {
		return nil, fault.New(fault.Invalid, "The right to use this wording has ended already.", fault.Detail{Where: "until", What: "Enter a day that is still to come, or leave it out."})
	}
	hash, err := p.Hash()
	if err != nil {
		return nil, err
	}
	content, err := json.Marshal(p)
	if err != nil {
		return nil, fmt.Errorf("encode wording: %w", err)
	}
	return a.step(ctx, who, store.LibraryStep{Ref: ref, Step: string(library.AddWording), Hash: hash, Content: content, Note: u.Note}, "add wording")
}

// WithdrawWording takes words out of use for new visits, where the right to use them has ended early.
func (a *App) WithdrawWording(ctx context.Context, who clinic.Actor, ref q.Ref, hash q.Hash) (*library.Entry, error) {
	if err := a.permitted(ctx, who, clinic.ManageLibrary); err != nil {
		return nil, err
	}
	e, err := a.Version(ctx, who, ref)
	if err != nil {
		return nil, err
	}
	for _, w := range e.Wordings {
		if w.Hash == hash && w.WithdrawnAt == nil {
			return a.step(ctx, who, store.LibraryStep{Ref: ref, Step: string(library.WithdrawWording), Hash: hash}, "withdraw wording")
		}
	}
	return nil, fault.New(fault.Conflict, "This wording is not in use any more.")
}
