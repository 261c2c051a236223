package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestDoctorAndAuditVerify(t *testing.T) {
	dir := t.TempDir()
	if code, _, errs := steelyard(t, "", "doctor", "--data-dir", dir); code != 1 || !strings.Contains(errs, "There is no database") {
		t.Errorf("an empty folder: got code %d, %q", code, errs)
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
		t.Errorf("the doctor made %v, %v", left, err)
	}
	if code, _, errs := steelyard(t, "four words of nothing", "user", "add", "ana", "--name", "Ana Silva", "--data-dir", dir); code != 0 {
		t.Fatal(errs)
	}
	code, out, errs := steelyard(t, "", "doctor", "--data-dir", dir)
	if code != 0 || strings.Count(out, "good") != 9 || !strings.Contains(out, "anchored at entry 1") {
		t.Errorf("got code %d\n%s%s", code, out, errs)
	}
	head := filepath.Join(dir, "audit.head")
	if err := os.WriteFile(head, []byte("steelyard audit head 1\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if code, out, _ := steelyard(t, "", "audit", "verify", "--data-dir", dir); code != 1 || !strings.Contains(out, "1 wrong") || !strings.Contains(out, "was changed") {
		t.Errorf("a changed head: got code %d\n%s", code, out)
	}
}
