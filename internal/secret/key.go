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
func LoadKey(path string) ([]byte, error) {
	text, err := readKeyFile(path)
	if err != nil {
		return nil, err
	}
	keys := ParseKeys(text)
	if len(keys) != 1 {
		return nil, notAKey(path)
	}
	return keys[0], nil
}

// LoadKeys reads the keys of a file, which must exist and has one on each line.
func LoadKeys(path string) ([][]byte, error) {
	text, err := readKeyFile(path)
	if err != nil {
		return nil, err
	}
	keys := ParseKeys(text)
	if len(keys) == 0 {
		return nil, notAKey(path)
	}
	return keys, nil
}

// ParseKeys reads keys that are parted by spaces or lines; it gives none where any of them is no key.
func ParseKeys(text string) (keys [][]byte) {
	for _, word := range strings.Fields(text) {
		key, err := base64.StdEncoding.Strict().DecodeString(word)
		if err != nil || len(key) != KeyBytes {
			return nil
		}
		keys = append(keys, key)
	}
	return keys
}

func notAKey(path string) error {
	return fault.New(fault.Invalid, fmt.Sprintf("The key file %s does not hold a key of %d bytes in base64. Restore it from a backup; "+
		"with another key nothing that was made with this one can be verified.", path, KeyBytes))
}

func readKeyFile(path string) (text string, err error) {
	f, err := os.Open(path) //nolint:gosec // the path is the operator's own setting
	if err != nil {
		return "", fmt.Errorf("open key file: %w", err)
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	info, err := f.Stat()
	if err != nil {
		return "", fmt.Errorf("look at key file: %w", err)
	}
	if !info.Mode().IsRegular() {
		return "", fault.New(fault.Invalid, fmt.Sprintf("The key file %s is not a file. Name another path.", path))
	}
	if info.Mode().Perm()&0o077 != 0 {
		return "", fault.New(fault.Invalid, fmt.Sprintf("Others can read or change the key file %s. Run: chmod 600 %[1]s", path))
	}
	content, err := io.ReadAll(io.LimitReader(f, maxKeyFile))
	if err != nil {
		return "", fmt.Errorf("read key file: %w", err)
	}
	return string(content), nil
}

// createKey writes the whole file beside its place and then links it there, which fails where a file already is.
func createKey(path string) (err error) {
	f, err := os.CreateTemp(filepath.Dir(path), ".key-*") // made with mode 0600
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.Remove(f.Name())) }()
	_, err = f.WriteString(keyText(NewKey()))
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	if err := os.Link(f.Name(), path); err != nil {
		return err
	}
	return syncFolder(filepath.Dir(path))
}

// NewKey makes a random key.
func NewKey() []byte {
	key := make([]byte, KeyBytes)
	rand.Read(key)
	return key
}

func keyText(keys ...[]byte) (text string) {
	for _, key := range keys {
		text += base64.StdEncoding.EncodeToString(key) + "\n"
	}
	return text
}

// KeepKey writes a key into a new file, as LoadKey reads it.
func KeepKey(path string, key []byte) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600) //nolint:gosec // the path is the operator's own setting
	if err != nil {
		return fmt.Errorf("keep key: %w", err)
	}
	_, err = f.WriteString(keyText(key))
	return errors.Join(err, f.Sync(), f.Close())
}

// ReplaceKeys writes keys into a file, as LoadKeys reads them, whole or not at all, and comes back only when they are on
// the disk.
func ReplaceKeys(path string, keys ...[]byte) error {
	f, err := os.CreateTemp(filepath.Dir(path), ".key-*") // made with mode 0600
	if err != nil {
		return fmt.Errorf("keep keys: %w", err)
	}
	_, err = f.WriteString(keyText(keys...))
	if err = errors.Join(err, f.Sync(), f.Close()); err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		return fmt.Errorf("keep keys: %w", errors.Join(err, os.Remove(f.Name())))
	}
	return syncFolder(filepath.Dir(path))
}

func syncFolder(folder string) error {
	d, err := os.Open(folder) //nolint:gosec // as above
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
