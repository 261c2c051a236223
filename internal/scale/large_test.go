package scale

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"steelyard/internal/clinic"
	"steelyard/internal/store"
	"steelyard/internal/testkit"
	"steelyard/migrations"
)

// folder is the environment variable that names where large clinics are kept, to be looked at again. Without it they are
// made in a temporary folder and thrown away.
const folder = "STEELYARD_SCALE_DIR"

// large is a clinic with as many patients as were asked for: a usual one of the team theTeam, and two with many visits.
type large struct {
	*testkit.Clinic
	usual, long, heavy clinic.Patient
}

// newLarge opens a clinic of so many patients, and makes it where there is none yet.
func newLarge(t testing.TB, patients int) *large {
	t.Helper()
	path := kept(t, patients)
	done := path + ".whole"
	if _, err := os.Stat(done); errors.Is(err, fs.ErrNotExist) {
		makeLarge(t, path, patients)
		fatal(t, os.WriteFile(done, nil, 0o600))
	}
	return openLarge(t, path)
}

// openLarge opens a large clinic so that what it asks the database can be heard.
func openLarge(t testing.TB, path string) *large {
	t.Helper()
	fatal(t, listen())
	k := &large{Clinic: testkit.At(t, path, slog.New(slog.DiscardHandler))}
	k.usual, k.long, k.heavy = k.numbered(t, fmt.Sprintf("c-%d-0", theTeam)), k.numbered(t, "H-2"), k.numbered(t, "H-1")
	return k
}

func kept(t testing.TB, patients int) string {
	root := os.Getenv(folder)
	if root == "" {
		root = t.TempDir()
	}
	return filepath.Join(root, fmt.Sprintf("large-%d-%s", patients, schema(t)), "steelyard.db")
}

// schema names the migrations that there are: a clinic that was made by others is made anew.
func schema(t testing.TB) string {
	t.Helper()
	released, err := migrations.Released()
	fatal(t, err)
	all := sha256.New()
	for _, name := range slices.Sorted(maps.Keys(released)) {
		all.Write([]byte(name + released[name]))
	}
	return fmt.Sprintf("%x", all.Sum(nil)[:4])
}

func makeLarge(t testing.TB, path string, patients int) {
	t.Helper()
	fatal(t, os.RemoveAll(filepath.Dir(path))) // one that was not made to its end
	k := testkit.At(t, path, slog.New(slog.DiscardHandler))
	c := newSmall(t, k)
	fatal(t, k.Store.Close())
	enlarge(t, c, patients)
}

func (k *large) numbered(t testing.TB, number string) (p clinic.Patient) {
	t.Helper()
	fatal(t, k.Store.View(t.Context(), func(tx *store.Tx) (err error) {
		p, _, err = tx.FindPatientByRecordNumber(number)
		return err
	}))
	if p.ID == "" {
		t.Fatal("there is no patient with the number ", number)
	}
	return p
}
