package arch

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestRulesBite plants one forbidden thing at a time and wants it named.
func TestRulesBite(t *testing.T) {
	cases := []struct{ name, dir, code, want string }{
		{"an import its row lacks", "internal/exact", `import _ "steelyard/internal/fault"`, "internal/exact imports fault; its row allows nothing of ours"},
		{"an import against the direction", "internal/scoring", `import _ "steelyard/internal/store"`, "internal/scoring imports store; its row allows"},
		{"a package without a row", "internal/utils", ``, "internal/utils has no row"},
		{"a nested package without a row", "internal/scoring/fast", ``, "internal/scoring/fast has no row"},
		{"gorm outside store", "internal/app", `import _ "gorm.io/gorm/clause"`, "only internal/store may"},
		{"goose outside store", "cmd/steelyard", `import _ "github.com/pressly/goose/v3"`, "only internal/store may"},
		{"gin outside server", "internal/app", `import _ "github.com/gin-gonic/gin"`, "only internal/server and internal/api may"},
		{"the clock", "internal/clinic", `import "time"; var x = time.Now()`, "uses time.Now"},
		{"the clock by another name", "internal/clinic", `import clock "time"; var x = clock.Since`, "uses time.Since"},
		{"randomness", "internal/profile", `import _ "math/rand/v2"`, "is pure and imports math/rand/v2"},
		{"files", "internal/questionnaire", `import _ "os/exec"`, "is pure and imports os/exec"},
		{"network", "internal/report", `import _ "net"`, "is pure and imports net"},
		{"context", "internal/safety", `import _ "context"`, "is pure and imports context"},
		{"test builders in the program", "cmd/steelyard", `import _ "steelyard/internal/testkit"`, "imports testkit outside a test"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			got := planted(t, c.dir, c.code)
			if len(got) == 0 || !slices.ContainsFunc(got, func(f string) bool { return strings.Contains(f, c.want) }) {
				t.Errorf("got %q, want a fault with %q", got, c.want)
			}
		})
	}
}

// TestRulesLetThrough wants what the table allows to pass.
func TestRulesLetThrough(t *testing.T) {
	cases := []struct{ name, dir, code string }{
		{"a row's import", "internal/scoring", `import _ "steelyard/internal/exact"`},
		{"a time given as an argument", "internal/clinic", `import "time"; var x time.Time`},
		{"an export from the server", "internal/server", `import _ "steelyard/internal/export/pdf"`},
		{"an export of its own", "internal/export/csv", `import _ "steelyard/internal/report"`},
		{"anything where all is wired", "cmd/steelyard", `import _ "steelyard/internal/store"`},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if got := planted(t, c.dir, c.code); len(got) > 0 {
				t.Errorf("got %q, want no fault", got)
			}
		})
	}
}

func planted(t *testing.T, dir, code string) (list []string) {
	t.Helper()
	at := filepath.Join(t.TempDir(), "module")
	if err := os.MkdirAll(filepath.Join(at, dir), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(at, dir, "x.go"), []byte("package x\n\n"+code+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	sources, err := read(at)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range sources {
		list = append(list, faults(s)...)
	}
	return list
}
