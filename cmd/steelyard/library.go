package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"steelyard/internal/app"
	"steelyard/internal/clinic"
	"steelyard/internal/fault"
	q "steelyard/internal/questionnaire"
)

func newLibrary() *cobra.Command {
	c := &cobra.Command{
		Use:   "library",
		Short: "List, add, release and retire questionnaire versions",
		Long: `List, add, release and retire questionnaire versions of a site. A definition that is added is a draft: nobody can be asked with
it before it is released, and it can be released only where its proof has no faults. A server that is running follows at once.`,
	}
	c.AddCommand(newLibraryList(), newLibraryAdd(),
		newDecision("release", "Let a draft be used, and hold it to its content for ever", "released", (*app.App).Release),
		newDecision("retire", "Take a version out of use for new visits; what was answered by it stays readable", "retired", (*app.App).Retire),
		newDecision("restore", "Bring a retired version back into use", "brought back", (*app.App).Restore))
	return c
}

func newLibraryList() *cobra.Command {
	c := &cobra.Command{
		Use:     "list",
		Short:   "List every version with its state, its proof and its hash",
		Example: "  steelyard library list\n  steelyard library list --data-dir /var/lib/steelyard",
		Args:    cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			return withSite(c, func(a *app.App) error {
				list, err := a.Versions(c.Context(), console())
				if err != nil {
					return err
				}
				for _, e := range list.Entries {
					c.Printf("%-34s %-8s %-8s %-16s %3d faults  %.12s\n", e.Ref(), e.State, e.Origin, wordingOf(e), len(e.Faults)+len(e.Proof().Faults), e.Definition.Hash())
				}
				for _, u := range list.Unread {
					c.Printf("%-34s can't be used:\n", u.File)
					printDetails(c, u.Faults)
				}
				return nil
			})
		},
	}
	siteFlags(c)
	return c
}

func wordingOf(e *app.Entry) string {
	switch {
	case e.Definition.Wording == q.Included:
		return "wording included"
	case e.Definition.HasWording():
		return "wording added"
	}
	return "key only"
}

func newLibraryAdd() *cobra.Command {
	var note string
	c := &cobra.Command{
		Use:     "add FILE",
		Short:   "Add a definition as a draft",
		Long:    "Add a definition as a draft. Where it can't be read, every fault is named with line and column and nothing is kept.",
		Example: "  steelyard library add garden-rest-1.1.0.yaml --note \"clearer third item\"\n  steelyard library release garden-rest@1.1.0",
		Args:    cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			return withSite(c, func(a *app.App) error {
				u, err := uploadOf(args[0], note)
				if err != nil {
					return err
				}
				e, err := a.AddDefinition(c.Context(), console(), u)
				if err != nil {
					return err
				}
				c.Printf("Kept %s as a draft.\n", e.Ref())
				if faults := e.ProofFaults(); len(faults) > 0 {
					c.Printf("It can't be released yet. To mend: %d\n", len(faults))
					printDetails(c, faults)
				}
				return nil
			})
		},
	}
	c.Flags().StringVar(&note, "note", "", "why, for the history")
	siteFlags(c)
	return c
}

type decide func(*app.App, context.Context, clinic.Actor, app.Decision) (*app.Entry, error)

func newDecision(name, short, done string, do decide) *cobra.Command {
	var note string
	c := &cobra.Command{
		Use:     name + " QUESTIONNAIRE@VERSION",
		Short:   short,
		Example: "  steelyard library " + name + " garden-rest@1.1.0 --note \"decided on Monday\"",
		Args:    cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			ref, err := q.ParseRef(args[0])
			if err != nil {
				return fault.Wrap(err, fault.Invalid, err.Error())
			}
			return withSite(c, func(a *app.App) error {
				e, err := do(a, c.Context(), console(), app.Decision{Ref: ref, Note: note})
				if err == nil {
					c.Printf("%s is %s now, hash %s.\n", ref, done, e.Definition.Hash())
				}
				return err
			})
		},
	}
	c.Flags().StringVar(&note, "note", "", "why, for the history")
	siteFlags(c)
	return c
}

func siteFlags(c *cobra.Command) {
	dataFlag(c)
	c.Flags().String("questionnaires", "", "a folder with your own definitions, beside the shipped ones")
}

// withSite runs a command on a site's database and folder.
func withSite(c *cobra.Command, f func(*app.App) error) error {
	cfg, err := folder(c)
	if err != nil {
		return err
	}
	if cfg.Questionnaires, err = c.Flags().GetString("questionnaires"); err != nil {
		return err
	}
	a, err := openApp(c.Context(), cfg)
	if err != nil {
		return err
	}
	return errors.Join(f(a), a.Close())
}

func uploadOf(file, note string) (app.Upload, error) {
	info, err := os.Stat(file)
	if err != nil || info.IsDir() {
		return app.Upload{}, fault.New(fault.NotFound, "There is no file "+file+".")
	}
	if info.Size() > app.MaxDefinition {
		return app.Upload{}, fault.New(fault.Invalid, fmt.Sprintf("%s is larger than %d bytes.", file, app.MaxDefinition))
	}
	content, err := os.ReadFile(file) //nolint:gosec // the file named on the command line
	return app.Upload{Name: filepath.Base(file), Content: content, Note: note}, err
}

func printDetails(c *cobra.Command, details []fault.Detail) {
	for _, d := range details {
		c.Printf("  %s\n", d)
	}
}
