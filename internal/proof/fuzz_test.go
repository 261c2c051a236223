package proof_test

import (
	"io/fs"
	"os"
	"regexp"
	"slices"
	"testing"
	"time"

	"steelyard/internal/proof"
	q "steelyard/internal/questionnaire"
	"steelyard/internal/scoring"
	"steelyard/questionnaires"
)

// FuzzProve wants no panic of whatever parses, an end in bounded time, and of a definition compared with itself no difference.
func FuzzProve(f *testing.F) {
	for _, content := range seeds(f) {
		f.Add(content)
	}
	f.Fuzz(func(t *testing.T, data []byte) { provenSoon(t, data) })
}

// FuzzProveChanged puts another word in the place of one in a definition that ships, which parses more often than chance does, and
// compares the two.
func FuzzProveChanged(f *testing.F) {
	all := seeds(f)
	for i := range all {
		f.Add(uint(i), uint(60+i), "2")
	}
	f.Fuzz(func(t *testing.T, which, at uint, with string) {
		content := all[which%uint(len(all))]
		words := word.FindAllIndex(content, -1)
		place := words[at%uint(len(words))]
		changed := slices.Concat(content[:place[0]], []byte(with), content[place[1]:])
		if after := provenSoon(t, changed); after != nil {
			proof.Diff(compiled(t, "seed.yaml", content), after)
		}
	})
}

var word = regexp.MustCompile(`[\w.-]+`)

// seeds are the smaller questionnaires that ship, and those of the tests.
func seeds(f *testing.F) (list [][]byte) {
	files, err := fs.Glob(questionnaires.FS, "*/*.yaml")
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range files {
		content, err := fs.ReadFile(questionnaires.FS, file)
		if err != nil {
			f.Fatal(err)
		}
		if len(content) < 12_000 {
			list = append(list, content)
		}
	}
	for _, file := range []string{garden, minimal} {
		content, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		list = append(list, content)
	}
	return list
}

func provenSoon(t *testing.T, data []byte) *scoring.Program {
	d, err := q.Parse("f.yaml", data)
	if err != nil {
		return nil
	}
	p, err := scoring.Compile(d)
	if err != nil {
		return nil
	}
	start := time.Now()
	proven := proof.Prove(p)
	proven.Mutation.Suggest()
	for _, c := range proof.Diff(p, p) {
		if c.Kind != proof.Same {
			t.Errorf("compared with itself, %s%s: %s", c.Scale, c.Flag, c.Kind)
		}
	}
	if took := time.Since(start); took > time.Minute {
		t.Errorf("it took %s", took)
	}
	return p
}
