package questionnaires_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v4"

	"steelyard/internal/profile"
	q "steelyard/internal/questionnaire"
	"steelyard/questionnaires"
)

var update = flag.Bool("update", false, "write the schemas, and add unreleased versions to RELEASED")

const (
	definitionFiles = "*/*.yaml"
	profileFiles    = "profiles/*/*.yaml"
)

func TestSchemasAreThoseOfTheStructs(t *testing.T) {
	for path, generate := range map[string]func() ([]byte, error){"schema.json": q.Schema, "profiles/schema.json": profile.Schema} {
		want, err := generate()
		if err != nil {
			t.Fatal(err)
		}
		if *update {
			write(t, path, want)
			continue
		}
		if got := read(t, path); !bytes.Equal(got, want) {
			t.Errorf("%s differs from the structs; run go test ./questionnaires -update and read the difference", path)
		}
	}
}

func TestEveryFileParsesUnderItsName(t *testing.T) {
	for path, d := range definitions(t) {
		if want := fmt.Sprintf("%s/%s.yaml", d.ID, d.Version); path != want {
			t.Errorf("%s says it is %s; want the file %s", path, d.Ref(), want)
		}
	}
	for path, p := range profiles(t) {
		if want := fmt.Sprintf("profiles/%s/%s.yaml", p.ID, p.Version); path != want {
			t.Errorf("%s says it is %s; want the file %s", path, p.Ref(), want)
		}
	}
}

func TestEveryFileValidatesAgainstItsSchema(t *testing.T) {
	for schemaPath, files := range map[string][]string{
		"schema.json":          glob(t, definitionFiles),
		"profiles/schema.json": glob(t, profileFiles),
	} {
		schema := compile(t, schemaPath)
		for _, path := range files {
			var root yaml.Node
			if err := yaml.Unmarshal(read(t, path), &root); err != nil {
				t.Fatalf("%s: %v", path, err)
			}
			if err := schema.Validate(plain(root.Content[0])); err != nil {
				t.Errorf("%s: %v", path, err)
			}
		}
	}
}

func TestProfilesNameScalesThatExist(t *testing.T) {
	shipped := map[profile.ScaleRef]q.Direction{}
	for _, d := range definitions(t) {
		for _, s := range d.Scales {
			shipped[profile.ScaleRef{Questionnaire: d.ID, Scale: s.ID}] = s.Direction
		}
	}
	for path, p := range profiles(t) {
		for _, domain := range p.Domains {
			for _, ref := range domain.Scales {
				if direction, ok := shipped[ref]; !ok || direction == q.Neither {
					t.Errorf("%s: domain %s: the scale %s of %s is not shipped, or has no direction", path, domain.ID, ref.Scale, ref.Questionnaire)
				}
			}
		}
	}
}

// A line of RELEASED never changes, so -update adds lines and leaves those that stand.
func TestReleasedVersionsAreUnchanged(t *testing.T) {
	var want []string
	for _, d := range definitions(t) {
		want = append(want, fmt.Sprintf("%s %s", d.Ref(), d.Hash()))
	}
	for _, p := range profiles(t) {
		want = append(want, fmt.Sprintf("%s %s", p.Ref(), p.Hash()))
	}
	slices.Sort(want)
	got := strings.FieldsFunc(string(read(t, "RELEASED")), func(r rune) bool { return r == '\n' })
	if *update {
		got = merge(got, want)
		write(t, "RELEASED", []byte(strings.Join(got, "\n")+"\n"))
	}
	if !slices.Equal(got, want) {
		t.Errorf("RELEASED has\n%s\nbut the files have\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func merge(standing, now []string) []string {
	all := slices.Clone(standing)
	for _, line := range now {
		ref, _, _ := strings.Cut(line, " ")
		if !slices.ContainsFunc(standing, func(s string) bool { return strings.HasPrefix(s, ref+" ") }) {
			all = append(all, line)
		}
	}
	slices.Sort(all)
	return all
}

func definitions(t *testing.T) map[string]*q.Definition {
	t.Helper()
	parsed := map[string]*q.Definition{}
	for _, path := range glob(t, definitionFiles) {
		d, err := q.Parse(path, read(t, path))
		if err != nil {
			t.Fatal(err)
		}
		parsed[path] = d
	}
	return parsed
}

func profiles(t *testing.T) map[string]*profile.Definition {
	t.Helper()
	parsed := map[string]*profile.Definition{}
	for _, path := range glob(t, profileFiles) {
		p, err := profile.Parse(path, read(t, path))
		if err != nil {
			t.Fatal(err)
		}
		parsed[path] = p
	}
	return parsed
}

func glob(t *testing.T, pattern string) []string {
	t.Helper()
	paths, err := fs.Glob(questionnaires.FS, pattern)
	if err != nil || len(paths) == 0 {
		t.Fatalf("no file is embedded for %s (%v)", pattern, err)
	}
	return paths
}

func read(t *testing.T, path string) []byte {
	t.Helper()
	b, err := questionnaires.FS.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func write(t *testing.T, path string, b []byte) {
	t.Helper()
	if err := os.WriteFile(path, b, 0o644); err != nil {
		t.Fatal(err)
	}
}

func compile(t *testing.T, path string) *jsonschema.Schema {
	t.Helper()
	raw, err := jsonschema.UnmarshalJSON(bytes.NewReader(read(t, path)))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource(path, raw); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile(path)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// plain gives a YAML node as the JSON value an editor sees: a date stays a string.
func plain(n *yaml.Node) any {
	switch n.Kind {
	case yaml.MappingNode:
		m := map[string]any{}
		for i := 0; i+1 < len(n.Content); i += 2 {
			m[n.Content[i].Value] = plain(n.Content[i+1])
		}
		return m
	case yaml.SequenceNode:
		list := make([]any, len(n.Content))
		for i, c := range n.Content {
			list[i] = plain(c)
		}
		return list
	}
	switch n.Tag {
	case "!!null":
		return nil
	case "!!bool":
		return n.Value == "true"
	case "!!int", "!!float":
		if _, err := strconv.ParseFloat(n.Value, 64); err == nil {
			return json.Number(n.Value)
		}
	}
	return n.Value
}
