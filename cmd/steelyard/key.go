package main

import (
	"github.com/spf13/cobra"

	"steelyard/internal/app"
)

func newKey() *cobra.Command {
	c := &cobra.Command{Use: "key", Short: "Change the key that names, contacts, notes and answers are sealed with"}
	rotate := &cobra.Command{
		Use:   "rotate",
		Short: "Seal the database with a new key, also while the server runs",
		Long: `Seal the database with a new key, also while the server runs. A new key is put into seal.key before the old one, every
patient's key is wrapped with it in one transaction, and the old key is dropped from the file. If this is broken off,
the database opens as before; run it again. Whoever has the old key can still read backups and copies from before: keep it
for as long as you keep those.

Where the key is given in STEELYARD_SEAL_KEY, put a new one before it, parted by a space, run this, and then take the old one away.`,
		Example: "  steelyard key rotate --data-dir /var/lib/steelyard\n  STEELYARD_SEAL_KEY=\"$NEW $OLD\" steelyard key rotate --data-dir /var/lib/steelyard",
		Args:    cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			return withApp(c, func(a *app.App) error {
				if err := a.RotateKey(c.Context(), console()); err != nil {
					return err
				}
				c.Println("The database is sealed with the new key. Keep a copy of it elsewhere.")
				return nil
			})
		},
	}
	dataFlag(rotate)
	c.AddCommand(rotate)
	return c
}
