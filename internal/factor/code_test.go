package factor

import (
	"net/url"
	"strings"
	"testing"
	"time"
)

// The vectors of RFC 6238, appendix B, for SHA-1; it prints eight digits, of which an app shows the last six.
func TestCodes(t *testing.T) {
	key := []byte("12345678901234567890")
	for at, want := range map[int64]string{59: "287082", 1111111109: "081804", 1111111111: "050471", 1234567890: "005924", 2000000000: "279037", 20000000000: "353130"} {
		if got, err := CodeAt(key, time.Unix(at, 0)); err != nil || got != want {
			t.Errorf("at %d: got %s, %v; want %s", at, got, err, want)
		}
	}
}

func TestMatchCode(t *testing.T) {
	key, now := NewKey(), time.Unix(1_800_000_000, 0)
	step := now.Unix() / 30
	code := func(steps int64) string {
		c, err := CodeAt(key, now.Add(time.Duration(steps)*30*time.Second))
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	tests := []struct {
		name, typed string
		last        int64
		step        int64 // 0 for none
	}{
		{"the present one", code(0), 0, step}, {"with a space", code(0)[:3] + " " + code(0)[3:], 0, step},
		{"the one before", code(-1), 0, step - 1}, {"the one after", code(1), 0, step + 1},
		{"two before", code(-2), 0, 0}, {"two after", code(2), 0, 0},
		{"used already", code(0), step, 0}, {"an earlier one than was used", code(-1), step, 0}, {"a later one than was used", code(1), step, step + 1},
		{"nothing", "", 0, 0}, {"five digits", code(0)[:5], 0, 0}, {"seven", code(0) + "0", 0, 0}, {"words", "sesame", 0, 0},
	}
	for _, tt := range tests {
		if got, ok := MatchCode(key, tt.typed, now, tt.last); got != tt.step || ok != (tt.step != 0) {
			t.Errorf("%s: got step %d, %v; want %d", tt.name, got, ok, tt.step)
		}
	}
}

func TestKeyLink(t *testing.T) {
	key := NewKey()
	u, err := url.Parse(KeyLink(key, "Harbour: Street & Co", "ana@example.org"))
	if err != nil {
		t.Fatal(err)
	}
	q := u.Query()
	if u.Scheme != "otpauth" || u.Host != "totp" || u.Path != "/Harbour  Street & Co:ana@example.org" || q.Get("issuer") != "Harbour  Street & Co" ||
		q.Get("secret") != strings.ReplaceAll(KeyText(key), " ", "") || q.Get("period") != "30" || q.Get("digits") != "6" || q.Get("algorithm") != "SHA1" {
		t.Errorf("got %s", u)
	}
	if len(q.Get("secret")) != 32 {
		t.Errorf("the key has %d letters, want 32: 160 bits", len(q.Get("secret")))
	}
}

func TestRecoveryCodes(t *testing.T) {
	seen := map[string]bool{}
	for _, code := range NewRecoveryCodes() {
		typed := strings.ReplaceAll(strings.ToLower(strings.ReplaceAll(code, "-", " ")), "o", "0")
		if CanonicalRecovery(typed) != strings.ReplaceAll(code, "-", "") || len(CanonicalRecovery(code)) != 16 {
			t.Errorf("%s typed as %q is %s", code, typed, CanonicalRecovery(typed))
		}
		seen[code] = true
	}
	if len(seen) != 10 {
		t.Errorf("got %d different codes, want ten", len(seen))
	}
}
