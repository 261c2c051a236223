package arch

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const (
	module = "steelyard/"
	root   = "../.."
)

// source is one package's directory and what its files do, tests apart.
type source struct {
	dir     string              // such as internal/scoring
	imports map[string]bool     // import paths
	calls   map[string][]string // import path → names used from it
}

func TestImportDirections(t *testing.T) {
	sources, err := read(root)
	if err != nil {
		t.Fatal(err)
	}
	if len(sources) < 12 {
		t.Fatalf("only %d packages were found; the test reads the wrong folder", len(sources))
	}
	for _, s := range sources {
		for _, fault := range faults(s) {
			t.Error(fault)
		}
	}
}

// faults says what a package does that its row forbids.
func faults(s source) (list []string) {
	row, ok := rowOf(s.dir)
	if !ok {
		return []string{s.dir + " has no row: give it one in README's architecture table, and in rows of internal/arch/rows_test.go"}
	}
	for p := range s.imports {
		list = append(list, importFaults(s.dir, row, p)...)
	}
	if row.pure {
		list = append(list, impurities(s)...)
	}
	slices.Sort(list)
	return list
}

func importFaults(dir string, row row, p string) (list []string) {
	own, inside := strings.CutPrefix(p, module)
	own = strings.TrimPrefix(own, "internal/")
	switch {
	case inside && own == "testkit" && dir != "internal/testkit":
		list = append(list, fmt.Sprintf("%s imports testkit outside a test", dir))
	case inside && !row.anything && !slices.ContainsFunc(row.may, func(m string) bool { return m == own || m == path.Dir(own)+"/…" }):
		list = append(list, fmt.Sprintf("%s imports %s; its row allows %s", dir, own, allowed(row.may)))
	}
	for prefix, owners := range onlyIn {
		if strings.HasPrefix(p, prefix) && !slices.Contains(owners, dir) {
			list = append(list, fmt.Sprintf("%s imports %s; only %s may", dir, p, strings.Join(owners, " and ")))
		}
	}
	return list
}

func allowed(may []string) string {
	if len(may) == 0 {
		return "nothing of ours"
	}
	return strings.Join(may, ", ")
}

// impurities says where a pure package reaches for a clock, a random number, a file, the network or a context.
func impurities(s source) (list []string) {
	for p := range s.imports {
		if slices.Contains(impure, p) || slices.ContainsFunc(impureTrees, func(tree string) bool { return p == tree || strings.HasPrefix(p, tree+"/") }) {
			list = append(list, fmt.Sprintf("%s is pure and imports %s", s.dir, p))
		}
	}
	for _, name := range s.calls["time"] {
		if slices.Contains(clock, name) {
			list = append(list, fmt.Sprintf("%s is pure and uses time.%s; take the time as an argument", s.dir, name))
		}
	}
	return list
}

func rowOf(dir string) (row, bool) {
	name := strings.TrimPrefix(dir, "internal/")
	if r, ok := rows[name]; ok {
		return r, true
	}
	r, ok := rows[path.Dir(name)+"/…"]
	return r, ok
}

// read gathers every package of the module below a folder.
func read(root string) ([]source, error) {
	found := map[string]*source{}
	err := filepath.WalkDir(root, func(file string, e fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case e.IsDir() && file != root && skipped(e.Name()):
			return fs.SkipDir
		case e.IsDir() || path.Ext(file) != ".go":
			return nil
		}
		rel, err := filepath.Rel(root, filepath.Dir(file))
		if err != nil {
			return err
		}
		dir := filepath.ToSlash(rel)
		if found[dir] == nil {
			found[dir] = &source{dir, map[string]bool{}, map[string][]string{}}
		}
		if strings.HasSuffix(file, "_test.go") {
			return nil // a directory of tests only still needs its row
		}
		return found[dir].add(file)
	})
	var list []source
	for _, s := range found {
		list = append(list, *s)
	}
	return list, err
}

func skipped(name string) bool {
	return name == "testdata" || strings.HasPrefix(name, ".") || strings.HasPrefix(name, "_")
}

// add takes in one file's imports and the names it uses from each.
func (s *source) add(file string) error {
	content, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	parsed, err := parser.ParseFile(token.NewFileSet(), file, content, parser.SkipObjectResolution)
	if err != nil {
		return err
	}
	names := map[string]string{}
	for _, spec := range parsed.Imports {
		p, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			return err
		}
		s.imports[p] = true
		names[path.Base(p)] = p
		if spec.Name != nil {
			names[spec.Name.Name] = p
		}
	}
	ast.Inspect(parsed, func(n ast.Node) bool {
		if sel, ok := n.(*ast.SelectorExpr); ok {
			if x, ok := sel.X.(*ast.Ident); ok && names[x.Name] != "" {
				s.calls[names[x.Name]] = append(s.calls[names[x.Name]], sel.Sel.Name)
			}
		}
		return true
	})
	return nil
}
