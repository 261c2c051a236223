package app

import (
	"context"
	"fmt"
	"strings"

	q "steelyard/internal/questionnaire"
	"steelyard/internal/scoring"
	"steelyard/internal/store"
)

// rescorer computes results anew, each from its answers by the definition that was kept with them.
type rescorer struct {
	programs map[q.Ref]*scoring.Program // nil where the definition can't be used
	count    int
	other    map[string]int // by engine, where it is not this program's: how many
	moved    int            // of those, how many come out otherwise now
}

// lookAtResults scores every completed response anew, one at a time, and compares it with what was frozen. A result of
// another engine may differ, and is counted; one of this engine must not.
func lookAtResults(ctx context.Context, tx *store.Tx, c *Check) error {
	r := rescorer{programs: map[q.Ref]*scoring.Program{}, other: map[string]int{}}
	pinned, err := tx.PinnedDefinitions()
	if err != nil {
		return err
	}
	for _, p := range pinned {
		if d, err := q.Parse(p.Ref.String(), p.Content); err == nil {
			if program, err := scoring.Compile(d); err == nil {
				r.programs[p.Ref] = program
			}
		}
	}
	err = tx.EachFrozen(func(f store.Frozen) error {
		for _, problem := range r.look(f) {
			c.problem("response %s: %s", f.ID, problem)
		}
		return ctx.Err()
	})
	c.Found = r.found()
	return err
}

func (r *rescorer) look(f store.Frozen) []string {
	r.count++
	program := r.programs[f.Response.Questionnaire]
	switch {
	case f.Err != nil:
		return []string{f.Err.Error()}
	case f.Result == nil:
		return []string{"it was completed but has no result"}
	case program == nil:
		return []string{"its definition " + f.Response.Questionnaire.String() + " can't be used, so that it can't be scored anew"}
	case f.Response.Hash != program.Definition().Hash():
		return []string{"it was answered by another content of " + f.Response.Questionnaire.String() + " than the one kept"}
	}
	answers, err := program.Definition().Answers(f.Response.Answers)
	if err != nil {
		return []string{"its answers don't fit its definition: " + strings.ReplaceAll(err.Error(), "\n", "; ")}
	}
	is := program.Again(answers, f.Result)
	if f.Result.Engine == is.Engine {
		return scoring.Differences(f.Result, &is)
	}
	r.other[f.Result.Engine]++
	if is.Engine = f.Result.Engine; len(scoring.Differences(f.Result, &is)) > 0 {
		r.moved++
	}
	return nil
}

func (r *rescorer) found() string {
	said := fmt.Sprintf("%d computed anew by engine %s", r.count, scoring.Engine)
	others := 0
	for engine, n := range r.other {
		others += n
		said += fmt.Sprintf(", %d of them frozen by engine %s", n, engine)
	}
	if others > 0 {
		said += fmt.Sprintf(" (%d come out otherwise now; what was frozen stands)", r.moved)
	}
	return said
}
