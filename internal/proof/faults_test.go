package proof_test

import (
	"os"
	"strings"
	"testing"

	"steelyard/internal/fault"
	"steelyard/internal/proof"
	q "steelyard/internal/questionnaire"
	"steelyard/internal/scoring"
)

const garden = "testdata/garden.yaml"

// planted is one thing changed in the good definition, and what must be said of it.
type planted struct{ name, old, changed, want string }

// readPlanted reads testdata/faults.txt: a name, and under it what stands in the definition (-), what is put there (+)
// and what must be said (=), with \n for the end of a line.
func readPlanted(t *testing.T) (list []planted) {
	t.Helper()
	content, err := os.ReadFile("testdata/faults.txt")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.SplitSeq(string(content), "\n") {
		value := ""
		if len(line) > 4 {
			value = strings.ReplaceAll(line[4:], `\n`, "\n")
		}
		switch {
		case strings.HasPrefix(line, "  -"):
			list[len(list)-1].old = value
		case strings.HasPrefix(line, "  +"):
			list[len(list)-1].changed = value
		case strings.HasPrefix(line, "  ="):
			list[len(list)-1].want = value
		case line != "" && !strings.HasPrefix(line, "#"):
			list = append(list, planted{name: line})
		}
	}
	return list
}

// said gives everything that is said of a definition, faults of its file or of its proof, warnings marked.
func said(t *testing.T, text string) (all []string) {
	t.Helper()
	d, err := q.Parse("garden.yaml", []byte(text))
	if err != nil {
		for _, x := range fault.Details(err) {
			all = append(all, x.String())
		}
		return all
	}
	p, err := scoring.Compile(d)
	if err != nil {
		t.Fatal(err)
	}
	at := q.Places("garden.yaml", []byte(text))
	proven := proof.Prove(p)
	for _, f := range proven.Faults {
		all = append(all, (fault.Detail{Where: at(f.Path), What: f.What, Mend: f.Mend}).String())
	}
	for _, f := range proven.Warnings {
		all = append(all, "warning: "+(fault.Detail{Where: at(f.Path), What: f.What, Mend: f.Mend}).String())
	}
	return all
}

func TestTheGoodDefinitionIsGood(t *testing.T) {
	content, err := os.ReadFile(garden)
	if err != nil {
		t.Fatal(err)
	}
	if all := said(t, string(content)); len(all) > 0 {
		t.Errorf("got %q, want nothing", all)
	}
}

// TestPlantedFaults plants one fault at a time in the good definition, and wants its message with its place and its mend.
func TestPlantedFaults(t *testing.T) {
	content, err := os.ReadFile(garden)
	if err != nil {
		t.Fatal(err)
	}
	list := readPlanted(t)
	if len(list) < 60 {
		t.Errorf("only %d faults are planted", len(list))
	}
	for _, f := range list {
		t.Run(f.name, func(t *testing.T) {
			if n := strings.Count(string(content), f.old); f.old == "" || n != 1 {
				t.Fatalf("%q stands %d times in the definition, want once", f.old, n)
			}
			all := said(t, strings.Replace(string(content), f.old, f.changed, 1))
			for _, x := range all {
				if f.want != "" && x == f.want {
					return
				}
			}
			t.Errorf("got\n  %s\nwant among them\n  %s", strings.Join(all, "\n  "), f.want)
		})
	}
}
