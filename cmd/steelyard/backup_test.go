package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"filippo.io/age"
)

func TestBackupAndRestore(t *testing.T) {
	dir, id := answered(t)
	away := t.TempDir()
	identity, err := age.GenerateX25519Identity()
	must(t, err)
	key := filepath.Join(away, "identity.txt")
	must(t, os.WriteFile(key, []byte(identity.String()), 0o600))
	plain, sealed := filepath.Join(away, "plain"), filepath.Join(away, "sealed")

	code, out, errs := steelyard(t, "", "backup", plain, "--with-keys", "--rehearse", "--data-dir", dir)
	if code != 0 || !strings.Contains(out, "Kept 1 patients, 1 responses") || strings.Count(out, "good") != 10 {
		t.Fatalf("got code %d\n%s%s", code, out, errs)
	}
	code, out, errs = steelyard(t, "", "backup", sealed, "--recipient", identity.Recipient().String(), "--data-dir", dir)
	if code != 0 {
		t.Fatalf("encrypted: got code %d\n%s%s", code, out, errs)
	}
	if code, out, errs := steelyard(t, "", "backup", "--rehearse", "--data-dir", dir); code != 0 || !strings.Contains(out, "rehearsal") {
		t.Errorf("a rehearsal alone: got code %d\n%s%s", code, out, errs)
	}
	if left, err := filepath.Glob(filepath.Join(dir, ".*")); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
	if info, err := os.Stat(plain); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("got %v, %v", info, err)
	}

	first, second := filepath.Join(away, "first"), filepath.Join(away, "second")
	if code, out, errs := steelyard(t, "", "restore", plain, "--data-dir", first); code != 0 || !strings.Contains(out, "Restored 1 patients") {
		t.Errorf("with keys: got code %d\n%s%s", code, out, errs)
	}
	if code, _, errs := steelyard(t, "", "restore", sealed, "--identity", key, "--data-dir", second); code != 1 || !strings.Contains(errs, "--audit-key") {
		t.Errorf("without keys: got code %d, %q", code, errs)
	}
	if code, _, errs := steelyard(t, "", "restore", sealed, "--identity", key, "--audit-key", filepath.Join(dir, "audit.key"), "--data-dir", second); code != 1 || !strings.Contains(errs, "--seal-key-file") {
		t.Errorf("without the sealing key: got code %d, %q", code, errs)
	}
	sealKey, err := os.ReadFile(filepath.Join(dir, "seal.key"))
	must(t, err)
	must(t, os.WriteFile(filepath.Join(second, "seal.key"), sealKey, 0o600))
	if code, _, errs := steelyard(t, "", "restore", sealed, "--identity", key, "--audit-key", filepath.Join(dir, "audit.key"), "--data-dir", second); code != 0 {
		t.Errorf("with the key beside it: got code %d, %q", code, errs)
	}
	for _, folder := range []string{first, second} {
		if code, out, errs := steelyard(t, "", "doctor", "--data-dir", folder); code != 0 {
			t.Errorf("the doctor: got code %d\n%s%s", code, out, errs)
		}
		if code, _, errs := steelyard(t, "", "receipt", string(id), "--data-dir", folder); code != 0 {
			t.Errorf("what was restored can't be used: %s", errs)
		}
	}
	for _, args := range [][]string{{}, {plain}, {filepath.Join(away, "x"), "--recipient", "nobody"}, {filepath.Join(away, "none", "x")}} {
		if code, _, errs := steelyard(t, "", append([]string{"backup", "--data-dir", dir}, args...)...); code != 1 {
			t.Errorf("%v: got code %d, %q", args, code, errs)
		}
	}
	if code, _, errs := steelyard(t, "", "restore", filepath.Join(away, "none"), "--data-dir", first); code != 1 || !strings.Contains(errs, "can't be read") {
		t.Errorf("no such file: got code %d, %q", code, errs)
	}
}
