package secret

import (
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"steelyard/internal/fault"
)

// KeyBytes is the length of a key.
const KeyBytes = 32

// maxKeyFile bounds what is read of a file that may not be a key at all.
const maxKeyFile = 1 << 10

// LoadOrCreateKey reads the key of a file, or makes a random one where there is no file. The file holds the key in
// base64 and is its owner's only. Two processes that start together get the same key.
func LoadOrCreateKey(path string) ([]byte, error) {
	key, err := LoadKey(path)
	if !errors.Is(err, fs.ErrNotExist) {
		return key, err
	}
	if err := createKey(path); err != nil && !errors.Is(err, fs.ErrExist) {
		return nil, fault.Wrap(err, fault.Invalid, fmt.Sprintf("The key file %s can't be made. Check that its folder exists and belongs to the user who runs Steelyard.", path))
	}
	return LoadKey(path)
}

// LoadKey reads the key of a file, which must exist.
func LoadKey(path string) (key []byte, err error) {
	f, err := os.Open(path) //nolint:gosec // the path is the operator's own setting
	if err != nil {
		return nil, fmt.Errorf("open key file: %w", err)
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	info, err := f.Stat()
	if err != nil {
		return nil, fmt.Errorf("look at key file: %w", err)
	}
	if !info.Mode().IsRegular() {
		return nil, fault.New(fault.Invalid, fmt.Sprintf("The key file %s is not a file. Name another path.", path))
	}
	if info.Mode().Perm()&0o077 != 0 {
		return nil, fault.New(fault.Invalid, fmt.Sprintf("Others can read or change the key file %s. Run: chmod 600 %[1]s", path))
	}
	text, err := io.ReadAll(io.LimitReader(f, maxKeyFile))
	if err != nil {
		return nil, fmt.Errorf("read key file: %w", err)
	}
	key, err = base64.StdEncoding.Strict().DecodeString(strings.TrimSpace(string(text)))
	if err != nil || len(key) != KeyBytes {
		return nil, fault.New(fault.Invalid, fmt.Sprintf("The key file %s does not hold a key of %d bytes in base64. Restore it from a backup; "+
			"with another key nothing that was made with this one can be verified.", path, KeyBytes))
	}
	return key, nil
}

// createKey writes the whole file beside its place and then links it there, which fails where a file already is.
func createKey(path string) (err error) {
	f, err := os.CreateTemp(filepath.Dir(path), ".key-*") // made with mode 0600
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.Remove(f.Name())) }()
	key := make([]byte, KeyBytes)
	rand.Read(key)
	_, err = f.WriteString(base64.StdEncoding.EncodeToString(key) + "\n")
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	if err := os.Link(f.Name(), path); err != nil {
		return err
	}
	return syncFolder(filepath.Dir(path))
}

// KeepKey writes a key into a new file, as LoadKey reads it.
func KeepKey(path string, key []byte) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600) //nolint:gosec // the path is the operator's own setting
	if err != nil {
		return fmt.Errorf("keep key: %w", err)
	}
	_, err = f.WriteString(base64.StdEncoding.EncodeToString(key) + "\n")
	return errors.Join(err, f.Sync(), f.Close())
}

func syncFolder(folder string) error {
	d, err := os.Open(folder) //nolint:gosec // as above
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
