// Package migrations owns the SQL that makes and changes the database, one folder a dialect, with the checksum of
// every file that was released. It must not know Go types or how migrations are run.
package migrations

import (
	"bufio"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"strings"
)

//go:embed sqlite/*.sql checksums.txt
var files embed.FS

// SQLite gives the migrations of SQLite.
func SQLite() fs.FS {
	sub, err := fs.Sub(files, "sqlite")
	if err != nil {
		panic(err) // the folder is part of the program
	}
	return sub
}

// Sum gives the SHA-256 of a file, in hexadecimal.
func Sum(fsys fs.FS, name string) (string, error) {
	b, err := fs.ReadFile(fsys, name)
	if err != nil {
		return "", fmt.Errorf("checksum of migration %s: %w", name, err)
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:]), nil
}

// Released gives the checksums that were written down at release, by path such as sqlite/00001_initial.sql.
func Released() (map[string]string, error) {
	f, err := files.Open("checksums.txt")
	if err != nil {
		return nil, fmt.Errorf("read checksums of migrations: %w", err)
	}
	defer f.Close() //nolint:errcheck // an embedded file
	sums := map[string]string{}
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		if sum, name, ok := strings.Cut(lines.Text(), "  "); ok {
			sums[name] = sum
		}
	}
	return sums, lines.Err()
}
