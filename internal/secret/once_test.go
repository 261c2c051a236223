package secret

import (
	"bytes"
	"testing"
)

func TestWhatIsSealedWithAPhraseOpensOnlyWithIt(t *testing.T) {
	const p, other = Phrase("3f1c7e0a-one-phrase"), Phrase("3f1c7e0a-two-phrase")
	plain := []byte("https://forms.example.org/i/TOKEN")
	sealed, err := p.Seal(plain)
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(sealed, plain[:8]) {
		t.Error("the text can be read in what was sealed")
	}
	if got, err := p.Open(sealed); err != nil || !bytes.Equal(got, plain) {
		t.Errorf("got %q, %v", got, err)
	}
	if _, err := other.Open(sealed); err == nil {
		t.Error("another phrase opens it")
	}
	for i := range sealed {
		changed := bytes.Clone(sealed)
		changed[i] ^= 1
		if _, err := p.Open(changed); err == nil {
			t.Fatalf("it opens with byte %d changed", i)
		}
	}
	if _, err := p.Open(sealed[:5]); err == nil {
		t.Error("a piece of it opens")
	}
}

func TestAPhraseIsKnownAgain(t *testing.T) {
	const p = Phrase("3f1c7e0a-one-phrase")
	if !bytes.Equal(p.Hash(), p.Hash()) || bytes.Equal(p.Hash(), Phrase("other").Hash()) || len(p.Hash()) != 32 {
		t.Error("the hash does not tell phrases apart")
	}
	if !bytes.Equal(p.Mac([]byte("a")), p.Mac([]byte("a"))) || bytes.Equal(p.Mac([]byte("a")), p.Mac([]byte("b"))) {
		t.Error("the mac does not tell apart what was said")
	}
}
