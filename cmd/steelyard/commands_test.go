package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/spf13/cobra"

	"steelyard/internal/store"
)

// steelyard runs a command as a user would and gives what it printed.
func steelyard(t *testing.T, stdin string, args ...string) (code int, out, errs string) {
	t.Helper()
	var stdout, stderr bytes.Buffer
	code = run(t.Context(), args, streams{strings.NewReader(stdin), &stdout, &stderr})
	return code, stdout.String(), stderr.String()
}

func TestEveryCommandHasAnExample(t *testing.T) {
	var walk func(c *cobra.Command)
	walk = func(c *cobra.Command) {
		if c.Runnable() && c.Example == "" {
			t.Errorf("%s has no example", c.CommandPath())
		}
		if c.Short == "" {
			t.Errorf("%s does not say what it does", c.CommandPath())
		}
		for _, sub := range c.Commands() {
			walk(sub)
		}
	}
	for _, c := range newRoot().Commands() {
		walk(c)
	}
}

// TestReadmeDefinition proves the definition that README shows in full: a page that teaches must itself pass.
func TestReadmeDefinition(t *testing.T) {
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, ok := strings.Cut(string(readme), "```yaml\n")
	definition, _, closed := strings.Cut(rest, "```")
	if !ok || !closed {
		t.Fatal("README has no definition in YAML")
	}
	file := filepath.Join(t.TempDir(), "1.0.0.yaml")
	if err := os.WriteFile(file, []byte(definition), 0o600); err != nil {
		t.Fatal(err)
	}
	code, out, errs := steelyard(t, "", "check", "-v", file)
	if code != 0 || !strings.Contains(out, "good") || !strings.Contains(out, "surviving 0") {
		t.Errorf("got code %d\n%s%s", code, out, errs)
	}
}

// TestDefinitionWrittenFromReadme holds a definition that somebody wrote from README's page and nothing else: the first
// attempt is told exactly what it lacks, and the last is good.
func TestDefinitionWrittenFromReadme(t *testing.T) {
	code, out, errs := steelyard(t, "", "check", "-v", "testdata/feet/1.0.0.yaml")
	if code != 0 || !strings.Contains(out, "surviving 0, undecided 0") {
		t.Errorf("the last version: got code %d\n%s%s", code, out, errs)
	}
	code, _, errs = steelyard(t, "", "check", "testdata/feet/first.txt")
	for _, want := range []string{`:47:5: the key "missing" is missing`, `a decision takes none`} {
		if code != 1 || !strings.Contains(errs, want) {
			t.Errorf("the first version: got code %d, want %q in\n%s", code, want, errs)
		}
	}
}

func TestCheckNamesEveryFault(t *testing.T) {
	good, err := os.ReadFile("../../questionnaires/gad-2/1.0.0.yaml")
	if err != nil {
		t.Fatal(err)
	}
	text := strings.NewReplacer(
		"recall: P14D", "recall: two weeks", // 1
		"respondent: ", "respondant: ", // 2 and 3: an unknown key and a missing one
		"operator: sum", "operator: summ", // 4
		"minutes: 1", "minutes: one", // 5
	).Replace(string(good))
	file := filepath.Join(t.TempDir(), "1.0.0.yaml")
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	code, _, errs := steelyard(t, "", "check", file)
	if code != 1 {
		t.Errorf("got code %d, want 1", code)
	}
	for _, want := range []string{"is not a recall period", `"respondant" is not known`, `"respondent" is missing`, "did you mean sum?", "is not a whole number"} {
		if !strings.Contains(errs, want) {
			t.Errorf("want %q in\n%s", want, errs)
		}
	}
}

func TestScore(t *testing.T) {
	const head = "who,q1,q2,q3,q4,q5,q6,q7\n"
	for _, c := range []struct {
		name, in string
		code     int
		want     []string
	}{
		{"complete", head + "a,2,2,2,2,1,1,0\n", 0, []string{"a,10,complete,moderate,", ",true,symptom self-report,gad-7@1.0.0,"}},
		{"one missing is prorated", head + "a,2,2,,2,1,1,0\n", 0, []string{"a,9.3333,prorated,mild,"}},
		{"three missing has no number", head + "a,2,,,,1,1,0\n", 0, []string{"a,,unscorable,,,,3,"}},
		{"a zero is an answer", head + "a,0,0,0,0,0,0,0\n", 0, []string{"a,0,complete,minimal,"}},
		{"outside the choices", head + "a,9,2,2,2,1,1,0\nb,0,0,0,0,0,0,0\n", 1, []string{`is not one of the choices`, "b,0,complete,minimal,"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			code, out, errs := steelyard(t, c.in, "score", "gad-7")
			if code != c.code {
				t.Errorf("got code %d, want %d: %s", code, c.code, errs)
			}
			for _, want := range c.want {
				if !strings.Contains(out, want) {
					t.Errorf("want %q in\n%s", want, out)
				}
			}
		})
	}
}

func TestScoreRefusesAFileThatLacksColumns(t *testing.T) {
	code, out, errs := steelyard(t, "who,q1,q2\na,1,2\n", "score", "gad-7")
	if code != 1 || out != "" || !strings.Contains(errs, "q3: no column has this name") {
		t.Errorf("got code %d, output %q, error %q", code, out, errs)
	}
}

func TestUserAndMigrate(t *testing.T) {
	dir := t.TempDir()
	code, out, errs := steelyard(t, "", "migrate", "--data-dir", dir)
	if code != 0 || !strings.Contains(out, "00001") {
		t.Fatalf("migrate: got code %d, %q, %q", code, out, errs)
	}
	code, out, errs = steelyard(t, "four words of nothing", "user", "add", "ana", "--name", "Ana Silva", "--data-dir", dir)
	if code != 0 || !strings.Contains(out, "Added ana as clinician") {
		t.Fatalf("user add: got code %d, %q, %q", code, out, errs)
	}
	code, _, errs = steelyard(t, "four words of nothing", "user", "add", "bea", "--name", "Bea", "--team", "Night clinic", "--data-dir", dir)
	if code != 1 || !strings.Contains(errs, `no team "Night clinic"; there are: Clinic`) {
		t.Errorf("a team that is not there: got code %d, %q", code, errs)
	}
	if code, _, errs = steelyard(t, "four words of nothing", "user", "add", "bea", "--name", "Bea", "--team", "clinic", "--data-dir", dir); code != 0 {
		t.Errorf("a team by its name: got code %d, %q", code, errs)
	}
	if code, _, errs = steelyard(t, "short", "user", "password", "ana", "--data-dir", dir); code != 1 || !strings.Contains(errs, "at least 12") {
		t.Errorf("a short password: got code %d, %q", code, errs)
	}
	if code, _, errs = steelyard(t, "another four words here", "user", "password", "nobody", "--data-dir", dir); code != 1 || !strings.Contains(errs, "no user") {
		t.Errorf("an unknown user: got code %d, %q", code, errs)
	}
}

func TestServeRefusesPlainHTTPForOthers(t *testing.T) {
	code, _, errs := steelyard(t, "", "serve", "--listen", "0.0.0.0:8080", "--data-dir", t.TempDir())
	if code != 1 || !strings.Contains(errs, "Plain HTTP") {
		t.Errorf("got code %d, %q", code, errs)
	}
}

func TestServeRefusesAFolderThatHasAServer(t *testing.T) {
	dir := t.TempDir()
	release, err := store.Hold(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := release(); err != nil {
			t.Error(err)
		}
	})
	code, _, errs := steelyard(t, "", "serve", "--listen", "127.0.0.1:0", "--data-dir", dir)
	if code != 1 || !strings.Contains(errs, "Another server runs from the data folder") {
		t.Errorf("got code %d, %q", code, errs)
	}
}

func TestDiffOfAVersionWithItself(t *testing.T) {
	const file = "../../questionnaires/phq-9/1.0.0.yaml"
	code, out, errs := steelyard(t, "", "diff", file, file)
	if code != 0 || !strings.Contains(out, "total: same for all answers") || strings.Contains(out, "differs") {
		t.Errorf("got code %d\n%s%s", code, out, errs)
	}
}
