// Package library owns the definitions a running site knows: those shipped with the program, those a site adds, and
// those that were answered once and are kept for ever. It holds a released version to what was released.
package library

import (
	"cmp"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"steelyard/internal/fault"
	"steelyard/internal/profile"
	"steelyard/internal/proof"
	q "steelyard/internal/questionnaire"
	"steelyard/internal/scoring"
)

// Library is the set of definitions by version. It is read-only once loaded, but for Keep at start-up.
type Library struct {
	entries  map[q.Ref]*Entry
	profiles []*profile.Definition
}

// Entry is one version of one questionnaire, ready for use.
type Entry struct {
	Definition *q.Definition
	Program    *scoring.Program
	Content    []byte // the file as it was read, kept with the first answers
	Kept       bool   // no longer in the folder; kept because it was answered once
}

// Ref names the version.
func (e *Entry) Ref() q.Ref { return e.Definition.Ref() }

// CanBeAdministered says why the form can't be shown, or nothing.
func (e *Entry) CanBeAdministered() error {
	if e.Definition.Wording == q.Supplied {
		return fault.New(fault.Conflict, e.Definition.ShortTitle.In(q.DefaultLanguage)+" can't be administered: its wording does not ship and has not been supplied.")
	}
	return nil
}

// Load reads every definition of some folders: <id>/<version>.yaml, profiles/<id>/<version>.yaml, and the hashes of
// what was released in RELEASED. All faults of all files come at once.
func Load(folders ...fs.FS) (*Library, error) {
	l := &Library{entries: map[q.Ref]*Entry{}}
	var details []fault.Detail
	for _, folder := range folders {
		more, err := l.load(folder)
		if err != nil {
			return nil, err
		}
		details = append(details, more...)
	}
	if len(details) > 0 {
		return nil, fault.New(fault.Invalid, fmt.Sprintf("The definitions can't be used: %d to mend.", len(details)), details...)
	}
	return l, nil
}

func (l *Library) load(folder fs.FS) ([]fault.Detail, error) {
	released, details, err := readReleased(folder)
	if err != nil {
		return nil, err
	}
	profiles, err := fs.Glob(folder, "profiles/*/*.yaml")
	if err != nil {
		return nil, fmt.Errorf("list profiles: %w", err)
	}
	for _, file := range profiles {
		details = append(details, l.addProfile(folder, file, released)...)
	}
	files, err := fs.Glob(folder, "*/*.yaml")
	if err != nil {
		return nil, fmt.Errorf("list definitions: %w", err)
	}
	for _, file := range files {
		details = append(details, l.add(folder, file, released)...)
	}
	return details, nil
}

func (l *Library) add(folder fs.FS, file string, released map[q.Ref]q.Hash) []fault.Detail {
	content, err := fs.ReadFile(folder, file)
	if err != nil {
		return []fault.Detail{{Where: file, What: "can't be read", Mend: "check the file and its rights"}}
	}
	e, details := read(file, content)
	if e == nil {
		return details
	}
	if want := path.Join(string(e.Definition.ID), string(e.Definition.Version)+".yaml"); file != want {
		details = append(details, fault.Detail{Where: file, What: "the file's name does not fit what it defines", Mend: "name it " + want})
	}
	if known, ok := l.entries[e.Ref()]; ok && known.Definition.Hash() != e.Definition.Hash() {
		details = append(details, fault.Detail{Where: file, What: e.Ref().String() + " is defined already, with other content", Mend: "give it a new version"})
	}
	details = append(details, holdTo(file, e.Ref(), e.Definition.Hash(), released)...)
	l.entries[e.Ref()] = e
	return details
}

// read parses, compiles and runs the examples of one definition.
func read(file string, content []byte) (*Entry, []fault.Detail) {
	d, err := q.Parse(file, content)
	if err != nil {
		return nil, detailsOf(file, err)
	}
	p, err := scoring.Compile(d)
	if err != nil {
		return nil, detailsOf(file, err)
	}
	details := proof.Examples(p)
	for i := range details {
		details[i].Where = file + ": " + details[i].Where
	}
	return &Entry{Definition: d, Program: p, Content: content}, details
}

func (l *Library) addProfile(folder fs.FS, file string, released map[q.Ref]q.Hash) []fault.Detail {
	content, err := fs.ReadFile(folder, file)
	if err != nil {
		return []fault.Detail{{Where: file, What: "can't be read", Mend: "check the file and its rights"}}
	}
	d, err := profile.Parse(file, content)
	if err != nil {
		return detailsOf(file, err)
	}
	l.profiles = append(l.profiles, d)
	return holdTo(file, d.Ref(), d.Hash(), released)
}

func detailsOf(file string, err error) []fault.Detail {
	if details := fault.Details(err); len(details) > 0 {
		return details
	}
	return []fault.Detail{{Where: file, What: err.Error()}}
}

func holdTo(file string, ref q.Ref, hash q.Hash, released map[q.Ref]q.Hash) []fault.Detail {
	if want, ok := released[ref]; ok && want != hash {
		return []fault.Detail{{Where: file, What: fmt.Sprintf("%s was released with the hash %.12s and now has %.12s", ref, want, hash),
			Mend: "a released version never changes: restore it, and put the change into a new version"}}
	}
	return nil
}

func readReleased(folder fs.FS) (map[q.Ref]q.Hash, []fault.Detail, error) {
	content, err := fs.ReadFile(folder, "RELEASED")
	if err != nil {
		return nil, nil, nil //nolint:nilerr // a folder in which nothing was released yet has no such file
	}
	released, details := map[q.Ref]q.Hash{}, []fault.Detail(nil)
	for i, line := range strings.Split(strings.TrimSpace(string(content)), "\n") {
		fields := strings.Fields(line)
		if len(fields) != 2 {
			details = append(details, fault.Detail{Where: fmt.Sprintf("RELEASED:%d", i+1), What: "this is not a version and its hash", Mend: "write id@version and the SHA-256"})
			continue
		}
		ref, err := q.ParseRef(fields[0])
		if err != nil {
			details = append(details, fault.Detail{Where: fmt.Sprintf("RELEASED:%d", i+1), What: err.Error()})
			continue
		}
		released[ref] = q.Hash(fields[1])
	}
	return released, details, nil
}

// Keep makes sure that a version that was answered once is known for ever, from the content kept with the answers.
// It refuses to go on where the folder now has another content under the same name.
func (l *Library) Keep(ref q.Ref, hash q.Hash, content []byte) error {
	if e, ok := l.entries[ref]; ok {
		if e.Definition.Hash() != hash {
			return fault.New(fault.Conflict, fmt.Sprintf("%s was answered with the hash %.12s, but its file now has %.12s. A version that was answered never changes: restore the file and put the change into a new version.", ref, hash, e.Definition.Hash()))
		}
		return nil
	}
	e, details := read(ref.String(), content)
	if len(details) > 0 {
		return fault.New(fault.Internal, "A kept definition can't be read.", details...)
	}
	e.Kept = true
	l.entries[ref] = e
	return nil
}

// Get gives a version, which must exist.
func (l *Library) Get(ref q.Ref) (*Entry, error) {
	if e, ok := l.entries[ref]; ok {
		return e, nil
	}
	return nil, fault.New(fault.NotFound, "There is no questionnaire "+ref.String()+" here.")
}

// FindLatest gives the newest version of a questionnaire that is still in the folder.
func (l *Library) FindLatest(id q.ID) (*Entry, bool) {
	var found *Entry
	for ref, e := range l.entries {
		if ref.ID == id && !e.Kept && (found == nil || found.Ref().Version.Less(ref.Version)) {
			found = e
		}
	}
	return found, found != nil
}

// Latest gives the newest version of every questionnaire, by title.
func (l *Library) Latest() []*Entry {
	seen := map[q.ID]bool{}
	var list []*Entry
	for ref := range l.entries {
		if e, ok := l.FindLatest(ref.ID); ok && !seen[ref.ID] {
			seen[ref.ID] = true
			list = append(list, e)
		}
	}
	slices.SortFunc(list, byTitle)
	return list
}

// All gives every version, by title and then the newest first.
func (l *Library) All() []*Entry {
	list := make([]*Entry, 0, len(l.entries))
	for _, e := range l.entries {
		list = append(list, e)
	}
	slices.SortFunc(list, byTitle)
	return list
}

func byTitle(a, b *Entry) int {
	if c := cmp.Compare(a.Definition.Title.In(q.DefaultLanguage), b.Definition.Title.In(q.DefaultLanguage)); c != 0 {
		return c
	}
	if b.Definition.Version.Less(a.Definition.Version) {
		return -1
	}
	return 1
}

// Profile gives the newest profile definition; nil where there is none.
func (l *Library) Profile() *profile.Definition {
	var found *profile.Definition
	for _, p := range l.profiles {
		if found == nil || found.Version.Less(p.Version) {
			found = p
		}
	}
	return found
}
