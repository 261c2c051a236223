package migrations

import (
	"io/fs"
	"testing"
)

// A migration that was released is never edited: write a new one instead. Before its release a file's line in
// checksums.txt is renewed with: cd migrations && sha256sum */*.sql > checksums.txt
func TestFilesAreAsReleased(t *testing.T) {
	released, err := Released()
	if err != nil {
		t.Fatal(err)
	}
	names, err := fs.Glob(files, "*/*.sql")
	if err != nil || len(names) == 0 {
		t.Fatalf("no migrations embedded: %v", err)
	}
	if len(names) != len(released) {
		t.Errorf("%d files but %d checksums", len(names), len(released))
	}
	for _, name := range names {
		got, err := Sum(files, name)
		if err != nil {
			t.Fatal(err)
		}
		if got != released[name] {
			t.Errorf("%s has checksum %s, want %s", name, got, released[name])
		}
	}
}
