// Package library owns the definitions a running site knows: those shipped with the program, those a site adds by folder
// or upload, and those that were answered once and are kept for ever; which of them are released, by which wording they
// can be shown, and what was proven of them. It holds a released version to what was released. It must not know people,
// rows or pages.
package library

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"steelyard/internal/fault"
	"steelyard/internal/profile"
	"steelyard/internal/prompt"
	q "steelyard/internal/questionnaire"
)

// Library is the set of definitions by version. Readers see one state of it as a whole; a change makes the next state.
type Library struct {
	proofs   *Proofs
	changing sync.Mutex // held while the next state is made
	state    atomic.Pointer[state]
}

// state is never changed once it is in use.
type state struct {
	entries  map[q.Ref]*Entry
	profiles []*profile.Definition
	prompts  *prompt.Definition // absent where none ship
	unread   []Unread
}

// Unread is a site's own file that can't be used, and why.
type Unread struct {
	File   string
	Faults []fault.Detail
}

// Clone gives a library that begins with what this one has, and goes its own way from there.
func (l *Library) Clone() *Library {
	c := &Library{proofs: l.proofs}
	c.state.Store(l.now())
	return c
}

func (l *Library) now() *state { return l.state.Load() }

// change makes the next state from a copy of the present one.
func (l *Library) change(f func(*state) error) error {
	l.changing.Lock()
	defer l.changing.Unlock()
	old := l.now()
	next := &state{maps.Clone(old.entries), old.profiles, old.prompts, slices.Clone(old.unread)}
	if err := f(next); err != nil {
		return err
	}
	l.state.Store(next)
	return nil
}

// Get gives a version, which must exist, with the words that it has now.
func (l *Library) Get(ref q.Ref) (*Entry, error) {
	if e, ok := l.now().entries[ref]; ok {
		return e, nil
	}
	return nil, fault.New(fault.NotFound, "There is no questionnaire "+ref.String()+" here.")
}

// GetAt gives a version, which must exist, with the words that it had at a time.
func (l *Library) GetAt(ref q.Ref, at time.Time) (*Entry, error) {
	e, err := l.Get(ref)
	if err != nil {
		return nil, err
	}
	return e.at(at)
}

// FindLatest gives the newest version of a questionnaire that was released and not retired.
func (l *Library) FindLatest(id q.ID) (*Entry, bool) {
	return l.newest(id, func(e *Entry) bool { return e.State == Released && !e.Kept })
}

// FindNewest gives the newest version of a questionnaire in whatever state, for work that asks nobody.
func (l *Library) FindNewest(id q.ID) (*Entry, bool) {
	return l.newest(id, func(*Entry) bool { return true })
}

func (l *Library) newest(id q.ID, wanted func(*Entry) bool) (found *Entry, ok bool) {
	for ref, e := range l.now().entries {
		if ref.ID == id && wanted(e) && (found == nil || found.Ref().Version.Less(ref.Version)) {
			found = e
		}
	}
	return found, found != nil
}

// Latest gives the newest released version of every questionnaire, by title.
func (l *Library) Latest() []*Entry {
	newest := map[q.ID]*Entry{}
	for ref, e := range l.now().entries {
		if old := newest[ref.ID]; e.State == Released && !e.Kept && (old == nil || old.Ref().Version.Less(ref.Version)) {
			newest[ref.ID] = e
		}
	}
	return slices.SortedFunc(maps.Values(newest), byTitle)
}

// All gives every version, by title and then the newest first.
func (l *Library) All() []*Entry { return slices.SortedFunc(maps.Values(l.now().entries), byTitle) }

// Versions gives every version of a questionnaire, the newest first.
func (l *Library) Versions(id q.ID) []*Entry {
	return slices.DeleteFunc(l.All(), func(e *Entry) bool { return e.Ref().ID != id })
}

// Unread gives the site's own files that can't be used.
func (l *Library) Unread() []Unread { return l.now().unread }

func byTitle(a, b *Entry) int {
	if c := cmp.Or(cmp.Compare(a.Definition.Title.In(q.DefaultLanguage), b.Definition.Title.In(q.DefaultLanguage)), cmp.Compare(a.Ref().ID, b.Ref().ID)); c != 0 {
		return c
	}
	if b.Definition.Version.Less(a.Definition.Version) {
		return -1
	}
	return 1
}

// Prompts gives when recorded medicines suggest a form; nil where no rules ship.
func (l *Library) Prompts() *prompt.Definition { return l.now().prompts }

// Profile gives the newest profile definition; nil where there is none.
func (l *Library) Profile() *profile.Definition {
	var found *profile.Definition
	for _, p := range l.now().profiles {
		if found == nil || found.Version.Less(p.Version) {
			found = p
		}
	}
	return found
}

// Keep makes sure that a version that was answered once is known for ever, from the content kept with the answers. It
// refuses to go on where the program now ships another content under the same name; where a site's folder does, the
// content that was answered stays and the file is listed as unread.
func (l *Library) Keep(ref q.Ref, hash q.Hash, content []byte) error {
	return l.change(func(s *state) error {
		e, ok := s.entries[ref]
		switch {
		case ok && e.Definition.Hash() == hash:
			if e.State == Draft { // it was answered before versions had states
				s.entries[ref] = e.in(Released)
			}
			return nil
		case ok && e.Origin == Shipped:
			return fault.New(fault.Conflict, changed(ref, hash, e.Definition.Hash()))
		case ok:
			s.unread = append(s.unread, Unread{ref.String(), []fault.Detail{{Where: ref.String(), What: changed(ref, hash, e.Definition.Hash())}}})
		}
		kept, details := l.read(ref.String(), content)
		if len(details) > 0 {
			return fault.New(fault.Internal, "A kept definition can't be read.", details...)
		}
		kept.Kept, kept.Origin = !ok, Folder
		s.entries[ref] = kept
		return nil
	})
}

func changed(ref q.Ref, then, now q.Hash) string {
	return fmt.Sprintf("%s was answered with the hash %.12s, but its file now has %.12s. A version that was answered never changes: restore the file and put the change into a new version.", ref, then, now)
}
