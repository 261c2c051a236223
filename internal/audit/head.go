package audit

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"steelyard/internal/fault"
)

// Head is where a chain ended at some moment. Kept outside the database, it shows that a chain was cut off behind it.
type Head struct {
	Seq  int64
	Hash []byte
}

// HeadOf gives the head of a chain whose last entry this is.
func HeadOf(e Entry) Head { return Head{e.Seq, e.Hash} }

const headMark = "steelyard audit head 1"

// maxHeadFile bounds what is read of a file that may be no head at all.
const maxHeadFile = 1 << 10

// text gives the file's lines, the last of which is a keyed hash of the others.
func (h Head) text(key []byte) string {
	body := fmt.Sprintf("%s\n%d\n%x\n", headMark, h.Seq, h.Hash)
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(body))
	return fmt.Sprintf("%s%x\n", body, mac.Sum(nil))
}

// WriteHead keeps a head in a file, whole or not at all, and gives back only when it is on the disk.
func WriteHead(path string, h Head, key []byte) (err error) {
	f, err := os.CreateTemp(filepath.Dir(path), ".head-*") // made with mode 0600
	if err != nil {
		return fmt.Errorf("keep audit head: %w", err)
	}
	_, err = f.WriteString(h.text(key))
	if err = errors.Join(err, f.Sync(), f.Close()); err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		return fmt.Errorf("keep audit head: %w", errors.Join(err, os.Remove(f.Name())))
	}
	folder, err := os.Open(filepath.Dir(path))
	if err != nil {
		return fmt.Errorf("keep audit head: %w", err)
	}
	return errors.Join(folder.Sync(), folder.Close())
}

// FindHead reads a head; ok is false where there is no file. A file that was changed, or was written with another key,
// is a Conflict.
func FindHead(path string, key []byte) (h Head, ok bool, err error) {
	f, err := os.Open(path) //nolint:gosec // the path is the operator's own setting
	if errors.Is(err, fs.ErrNotExist) {
		return h, false, nil
	}
	if err != nil {
		return h, false, fmt.Errorf("read audit head: %w", err)
	}
	text, err := io.ReadAll(io.LimitReader(f, maxHeadFile))
	if err = errors.Join(err, f.Close()); err != nil {
		return h, false, fmt.Errorf("read audit head: %w", err)
	}
	if h, ok = readHead(text, key); !ok {
		return h, false, fault.New(fault.Conflict, fmt.Sprintf("The file %s was changed, or does not belong to this audit key. "+
			"Restore it from the backup that belongs to the database.", path))
	}
	return h, true, nil
}

func readHead(text, key []byte) (h Head, ok bool) {
	lines := strings.Split(string(text), "\n")
	if len(lines) != 5 {
		return h, false
	}
	_, err := fmt.Sscan(lines[1], &h.Seq)
	if err == nil {
		h.Hash, err = hex.DecodeString(lines[2])
	}
	return h, err == nil && hmac.Equal(text, []byte(h.text(key)))
}

// Holds says whether an entry is the one the head names.
func (h Head) Holds(e Entry) bool { return e.Seq == h.Seq && bytes.Equal(e.Hash, h.Hash) }

// WhyCutOff says that a chain ends before its head.
func (h Head) WhyCutOff(last int64) error {
	return fault.New(fault.Conflict, fmt.Sprintf("The end of the audit is missing: it had %d entries when its head was last written down, and has %d now. "+
		"Entry %d is the first that is missing.", h.Seq, last, last+1))
}

// WhyOther says that the entry a head names is another one now.
func (h Head) WhyOther() error {
	return fault.New(fault.Conflict, fmt.Sprintf("Audit entry %d is not the one that was written down as the audit's head.", h.Seq))
}
