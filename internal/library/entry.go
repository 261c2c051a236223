package library

import (
	"encoding/json"
	"fmt"
	"time"

	"steelyard/internal/fault"
	q "steelyard/internal/questionnaire"
	"steelyard/internal/scoring"
)

// Entry is one version of one questionnaire, ready for use. It never changes: a change of the library makes another one.
type Entry struct {
	Definition *q.Definition // with the words it has now
	Program    *scoring.Program
	Content    []byte // the file as it was read, kept with the first answers
	Kept       bool   // no longer in the folder; kept because it was answered once
	Origin     Origin
	State      State
	Faults     []fault.Detail // why a draft can't be used, as far as the file itself says
	History    []Step         // what was done with it here, the oldest first
	Wordings   []Wording      // the words that were added here, the oldest first

	key   *q.Definition // as the file has it
	proof *lazyProof
	worn  *wardrobe
}

// Origin says where a version comes from.
type Origin string

// The origins.
const (
	Shipped  Origin = "shipped"
	Folder   Origin = "folder"
	Uploaded Origin = "uploaded"
)

// State says whether a version may be used for new visits.
type State string

// The states. A retired version is used for no new visit and stays readable for ever for what was answered by it.
const (
	Draft    State = "draft"
	Released State = "released"
	Retired  State = "retired"
)

// Step is one thing a site did with a version.
type Step struct {
	At   time.Time
	By   string
	Kind StepKind
	Note string
}

// StepKind names a step.
type StepKind string

// The steps.
const (
	Upload          StepKind = "upload"
	Release         StepKind = "release"
	Retire          StepKind = "retire"
	Restore         StepKind = "restore"
	AddWording      StepKind = "add-wording"
	WithdrawWording StepKind = "withdraw-wording"
)

// Ref names the version.
func (e *Entry) Ref() q.Ref { return e.Definition.Ref() }

// CanBeAdministered says why the form can't be asked anew at a time, or nothing.
func (e *Entry) CanBeAdministered(at time.Time) error {
	title := e.Definition.ShortTitle.In(q.DefaultLanguage)
	switch {
	case e.State == Draft:
		return fault.New(fault.Conflict, title+" can't be administered: this version is a draft and has not been released here.")
	case e.State == Retired:
		return fault.New(fault.Conflict, title+" can't be administered: this version was retired here.")
	case !e.Definition.HasWording():
		return fault.New(fault.Conflict, title+" can't be administered: its wording does not ship and has not been supplied.")
	}
	for _, p := range e.Definition.Packs() {
		if p.Language == e.Definition.LanguageFor(q.DefaultLanguage) && p.Expired(q.Date(at.UTC().Format(time.DateOnly))) {
			return fault.New(fault.Conflict, title+" can't be administered: the right to use its wording ended after "+string(p.Rights.Until)+". Add a wording whose right holds.")
		}
	}
	return nil
}

// in gives the entry in another state.
func (e *Entry) in(s State) *Entry {
	next := *e
	next.State = s
	return &next
}

// Canonical gives the bytes that the version's hash is taken of: the definition as its file has it, as JSON with its keys
// in one order.
func (e *Entry) Canonical() ([]byte, error) {
	d, err := q.Parse(e.Ref().String(), e.Content)
	if err != nil {
		return nil, err
	}
	b, err := json.Marshal(d)
	if err != nil {
		return nil, fmt.Errorf("canonical form of %s: %w", e.Ref(), err)
	}
	return b, nil
}
