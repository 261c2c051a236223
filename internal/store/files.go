package store

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"steelyard/internal/fault"
)

const (
	folderMode fs.FileMode = 0o700
	fileMode   fs.FileMode = 0o600
)

// prepareFiles makes the folder and an empty database file that only their owner can read. SQLite gives the files
// it makes beside it the same mode.
func prepareFiles(path string) error {
	if path == "" {
		return errors.New("no path of a database was given")
	}
	if err := prepareFolder(filepath.Dir(path)); err != nil {
		return err
	}
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, fileMode) //nolint:gosec // the path is the operator's own setting
	if err != nil {
		return fault.Wrap(err, fault.Invalid, fmt.Sprintf("The database file %s can't be opened. Check that its folder exists and belongs to the user who runs Steelyard.", path))
	}
	if err := f.Close(); err != nil {
		return fmt.Errorf("make database file: %w", err)
	}
	return protectFiles(path)
}

func prepareFolder(folder string) error {
	if err := os.MkdirAll(folder, folderMode); err != nil {
		return fault.Wrap(err, fault.Invalid, fmt.Sprintf("The data folder %s can't be made.", folder))
	}
	info, err := os.Stat(folder)
	if err != nil {
		return fmt.Errorf("look at data folder: %w", err)
	}
	if info.Mode().Perm()&0o077 == 0 {
		return nil
	}
	if entries, err := os.ReadDir(folder); err == nil && len(entries) == 0 {
		return os.Chmod(folder, folderMode) // an empty folder was made for us
	}
	if info.Mode().Perm()&0o022 != 0 {
		return fault.New(fault.Invalid, fmt.Sprintf("Others can change the files in the data folder %s. Run: chmod 700 %[1]s", folder))
	}
	return nil
}

// protectFiles takes the database's files from everybody but their owner.
func protectFiles(path string) error {
	for _, suffix := range []string{"", "-wal", "-shm"} {
		if err := os.Chmod(path+suffix, fileMode); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("protect database file: %w", err)
		}
	}
	return nil
}
