// Package backup owns the file that a backup is: a tar archive with a manifest, held together by a checksum at its end
// and, where somebody is named who may read it, encrypted to them with age. It must not know what the files in it mean.
package backup

import (
	"archive/tar"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"filippo.io/age"
)

// Format is the version of a backup's form; it rises when an older program could not restore it.
const Format = "steelyard-backup/1"

// Manifest says what is in a backup. It is the archive's first file.
type Manifest struct {
	Format  string           `json:"format"`
	MadeAt  time.Time        `json:"made_at"`
	Program string           `json:"program"`
	Schema  int64            `json:"schema"` // the newest migration that was applied
	Audit   Head             `json:"audit"`
	Counts  map[string]int64 `json:"counts"` // rows, by table
	Files   []File           `json:"files"`
}

// Head is where the audit ended.
type Head struct {
	Seq  int64  `json:"seq"`
	Hash []byte `json:"hash"`
}

// File is one file in a backup.
type File struct {
	Name   string `json:"name"`
	Size   int64  `json:"size"`
	SHA256 string `json:"sha256"`
}

// Has says whether a file of a name is in the backup.
func (m *Manifest) Has(name string) bool {
	for _, f := range m.Files {
		if f.Name == name {
			return true
		}
	}
	return false
}

const manifestName = "manifest.json"

// seal is how the last bytes of a backup begin; the SHA-256 of everything before them follows, in hexadecimal.
const seal = "steelyard sha256 "

const sealSize = int64(len(seal) + 2*sha256.Size + 1)

// Write writes a backup of some files of a folder: the names are the manifest's, whose sizes and sums it fills in. With
// recipients only they can read it.
func Write(w io.Writer, folder string, m Manifest, recipients []age.Recipient) (err error) {
	m.Format = Format
	for i := range m.Files {
		if err := m.Files[i].measure(folder); err != nil {
			return err
		}
	}
	if len(recipients) == 0 {
		return write(w, folder, &m)
	}
	sealed, err := age.Encrypt(w, recipients...)
	if err != nil {
		return fmt.Errorf("encrypt backup: %w", err)
	}
	return errors.Join(write(sealed, folder, &m), sealed.Close())
}

func (f *File) measure(folder string) (err error) {
	f.SHA256, f.Size, err = sum(filepath.Join(folder, f.Name))
	return err
}

func write(w io.Writer, folder string, m *Manifest) error {
	hash := sha256.New()
	t := tar.NewWriter(io.MultiWriter(w, hash))
	text, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return fmt.Errorf("write manifest: %w", err)
	}
	head := tar.Header{Name: manifestName, Mode: 0o600, Size: int64(len(text)), ModTime: m.MadeAt, Format: tar.FormatPAX}
	if err := t.WriteHeader(&head); err != nil {
		return fmt.Errorf("write manifest: %w", err)
	}
	if _, err := t.Write(text); err != nil {
		return fmt.Errorf("write manifest: %w", err)
	}
	for _, f := range m.Files {
		if err := f.write(t, folder, m.MadeAt); err != nil {
			return fmt.Errorf("write %s into the backup: %w", f.Name, err)
		}
	}
	if err := t.Close(); err != nil {
		return fmt.Errorf("write backup: %w", err)
	}
	_, err = fmt.Fprintf(w, "%s%x\n", seal, hash.Sum(nil))
	return err
}

func (f *File) write(t *tar.Writer, folder string, at time.Time) (err error) {
	from, err := os.Open(filepath.Join(folder, f.Name)) //nolint:gosec // the caller's own folder
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, from.Close()) }()
	if err := t.WriteHeader(&tar.Header{Name: f.Name, Mode: 0o600, Size: f.Size, ModTime: at, Format: tar.FormatPAX}); err != nil {
		return err
	}
	_, err = io.Copy(t, from)
	return err
}

func sum(path string) (hexadecimal string, size int64, err error) {
	f, err := os.Open(path) //nolint:gosec // the caller's own folder
	if err != nil {
		return "", 0, fmt.Errorf("read file: %w", err)
	}
	hash := sha256.New()
	size, err = io.Copy(hash, f)
	return hex.EncodeToString(hash.Sum(nil)), size, errors.Join(err, f.Close())
}
