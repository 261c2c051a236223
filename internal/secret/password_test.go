package secret

import (
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"steelyard/internal/fault"
)

func hash(t testing.TB, password string) string {
	t.Helper()
	stored, err := HashPassword(password)
	if err != nil {
		t.Fatal(err)
	}
	return stored
}

func TestVerify(t *testing.T) {
	stored := hash(t, "Größe und Gewicht")
	if !strings.HasPrefix(stored, "$argon2id$v=19$m=19456,t=2,p=1$") {
		t.Errorf("got %s, want Argon2id with 19 MiB, two passes and one thread", stored)
	}
	if hash(t, "Größe und Gewicht") == stored {
		t.Error("two hashes of one password are the same: there is no salt")
	}
	for password, want := range map[string]bool{
		"Größe und Gewicht":       true,
		"Gro\u0308ße und Gewicht": true, // the same letters from another keyboard
		"Größe und gewicht":       false,
		"":                        false,
		strings.Repeat("x", 1e6):  false,
	} {
		if got := VerifyPassword(stored, password); got != want {
			t.Errorf("%.40q: got %v, want %v", password, got, want)
		}
	}
	if _, err := HashPassword(strings.Repeat("x", 1e6)); err == nil {
		t.Error("a password that nobody could verify was hashed")
	}
}

// The hash is of argon2's own test vectors: password "password", salt "somesalt", 2 passes, 64 MiB
// (https://github.com/P-H-C/phc-winner-argon2/blob/master/src/test.c).
func TestVerifyAForeignHash(t *testing.T) {
	const stored = "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc"
	if !VerifyPassword(stored, "password") {
		t.Error("the password does not fit")
	}
	if !NeedsRehash(stored) {
		t.Error("a hash with other settings must be made anew")
	}
	if NeedsRehash(hash(t, "x")) {
		t.Error("today's hash must not be made anew")
	}
}

func TestDamagedHashes(t *testing.T) {
	const salt, hash = "c29tZXNhbHQ", "CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc"
	for _, stored := range []string{
		"", "$", "secret",
		"$argon2i$v=19$m=64,t=2,p=1$" + salt + "$" + hash,
		"$argon2id$v=16$m=64,t=2,p=1$" + salt + "$" + hash,
		"$argon2id$v=19$m=99999999,t=2,p=1$" + salt + "$" + hash,
		"$argon2id$v=19$m=64,t=0,p=1$" + salt + "$" + hash,
		"$argon2id$v=19$m=64,t=2,p=0$" + salt + "$" + hash,
		"$argon2id$v=19$m=64,t=2,p=1$$" + hash,
		"$argon2id$v=19$m=64,t=2,p=1$" + salt + "$",
		"$argon2id$v=19$m=64,t=2,p=1$" + salt + "$" + hash + "x",
	} {
		if VerifyPassword(stored, "password") || VerifyPassword(stored, "") {
			t.Errorf("a password fits the damaged hash %q", stored)
		}
		if !NeedsRehash(stored) {
			t.Errorf("%q must be made anew", stored)
		}
	}
}

// An unknown login must do the same work as a known one. The work is told by the memory it takes, which is what makes
// argon2id dear and, unlike a time, does not depend on what else the machine does.
func TestUnknownLoginsTakeAsLong(t *testing.T) {
	work := func(stored string) uint64 {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		if VerifyPassword(stored, "y") {
			t.Error("a wrong password fits")
		}
		runtime.ReadMemStats(&after)
		return after.TotalAlloc - before.TotalAlloc
	}
	known := work(hash(t, "x"))
	for name, stored := range map[string]string{"unknown": DummyHash(), "damaged": "x"} {
		if got := work(stored); got < known*99/100 || got > known*101/100 {
			t.Errorf("%s login takes %d bytes of work, a known one %d", name, got, known)
		}
	}
}

func TestHashesWaitForTheirTurn(t *testing.T) {
	if got, most := cap(slots), max(1, runtime.NumCPU()-1); got != most {
		t.Errorf("%d at once, want %d", got, most)
	}
	for range cap(slots) {
		slots <- struct{}{} // somebody is hashing
	}
	done := make(chan bool)
	var wg sync.WaitGroup
	wg.Go(func() { done <- VerifyPassword(DummyHash(), "x") })
	select {
	case <-done:
		t.Error("it did not wait")
	case <-time.After(300 * time.Millisecond): // five times what a hash takes
	}
	for range cap(slots) {
		<-slots
	}
	<-done
	wg.Wait()
}

func TestCheckPassword(t *testing.T) {
	names := []string{"ada@example.org", "The Analytical Clinic", "x1", ""}
	for password, want := range map[string]string{
		"correct horse battery":              "",
		"пароль из слов":                     "",
		"short":                              "has 5 characters and needs at least 12",
		"äöüäöüäöüäö":                        "has 11 characters",
		"":                                   "has 0 characters",
		strings.Repeat("abcdefgh", 16):       "",
		strings.Repeat("abcdefgh", 16) + "x": "may have at most 128",
		"ADA@Example.org":                    "“ada@example.org” in it",
		"the-analytical-clinic 7":            "“The Analytical Clinic” in it",
		"a short x1 within":                  "",
		"ääääääääääää":                       "too few characters",
		"ababababababab":                     "too few characters",
		"twelve bytes\xff":                   "not text",
	} {
		err := CheckPassword(password, names...)
		switch {
		case want == "" && err != nil:
			t.Errorf("%q: got %v, want none", password, err)
		case want != "" && (fault.KindOf(err) != fault.Invalid || !strings.Contains(err.Error(), want)):
			t.Errorf("%q: got %v, want %q", password, err, want)
		}
	}
	if got := len(fault.Details(CheckPassword("AAA", "aaa"))); got != 2 {
		t.Errorf("%d faults named, want both: too short, the name", got)
	}
}

func BenchmarkHash(b *testing.B) {
	for b.Loop() {
		hash(b, "correct horse battery")
	}
}
