package library

import (
	"fmt"
	"slices"
	"time"

	"steelyard/internal/fault"
	q "steelyard/internal/questionnaire"
)

// Change is one step of a site, as it is kept.
type Change struct {
	At      time.Time
	By      string
	Ref     q.Ref
	Kind    StepKind
	Hash    q.Hash
	Content []byte // of an upload the file, of a wording its JSON
	Note    string
}

// Apply makes a kept step hold. A step about a version that is not here any more changes nothing.
func (l *Library) Apply(c Change) error {
	return l.change(func(s *state) error {
		if c.Kind == Upload {
			return l.upload(s, c)
		}
		e, ok := s.entries[c.Ref]
		if !ok {
			return nil
		}
		next, err := e.after(c)
		if err != nil {
			return err
		}
		next.History = append(slices.Clone(e.History), Step{c.At, c.By, c.Kind, c.Note})
		s.entries[c.Ref] = next
		return nil
	})
}

// after gives the entry as it is after a step.
func (e *Entry) after(c Change) (*Entry, error) {
	switch c.Kind {
	case Release, Restore:
		if e.Definition.Hash() != c.Hash {
			next := e.in(Draft)
			next.Faults = []fault.Detail{{Where: c.Ref.String(), What: fmt.Sprintf("it was released here with the hash %.12s, and its file now has %.12s", c.Hash, e.Definition.Hash()),
				Mend: "a released version never changes: restore the file, and put the change into a new version"}}
			return next, nil
		}
		return e.in(Released), nil
	case Retire:
		return e.in(Retired), nil
	case AddWording:
		return e.withWording(c)
	case WithdrawWording:
		return e.withoutWording(c)
	}
	return nil, fault.New(fault.Internal, fmt.Sprintf("%q is not a step of the library.", c.Kind))
}

// upload puts a draft in. What is shipped under the same name with another content stays, and the upload is listed.
func (l *Library) upload(s *state, c Change) error {
	old, ok := s.entries[c.Ref]
	if ok && old.Origin != Uploaded && !old.Kept {
		if old.Definition.Hash() != c.Hash {
			s.unread = append(s.unread, Unread{c.Ref.String(), []fault.Detail{{Where: c.Ref.String(), What: "this version is here from elsewhere, with another content", Mend: "give yours a new version"}}})
		}
		return nil
	}
	e, details := l.read(c.Ref.String(), c.Content)
	if e == nil { // by a program that reads more strictly than the one it was sent to
		s.unread = append(s.unread, Unread{c.Ref.String(), details})
		return nil
	}
	e.Origin, e.State = Uploaded, Draft
	if ok {
		e.History = slices.Clone(old.History)
	}
	e.History = append(e.History, Step{c.At, c.By, c.Kind, c.Note})
	s.entries[c.Ref] = e
	return nil
}
