package main

import (
	"errors"
	"os"
	"time"

	"filippo.io/age"
	"github.com/spf13/cobra"

	"steelyard/internal/app"
	"steelyard/internal/backup"
	"steelyard/internal/fault"
	"steelyard/internal/secret"
)

func newRestore() *cobra.Command {
	var keyFile, identity string
	c := &cobra.Command{
		Use:   "restore FILE --data-dir DIR",
		Short: "Put a backup into a data folder, after verifying all of it",
		Long: `Put a backup into a data folder. It is unpacked in a scratch place and held to its checksum, its manifest, the database's
integrity, its schema and its whole audit first; only then it takes the place of what is there, which is kept in a folder
before-restore-… beside it. A folder that is in use is refused, and so is a backup of a newer program.`,
		Example: "  steelyard restore monday.steelyard --data-dir /var/lib/steelyard --identity key.txt --audit-key audit.key",
		Args:    cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) (err error) {
			cfg, err := folder(c)
			if err != nil {
				return err
			}
			req := app.RestoreRequest{At: time.Now(), Folder: cfg.DataDir, SealKeys: database(cfg).Keys}
			if keyFile != "" {
				if req.AuditKey, err = secret.LoadKey(keyFile); err != nil {
					return err
				}
			}
			if req.Identities, err = identities(identity); err != nil {
				return err
			}
			f, err := os.Open(args[0])
			if err != nil {
				return fault.Wrap(err, fault.NotFound, "The file "+args[0]+" can't be read")
			}
			done, err := app.Restore(c.Context(), f, req)
			if err = errors.Join(err, f.Close()); err != nil {
				return err
			}
			printManifest(c, "Restored", done.Manifest)
			if done.Before != "" {
				c.Printf("What was there before is in %s.\n", done.Before)
			}
			c.Println("Run steelyard doctor to compute every result anew as well.")
			return nil
		},
	}
	c.Flags().StringVar(&keyFile, "audit-key", "", "the audit.key that belongs to the backup, where it is neither in it nor in the folder")
	c.Flags().StringVar(&identity, "identity", "", "the age identity file to decrypt it with")
	dataFlag(c)
	return c
}

func identities(name string) ([]age.Identity, error) {
	if name == "" {
		return nil, nil
	}
	text, err := readBounded(name)
	if err != nil {
		return nil, err
	}
	return backup.Identities(text)
}
