package store

import (
	"os"
	"path/filepath"
	"testing"

	"steelyard/internal/fault"
)

// A data folder has one server at a time, and the next one once that has ended.
func TestAFolderHasOneServer(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "data")
	for range 2 {
		release, err := Hold(folder)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := Hold(folder); fault.KindOf(err) != fault.Conflict {
			t.Errorf("a second server: got %v, want a conflict", err)
		}
		if info, err := os.Stat(filepath.Join(folder, HoldFile)); err != nil || info.Mode().Perm() != fileMode {
			t.Errorf("got %v (%v), want a file that is its owner's only", info, err)
		}
		if err := release(); err != nil {
			t.Fatal(err)
		}
	}
}
