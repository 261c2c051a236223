package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"time"

	"filippo.io/age"

	"steelyard/internal/audit"
	"steelyard/internal/backup"
	"steelyard/internal/fault"
	"steelyard/internal/seal"
	"steelyard/internal/secret"
	"steelyard/internal/store"
)

// RestoreRequest says where a backup goes and what it is read with.
type RestoreRequest struct {
	Folder     string      // the data folder; it is made where there is none
	AuditKey   []byte      // where the backup has no keys and the folder has none
	SealKeys   seal.Source // where the sealing keys are, if the backup has none and they are not the folder's seal.key
	Identities []age.Identity
	At         time.Time // names the folder in which what was replaced is kept
}

// Restored says what was restored, and where what was there before is kept; empty where nothing was.
type Restored struct {
	Manifest backup.Manifest
	Before   string
}

// Restore unpacks a backup in a scratch place, holds it to its checksum, its manifest and its audit, and only then puts
// it where it belongs. What was there before is kept beside it. It refuses a folder that is in use.
func Restore(ctx context.Context, r io.Reader, req RestoreRequest) (done Restored, err error) {
	if err := os.MkdirAll(req.Folder, 0o700); err != nil {
		return done, fault.Wrap(err, fault.Invalid, "The data folder "+req.Folder+" can't be made")
	}
	scratch, err := os.MkdirTemp(req.Folder, ".restore-*")
	if err != nil {
		return done, fmt.Errorf("make room for a restore: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(scratch)) }()
	if err := notInUse(req.Folder); err != nil {
		return done, err
	}
	allowed := []string{DatabaseFile, AnchorFile, AuditKeyFile, ReceiptKeyFile, SealKeyFile}
	if done.Manifest, err = backup.Read(r, scratch, req.Identities, allowed); err != nil {
		return done, err
	}
	if !done.Manifest.Has(DatabaseFile) {
		return done, fault.New(fault.Invalid, "There is no database in the backup. Nothing was changed.")
	}
	if err := verifyRestored(ctx, scratch, req, &done.Manifest); err != nil {
		return done, err
	}
	if err := notInUse(req.Folder); err != nil { // it may have been started meanwhile
		return done, err
	}
	done.Before, err = replaceFiles(scratch, req)
	return done, err
}

func notInUse(folder string) error {
	path := filepath.Join(folder, DatabaseFile)
	if _, err := os.Stat(path); errors.Is(err, os.ErrNotExist) {
		return nil
	}
	used, err := store.InUse(path)
	if err == nil && used {
		return fault.New(fault.Conflict, "The data folder "+folder+" is in use. Stop the server first. Nothing was changed.")
	}
	return nil // a file that can't even be opened is in nobody's use, and is a reason to restore
}

// verifyRestored looks at what was unpacked as the doctor does; results are left to the doctor, because they take long.
func verifyRestored(ctx context.Context, scratch string, req RestoreRequest, m *backup.Manifest) (err error) {
	key, err := req.key(scratch, m)
	if err != nil {
		return err
	}
	fresh, err := store.FreshSchema(ctx)
	if err != nil {
		return err
	}
	keys, err := req.sealKeys(scratch, m)
	if err != nil {
		return err
	}
	s, err := store.OpenToRead(ctx, store.Options{Path: filepath.Join(scratch, DatabaseFile), Readers: 2, Keys: keys})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	a := &App{Store: s, AuditKey: key}
	if m.Has(AnchorFile) {
		a.Anchor = filepath.Join(scratch, AnchorFile)
	}
	var d Diagnosis
	d.add("database file", a.looked(ctx, "", (*store.Tx).IntegrityFaults))
	d.add("references", a.looked(ctx, "", (*store.Tx).ForeignKeyFaults))
	d.add("schema", a.looked(ctx, "", func(tx *store.Tx) ([]string, error) { return tx.RestorableFaults(fresh) }))
	if m.Schema >= sealedSince {
		d.add("sealing", a.looked(ctx, "", (*store.Tx).SealFaults))
	}
	d.add("manifest", a.looked(ctx, "", func(tx *store.Tx) ([]string, error) { return manifestFaults(tx, m) }))
	d.add("audit", func(c *Check) error { return a.lookAtAudit(ctx, c) })
	var details []fault.Detail
	for _, c := range d.Checks {
		for _, p := range c.Problems {
			details = append(details, fault.Detail{Where: c.Name, What: p})
		}
	}
	if len(details) > 0 {
		return fault.New(fault.Conflict, "The backup does not hold. Nothing was changed.", details...)
	}
	return ctx.Err()
}

// key gives the audit key that belongs to the backup: its own, the one that was named, or the folder's. It lies in the
// scratch place then, as if it had been in the backup.
func (req *RestoreRequest) key(scratch string, m *backup.Manifest) (key []byte, err error) {
	own := filepath.Join(scratch, AuditKeyFile)
	if m.Has(AuditKeyFile) {
		return secret.LoadKey(own)
	}
	if key = req.AuditKey; len(key) == 0 {
		key, err = secret.LoadKey(filepath.Join(req.Folder, AuditKeyFile))
	}
	if errors.Is(err, os.ErrNotExist) {
		return nil, fault.New(fault.Invalid, "The backup has no keys in it, and the audit can't be verified without its key. "+
			"Put audit.key into the data folder, or name it with --audit-key.")
	}
	if err != nil {
		return nil, err
	}
	return key, secret.KeepKey(own, key)
}

// sealKeys gives where the sealing keys are that belong to the backup. Its own go into the folder with it, and those that
// are there stay behind them, so that whichever database is there can be opened also if this is broken off.
func (req *RestoreRequest) sealKeys(scratch string, m *backup.Manifest) (seal.Source, error) {
	here := seal.Source{File: filepath.Join(req.Folder, SealKeyFile)}
	if !m.Has(SealKeyFile) {
		if req.SealKeys != (seal.Source{}) {
			return req.SealKeys, nil
		}
		if _, err := os.Stat(here.File); errors.Is(err, os.ErrNotExist) && m.Schema >= sealedSince {
			return here, fault.New(fault.Invalid, "The backup has no sealing key in it, and without it nobody can read whose answers these are. "+
				"Put seal.key into the data folder, or name it with --seal-key-file. Nothing was changed.")
		}
		return here, nil
	}
	own := seal.Source{File: filepath.Join(scratch, SealKeyFile)}
	ring, err := own.Load()
	if err != nil {
		return own, err
	}
	if before, err := here.Load(); err == nil {
		return own, own.Keep(ring.Join(before))
	}
	return own, nil
}

func manifestFaults(tx *store.Tx, m *backup.Manifest) (faults []string, err error) {
	counts, err := tx.Counts()
	if err != nil {
		return nil, err
	}
	if !maps.Equal(counts, m.Counts) {
		faults = append(faults, fmt.Sprintf("the tables have %v rows, and the manifest says %v", counts, m.Counts))
	}
	last, _, err := tx.FindLastAudit()
	if err == nil && !(audit.Head{Seq: m.Audit.Seq, Hash: m.Audit.Hash}).Holds(last) {
		faults = append(faults, fmt.Sprintf("the audit ends at entry %d, and the manifest says %d", last.Seq, m.Audit.Seq))
	}
	return faults, err
}

// replaceFiles puts what is in the scratch place where it belongs, the database last and each file at one stroke, so that
// whoever is interrupted has either the old database or the new one. What was there is linked into a folder beside it.
func replaceFiles(scratch string, req RestoreRequest) (before string, err error) {
	for _, name := range []string{SealKeyFile, ReceiptKeyFile, AuditKeyFile, AnchorFile, DatabaseFile + "-wal", DatabaseFile + "-shm", DatabaseFile} {
		from, to := filepath.Join(scratch, name), filepath.Join(req.Folder, name)
		_, missing := os.Stat(from)
		if missing != nil && (name == ReceiptKeyFile || name == SealKeyFile) {
			continue // the folder's own stays
		}
		if _, absent := os.Stat(to); absent == nil {
			if before == "" {
				before, err = os.MkdirTemp(req.Folder, "before-restore-"+req.At.UTC().Format("20060102-150405")+"-*")
			}
			if err == nil {
				err = os.Link(to, filepath.Join(before, name))
			}
			if err != nil {
				return before, fmt.Errorf("keep what is replaced: %w", err)
			}
		}
		if missing != nil { // a log or a head that belongs to the old database only
			err = os.RemoveAll(to)
		} else {
			err = os.Rename(from, to)
		}
		if err != nil {
			return before, fmt.Errorf("put %s in its place: %w", name, err)
		}
	}
	return before, syncFolder(req.Folder)
}

func syncFolder(folder string) error {
	f, err := os.Open(folder) //nolint:gosec // the operator's own folder
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}
