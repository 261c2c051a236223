package main

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"steelyard/internal/fault"
	"steelyard/internal/profile"
	"steelyard/internal/proof"
	q "steelyard/internal/questionnaire"
	"steelyard/internal/scoring"
	"steelyard/questionnaires"
)

// checker runs one check command.
type checker struct {
	c                *cobra.Command
	verbose, suggest bool
	faults           []fault.Detail
}

func newCheck() *cobra.Command {
	k := &checker{}
	c := &cobra.Command{
		Use:   "check [FILE | FOLDER]...",
		Short: "Prove questionnaire definitions: every fault with file, line, column and the mend",
		Long: `Prove questionnaire definitions before anyone is scored by them: every fault of every file with line, column and the mend.
What is proven: the exact values each scale can reach, that every band, category and flag can come about, that conversion
tables cover what they convert, that the examples hold, and that they bite: every small change of the definition must make an
example fail. Without an argument the definitions that ship with the program are checked. The exit code is 1 where anything
is wrong.`,
		Example: "  steelyard check\n  steelyard check -v my-questionnaires/\n  steelyard check --suggest my-questionnaires/sleepiness/1.0.0.yaml",
		RunE: func(c *cobra.Command, args []string) error {
			k.c = c
			err := k.all(args)
			if err == nil && len(k.faults) > 0 {
				err = fault.New(fault.Invalid, fmt.Sprintf("%d to mend.", len(k.faults)), k.faults...)
			}
			return err
		},
	}
	c.Flags().BoolVarP(&k.verbose, "verbose", "v", false, "print what was proven: reachable values, and the mutants killed")
	c.Flags().BoolVar(&k.suggest, "suggest", false, "print examples that would notice the changes that none does; their results are left to you")
	return c
}

func (k *checker) all(paths []string) error {
	if len(paths) == 0 {
		return k.folder(questionnaires.FS)
	}
	for _, path := range paths {
		info, err := os.Stat(path)
		switch {
		case err != nil:
			return fault.New(fault.NotFound, "There is no file or folder "+path+".")
		case info.IsDir():
			err = k.folder(os.DirFS(path))
		default:
			err = k.file(os.DirFS(filepath.Dir(path)), filepath.Base(path))
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (k *checker) folder(folder fs.FS) error {
	n := 0
	for _, depth := range []string{"*.yaml", "*/*.yaml", "profiles/*/*.yaml"} {
		files, err := fs.Glob(folder, depth)
		if err != nil {
			return fmt.Errorf("list definitions: %w", err)
		}
		for _, file := range files {
			if err := k.file(folder, file); err != nil {
				return err
			}
			n++
		}
	}
	if n == 0 {
		return fault.New(fault.NotFound, "There is no definition (*.yaml) here.")
	}
	return nil
}

func (k *checker) file(folder fs.FS, file string) error {
	content, err := fs.ReadFile(folder, file)
	if err != nil {
		return fmt.Errorf("read %s: %w", file, err)
	}
	if strings.HasPrefix(file, "profiles/") {
		d, err := profile.Parse(file, content)
		k.faults = append(k.faults, fault.Details(err)...)
		if err == nil {
			k.c.Printf("good    %s\n", d.Ref())
		}
		return nil
	}
	d, err := q.Parse(file, content)
	if err != nil {
		k.faults = append(k.faults, fault.Details(err)...)
		return nil
	}
	p, err := scoring.Compile(d)
	if err != nil {
		return err
	}
	start := time.Now()
	proven := proof.Prove(p)
	k.report(d, q.Places(file, content), &proven, time.Since(start))
	return nil
}

func (k *checker) report(d *q.Definition, at func(string) string, p *proof.Proof, took time.Duration) {
	for _, f := range p.Faults {
		k.faults = append(k.faults, fault.Detail{Where: at(f.Path), What: f.What, Mend: f.Mend})
	}
	word := "good"
	if len(p.Faults) > 0 {
		word = "faulty"
	}
	k.c.Printf("%-7s %-24s %d items, %d scales, %d examples, %d warnings  %.12s\n", word, d.Ref(), len(d.Items), len(d.Scales), len(d.Examples), len(p.Warnings), d.Hash())
	if k.verbose {
		k.proven(p, took)
		for _, w := range p.Warnings {
			k.c.Printf("    %s: warning: %s (%s)\n", at(w.Path), w.What, w.Mend)
		}
	}
	if k.suggest {
		k.suggestions(p)
	}
}

func (k *checker) proven(p *proof.Proof, took time.Duration) {
	for _, r := range p.Reaches {
		switch {
		case !r.Proven:
			k.c.Printf("    %s: not proven, too many combinations\n", r.Scale)
		case len(r.Categories) > 0:
			k.c.Printf("    %s: categories %v\n", r.Scale, r.Categories)
		case r.Sampled:
			k.c.Printf("    %s: from %s to %s; only the ends are proven\n", r.Scale, r.Complete[0], r.Complete[len(r.Complete)-1])
		case len(r.Complete) > 0:
			k.c.Printf("    %s: %d values from %s to %s, %d more with answers missing\n", r.Scale, len(r.Complete), r.Complete[0], r.Complete[len(r.Complete)-1], len(r.Prorated))
		}
	}
	m := &p.Mutation
	if len(p.Faults) > 0 && m.Mutants == 0 {
		k.c.Printf("    mutants: not tried while there are faults  (%s)\n", took.Round(time.Millisecond))
		return
	}
	k.c.Printf("    mutants: %d, killed %d, proven equivalent %d, surviving %d, undecided %d  (%s)\n", m.Mutants, m.Killed, len(m.Equivalent), len(m.Survivors), len(m.Undecided), took.Round(time.Millisecond))
	for _, name := range m.Equivalent {
		k.c.Printf("      equivalent: %s\n", name)
	}
}

// suggestions prints examples to be finished by a person. No expected value is ever written here.
func (k *checker) suggestions(p *proof.Proof) {
	for i, s := range p.Mutation.Suggest() {
		k.c.Printf("  - id: suggested-%d\n    answers: [%s]\n    expect: {}  # fill in from the source, never from this program's own output\n    source:     # who says so\n", i+1, givenLine(s.Answers))
		for _, name := range s.Kills {
			k.c.Printf("    # would notice: %s\n", name)
		}
	}
}
