package hazard

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

const top = "../.."

// wanted is what the log has to speak of.
var wanted = []string{
	"wrong-score", "missing-counted-as-zero", "missed-self-harm-answer", "wrong-patient", "stale-version", "report-without-notice",
	"acknowledged-then-lost", "counted-twice", "partly-saved", "wrong-norm", "translation-drift", "trend-across-versions",
	"anothers-data-seen", "score-taken-for-a-diagnosis", "changed-without-trace", "not-restorable", "distress-while-answering",
	"inaccessible-form", "misread-export", "wrong-clock",
}

func log(t *testing.T) []Hazard {
	t.Helper()
	hazards, err := Log()
	if err != nil {
		t.Fatal(err)
	}
	return hazards
}

func TestTheLogIsWhole(t *testing.T) {
	var got []string
	for _, h := range log(t) {
		got = append(got, h.ID)
		if h.Title == "" || h.Cause == "" || h.Remains == "" || len(h.Mitigations) == 0 {
			t.Errorf("%s: every hazard says its title, its cause, what is done about it and what remains", h.ID)
		}
	}
	if !slices.Equal(got, wanted) {
		t.Errorf("got the hazards\n%q\nwant\n%q", got, wanted)
	}
}

func TestEveryNamedTestExists(t *testing.T) {
	for _, h := range log(t) {
		for _, m := range h.Mitigations {
			if !declared(t, m.Test) {
				t.Errorf("%s: there is no %s in %s", h.ID, m.Test.Name, m.Test.Package)
			}
		}
	}
}

func declared(t *testing.T, test Test) bool {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(top, test.Package, "*_test.go"))
	if err != nil {
		t.Fatal(err)
	}
	return slices.ContainsFunc(files, func(f string) bool {
		content, err := os.ReadFile(f)
		return err == nil && strings.Contains(string(content), "func "+test.Name+"(t *testing.T)")
	})
}

// What would be taken out must still be there, once, or nobody knows any more whether the test guards it.
func TestEveryMitigationIsWhereTheLogSays(t *testing.T) {
	for _, h := range log(t) {
		for _, m := range h.Mitigations {
			content, err := os.ReadFile(filepath.Join(top, m.Without.File))
			if n := strings.Count(string(content), m.Without.Find); err != nil || n != 1 {
				t.Errorf("%s: %q occurs %d times in %s, want once (%v)", h.ID, m.Without.Find, n, m.Without.File, err)
			}
		}
	}
}

// Each mitigation is taken out of the program in turn, and its test must fail. This builds the program anew each time
// and so takes minutes: STEELYARD_HAZARDS names the hazards to try by a regular expression, and CI tries them all.
func TestEveryTestFailsWithoutItsMitigation(t *testing.T) {
	which := os.Getenv("STEELYARD_HAZARDS")
	if which == "" {
		t.Skip("set STEELYARD_HAZARDS to a regular expression of hazards, such as '.', to take their mitigations out")
	}
	chosen, err := regexp.Compile(which)
	if err != nil {
		t.Fatal(err)
	}
	for _, h := range log(t) {
		for _, m := range h.Mitigations {
			if !chosen.MatchString(h.ID) {
				continue
			}
			t.Run(h.ID+"/"+m.Test.Name, func(t *testing.T) {
				if said, failed := without(t, m); !failed {
					t.Errorf("with %q out of %s, %s still passes or was not run:\n%s", m.Without.Find, m.Without.File, m.Test.Name, said)
				}
			})
		}
	}
}

// without runs a mitigation's test on a program that lacks it, and says whether the test failed as a test does.
func without(t *testing.T, m Mitigation) (said string, failed bool) {
	t.Helper()
	root, err := filepath.Abs(top)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(root, m.Without.File)
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	changed := filepath.Join(t.TempDir(), filepath.Base(path))
	if err := os.WriteFile(changed, []byte(strings.Replace(string(content), m.Without.Find, m.Without.Replace, 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	overlay, err := json.Marshal(map[string]any{"Replace": map[string]string{path: changed}})
	if err != nil {
		t.Fatal(err)
	}
	plan := filepath.Join(t.TempDir(), "overlay.json")
	if err := os.WriteFile(plan, overlay, 0o600); err != nil {
		t.Fatal(err)
	}
	c := exec.CommandContext(t.Context(), "go", "test", "-count=1", "-timeout=5m", "-overlay="+plan, "-run=^"+m.Test.Name+"$", "./"+m.Test.Package)
	c.Dir = root
	out, err := c.CombinedOutput()
	return string(out), err != nil && strings.Contains(string(out), "--- FAIL: "+m.Test.Name)
}
