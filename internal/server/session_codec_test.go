package server

import (
	"bytes"
	"maps"
	"testing"
	"time"

	"github.com/alexedwards/scs/v2"
)

func TestSessionIsTheSameBytesEachTime(t *testing.T) {
	deadline := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	values := map[string]any{"user": "u1", "generation": int64(3), "asked": true, "more": "x"}
	first, err := sortedCodec{}.Encode(deadline, values)
	for range 20 {
		again, err := sortedCodec{}.Encode(deadline, maps.Clone(values))
		if err != nil || !bytes.Equal(first, again) {
			t.Fatalf("got other bytes the second time (%v)", err)
		}
	}
	empty, errEmpty := sortedCodec{}.Encode(deadline, nil)
	if _, got, err := (sortedCodec{}).Decode(empty); errEmpty != nil || err != nil || len(got) != 0 {
		t.Errorf("empty: got %v %v %v", got, err, errEmpty)
	}
	old, errOld := scs.GobCodec{}.Encode(deadline, values)
	if err != nil || errOld != nil {
		t.Fatal(err, errOld)
	}
	for name, b := range map[string][]byte{"own": first, "an older program's": old} {
		at, got, err := sortedCodec{}.Decode(b)
		if err != nil || !at.Equal(deadline) || !maps.Equal(got, values) {
			t.Errorf("%s: got %v %v %v, want %v %v", name, at, got, err, deadline, values)
		}
	}
}
