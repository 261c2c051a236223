package secret

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"steelyard/internal/fault"
)

func TestKeyIsMadeOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "audit.key")
	const processes = 8
	keys := make([][]byte, processes)
	var wg sync.WaitGroup
	for i := range keys {
		wg.Go(func() {
			key, err := LoadOrCreateKey(path)
			if err != nil {
				t.Error(err)
			}
			keys[i] = key
		})
	}
	wg.Wait()
	for _, key := range keys {
		if len(key) != KeyBytes || !bytes.Equal(key, keys[0]) {
			t.Errorf("got key %x, another process got %x", key, keys[0])
		}
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode is %v, want 0600 (%v)", info.Mode(), err)
	}
	if left, _ := filepath.Glob(filepath.Join(filepath.Dir(path), ".key-*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

func TestKeyFilesThatAreRefused(t *testing.T) {
	good := strings.Repeat("A", 43) + "="
	tests := []struct {
		name, content string
		mode          fs.FileMode
		want          string
	}{
		{"readable by the group", good, 0o640, "chmod 600"},
		{"writable by others", good, 0o602, "chmod 600"},
		{"too short", "AAAA", 0o600, "Restore it"},
		{"too long", good[:43] + "AAAAA", 0o600, "Restore it"},
		{"not base64", strings.Repeat("!", 44), 0o600, "Restore it"},
		{"empty", "", 0o600, "Restore it"},
		{"endless", strings.Repeat(good, 1000), 0o600, "Restore it"},
	}
	for _, test := range tests {
		path := filepath.Join(t.TempDir(), "audit.key")
		if err := os.WriteFile(path, []byte(test.content), test.mode); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(path, test.mode); err != nil {
			t.Fatal(err)
		}
		_, err := LoadOrCreateKey(path)
		if fault.KindOf(err) != fault.Invalid || !strings.Contains(fault.Message(err), test.want) {
			t.Errorf("%s: got %v, want %q", test.name, err, test.want)
		}
		if got, _ := os.ReadFile(path); string(got) != test.content {
			t.Errorf("%s: the file was changed", test.name)
		}
	}
}

func TestKeyInAFolderThatIsMissing(t *testing.T) {
	_, err := LoadOrCreateKey(filepath.Join(t.TempDir(), "missing", "audit.key"))
	if fault.KindOf(err) != fault.Invalid || !strings.Contains(fault.Message(err), "its folder exists") {
		t.Errorf("got %v, want what to check", err)
	}
}

func TestReadOnlyKeyIsFine(t *testing.T) {
	path := filepath.Join(t.TempDir(), "audit.key")
	if err := os.WriteFile(path, []byte(strings.Repeat("A", 43)+"="), 0o400); err != nil {
		t.Fatal(err)
	}
	if key, err := LoadOrCreateKey(path); err != nil || len(key) != KeyBytes {
		t.Errorf("got %x, %v", key, err)
	}
}

func TestTokens(t *testing.T) {
	seen := map[string]bool{}
	for range 1000 {
		token, hash := NewToken()
		if len(token) < 26 || seen[token] || !bytes.Equal(hash, HashToken(token)) || len(hash) != 32 {
			t.Fatalf("token %q with hash %x", token, hash)
		}
		seen[token] = true
	}
	if bytes.Equal(HashToken("a"), HashToken("A")) {
		t.Error("two tokens have one hash")
	}
}
