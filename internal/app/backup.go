package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"filippo.io/age"

	"steelyard/internal/audit"
	"steelyard/internal/backup"
	"steelyard/internal/clinic"
	"steelyard/internal/seal"
	"steelyard/internal/store"
)

// The files of a data folder that a backup knows. The keys are in it only where that was asked for.
const (
	DatabaseFile   = "steelyard.db"
	AnchorFile     = "audit.head"
	AuditKeyFile   = "audit.key"
	ReceiptKeyFile = "receipt.key"
	SealKeyFile    = store.KeyFile
)

// BackupRequest says what a backup holds and who may read it.
type BackupRequest struct {
	Folder     string // the data folder; copies are made in it, so that nothing readable lies elsewhere
	Program    string // its version, for the manifest
	Keys       bool   // whether the key files go into it
	Recipients []age.Recipient
}

// NoteBackup writes the audit entry of a backup that is about to be made, so that the entry is in it.
func (a *App) NoteBackup(ctx context.Context, who clinic.Actor) error {
	if err := a.permitted(ctx, who, clinic.ManageSite); err != nil {
		return err
	}
	return a.noteRead(ctx, who, deed{action: "make backup", subject: "database"})
}

// Backup writes a backup of the database as it is at one moment, while it is in use. It needs a store that reads and
// the audit key.
func (a *App) Backup(ctx context.Context, w io.Writer, req BackupRequest) (m backup.Manifest, err error) {
	scratch, err := os.MkdirTemp(req.Folder, ".backup-*") // made with mode 0700
	if err != nil {
		return m, fmt.Errorf("make room for a copy of the database: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(scratch)) }()
	if err := a.Store.CopyTo(ctx, filepath.Join(scratch, DatabaseFile)); err != nil {
		return m, err
	}
	if m, err = manifest(ctx, scratch); err != nil {
		return m, err
	}
	m.MadeAt, m.Program = a.Now().UTC(), req.Program
	m.Files = []backup.File{{Name: DatabaseFile}}
	if m.Audit.Seq > 0 {
		head := audit.Head{Seq: m.Audit.Seq, Hash: m.Audit.Hash}
		if err := audit.WriteHead(filepath.Join(scratch, AnchorFile), head, a.AuditKey); err != nil {
			return m, err
		}
		m.Files = append(m.Files, backup.File{Name: AnchorFile})
	}
	if req.Keys {
		if err := a.addKeys(ctx, &m, req.Folder, scratch); err != nil {
			return m, err
		}
	}
	return m, backup.Write(w, scratch, m, req.Recipients)
}

// manifest says what is in a copy of the database.
func manifest(ctx context.Context, folder string) (m backup.Manifest, err error) {
	s, err := store.OpenToRead(ctx, store.Options{Path: filepath.Join(folder, DatabaseFile), Readers: 1})
	if err != nil {
		return m, err
	}
	err = s.View(ctx, func(tx *store.Tx) error {
		last, _, err := tx.FindLastAudit()
		if err != nil {
			return err
		}
		m.Audit = backup.Head{Seq: last.Seq, Hash: last.Hash}
		if m.Counts, err = tx.Counts(); err != nil {
			return err
		}
		m.Schema, err = tx.SchemaVersion()
		return err
	})
	return m, errors.Join(err, s.Close())
}

func (a *App) addKeys(ctx context.Context, m *backup.Manifest, from, to string) error {
	for _, name := range []string{AuditKeyFile, ReceiptKeyFile} {
		key, err := os.ReadFile(filepath.Join(from, name)) //nolint:gosec // the operator's own folder
		if errors.Is(err, os.ErrNotExist) && name == ReceiptKeyFile {
			continue // no receipt was ever asked for
		}
		if err == nil {
			err = os.WriteFile(filepath.Join(to, name), key, 0o600) //nolint:gosec // as above
		}
		if err != nil {
			return fmt.Errorf("add %s to the backup: %w", name, err)
		}
		m.Files = append(m.Files, backup.File{Name: name})
	}
	return a.addSealKey(ctx, m, to)
}

// addSealKey adds the sealing keys, unless they are given from outside, and holds the copy to them: they may have been
// rotated since it was made.
func (a *App) addSealKey(ctx context.Context, m *backup.Manifest, to string) error {
	keys := a.Store.Keys()
	if keys.Given() || m.Schema < sealedSince {
		return nil
	}
	ring, err := keys.Load()
	if err == nil {
		own := seal.Source{File: filepath.Join(to, SealKeyFile)}
		if err = own.Keep(ring); err == nil {
			err = opens(ctx, filepath.Join(to, DatabaseFile), own)
		}
	}
	if err != nil {
		return fmt.Errorf("add %s to the backup: %w", SealKeyFile, err)
	}
	m.Files = append(m.Files, backup.File{Name: SealKeyFile})
	return nil
}

// sealedSince is the first schema in which something is sealed.
const sealedSince = 9

// opens says whether a database is sealed with one of some keys.
func opens(ctx context.Context, path string, keys seal.Source) error {
	s, err := store.OpenToRead(ctx, store.Options{Path: path, Readers: 1, Keys: keys})
	if err != nil {
		return err
	}
	return errors.Join(s.View(ctx, (*store.Tx).HoldKey), s.Close())
}

// Rehearse restores a backup of this database into a scratch place, looks through all of it as the doctor does, and
// holds what came back to the manifest and to the audit of the database as it is now.
func (a *App) Rehearse(ctx context.Context, r io.Reader, req RestoreRequest) (d Diagnosis, err error) {
	scratch, err := os.MkdirTemp(req.Folder, ".rehearsal-*")
	if err != nil {
		return d, fmt.Errorf("make room for a rehearsal: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(scratch)) }()
	req.Folder, req.AuditKey, req.SealKeys = scratch, a.AuditKey, a.Store.Keys()
	done, err := Restore(ctx, r, req)
	if err != nil {
		return d, err
	}
	s, err := store.OpenToRead(ctx, store.Options{Path: filepath.Join(scratch, DatabaseFile), Keys: a.Store.Keys()})
	if err != nil {
		return d, err
	}
	restored := &App{Store: s, AuditKey: a.AuditKey, Anchor: filepath.Join(scratch, AnchorFile), Now: a.Now, ReceiptSeed: a.ReceiptSeed}
	d, err = restored.Doctor(ctx)
	d.add("rehearsal", func(c *Check) error { return a.compareToLive(ctx, done.Manifest, c) })
	return d, errors.Join(err, s.Close())
}

// compareToLive says whether the audit goes on here from where the backup ends. The rows were counted when it was restored.
func (a *App) compareToLive(ctx context.Context, m backup.Manifest, c *Check) error {
	return a.Store.View(ctx, func(tx *store.Tx) error {
		e, ok, err := tx.FindAudit(m.Audit.Seq)
		if err == nil && m.Audit.Seq > 0 && (!ok || !(audit.Head{Seq: m.Audit.Seq, Hash: m.Audit.Hash}).Holds(e)) {
			c.problem("audit entry %d, where the backup ends, is another one here", m.Audit.Seq)
		}
		var rows int64
		for _, n := range m.Counts {
			rows += n
		}
		c.Found = fmt.Sprintf("%d rows in %d tables came back, and the audit goes on from entry %d", rows, len(m.Counts), m.Audit.Seq)
		return err
	})
}
