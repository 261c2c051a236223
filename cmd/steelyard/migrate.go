package main

import (
	"github.com/spf13/cobra"

	"steelyard/internal/store"
)

func newMigrate() *cobra.Command {
	c := &cobra.Command{
		Use:   "migrate",
		Short: "Bring a database to this program's schema, and list what was applied",
		Long: `Bring a database to this program's schema, and list what was applied. serve does the same when it starts; this is for
those who want to do it at a time of their own. Take a copy of the data folder first.`,
		Example: "  steelyard migrate --data-dir /var/lib/steelyard",
		Args:    cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			cfg, err := folder(c)
			if err != nil {
				return err
			}
			options := database(cfg)
			applied, err := store.Migrate(c.Context(), options)
			if err != nil {
				return err
			}
			all, err := store.Migrations(c.Context(), options)
			if err != nil {
				return err
			}
			for _, m := range all {
				c.Printf("%05d  %s\n", m.Version, m.Name)
			}
			c.Printf("%d applied now.\n", len(applied))
			return nil
		},
	}
	dataFlag(c)
	return c
}
