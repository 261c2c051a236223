package server

import (
	"bytes"
	"encoding/gob"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/alexedwards/scs/v2"
)

// sortedCodec writes a session's values in the order of their names, so that the same session is the same bytes each time,
// and a request that changes nothing has nothing to write. (The codec of scs writes a map, in any order.)
type sortedCodec struct{}

type sortedSession struct {
	Deadline time.Time
	Names    []string
	Values   []any
}

// Encode gives the bytes of a session.
func (sortedCodec) Encode(deadline time.Time, values map[string]any) ([]byte, error) {
	s := sortedSession{Deadline: deadline, Names: slices.Sorted(maps.Keys(values))}
	for _, name := range s.Names {
		s.Values = append(s.Values, values[name])
	}
	var b bytes.Buffer
	if err := gob.NewEncoder(&b).Encode(s); err != nil {
		return nil, fmt.Errorf("write session: %w", err)
	}
	return b.Bytes(), nil
}

// Decode reads a session, also one that an older program wrote.
func (sortedCodec) Decode(b []byte) (time.Time, map[string]any, error) {
	var s sortedSession
	if err := gob.NewDecoder(bytes.NewReader(b)).Decode(&s); err != nil || len(s.Names) != len(s.Values) {
		return scs.GobCodec{}.Decode(b)
	}
	values := make(map[string]any, len(s.Names))
	for i, name := range s.Names {
		values[name] = s.Values[i]
	}
	return s.Deadline, values, nil
}
