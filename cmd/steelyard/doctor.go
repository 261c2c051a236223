package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"

	"github.com/spf13/cobra"

	"steelyard/internal/app"
	"steelyard/internal/fault"
	"steelyard/internal/secret"
	"steelyard/internal/store"
)

func newDoctor() *cobra.Command {
	c := &cobra.Command{
		Use:   "doctor",
		Short: "Look through everything that is kept, and compute every result anew",
		Long: `Look through everything that is kept, changing nothing, also while the server runs: the database file, what its rows name,
its schema, everything that is sealed, the whole audit, every definition that was answered, and every result, which is computed anew from its answers
and compared with the one that was frozen. Prints a line a check and every problem; ends with 1 where there is one.`,
		Example: "  steelyard doctor\n  steelyard doctor --data-dir /var/lib/steelyard",
		Args:    cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			return examine(c, (*app.App).Doctor)
		},
	}
	dataFlag(c)
	return c
}

func newAudit() *cobra.Command {
	c := &cobra.Command{Use: "audit", Short: "Verify the record of who did what"}
	verify := &cobra.Command{
		Use:   "verify",
		Short: "Read the whole audit and name the first entry that was changed, removed or moved",
		Long: `Read the whole audit, also while the server runs, and name the first entry that was changed, removed or put in another
place. That its end was cut off is found by audit.head, in which the server writes down every few seconds where the audit ends.`,
		Example: "  steelyard audit verify --data-dir /var/lib/steelyard",
		Args:    cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			return examine(c, (*app.App).DoctorAudit)
		},
	}
	dataFlag(verify)
	c.AddCommand(verify)
	return c
}

type examination func(*app.App, context.Context) (app.Diagnosis, error)

func examine(c *cobra.Command, look examination) error {
	a, err := openToRead(c)
	if err != nil {
		return err
	}
	d, err := look(a, c.Context())
	if err = errors.Join(err, a.Store.Close()); err != nil {
		return err
	}
	return printDiagnosis(c, d)
}

// openToRead opens a data folder without changing anything in it: no key is made and nothing is migrated.
func openToRead(c *cobra.Command) (*app.App, error) {
	cfg, err := folder(c)
	if err != nil {
		return nil, err
	}
	dir := cfg.DataDir
	s, err := store.OpenToRead(c.Context(), database(cfg))
	if err != nil {
		return nil, err
	}
	key, err := secret.LoadKey(filepath.Join(dir, app.AuditKeyFile))
	if err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return &app.App{Store: s, AuditKey: key, Anchor: filepath.Join(dir, app.AnchorFile), Log: newLog()}, nil
}

// printDiagnosis prints a line a check and one a problem, and is an error where there is a problem.
func printDiagnosis(c *cobra.Command, d app.Diagnosis) error {
	problems := 0
	for _, check := range d.Checks {
		state := "good"
		if len(check.Problems) > 0 {
			state = fmt.Sprintf("%d wrong", len(check.Problems))
		}
		c.Printf("%-14s %-8s %s\n", check.Name, state, check.Found)
		for _, p := range check.Problems {
			c.Printf("  %s\n", p)
		}
		problems += len(check.Problems)
	}
	if problems > 0 {
		return fault.New(fault.Conflict, fmt.Sprintf("Not everything is as it should be: %d to look at.", problems))
	}
	return nil
}
