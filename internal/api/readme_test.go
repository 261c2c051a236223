package api

import (
	"os"
	"os/exec"
	"strings"
	"testing"

	"steelyard/internal/testkit"
)

// README's examples of the API are run as they stand, but for the address and who signs in.
func TestTheExamplesOfREADMERun(t *testing.T) {
	if _, err := exec.LookPath("curl"); err != nil {
		if os.Getenv("CI") != "" {
			t.Fatal("curl must be there")
		}
		t.Skip("there is no curl")
	}
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, section, _ := strings.Cut(string(readme), "## The API\n")
	_, script, _ := strings.Cut(section, "```sh\n")
	script, _, ok := strings.Cut(script, "```")
	if !ok || strings.Count(script, "curl") < 7 {
		t.Fatal("README has no examples of the API")
	}
	w := newWorld(t)
	script = strings.NewReplacer("http://127.0.0.1:8080", w.url, `"demo"`, `"clara"`, "a-beam-finds-its-balance", testkit.Password).Replace(script)
	c := exec.CommandContext(t.Context(), "sh", "-eu", "-c", script)
	c.Dir = t.TempDir()
	out, err := c.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	e, ok := w.Library.FindLatest("phq-2")
	if !ok {
		t.Fatal("there is no PHQ-2")
	}
	for _, want := range []string{`"non_diagnostic":true`, `"derivation":[`, string(e.Definition.Hash()) + "  -"} {
		if !strings.Contains(string(out), want) {
			t.Errorf("%q is missing in what they print:\n%s", want, out)
		}
	}
	if pdf, err := os.ReadFile(c.Dir + "/report.pdf"); err != nil || !strings.HasPrefix(string(pdf), "%PDF-") {
		t.Errorf("there is no PDF: %v", err)
	}
}
