package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestLibraryByCommand adds README's definition, releases it, retires it and brings it back.
func TestLibraryByCommand(t *testing.T) {
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(readme), "```yaml\n")
	definition, _, _ := strings.Cut(rest, "```")
	dir := t.TempDir()
	write := func(name, text string) string {
		file := filepath.Join(dir, name)
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return file
	}
	good, data := write("good.yaml", definition), filepath.Join(dir, "data")
	faulty := write("faulty.yaml", strings.Replace(strings.Replace(definition, "1.0.0", "2.0.0", 1), "max: 6", "max: 9", 1))
	broken := write("broken.yaml", "id: 7 up\ntitel: {en: x}\n")
	steps := []struct {
		args string
		code int
		want string
	}{
		{"library add " + broken, 1, "broken.yaml:2:1"},
		{"library add " + good, 0, "Kept garden-rest@1.0.0 as a draft"},
		{"library add " + good, 1, "is here already"},
		{"library list", 0, "garden-rest@1.0.0                  draft    uploaded wording included   0 faults"},
		{"library release garden-rest@1.0.0 --note tried", 0, "is released now"},
		{"library add " + faulty, 0, "It can't be released yet"},
		{"library release garden-rest@2.0.0", 1, "can't be released"},
		{"library retire garden-rest@1.0.0", 0, "is retired now"},
		{"library restore garden-rest@1.0.0", 0, "is brought back now"},
		{"library release garden-rest@9.9.9", 1, "There is no questionnaire garden-rest@9.9.9"},
		{"library release nonsense", 1, "does not name a questionnaire version"},
		{"wording add " + good + " --questionnaire garden-rest@1.0.0", 1, "fault"},
		{"wording list", 0, ""},
	}
	for _, s := range steps {
		code, out, errs := steelyard(t, "", append(strings.Fields(s.args), "--data-dir", data)...)
		if code != s.code || !strings.Contains(out+errs, s.want) {
			t.Errorf("%s: got code %d, want %d and %q\n%s%s", s.args, code, s.code, s.want, out, errs)
		}
	}
}
