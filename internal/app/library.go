package app

import (
	"context"
	"fmt"
	"strings"
	"sync"

	"steelyard/internal/clinic"
	"steelyard/internal/fault"
	"steelyard/internal/library"
	q "steelyard/internal/questionnaire"
	"steelyard/internal/store"
)

// stepsSeen is how far the library has followed the steps that are kept.
type stepsSeen struct {
	mu  sync.Mutex
	seq int64
}

// Refresh brings the library up to the steps that are kept, also those that another process made.
func (a *App) Refresh(ctx context.Context) error {
	a.steps.mu.Lock()
	defer a.steps.mu.Unlock()
	var steps []store.LibraryStep
	err := a.Store.View(ctx, func(tx *store.Tx) (err error) {
		steps, err = tx.LibrarySteps(a.steps.seq)
		return err
	})
	if err != nil {
		return fmt.Errorf("follow the library: %w", err)
	}
	for _, s := range steps {
		c := library.Change{At: s.At, By: s.Name, Ref: s.Ref, Kind: library.StepKind(s.Step), Hash: s.Hash, Content: s.Content, Note: s.Note}
		if err := a.Library.Apply(c); err != nil {
			return fmt.Errorf("apply step %d of the library: %w", s.Seq, err)
		}
		a.steps.seq = s.Seq
	}
	return nil
}

// Offered gives the newest released version of every questionnaire, as it stands now.
func (a *App) Offered(ctx context.Context) ([]*library.Entry, error) {
	if err := a.Refresh(ctx); err != nil {
		return nil, err
	}
	return a.Library.Latest(), nil
}

// LibraryList is everything a site knows.
type LibraryList struct {
	Entries []*library.Entry
	Unread  []library.Unread
}

// Versions gives every version and every file that could not be read, as they stand now.
func (a *App) Versions(ctx context.Context, who clinic.Actor) (l LibraryList, err error) {
	if err := a.permitted(ctx, who, clinic.ReadLibrary); err != nil {
		return l, err
	}
	err = a.Refresh(ctx)
	return LibraryList{a.Library.All(), a.Library.Unread()}, err
}

// Version gives one version as it stands now.
func (a *App) Version(ctx context.Context, who clinic.Actor, ref q.Ref) (*library.Entry, error) {
	if err := a.permitted(ctx, who, clinic.ReadLibrary); err != nil {
		return nil, err
	}
	if err := a.Refresh(ctx); err != nil {
		return nil, err
	}
	return a.Library.Get(ref)
}

// MaxDefinition is the largest definition or wording that is taken, in bytes.
const MaxDefinition = 900 << 10

// Upload is a definition or a wording as it was sent. Name is only said in what is wrong with it and names no path.
type Upload struct {
	Name    string
	Content []byte
	Note    string
}

// label gives the name by which faults are placed, with nothing of a path.
func (u *Upload) label(otherwise string) string {
	name := u.Name[strings.LastIndexAny(u.Name, `/\`)+1:]
	name = strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || strings.ContainsRune("._-@ ", r) {
			return r
		}
		return -1
	}, name)
	if name = strings.Trim(name, ". "); name == "" || len(name) > 80 {
		return otherwise
	}
	return name
}

func (u *Upload) check(otherwise string) error {
	switch {
	case len(u.Content) == 0:
		return fault.New(fault.Invalid, "Choose a file.", fault.Detail{Where: "file", What: "Choose a file."})
	case len(u.Content) > MaxDefinition:
		return fault.New(fault.Invalid, "The file is too large.", fault.Detail{Where: u.label(otherwise) + ":1:1", What: fmt.Sprintf("the file has %d bytes", len(u.Content)), Mend: fmt.Sprintf("keep it under %d bytes", MaxDefinition)})
	}
	return checkNote(u.Note)
}

func checkNote(note string) error {
	if !readable(note, 0, 500) {
		return fault.New(fault.Invalid, "Shorten the note.", fault.Detail{Where: "note", What: "Keep the note under 500 characters."})
	}
	return nil
}

// AddDefinition keeps a definition as a draft where it can be read, whatever its proof says; the entry has that. Where
// it can't be read every fault comes back with line and column, and nothing is kept.
func (a *App) AddDefinition(ctx context.Context, who clinic.Actor, u Upload) (*library.Entry, error) {
	const otherwise = "definition.yaml"
	if err := a.permitted(ctx, who, clinic.ManageLibrary); err != nil {
		return nil, err
	}
	if err := u.check(otherwise); err != nil {
		return nil, err
	}
	d, err := q.Parse(u.label(otherwise), u.Content)
	if err != nil {
		return nil, err
	}
	if err := a.Refresh(ctx); err != nil {
		return nil, err
	}
	if err := a.free(d); err != nil {
		return nil, err
	}
	return a.step(ctx, who, store.LibraryStep{Ref: d.Ref(), Step: string(library.Upload), Hash: d.Hash(), Content: u.Content, Note: u.Note}, "upload definition")
}

// free refuses a definition whose name is taken by anything but a draft that was uploaded.
func (a *App) free(d *q.Definition) error {
	e, err := a.Library.Get(d.Ref())
	switch {
	case fault.KindOf(err) == fault.NotFound:
		return nil
	case err != nil:
		return err
	case e.Definition.Hash() == d.Hash():
		return fault.New(fault.Conflict, d.Ref().String()+" is here already, with exactly this content.")
	case e.State == library.Draft && e.Origin == library.Uploaded:
		return nil
	}
	return fault.New(fault.Conflict, d.Ref().String()+" is here already, with another content. A released version never changes: give yours a new version.")
}

// step keeps a step with its audit entry, makes it hold, and gives the version as it is then.
func (a *App) step(ctx context.Context, who clinic.Actor, s store.LibraryStep, action string) (*library.Entry, error) {
	s.At, s.Actor, s.Name = a.Now(), who.User, who.Name
	err := a.update(ctx, who, clinic.ManageLibrary, ofNobody, func(tx *store.Tx) error {
		if err := a.upToDate(tx); err != nil {
			return err
		}
		if err := tx.AppendLibraryStep(s); err != nil {
			return err
		}
		return a.note(tx, who, deed{action: action, subject: "questionnaire:" + s.Ref.String(), why: s.Note})
	})
	if err != nil {
		return nil, err
	}
	if err := a.Refresh(ctx); err != nil {
		return nil, err
	}
	return a.Library.Get(s.Ref)
}

// upToDate refuses a step that was decided on an older state of the library than the one that is kept.
func (a *App) upToDate(tx *store.Tx) error {
	a.steps.mu.Lock()
	seen := a.steps.seq
	a.steps.mu.Unlock()
	missed, err := tx.LibrarySteps(seen)
	if err != nil {
		return err
	}
	if len(missed) > 0 {
		return fault.New(fault.Conflict, "The library was changed meanwhile. Look at it again, then repeat your change.")
	}
	return nil
}
