package backup

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
	"time"

	"filippo.io/age"
)

var names = []string{"a.db", "b.head"}

// made gives a backup of two small files.
func made(t testing.TB, recipients ...age.Recipient) []byte {
	t.Helper()
	from := t.TempDir()
	for i, name := range names {
		if err := os.WriteFile(filepath.Join(from, name), bytes.Repeat([]byte{byte(i + 1)}, 100+700*i), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	m := Manifest{MadeAt: time.Date(2026, 11, 23, 9, 30, 0, 0, time.UTC), Schema: 3, Counts: map[string]int64{"patients": 2}, Files: []File{{Name: names[0]}, {Name: names[1]}}}
	var out bytes.Buffer
	if err := Write(&out, from, m, recipients); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func read(t testing.TB, file []byte, identities ...age.Identity) (Manifest, string, error) {
	t.Helper()
	to := t.TempDir()
	m, err := Read(bytes.NewReader(file), to, identities, names)
	return m, to, err
}

func TestABackupComesBack(t *testing.T) {
	id, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	for name, file := range map[string][]byte{"plain": made(t), "encrypted": made(t, id.Recipient())} {
		m, to, err := read(t, file, id)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		second, err := os.ReadFile(filepath.Join(to, "b.head"))
		if err != nil || len(second) != 800 || m.Schema != 3 || m.Counts["patients"] != 2 || !m.Has("a.db") || m.Has("c") {
			t.Errorf("%s: got %d bytes, %+v, %v", name, len(second), m, err)
		}
		if left, err := os.ReadDir(to); err != nil || len(left) != 2 {
			t.Errorf("%s: got %v in the folder, %v", name, left, err)
		}
	}
	if _, _, err := read(t, made(t, id.Recipient())); err == nil {
		t.Error("an encrypted backup was read without an identity")
	}
}

func TestEveryFlippedByteIsRefused(t *testing.T) {
	file := made(t)
	to := t.TempDir()
	for at := range file {
		changed := bytes.Clone(file)
		changed[at] ^= 0x10
		if _, err := Read(bytes.NewReader(changed), to, nil, names); err == nil {
			t.Fatalf("byte %d was changed and nobody noticed", at)
		}
	}
	for _, short := range []int{0, 10, len(file) / 2, len(file) - 1} {
		if _, err := Read(bytes.NewReader(file[:short]), to, nil, names); err == nil {
			t.Errorf("the first %d bytes were taken for the whole", short)
		}
	}
	if left, err := os.ReadDir(to); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

func TestOnlyAllowedNamesComeOut(t *testing.T) {
	if _, err := Read(bytes.NewReader(made(t)), t.TempDir(), nil, names[:1]); err == nil {
		t.Error("a file that does not belong there came out")
	}
}

func FuzzUnpack(f *testing.F) {
	f.Add(made(f))
	f.Fuzz(func(t *testing.T, file []byte) {
		_, _ = unpack(bytes.NewReader(file), t.TempDir(), names) // it must only not panic
	})
}
