package backup

import (
	"archive/tar"
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"filippo.io/age"

	"steelyard/internal/fault"
)

// maxManifest bounds what is read of a manifest, in bytes.
const maxManifest = 1 << 20

// ageMark is how every file that age made begins.
const ageMark = "age-encryption.org/"

// Read unpacks a backup into an empty folder. Nothing of it may be used before Read has come back without an error: it
// holds the whole to its checksum first, and then every file to the manifest. Only files with an allowed name come out.
func Read(r io.Reader, folder string, identities []age.Identity, allowed []string) (m Manifest, err error) {
	whole := filepath.Join(folder, ".archive")
	if err := unseal(r, whole, identities); err != nil {
		return m, errors.Join(err, os.RemoveAll(whole))
	}
	f, err := os.Open(whole) //nolint:gosec // made above
	if err != nil {
		return m, fmt.Errorf("read backup: %w", err)
	}
	m, err = unpack(f, folder, allowed)
	return m, errors.Join(err, f.Close(), os.Remove(whole))
}

// unseal decrypts a backup where it must, into a file, and holds it to the checksum at its end.
func unseal(r io.Reader, whole string, identities []age.Identity) (err error) {
	start := bufio.NewReader(r)
	r = start
	if mark, err := start.Peek(len(ageMark)); err == nil && string(mark) == ageMark {
		if len(identities) == 0 {
			return fault.New(fault.Invalid, "The backup is encrypted. Give the identity it was made for with --identity.")
		}
		if r, err = age.Decrypt(start, identities...); err != nil {
			return fault.Wrap(err, fault.Invalid, "The backup can't be decrypted with this identity, or was damaged")
		}
	}
	f, err := os.OpenFile(whole, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600) //nolint:gosec // in the caller's own folder
	if err != nil {
		return fmt.Errorf("unpack backup: %w", err)
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	size, err := io.Copy(f, r)
	if err != nil {
		return fault.Wrap(err, fault.Invalid, "The backup can't be read to its end, or was damaged")
	}
	return holdSum(f, size)
}

func holdSum(f *os.File, size int64) error {
	hash := sha256.New()
	if size < sealSize {
		return damaged("it is too short")
	}
	if _, err := io.Copy(hash, io.NewSectionReader(f, 0, size-sealSize)); err != nil {
		return fmt.Errorf("read backup: %w", err)
	}
	end := make([]byte, sealSize)
	if _, err := f.ReadAt(end, size-sealSize); err != nil {
		return fmt.Errorf("read backup: %w", err)
	}
	if want := fmt.Sprintf("%s%x\n", seal, hash.Sum(nil)); string(end) != want {
		return damaged("its checksum is another one, or it was cut off")
	}
	return nil
}

func damaged(why string) error {
	return fault.New(fault.Invalid, "This is no whole backup: "+why+". Nothing was changed. Use another copy of it, or an older one.")
}

func unpack(r io.Reader, folder string, allowed []string) (m Manifest, err error) {
	t := tar.NewReader(r)
	head, err := t.Next()
	if err != nil || head.Name != manifestName || head.Size > maxManifest {
		return m, damaged("its manifest is missing")
	}
	text, err := io.ReadAll(t)
	if err != nil || json.Unmarshal(text, &m) != nil {
		return m, damaged("its manifest can't be read")
	}
	if m.Format != Format {
		return m, fault.New(fault.Conflict, fmt.Sprintf("The backup has the form %q, and this program knows %q. Use the program that made it, or a newer one.", m.Format, Format))
	}
	for _, want := range m.Files {
		if !slices.Contains(allowed, want.Name) || strings.ContainsAny(want.Name, `/\`) {
			return m, damaged(fmt.Sprintf("it has a file %q, which does not belong there", want.Name))
		}
		head, err := t.Next()
		if err != nil || head.Name != want.Name || head.Size != want.Size || head.Typeflag != tar.TypeReg {
			return m, damaged(want.Name + " is missing")
		}
		if err := want.unpack(t, folder); err != nil {
			return m, err
		}
	}
	if _, err := t.Next(); !errors.Is(err, io.EOF) {
		return m, damaged("it has more in it than its manifest says")
	}
	return m, nil
}

func (f *File) unpack(r io.Reader, folder string) (err error) {
	to, err := os.OpenFile(filepath.Join(folder, f.Name), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600) //nolint:gosec // the name is an allowed one
	if err != nil {
		return fmt.Errorf("unpack %s: %w", f.Name, err)
	}
	defer func() { err = errors.Join(err, to.Close()) }()
	hash := sha256.New()
	if _, err := io.Copy(io.MultiWriter(to, hash), r); err != nil {
		return fmt.Errorf("unpack %s: %w", f.Name, err)
	}
	if fmt.Sprintf("%x", hash.Sum(nil)) != f.SHA256 {
		return damaged(f.Name + " is not what the manifest says")
	}
	return to.Sync()
}

// Recipients reads public keys of age, such as age1….
func Recipients(keys []string) (list []age.Recipient, err error) {
	for _, k := range keys {
		parsed, err := age.ParseRecipients(strings.NewReader(k))
		if err != nil {
			return nil, fault.Wrap(err, fault.Invalid, "This is not a public key of age, such as age1…")
		}
		list = append(list, parsed...)
	}
	return list, nil
}

// Identities reads the file that age-keygen made.
func Identities(file []byte) ([]age.Identity, error) {
	list, err := age.ParseIdentities(bytes.NewReader(file))
	if err != nil {
		return nil, fault.Wrap(err, fault.Invalid, "The identity file is not one that age-keygen made")
	}
	return list, nil
}
