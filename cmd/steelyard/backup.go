package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"steelyard/internal/app"
	"steelyard/internal/backup"
	"steelyard/internal/config"
	"steelyard/internal/fault"
	"steelyard/internal/store"
)

func newBackup() *cobra.Command {
	var keys, rehearse bool
	var recipients []string
	c := &cobra.Command{
		Use:   "backup [FILE]",
		Short: "Write a backup of the database, also while the server runs",
		Long: `Write a backup of the database as it is at one moment, also while the server runs. It has a manifest, a checksum and where
the audit ends. audit.key, receipt.key and seal.key are not in it unless --with-keys is given: keep a copy of them elsewhere,
because without audit.key the audit of a restored database can't be verified, without seal.key nobody can read whose answers
they are, and without either the server won't start. A sealing key that was given from outside is never in it.

With --rehearse the backup is restored into a scratch place, looked through as the doctor does, and compared; without a
FILE it is then thrown away.`,
		Example: `  steelyard backup /mnt/backup/monday.steelyard --recipient age1… --data-dir /var/lib/steelyard
  steelyard backup --rehearse`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			to, err := backup.Recipients(recipients)
			switch {
			case err != nil:
				return err
			case len(args) == 0 && !rehearse:
				return fault.New(fault.Invalid, "Name the file to write, or give --rehearse.")
			case rehearse && len(to) > 0:
				return fault.New(fault.Invalid, "An encrypted backup can't be rehearsed here: its identity should not be on this machine. Rehearse without --recipient.")
			}
			return withCopy(c, func(a *app.App, dir string) error {
				name := filepath.Join(dir, fmt.Sprintf(".rehearsal-%d", os.Getpid()))
				if len(args) == 1 {
					name = args[0]
				} else {
					defer os.Remove(name) //nolint:errcheck // it may not have been made
				}
				req := app.BackupRequest{Folder: dir, Program: programVersion(), Keys: keys, Recipients: to}
				if err := writeBackup(c, a, name, req); err != nil || !rehearse {
					return err
				}
				return rehearsal(c, a, dir, name)
			})
		},
	}
	c.Flags().BoolVar(&keys, "with-keys", false, "put audit.key, receipt.key and seal.key into it too; then whoever reads it can read the names and forge what the keys vouch for")
	c.Flags().StringSliceVar(&recipients, "recipient", nil, "encrypt it to this public key of age (repeat for several)")
	c.Flags().BoolVar(&rehearse, "rehearse", false, "restore it into a scratch place, look through it and compare")
	dataFlag(c)
	return c
}

// withCopy runs a command on a database that it only reads, after noting in the audit that it does. The note is left out
// where the schema is an older one, which only migrate may change.
func withCopy(c *cobra.Command, f func(a *app.App, dir string) error) error {
	a, err := openToRead(c)
	if err != nil {
		return err
	}
	a.Now = func() time.Time { return time.Now().UTC() }
	cfg, err := folder(c)
	if err == nil {
		err = note(c.Context(), *a, cfg)
	}
	if err == nil {
		err = f(a, cfg.DataDir)
	}
	return errors.Join(err, a.Store.Close())
}

func note(ctx context.Context, a app.App, cfg config.Server) (err error) {
	options := database(cfg)
	options.Readers = 1
	all, err := store.Migrations(ctx, options)
	if err != nil || slices.ContainsFunc(all, func(m store.Migration) bool { return !m.Applied }) {
		return err
	}
	if a.Store, err = store.Open(ctx, options); err != nil {
		return err
	}
	return errors.Join(a.NoteBackup(ctx, console()), a.Close())
}

// writeBackup writes the whole file under another name first, so that half a backup never has its name.
func writeBackup(c *cobra.Command, a *app.App, name string, req app.BackupRequest) (err error) {
	if _, err := os.Stat(name); err == nil {
		return fault.New(fault.Conflict, "There is a file "+name+" already. Name another one.")
	}
	f, err := os.CreateTemp(filepath.Dir(name), ".steelyard-*") // made with mode 0600
	if err != nil {
		return fault.Wrap(err, fault.Invalid, "The backup can't be written there")
	}
	m, err := a.Backup(c.Context(), f, req)
	if err = errors.Join(err, f.Sync(), f.Close()); err == nil {
		err = os.Rename(f.Name(), name)
	}
	if err != nil {
		return errors.Join(err, os.Remove(f.Name()))
	}
	printManifest(c, "Kept", m)
	return nil
}

func printManifest(c *cobra.Command, did string, m backup.Manifest) {
	var size int64
	for _, f := range m.Files {
		size += f.Size
	}
	c.Printf("%s %d patients, %d responses and %d audit entries (schema %d, %d bytes), as of %s.\n", did, m.Counts["patients"], m.Counts["responses"],
		m.Audit.Seq, m.Schema, size, m.MadeAt.UTC().Format(time.DateTime))
}

func rehearsal(c *cobra.Command, a *app.App, dir, name string) error {
	f, err := os.Open(name) //nolint:gosec // written just now
	if err != nil {
		return err
	}
	d, err := a.Rehearse(c.Context(), f, app.RestoreRequest{Folder: dir, At: a.Now()})
	if err = errors.Join(err, f.Close()); err != nil {
		return err
	}
	return printDiagnosis(c, d)
}
