package clinic

import (
	"testing"
	"time"

	"steelyard/internal/fault"
)

func TestKioskCodes(t *testing.T) {
	tests := []struct{ code, again, field string }{
		{"4711", "4711", ""}, {"27182818", "27182818", ""}, {"1357", "1357", ""},
		{"", "", "code"}, {"471", "471", "code"}, {"271828182", "271828182", "code"}, {"47 11", "47 11", "code"}, {"47a1", "47a1", "code"}, {"٤٧١١", "٤٧١١", "code"},
		{"0000", "0000", "code"}, {"1234", "1234", "code"}, {"98765432", "98765432", "code"},
		{"4711", "4712", "again"}, {"4711", "", "again"},
	}
	for _, tt := range tests {
		err, field := CheckKioskCode(tt.code, tt.again), ""
		if err != nil {
			field = fault.Details(err)[0].Where
		}
		if field != tt.field {
			t.Errorf("%q and %q: got something wrong with %q, want %q", tt.code, tt.again, field, tt.field)
		}
	}
}

func TestKioskTriesWaitLongerAndEnd(t *testing.T) {
	now := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	k := Kiosk{ExpiresAt: now.Add(KioskLife)}
	for n, want := range []time.Duration{5 * time.Second, 10 * time.Second, 20 * time.Second, 40 * time.Second, 80 * time.Second} {
		if k.CodeClosed() {
			t.Fatalf("closed after %d tries", n)
		}
		k.Try(now)
		if got := k.Wait(now); got != want {
			t.Errorf("after try %d: got a wait of %v, want %v", n+1, got, want)
		}
		if got := k.Wait(now.Add(want)); got != 0 {
			t.Errorf("after the wait: got %v more", got)
		}
	}
	if !k.CodeClosed() {
		t.Error("still open after five tries")
	}
	if k.Over(now.Add(KioskLife-1)) || !k.Over(now.Add(KioskLife)) {
		t.Error("it is over at the end of its time and not before")
	}
}
