package library

import (
	"encoding/json"
	"fmt"
	"slices"
	"sync"
	"time"

	q "steelyard/internal/questionnaire"
	"steelyard/internal/scoring"
)

// Wording is a pack of words that a site added for a version.
type Wording struct {
	*q.Pack
	Hash        q.Hash
	AddedAt     time.Time
	AddedBy     string
	WithdrawnAt *time.Time // from then on it is not shown to anybody new
	WithdrawnBy string
}

// inForce says whether the words were used at a time; whether anybody might be asked with them, their date says.
func (w *Wording) inForce(at time.Time) bool {
	return !w.AddedAt.After(at) && (w.WithdrawnAt == nil || !w.WithdrawnAt.Before(at))
}

// wardrobe keeps the definition in the words of some packs, because reports ask for the same ones again and again.
type wardrobe struct{ worded sync.Map }

// worded gives the entry in some words.
func (e *Entry) worded(packs []*q.Pack, name string) (*Entry, error) {
	if found, ok := e.worn.worded.Load(name); ok {
		next := *e
		next.Program, _ = found.(*scoring.Program)
		next.Definition = next.Program.Definition()
		return &next, nil
	}
	next := *e
	next.Definition = e.key
	if len(packs) > 0 {
		next.Definition = e.key.WithWording(packs...)
	}
	var err error
	if next.Program, err = scoring.Compile(next.Definition); err != nil {
		return nil, fmt.Errorf("compile %s with its words: %w", e.Ref(), err)
	}
	e.worn.worded.Store(name, next.Program)
	return &next, nil
}

// at gives the entry in the words it had at a time; where it had none yet, in those it was given first.
func (e *Entry) at(at time.Time) (*Entry, error) {
	used := func(w *Wording) bool { return w.inForce(at) }
	if len(e.Wordings) > 0 && !slices.ContainsFunc(e.Wordings, func(w Wording) bool { return used(&w) }) {
		used = func(w *Wording) bool { return w.inForce(e.Wordings[0].AddedAt) }
	}
	return e.inWords(used)
}

// now gives the entry in the words that were not withdrawn.
func (e *Entry) now() (*Entry, error) {
	return e.inWords(func(w *Wording) bool { return w.WithdrawnAt == nil })
}

func (e *Entry) inWords(used func(*Wording) bool) (*Entry, error) {
	var packs []*q.Pack
	name := ""
	for i := range e.Wordings {
		if w := &e.Wordings[i]; used(w) {
			packs, name = append(packs, w.Pack), name+string(w.Hash)
		}
	}
	return e.worded(packs, name)
}

// withWording gives the entry with one more pack, or the same pack once again.
func (e *Entry) withWording(c Change) (*Entry, error) {
	p := &q.Pack{}
	if err := json.Unmarshal(c.Content, p); err != nil {
		return nil, fmt.Errorf("read the wording of %s: %w", c.Ref, err)
	}
	next := *e
	next.Wordings = append(slices.Clone(e.Wordings), Wording{Pack: p, Hash: c.Hash, AddedAt: c.At, AddedBy: c.By})
	return next.now()
}

func (e *Entry) withoutWording(c Change) (*Entry, error) {
	next := *e
	next.Wordings = slices.Clone(e.Wordings)
	for i := range next.Wordings {
		if w := &next.Wordings[i]; w.Hash == c.Hash && w.WithdrawnAt == nil {
			w.WithdrawnAt, w.WithdrawnBy = &c.At, c.By
		}
	}
	return next.now()
}
