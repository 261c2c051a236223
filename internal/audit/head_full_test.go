//go:build linux

package audit

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

// A head that the disk takes only a part of leaves the one before as it was, and the next one is kept when there is room.
func TestHeadOnAFullDisk(t *testing.T) {
	key, path := []byte("key"), filepath.Join(t.TempDir(), "audit.head")
	before := Head{Seq: 7, Hash: []byte{1, 2, 3}}
	if err := WriteHead(path, before, key); err != nil {
		t.Fatal(err)
	}
	room := fileSize(t, 10) // bytes
	err := WriteHead(path, Head{Seq: 8, Hash: []byte{4, 5, 6}}, key)
	room()
	if err == nil {
		t.Fatal("a head was written without room for it")
	}
	got, ok, err := FindHead(path, key)
	if err != nil || !ok || got.Seq != before.Seq {
		t.Errorf("got %v %t %v, want the head before: %v", got, ok, err, before)
	}
	if left, err := os.ReadDir(filepath.Dir(path)); err != nil || len(left) != 1 {
		t.Errorf("got %v, want the head alone (%v)", left, err)
	}
	if err := WriteHead(path, Head{Seq: 9, Hash: []byte{7}}, key); err != nil {
		t.Errorf("with room again: %v", err)
	}
}

// fileSize lets this process write files of a size and no more, until what it gives is called.
func fileSize(t *testing.T, bytes uint64) (room func()) {
	t.Helper()
	var old syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_FSIZE, &old); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: bytes, Max: old.Max}); err != nil {
		t.Fatal(err)
	}
	return func() {
		if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &old); err != nil {
			t.Fatal(err)
		}
	}
}
