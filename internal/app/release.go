package app

import (
	"context"
	"fmt"

	"steelyard/internal/clinic"
	"steelyard/internal/fault"
	"steelyard/internal/library"
	q "steelyard/internal/questionnaire"
	"steelyard/internal/store"
)

// Decision is what is decided about a version. Hash, where it is given, is that of what was looked at.
type Decision struct {
	Ref  q.Ref
	Hash q.Hash
	Note string
}

// Release lets a draft be used, and pins its hash. A draft whose proof has faults is refused with all of them.
func (a *App) Release(ctx context.Context, who clinic.Actor, d Decision) (*library.Entry, error) {
	e, err := a.decided(ctx, who, d, library.Draft)
	if err != nil {
		return nil, err
	}
	if faults := append(append([]fault.Detail{}, e.Faults...), e.ProofFaults()...); len(faults) > 0 {
		return nil, fault.New(fault.Invalid, fmt.Sprintf("%s can't be released: %d to mend.", d.Ref, len(faults)), faults...)
	}
	return a.decide(ctx, who, e, d, library.Release, "release questionnaire")
}

// Retire takes a version out of use for new visits. What was answered by it stays readable for ever.
func (a *App) Retire(ctx context.Context, who clinic.Actor, d Decision) (*library.Entry, error) {
	e, err := a.decided(ctx, who, d, library.Released)
	if err != nil {
		return nil, err
	}
	return a.decide(ctx, who, e, d, library.Retire, "retire questionnaire")
}

// Restore brings a retired version back into use.
func (a *App) Restore(ctx context.Context, who clinic.Actor, d Decision) (*library.Entry, error) {
	e, err := a.decided(ctx, who, d, library.Retired)
	if err != nil {
		return nil, err
	}
	return a.decide(ctx, who, e, d, library.Restore, "bring questionnaire back")
}

var stateWords = map[library.State]string{library.Draft: "a draft", library.Released: "released", library.Retired: "retired"}

// decided gives the version that a decision is about, if it is in the state that the decision needs.
func (a *App) decided(ctx context.Context, who clinic.Actor, d Decision, needs library.State) (*library.Entry, error) {
	if err := a.permitted(ctx, who, clinic.ManageLibrary); err != nil {
		return nil, err
	}
	if err := checkNote(d.Note); err != nil {
		return nil, err
	}
	if err := a.Refresh(ctx); err != nil {
		return nil, err
	}
	e, err := a.Library.Get(d.Ref)
	switch {
	case err != nil:
		return nil, err
	case e.State != needs:
		return nil, fault.New(fault.Conflict, fmt.Sprintf("%s is %s, so nothing was changed.", d.Ref, stateWords[e.State]))
	case d.Hash != "" && d.Hash != e.Definition.Hash():
		return nil, fault.New(fault.Conflict, d.Ref.String()+" has another content now than the one you looked at. Look at it again.")
	}
	return e, nil
}

func (a *App) decide(ctx context.Context, who clinic.Actor, e *library.Entry, d Decision, kind library.StepKind, action string) (*library.Entry, error) {
	return a.step(ctx, who, store.LibraryStep{Ref: d.Ref, Step: string(kind), Hash: e.Definition.Hash(), Note: d.Note}, action)
}
