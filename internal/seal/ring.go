package seal

import (
	"errors"
	"io/fs"
	"slices"

	"steelyard/internal/fault"
	"steelyard/internal/secret"
)

// Ring is the site keys that there are, the newest first. It has two while they are rotated.
type Ring struct{ keys []Key }

// NewRing makes a ring of keys of 32 bytes.
func NewRing(keys ...[]byte) (r Ring, err error) {
	for _, b := range keys {
		k, err := newKey(b)
		if err != nil {
			return r, err
		}
		r.keys = append(r.keys, k)
	}
	return r, nil
}

// Find gives the key with a name.
func (r Ring) Find(id KeyID) (Key, bool) {
	for _, k := range r.keys {
		if k.id == id {
			return k, true
		}
	}
	return Key{}, false
}

// Newest gives the key that is sealed with from now on; ok is false where there is none.
func (r Ring) Newest() (k Key, ok bool) {
	if len(r.keys) == 0 {
		return k, false
	}
	return r.keys[0], true
}

// Add gives the ring with another key before the others.
func (r Ring) Add(key []byte) (Ring, error) {
	k, err := newKey(key)
	return Ring{append([]Key{k}, r.keys...)}, err
}

// Join gives the ring with the keys of another one behind its own.
func (r Ring) Join(other Ring) Ring {
	joined := Ring{slices.Clone(r.keys)}
	for _, k := range other.keys {
		if _, ok := r.Find(k.id); !ok {
			joined.keys = append(joined.keys, k)
		}
	}
	return joined
}

// Only gives the ring without every other key.
func (r Ring) Only(id KeyID) (only Ring) {
	if k, ok := r.Find(id); ok {
		only.keys = []Key{k}
	}
	return only
}

// Len counts the keys.
func (r Ring) Len() int { return len(r.keys) }

// Source is where the site keys are kept: in a file, or given as a text by whoever starts the program. The text goes
// before the file.
type Source struct {
	File string
	Text string
}

// Given says whether the keys are kept by whoever starts the program, who then changes them too.
func (s Source) Given() bool { return s.Text != "" }

// Load gives the keys, which must exist; fs.ErrNotExist where there is no file.
func (s Source) Load() (Ring, error) {
	if s.Given() {
		keys := secret.ParseKeys(s.Text)
		if len(keys) == 0 {
			return Ring{}, fault.New(fault.Invalid, "The sealing key that was given is not a key of 32 bytes in base64. Make one with: head -c 32 /dev/urandom | base64")
		}
		return NewRing(keys...)
	}
	keys, err := secret.LoadKeys(s.File)
	if err != nil {
		return Ring{}, err
	}
	return NewRing(keys...)
}

// LoadOrCreate gives the keys, and makes one in the file where there is no file.
func (s Source) LoadOrCreate() (Ring, error) {
	r, err := s.Load()
	if !errors.Is(err, fs.ErrNotExist) {
		return r, err
	}
	if _, err := secret.LoadOrCreateKey(s.File); err != nil {
		return r, err
	}
	return s.Load()
}

// Keep writes the keys of a ring into the file, in place of those that were there.
func (s Source) Keep(r Ring) error {
	if s.Given() {
		return fault.New(fault.Conflict, "The sealing key was given from outside, and so is changed there.")
	}
	keys := make([][]byte, len(r.keys))
	for i, k := range r.keys {
		keys[i] = k.bytes
	}
	return secret.ReplaceKeys(s.File, keys...)
}
