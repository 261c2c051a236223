package proof_test

import (
	"io/fs"
	"testing"

	"steelyard/internal/proof"
	"steelyard/questionnaires"
)

// TestShippedExamplesHold runs the examples of every questionnaire that ships.
func TestShippedExamplesHold(t *testing.T) {
	files, err := fs.Glob(questionnaires.FS, "*/*.yaml")
	if err != nil || len(files) < 5 {
		t.Fatalf("only %d definitions were found (%v)", len(files), err)
	}
	for _, file := range files {
		t.Run(file, func(t *testing.T) {
			content, err := fs.ReadFile(questionnaires.FS, file)
			if err != nil {
				t.Fatal(err)
			}
			p := compiled(t, file, content)
			if len(p.Definition().Examples) == 0 {
				t.Error("there is no example")
			}
			for _, d := range proof.Examples(p) {
				t.Error(d)
			}
		})
	}
}
