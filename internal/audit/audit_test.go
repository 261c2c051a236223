package audit

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"steelyard/internal/fault"
)

var key = []byte("a key of the tests")

// chain gives n sealed entries, each different from the others in every field.
func chain(t testing.TB, n int) []Entry {
	t.Helper()
	var entries []Entry
	var last Entry
	for i := range n {
		e := Entry{
			At:    time.Date(2026, 11, 23, 12, 0, i, 1234, time.FixedZone("", 3600)),
			Actor: fmt.Sprint("user:", i), Role: fmt.Sprint("clinician", i), Action: fmt.Sprint("read", i), Patient: fmt.Sprint("p", i),
			Subject: fmt.Sprint("response:", i), Why: fmt.Sprint("why", i), From: fmt.Sprint("10.0.0.", i),
		}
		if err := e.Seal(last, key); err != nil {
			t.Fatal(err)
		}
		entries = append(entries, e)
		last = e
	}
	return entries
}

func verify(entries []Entry, key []byte) error {
	v := Verifier{Key: key}
	for _, e := range entries {
		if err := v.Next(e); err != nil {
			return err
		}
	}
	return nil
}

func TestChainVerifies(t *testing.T) {
	entries := chain(t, 5)
	if err := verify(entries, key); err != nil {
		t.Error(err)
	}
	for i, e := range entries {
		if e.Seq != int64(i+1) || e.At.Location() != time.UTC || e.At.Nanosecond()%1000 != 0 {
			t.Errorf("entry %d has sequence %d and time %v, want UTC and whole microseconds", i, e.Seq, e.At)
		}
	}
}

func TestTamperingIsNamed(t *testing.T) {
	tests := []struct {
		name string
		do   func([]Entry) []Entry
		want string
	}{
		{"first removed", func(c []Entry) []Entry { return c[1:] }, "entry 1 is missing"},
		{"one removed", func(c []Entry) []Entry { return slices.Delete(c, 2, 3) }, "entry 3 is missing"},
		{"removed and renumbered", func(c []Entry) []Entry {
			c = slices.Delete(c, 2, 3)
			for i := range c {
				c[i].Seq = int64(i + 1)
			}
			return c
		}, "entry 3 does not follow"},
		{"two swapped", func(c []Entry) []Entry { c[1], c[2] = c[2], c[1]; return c }, "entry 2 is missing"},
		{"two swapped and renumbered", func(c []Entry) []Entry {
			c[1], c[2] = c[2], c[1]
			c[1].Seq, c[2].Seq = 2, 3
			return c
		}, "entry 2 does not follow"},
		{"one twice", func(c []Entry) []Entry { return slices.Insert(c, 3, c[2]) }, "entry 4 is missing"},
		{"sealed with another key", func(c []Entry) []Entry {
			if err := c[2].Seal(c[1], []byte("another key")); err != nil {
				t.Fatal(err)
			}
			return c
		}, "entry 3 was changed"},
		{"hash taken away", func(c []Entry) []Entry { c[4].Hash = nil; return c }, "entry 5 was changed"},
	}
	for _, test := range tests {
		err := verify(test.do(chain(t, 5)), key)
		if fault.KindOf(err) != fault.Conflict || !strings.Contains(fault.Message(err), test.want) {
			t.Errorf("%s: got %v, want %q", test.name, err, test.want)
		}
	}
}

func TestAnotherKeyVerifiesNothing(t *testing.T) {
	err := verify(chain(t, 2), []byte("another key"))
	if fault.KindOf(err) != fault.Conflict || !strings.Contains(fault.Message(err), "entry 1 was changed") {
		t.Errorf("got %v, want the first entry named", err)
	}
}

// Whatever bit of whatever field of whatever entry is changed, the entry or the one after it is named.
func TestAnyChangedBitIsFound(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		entries := chain(t, 4)
		i := rapid.IntRange(0, len(entries)-1).Draw(rt, "entry")
		e := &entries[i]
		texts := []*string{&e.Actor, &e.Role, &e.Action, &e.Patient, &e.Subject, &e.Why, &e.From}
		switch field := rapid.IntRange(0, len(texts)+2).Draw(rt, "field"); field {
		default:
			e.Hash = flip(rt, e.Hash)
		case len(texts):
			e.At = e.At.Add(time.Duration(1<<rapid.IntRange(0, 40).Draw(rt, "bit")) * time.Microsecond)
		case len(texts) + 1:
			if i == 0 {
				e.Prev = []byte{0}
			} else {
				e.Prev = flip(rt, e.Prev)
			}
		case 0, 1, 2, 3, 4, 5, 6:
			*texts[field] = string(flip(rt, []byte(*texts[field])))
		}
		if err := verify(entries, key); fault.KindOf(err) != fault.Conflict ||
			!strings.Contains(err.Error(), fmt.Sprintf("entry %d", i+1)) {
			rt.Fatalf("entry %d was changed, and the verifier says: %v", i+1, err)
		}
	})
}

// flip changes one of the low seven bits of one byte, so that text stays text.
func flip(t *rapid.T, b []byte) []byte {
	b = slices.Clone(b)
	b[rapid.IntRange(0, len(b)-1).Draw(t, "byte")] ^= 1 << rapid.IntRange(0, 6).Draw(t, "bit")
	return b
}
