package secret

import (
	"bytes"
	"testing"
)

func TestSeal(t *testing.T) {
	key, err := DeriveKey([]byte("a key for tests, of 32 bytes, ok."), "tests")
	if err != nil || len(key) != KeyBytes {
		t.Fatalf("got %d bytes, %v", len(key), err)
	}
	other, err := DeriveKey([]byte("a key for tests, of 32 bytes, ok."), "something else")
	if err != nil || bytes.Equal(key, other) {
		t.Errorf("two purposes have one key, %v", err)
	}
	sealed, err := Seal(key, []byte("twelve words"), "ada")
	if err != nil || bytes.Contains(sealed, []byte("words")) {
		t.Errorf("got %q, %v", sealed, err)
	}
	if again, err := Seal(key, []byte("twelve words"), "ada"); err != nil || bytes.Equal(again, sealed) {
		t.Errorf("the same is sealed to the same, %v", err)
	}
	if plain, err := Open(key, sealed, "ada"); err != nil || string(plain) != "twelve words" {
		t.Errorf("got %q, %v", plain, err)
	}
	changed := bytes.Clone(sealed)
	changed[len(changed)-1] ^= 1
	for name, open := range map[string]func() ([]byte, error){
		"another key": func() ([]byte, error) { return Open(other, sealed, "ada") }, "another place": func() ([]byte, error) { return Open(key, sealed, "eve") },
		"a bit changed": func() ([]byte, error) { return Open(key, changed, "ada") }, "nothing": func() ([]byte, error) { return Open(key, nil, "ada") },
	} {
		if plain, err := open(); err == nil {
			t.Errorf("%s opened %q", name, plain)
		}
	}
}
