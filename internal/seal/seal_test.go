package seal

import (
	"bytes"
	"encoding/base64"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"steelyard/internal/fault"
)

func TestWhatIsSealedOpensInItsPlaceOnly(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		key, text := NewDataKey(), rapid.SliceOf(rapid.Byte()).Draw(t, "text")
		sealed, err := key.Seal("patients.name:1", text)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := key.Open("patients.name:1", sealed); err != nil || !bytes.Equal(got, text) {
			t.Fatalf("got %x, %v, want %x", got, err, text)
		}
		if len(sealed) < MinSealed || len(sealed)%block != MinSealed%block {
			t.Errorf("%d bytes come to %d, which the database refuses", len(text), len(sealed))
		}
		if len(text) > 4 && bytes.Contains(sealed, text) {
			t.Errorf("%x is in %x", text, sealed)
		}
		flipped := bytes.Clone(sealed)
		flipped[rapid.IntRange(0, len(sealed)-1).Draw(t, "at")] ^= 1 << rapid.IntRange(0, 7).Draw(t, "bit")
		for name, try := range map[string]func() ([]byte, error){
			"a changed bit":   func() ([]byte, error) { return key.Open("patients.name:1", flipped) },
			"another place":   func() ([]byte, error) { return key.Open("patients.name:2", sealed) },
			"another key":     func() ([]byte, error) { return NewDataKey().Open("patients.name:1", sealed) },
			"half of it":      func() ([]byte, error) { return key.Open("patients.name:1", sealed[:len(sealed)/2]) },
			"nothing":         func() ([]byte, error) { return key.Open("patients.name:1", nil) },
			"not sealed text": func() ([]byte, error) { return key.Open("patients.name:1", text) },
		} {
			if _, err := try(); !errors.Is(err, ErrNotOpened) {
				t.Errorf("%s: got %v, want it refused", name, err)
			}
		}
	})
}

// A name's length is not told by what it is sealed to.
func TestShortTextsAreOfOneLength(t *testing.T) {
	lengths := map[int]bool{}
	for n := range 31 {
		sealed, err := NewDataKey().Seal("x", []byte(strings.Repeat("a", n)))
		if err != nil {
			t.Fatal(err)
		}
		lengths[len(sealed)] = true
	}
	if len(lengths) != 1 {
		t.Errorf("got the lengths %v, want one", lengths)
	}
}

func TestWhoseATextIsCantBeChanged(t *testing.T) {
	key := NewDataKey()
	sealed, err := key.SealForSite("x", []byte("nobody's"))
	if err != nil || !SealedForSite(sealed) {
		t.Fatalf("got %v, %v", sealed, err)
	}
	sealed[0] = ofPatient
	if _, err := key.Open("x", sealed); !errors.Is(err, ErrNotOpened) {
		t.Errorf("got %v, want it refused", err)
	}
}

func TestDataKeysAreWrappedForOneOwner(t *testing.T) {
	ring, err := NewRing(bytes.Repeat([]byte{1}, 32), bytes.Repeat([]byte{2}, 32))
	if err != nil {
		t.Fatal(err)
	}
	first, _ := ring.Newest()
	data := NewDataKey()
	wrapped, err := first.Wrap(data, "p1")
	if err != nil || len(wrapped) != WrappedLength {
		t.Fatalf("got %d bytes, %v", len(wrapped), err)
	}
	if got, err := first.Unwrap(wrapped, "p1"); err != nil || got != data {
		t.Errorf("got %v, %v, want the key", got, err)
	}
	if _, err := first.Unwrap(wrapped, "p2"); err == nil {
		t.Error("it opened for another owner")
	}
	if _, err := ring.keys[1].Unwrap(wrapped, "p1"); err == nil {
		t.Error("it opened with another site key")
	}
	if bytes.Equal(first.Index("r-1"), ring.keys[1].Index("r-1")) || !bytes.Equal(first.Index("r-1"), first.Index("r-1")) || bytes.Equal(first.Index("r-1"), first.Index("r-2")) {
		t.Error("the index is not of the key and the text")
	}
}

func TestWhereKeysAreKept(t *testing.T) {
	file := Source{File: filepath.Join(t.TempDir(), "seal.key")}
	if _, err := file.Load(); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("nothing there: got %v", err)
	}
	made, err := file.LoadOrCreate()
	if err != nil || made.Len() != 1 {
		t.Fatalf("got %v, %v, want a new key", made, err)
	}
	if info, err := os.Stat(file.File); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the file has the mode %v (%v)", info.Mode(), err)
	}
	old, _ := made.Newest()
	both, err := made.Add(bytes.Repeat([]byte{7}, 32))
	if err == nil {
		err = file.Keep(both)
	}
	again, loadErr := file.LoadOrCreate()
	if err != nil || loadErr != nil || again.Len() != 2 {
		t.Fatalf("got %d keys, %v, %v, want both", again.Len(), err, loadErr)
	}
	if k, _ := again.Newest(); k.ID() == old.ID() || again.Only(old.ID()).Len() != 1 || made.Join(again).Len() != 2 {
		t.Error("the new key is not before the old one")
	}
	given := Source{Text: base64.StdEncoding.EncodeToString(bytes.Repeat([]byte{7}, 32)), File: file.File}
	if r, err := given.LoadOrCreate(); err != nil || r.Len() != 1 {
		t.Errorf("given: got %v, %v", r, err)
	}
	if err := given.Keep(both); fault.KindOf(err) != fault.Conflict {
		t.Errorf("a given key was kept in a file: %v", err)
	}
	if _, err := (Source{Text: "c2hvcnQ="}).Load(); fault.KindOf(err) != fault.Invalid {
		t.Errorf("no key: got %v", err)
	}
}
