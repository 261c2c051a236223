package library

import (
	"fmt"
	"io/fs"
	"path"
	"strings"

	"steelyard/internal/fault"
	"steelyard/internal/profile"
	"steelyard/internal/prompt"
	"steelyard/internal/proof"
	q "steelyard/internal/questionnaire"
	"steelyard/internal/scoring"
)

// Options says what a library is loaded from.
type Options struct {
	Shipped fs.FS
	Own     []fs.FS // a site's folders
	Proofs  *Proofs // where proofs are looked up; nil keeps them in memory
}

// Load reads every definition of some folders: <id>/<version>.yaml, profiles/<id>/<version>.yaml, and the hashes of
// what was released in RELEASED. The first folder is the program's own: all its faults come at once as an error. What a
// site's own folders have is a draft unless their RELEASED names it, and what can't be used is listed by Unread.
func Load(folders ...fs.FS) (*Library, error) {
	return Options{Shipped: folders[0], Own: folders[1:]}.Load()
}

// Load is Load with options.
func (o Options) Load() (*Library, error) {
	l := &Library{proofs: o.Proofs}
	if l.proofs == nil {
		l.proofs = shared
	}
	s := &state{entries: map[q.Ref]*Entry{}}
	for i, folder := range append([]fs.FS{o.Shipped}, o.Own...) {
		r := reader{l: l, state: s, folder: folder, origin: Folder}
		if i == 0 {
			r.origin = Shipped
		}
		if err := r.all(); err != nil {
			return nil, err
		}
	}
	l.state.Store(s)
	return l, nil
}

// reader reads one folder.
type reader struct {
	l        *Library
	state    *state
	folder   fs.FS
	origin   Origin
	released map[q.Ref]q.Hash
	details  []fault.Detail // of a shipped folder
}

func (r *reader) all() error {
	var details []fault.Detail
	r.released, details = readReleased(r.folder)
	r.fault("RELEASED", details)
	profiles, err := fs.Glob(r.folder, "profiles/*/*.yaml")
	if err != nil {
		return fmt.Errorf("list profiles: %w", err)
	}
	for _, file := range profiles {
		r.fault(file, r.addProfile(file))
	}
	if err := r.addPrompts(); err != nil {
		return err
	}
	files, err := fs.Glob(r.folder, "*/*.yaml")
	if err != nil {
		return fmt.Errorf("list definitions: %w", err)
	}
	for _, file := range files {
		r.fault(file, r.add(file))
	}
	if len(r.details) > 0 {
		return fault.New(fault.Invalid, fmt.Sprintf("The definitions can't be used: %d to mend.", len(r.details)), r.details...)
	}
	return nil
}

// fault notes what is wrong with a file: for a shipped one it will stop the program, for a site's own it is listed.
func (r *reader) fault(file string, details []fault.Detail) {
	switch {
	case len(details) == 0:
	case r.origin == Shipped:
		r.details = append(r.details, details...)
	default:
		r.state.unread = append(r.state.unread, Unread{file, details})
	}
}

func (r *reader) add(file string) []fault.Detail {
	content, err := fs.ReadFile(r.folder, file)
	if err != nil {
		return []fault.Detail{{Where: file, What: "can't be read", Mend: "check the file and its rights"}}
	}
	e, details := r.l.read(file, content)
	if e == nil {
		return details
	}
	if r.origin == Folder { // its examples are a matter of its proof
		details = nil
	}
	if want := path.Join(string(e.Definition.ID), string(e.Definition.Version)+".yaml"); file != want {
		details = append(details, fault.Detail{Where: file, What: "the file's name does not fit what it defines", Mend: "name it " + want})
	}
	if known, ok := r.state.entries[e.Ref()]; ok {
		if known.Definition.Hash() == e.Definition.Hash() {
			return details
		}
		details = append(details, fault.Detail{Where: file, What: e.Ref().String() + " is defined already, with other content", Mend: "give it a new version"})
	}
	details = append(details, holdTo(file, e.Ref(), e.Definition.Hash(), r.released)...)
	if len(details) == 0 || r.origin == Shipped {
		e.Origin = r.origin
		if _, listed := r.released[e.Ref()]; r.origin == Folder && !listed {
			e.State = Draft
		}
		r.state.entries[e.Ref()] = e
	}
	return details
}

// read parses, compiles and runs the examples of one definition.
func (l *Library) read(file string, content []byte) (*Entry, []fault.Detail) {
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
	return &Entry{Definition: d, Program: p, Content: content, State: Released, Origin: Shipped,
		key: d, proof: &lazyProof{proofs: l.proofs, program: p, file: file, content: content}, worn: &wardrobe{}}, details
}

// addPrompts takes the newest rules that ship; a site's own folders have none.
func (r *reader) addPrompts() error {
	files, err := fs.Glob(r.folder, "prompts/*/*.yaml")
	if err != nil {
		return fmt.Errorf("list prompts: %w", err)
	}
	for _, file := range files {
		content, err := fs.ReadFile(r.folder, file)
		if err != nil {
			return fmt.Errorf("read prompts: %w", err)
		}
		d, err := prompt.Parse(file, content)
		if err != nil {
			r.fault(file, detailsOf(file, err))
			continue
		}
		if old := r.state.prompts; r.origin == Shipped && (old == nil || old.Version.Less(d.Version)) {
			r.state.prompts = d
		}
	}
	return nil
}

func (r *reader) addProfile(file string) []fault.Detail {
	content, err := fs.ReadFile(r.folder, file)
	if err != nil {
		return []fault.Detail{{Where: file, What: "can't be read", Mend: "check the file and its rights"}}
	}
	d, err := profile.Parse(file, content)
	if err != nil {
		return detailsOf(file, err)
	}
	if details := holdTo(file, d.Ref(), d.Hash(), r.released); len(details) > 0 {
		return details
	}
	r.state.profiles = append(r.state.profiles, d)
	return nil
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

// readReleased gives the hashes of what was released; a folder in which nothing was released yet has no such file.
func readReleased(folder fs.FS) (map[q.Ref]q.Hash, []fault.Detail) {
	content, err := fs.ReadFile(folder, "RELEASED")
	if err != nil {
		return nil, nil
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
	return released, details
}
