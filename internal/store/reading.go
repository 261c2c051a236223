package store

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"steelyard/internal/fault"
)

// OpenToRead opens a database that is there, also one that is in use, and changes nothing in it: neither its schema nor
// what it holds. Update always fails. It refuses another program's file and a newer program's database.
func OpenToRead(ctx context.Context, o Options) (*Store, error) {
	if _, err := os.Stat(o.Path); errors.Is(err, fs.ErrNotExist) {
		return nil, fault.New(fault.NotFound, fmt.Sprintf("There is no database %s. Name the data folder with --data-dir.", o.Path))
	}
	s := &Store{path: o.Path, sealing: o.newSealing()}
	if err := s.openReaders(o); err != nil {
		return nil, fault.Wrap(err, fault.Invalid, fmt.Sprintf("The database %s can't be opened. If it was damaged, restore a backup.", o.Path))
	}
	s.writer = s.reader
	if err := errors.Join(checkLibrary(ctx, s.reader), checkSchema(ctx, s.reader)); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}
