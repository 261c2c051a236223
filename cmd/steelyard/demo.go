package main

import (
	"context"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"steelyard/internal/app"
	"steelyard/internal/demo"
)

func newDemo() *cobra.Command {
	c := &cobra.Command{
		Use:   "demo",
		Short: "Start the server on a throw-away database with an invented clinic",
		Long: `Start the server on a throw-away database with an invented clinic: about forty people with months of answers. All of it
is made up and marked so. The database is removed when the server stops.`,
		Example: "  steelyard demo\n  steelyard demo --listen 127.0.0.1:9000",
		Args:    cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) (err error) {
			cfg, err := settings(c)
			if err != nil {
				return err
			}
			if !c.Flags().Changed("second-factor") {
				cfg.SecondFactor = "optional"
			}
			dir, err := os.MkdirTemp("", "steelyard-demo-")
			if err != nil {
				return fmt.Errorf("make a throw-away folder: %w", err)
			}
			defer func() { err = firstError(err, os.RemoveAll(dir)) }()
			cfg.DataDir, cfg.Invented = dir, true
			c.Println("Inventing a clinic …")
			return serve(c.Context(), c, cfg, func(ctx context.Context, a *app.App) error {
				if err := demo.Fill(ctx, a, 1); err != nil {
					return err
				}
				c.Printf("Everything in it is made up. Sign in as %s with the password %s\n", demo.Login, demo.Password)
				if a.OptionalFactor {
					c.Println("That is enough here: a second factor is optional in the demonstration. A real site asks for one (--second-factor required shows it).")
				}
				return nil
			})
		},
	}
	serverFlags(c)
	c.Flags().String("data-dir", "demo", "")
	if err := c.Flags().MarkHidden("data-dir"); err != nil {
		panic(err)
	}
	return c
}

func firstError(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
