package store

import (
	"os"
	"path/filepath"
	"testing"
)

// TestPaths opens a database by relative paths, as the default data folder is, and by names that mean something in a URI.
func TestPaths(t *testing.T) {
	t.Chdir(t.TempDir())
	for _, path := range []string{"data/steelyard.db", "./other/x.db", "bare.db", "a b#c?d%20e/ü.db", filepath.Join(t.TempDir(), "far.db")} {
		s, err := Open(t.Context(), Options{Path: path})
		if err != nil {
			t.Errorf("%s: %v", path, err)
			continue
		}
		if err := s.CopyTo(t.Context(), path+".copy"); err != nil {
			t.Errorf("copy of %s: %v", path, err)
		}
		if used, err := InUse(path + ".copy"); err != nil || used {
			t.Errorf("copy of %s: in use %t, %v", path, used, err)
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
		if info, err := os.Stat(path); err != nil || info.Size() == 0 {
			t.Errorf("%s: the database is not there: %v", path, err)
		}
	}
}
