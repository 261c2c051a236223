// Package audit owns the chained entry: who did what to whose data, when, why and from where, and how a chain is
// verified. It must not know rows or pages.
package audit

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"time"

	"steelyard/internal/fault"
)

// Entry is one thing that was done. Seq counts from 1 without a gap; Prev is the hash of the entry before.
type Entry struct {
	Seq     int64     `json:"seq"`
	At      time.Time `json:"at"` // UTC, whole microseconds
	Actor   string    `json:"actor"`
	Role    string    `json:"role"`
	Action  string    `json:"action"`
	Patient string    `json:"patient"`
	Subject string    `json:"subject"` // what was touched, such as response:<id>
	Why     string    `json:"why"`
	From    string    `json:"from"`
	Prev    []byte    `json:"prev"`
	Sealed  []byte    `json:"sealed,omitempty"` // what only some may read and what can be erased; the hash is of the sealed bytes
	Hash    []byte    `json:"-"`
}

// Detail is what an entry says beyond who, what and when. It is kept sealed.
type Detail struct {
	Why     string   `json:"why,omitempty"` // as it was written
	Changes []Change `json:"changes,omitempty"`
}

// Change is what a field held before and after.
type Change struct {
	Field  string `json:"field"`
	Before string `json:"before"`
	After  string `json:"after"`
}

// Empty says whether there is nothing to keep.
func (d Detail) Empty() bool { return d.Why == "" && len(d.Changes) == 0 }

// Seal makes the entry the one after prev, whose zero value starts the chain.
func (e *Entry) Seal(prev Entry, key []byte) error {
	e.Seq, e.Prev, e.At = prev.Seq+1, prev.Hash, e.At.UTC().Truncate(time.Microsecond)
	hash, err := e.sum(key)
	e.Hash = hash
	return err
}

func (e *Entry) sum(key []byte) ([]byte, error) {
	b, err := json.Marshal(e)
	if err != nil {
		return nil, fmt.Errorf("seal audit entry %d: %w", e.Seq, err)
	}
	mac := hmac.New(sha256.New, key)
	mac.Write(b)
	return mac.Sum(nil), nil
}

// SealedWith says whether the entry was sealed with a key and not changed since. It says nothing of the entries before it.
func (e *Entry) SealedWith(key []byte) bool {
	sum, err := e.sum(key)
	return err == nil && hmac.Equal(sum, e.Hash)
}

// Verifier checks entries one after the other.
type Verifier struct {
	Key  []byte
	last Entry
}

// Next checks that e follows the entry before it and that nothing in it was changed.
func (v *Verifier) Next(e Entry) error {
	sum, err := e.sum(v.Key)
	if err != nil {
		return err
	}
	switch {
	case e.Seq != v.last.Seq+1:
		return fault.New(fault.Conflict, fmt.Sprintf("Audit entry %d is missing: after %d comes %d.", v.last.Seq+1, v.last.Seq, e.Seq))
	case !hmac.Equal(e.Prev, v.last.Hash):
		return fault.New(fault.Conflict, fmt.Sprintf("Audit entry %d does not follow entry %d.", e.Seq, v.last.Seq))
	case !hmac.Equal(sum, e.Hash):
		return fault.New(fault.Conflict, fmt.Sprintf("Audit entry %d was changed after it was written.", e.Seq))
	}
	v.last = e
	return nil
}
