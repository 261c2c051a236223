package audit

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"steelyard/internal/fault"
)

func TestHeadIsKeptWhole(t *testing.T) {
	path, key := filepath.Join(t.TempDir(), "audit.head"), []byte("a key")
	if _, ok, err := FindHead(path, key); ok || err != nil {
		t.Fatalf("no file: got %v, %v", ok, err)
	}
	want := Head{Seq: 41, Hash: bytes.Repeat([]byte{7}, 32)}
	for range 2 { // the second takes the first one's place
		want.Seq++
		if err := WriteHead(path, want, key); err != nil {
			t.Fatal(err)
		}
		got, ok, err := FindHead(path, key)
		if err != nil || !ok || got.Seq != want.Seq || !bytes.Equal(got.Hash, want.Hash) {
			t.Fatalf("got %v, %v, %v, want %v", got, ok, err, want)
		}
	}
	if _, _, err := FindHead(path, []byte("another key")); fault.KindOf(err) != fault.Conflict {
		t.Errorf("another key: got %v, want a conflict", err)
	}
	if names, err := filepath.Glob(filepath.Join(filepath.Dir(path), ".head-*")); err != nil || len(names) > 0 {
		t.Errorf("left behind: %v, %v", names, err)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for i := range text {
		changed := bytes.Clone(text)
		changed[i] ^= 1
		if _, ok := readHead(changed, key); ok {
			t.Errorf("byte %d was changed and nobody noticed", i)
		}
	}
}
