package main

import (
	"fmt"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"steelyard/internal/fault"
	"steelyard/internal/proof"
	q "steelyard/internal/questionnaire"
	"steelyard/internal/scoring"
)

func newDiff() *cobra.Command {
	return &cobra.Command{
		Use:   "diff FILE FILE",
		Short: "Say what changed between two versions of a definition, in meaning",
		Long: `Say what changed between two versions of a definition, in meaning: for every scale and flag, answers whose result changes,
or that there are none, which is proven over every way the two can come out.`,
		Example: "  steelyard diff sleepiness/1.0.0.yaml sleepiness/1.1.0.yaml",
		Args:    cobra.ExactArgs(2),
		RunE: func(c *cobra.Command, args []string) error {
			before, err := compileFile(args[0])
			if err != nil {
				return err
			}
			after, err := compileFile(args[1])
			if err != nil {
				return err
			}
			for _, change := range proof.Diff(before, after) {
				c.Printf("%s%s: %s\n", change.Scale, change.Flag, change.Kind)
				if change.Kind == proof.Differs {
					c.Printf("    answers [%s]\n    before %s\n    after  %s\n", givenLine(change.Answers), outcome(change.Before), outcome(change.After))
				}
			}
			return nil
		},
	}
}

func compileFile(file string) (*scoring.Program, error) {
	content, err := os.ReadFile(file) //nolint:gosec // the file named on the command line
	if err != nil {
		return nil, fault.New(fault.NotFound, "The file "+file+" can't be read.")
	}
	d, err := q.Parse(file, content)
	if err != nil {
		return nil, err
	}
	return scoring.Compile(d)
}

func givenLine(answers []*q.Given) string {
	parts := make([]string, len(answers))
	for i, g := range answers {
		parts[i] = "null"
		if g != nil {
			parts[i] = string(*g)
		}
	}
	return strings.Join(parts, ", ")
}

func outcome(o proof.Outcome) string {
	switch {
	case o.State == "":
		return fmt.Sprintf("raised: %t", o.Raised == q.True)
	case o.Category != "":
		return string(o.Category)
	case o.State == q.Unscorable:
		return "no score"
	case o.Band != "":
		return fmt.Sprintf("%s (%s, %s)", o.Value, o.Band, o.State)
	}
	return fmt.Sprintf("%s (%s)", o.Value, o.State)
}
