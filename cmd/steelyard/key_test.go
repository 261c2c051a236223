package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The key can be kept away from the database, in a file or in the environment, and changed in either.
func TestTheKeyIsKeptElsewhere(t *testing.T) {
	dir, id := answered(t)
	if code, _, errs := steelyard(t, "", "key", "rotate", "--data-dir", dir); code != 0 {
		t.Fatal(errs)
	}
	away := filepath.Join(t.TempDir(), "elsewhere.key")
	must(t, os.Rename(filepath.Join(dir, "seal.key"), away))
	receipt := func(args ...string) (int, string) {
		code, _, errs := steelyard(t, "", append([]string{"receipt", string(id), "--data-dir", dir}, args...)...)
		return code, errs
	}
	if code, errs := receipt(); code != 1 || !strings.Contains(errs, "--seal-key-file") {
		t.Errorf("without the key: got code %d, %s", code, errs)
	}
	if code, errs := receipt("--seal-key-file", away); code != 0 {
		t.Error(errs)
	}
	if code, _, errs := steelyard(t, "", "key", "rotate", "--data-dir", dir, "--seal-key-file", away); code != 0 {
		t.Error(errs)
	}
	old, err := os.ReadFile(away)
	must(t, err)
	t.Setenv("STEELYARD_SEAL_KEY", strings.TrimSpace(string(old)))
	if code, errs := receipt(); code != 0 {
		t.Error(errs)
	}
	if code, _, errs := steelyard(t, "", "key", "rotate", "--data-dir", dir); code != 1 || !strings.Contains(errs, "Put a new one before it") {
		t.Errorf("nothing to rotate to: got code %d, %s", code, errs)
	}
	const another = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
	t.Setenv("STEELYARD_SEAL_KEY", another+" "+strings.TrimSpace(string(old)))
	if code, _, errs := steelyard(t, "", "key", "rotate", "--data-dir", dir); code != 0 {
		t.Error(errs)
	}
	t.Setenv("STEELYARD_SEAL_KEY", another)
	if code, errs := receipt(); code != 0 {
		t.Error(errs)
	}
	if code, out, _ := steelyard(t, "", "doctor", "--data-dir", dir); code != 0 {
		t.Error(out)
	}
	if _, err := os.Stat(filepath.Join(dir, "seal.key")); err == nil {
		t.Error("a key was put beside the database")
	}
}
