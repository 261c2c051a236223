package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"steelyard/internal/fault"
	"steelyard/internal/profile"
	"steelyard/internal/proof"
	q "steelyard/internal/questionnaire"
	"steelyard/internal/scoring"
)

func newCheck() *cobra.Command {
	return &cobra.Command{
		Use:   "check [FILE | FOLDER]...",
		Short: "Check questionnaire definitions: every fault with file, line, column and the mend",
		Long: `Check questionnaire definitions: every fault of every file with line, column and the mend. Without an argument the
definitions that ship with the program are checked. The exit code is 1 where anything is wrong.`,
		Example: "  steelyard check\n  steelyard check my-questionnaires/\n  steelyard check my-questionnaires/sleepiness/1.0.0.yaml",
		RunE: func(c *cobra.Command, args []string) error {
			if len(args) == 0 {
				return checkShipped(c)
			}
			return checkPaths(c, args)
		},
	}
}

func checkShipped(c *cobra.Command) error {
	l, err := loadLibrary("")
	if err != nil {
		return err
	}
	for _, e := range l.All() {
		c.Printf("good  %-24s %d items, %d scales, %d examples  %.12s\n", e.Ref(), len(e.Definition.Items), len(e.Definition.Scales), len(e.Definition.Examples), e.Definition.Hash())
	}
	return nil
}

func checkPaths(c *cobra.Command, paths []string) error {
	files, err := definitionFiles(paths)
	if err != nil {
		return err
	}
	var all []fault.Detail
	for _, file := range files {
		details, name := checkFile(file)
		all = append(all, details...)
		if len(details) == 0 {
			c.Printf("good  %s  %s\n", name, file)
		}
	}
	if len(all) > 0 {
		return fault.New(fault.Invalid, fmt.Sprintf("%d to mend.", len(all)), all...)
	}
	return nil
}

func definitionFiles(paths []string) (files []string, err error) {
	for _, path := range paths {
		info, err := os.Stat(path)
		if err != nil {
			return nil, fault.New(fault.NotFound, "There is no file or folder "+path+".")
		}
		if !info.IsDir() {
			files = append(files, path)
			continue
		}
		for _, depth := range []string{"*.yaml", "*/*.yaml", "profiles/*/*.yaml"} {
			more, err := filepath.Glob(filepath.Join(path, depth))
			if err != nil {
				return nil, fmt.Errorf("list %s: %w", path, err)
			}
			files = append(files, more...)
		}
	}
	if len(files) == 0 {
		return nil, fault.New(fault.NotFound, "There is no definition (*.yaml) in "+strings.Join(paths, ", ")+".")
	}
	return files, nil
}

func checkFile(file string) (details []fault.Detail, name string) {
	content, err := os.ReadFile(file) //nolint:gosec // the file named on the command line
	if err != nil {
		return []fault.Detail{{Where: file, What: "can't be read"}}, ""
	}
	if strings.Contains(filepath.ToSlash(file), "profiles/") {
		d, err := profile.Parse(file, content)
		if err != nil {
			return fault.Details(err), ""
		}
		return nil, d.Ref().String()
	}
	d, err := q.Parse(file, content)
	if err != nil {
		return fault.Details(err), ""
	}
	p, err := scoring.Compile(d)
	if err != nil {
		return []fault.Detail{{Where: file, What: fault.Message(err)}}, ""
	}
	details = proof.Examples(p)
	for i := range details {
		details[i].Where = file + ": " + details[i].Where
	}
	return details, d.Ref().String()
}
