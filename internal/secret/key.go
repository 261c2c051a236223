package secret

import (
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"steelyard/internal/fault"
)

// KeyBytes is the length of a key.
const KeyBytes = 32

// LoadOrCreateKey reads the key of a file, or makes the file with a new one. It refuses a file that others can read.
func LoadOrCreateKey(path string) ([]byte, error) {
	key, err := loadKey(path)
	if !errors.Is(err, fs.ErrNotExist) {
		return key, err
	}
	key = make([]byte, KeyBytes)
	if _, err := rand.Read(key); err != nil {
		return nil, fmt.Errorf("make a key: %w", err)
	}
	if err := createKey(path, key); err != nil && !errors.Is(err, fs.ErrExist) {
		return nil, err
	}
	return loadKey(path)
}

func loadKey(path string) ([]byte, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, fmt.Errorf("read key: %w", err)
	}
	if info.Mode().Perm()&0o077 != 0 {
		return nil, fault.New(fault.Invalid, fmt.Sprintf("The key file %s can be read by others. Set its mode to 0600, and think about who may have read it.", path))
	}
	text, err := os.ReadFile(path) //nolint:gosec // the path is a setting
	if err != nil {
		return nil, fmt.Errorf("read key: %w", err)
	}
	key, err := base64.StdEncoding.DecodeString(strings.TrimSpace(string(text)))
	if err != nil || len(key) != KeyBytes {
		return nil, fault.New(fault.Invalid, fmt.Sprintf("The key file %s is damaged: it must have %d bytes in base64. Restore it from your copy; without it the audit can't be verified.", path, KeyBytes))
	}
	return key, nil
}

// createKey writes the key under another name first, so that a crash never leaves half a key.
func createKey(path string, key []byte) (err error) {
	f, err := os.CreateTemp(filepath.Dir(path), ".key-*") // mode 0600
	if err != nil {
		return fmt.Errorf("make key file: %w", err)
	}
	defer func() { err = errors.Join(err, os.Remove(f.Name())) }()
	_, err = f.WriteString(base64.StdEncoding.EncodeToString(key) + "\n")
	err = errors.Join(err, f.Sync(), f.Close())
	if err != nil {
		return fmt.Errorf("write key file: %w", err)
	}
	return os.Link(f.Name(), path)
}
