package app

import (
	"net/netip"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"steelyard/internal/fault"
)

// attempts slows guessing down, by account and by address.
type attempts struct {
	mu sync.Mutex
	by map[string]*rate.Limiter
}

// Ten tries at once, and one more every 30 seconds. A code has six digits, and whoever may be guessing them has the password
// already: one more every five minutes.
const (
	attemptBurst     = 10
	attemptEvery     = 30 * time.Second
	codeAttemptEvery = 5 * time.Minute
	proofEvery       = 10 * time.Second // of a birth date: a whole ward may have one address
	attemptsKept     = 10_000
)

var errTooManyTries = fault.New(fault.Denied, "Too many tries. Please wait a few minutes and try again.")

// allow counts a try against every key, and says whether each still had one.
func (t *attempts) allow(now time.Time, keys ...string) bool {
	ok := true
	for _, key := range keys {
		ok = t.one(now, key, attemptEvery) && ok
	}
	return ok
}

// allowCode is allow for the codes of one account.
func (t *attempts) allowCode(now time.Time, account string) bool {
	return t.one(now, "code:"+account, codeAttemptEvery)
}

// allowProof is allow for birth dates that come from an address.
func (t *attempts) allowProof(now time.Time, address string) bool {
	return t.one(now, address, proofEvery)
}

func (t *attempts) one(now time.Time, key string, every time.Duration) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.by == nil {
		t.by = map[string]*rate.Limiter{}
	}
	l, known := t.by[key]
	if !known {
		t.forget(now)
		l = rate.NewLimiter(rate.Every(every), attemptBurst)
		t.by[key] = l
	}
	return l.AllowN(now, 1)
}

// forget drops, once there are many, those who have all their tries again: they lose nothing by it.
func (t *attempts) forget(now time.Time) {
	if len(t.by) < attemptsKept {
		return
	}
	for key, l := range t.by {
		if l.TokensAt(now) >= attemptBurst {
			delete(t.by, key)
		}
	}
	if len(t.by) >= 10*attemptsKept { // a flood from everywhere must not take the memory
		t.by = map[string]*rate.Limiter{}
	}
}

// addressKey is what tries from an address are counted by: a household or a machine has a whole /64 of IPv6 addresses.
func addressKey(from string) string {
	ip, err := netip.ParseAddr(from)
	if err != nil || ip.Unmap().Is4() {
		return "from:" + from
	}
	p, err := ip.WithZone("").Prefix(64)
	if err != nil {
		return "from:" + from
	}
	return "from:" + p.String()
}
