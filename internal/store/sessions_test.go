package store

import (
	"bytes"
	"testing"
	"time"

	"github.com/alexedwards/scs/v2"
)

var _ scs.CtxStore = (*Sessions)(nil)

func TestSessions(t *testing.T) {
	s, now := open(t), noon
	sessions := NewSessions(s, func() time.Time { return now })
	find := func(token, want string) {
		t.Helper()
		data, found, err := sessions.Find(token)
		if err != nil || found != (want != "") || string(data) != want {
			t.Errorf("%s: got %q, %v, %v; want %q", token, data, found, err, want)
		}
	}
	keep := func(token, data string, expiry time.Time) {
		t.Helper()
		if err := sessions.Commit(token, []byte(data), expiry); err != nil {
			t.Fatal(err)
		}
	}
	find("a", "")
	keep("a", "one", noon.Add(time.Hour))
	keep("b", "two", noon.Add(2*time.Hour))
	find("a", "one")
	keep("a", "three", noon.Add(time.Hour))
	find("a", "three")
	now = noon.Add(time.Hour)
	find("a", "")
	find("b", "two")
	keep("c", "four", noon.Add(2*time.Hour))
	if n := countSessions(t, s); n != 2 {
		t.Errorf("%d sessions are kept, want 2: the expired one is dropped", n)
	}
	if err := sessions.Delete("b"); err != nil {
		t.Fatal(err)
	}
	find("b", "")
	find("c", "four")
}

func countSessions(t *testing.T, s *Store) (n int) {
	t.Helper()
	return read(t, s, func(tx *Tx) (int, error) {
		return n, tx.db.Raw("SELECT count(*) FROM sessions").Scan(&n).Error
	})
}

// A request that only moves the expiry a little does not wait for the disk, but no session outlives its expiry.
func TestSessionExpiryIsWrittenWhenItMatters(t *testing.T) {
	s := open(t)
	sessions := NewSessions(s, func() time.Time { return noon })
	for _, test := range []struct{ by, want time.Duration }{
		{0, 0}, {30 * time.Second, 0}, {time.Minute, time.Minute}, {90 * time.Second, time.Minute}, {-time.Hour, -time.Hour},
	} {
		if err := sessions.Commit("t", []byte("x"), noon.Add(2*time.Hour+test.by)); err != nil {
			t.Fatal(err)
		}
		r, _, err := sessions.find(t.Context(), "t")
		if got := instant(r.ExpiresAt).Sub(noon.Add(2 * time.Hour)); err != nil || got != test.want {
			t.Errorf("moved by %v: kept %v, want %v (%v)", test.by, got, test.want, err)
		}
	}
}

func TestTokensAreNotKept(t *testing.T) {
	s := open(t)
	if err := NewSessions(s, time.Now).Commit("very-secret-token", []byte("x"), time.Now().Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	var r sessionRow
	if err := s.writer.Take(&r).Error; err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(r.TokenHash, []byte("secret")) || len(r.TokenHash) != 32 {
		t.Errorf("kept %q, want a hash", r.TokenHash)
	}
}

// A request that was on its way when its session was dropped ends with a commit, which must not bring the session back.
func TestADroppedSessionStaysAway(t *testing.T) {
	s := open(t)
	now := noon
	sessions := NewSessions(s, func() time.Time { return now })
	commit := func(token string) {
		t.Helper()
		if err := sessions.Commit(token, []byte("x"), noon.Add(2*time.Hour)); err != nil {
			t.Fatal(err)
		}
	}
	commit("t")
	if err := sessions.Delete("t"); err != nil {
		t.Fatal(err)
	}
	commit("t")
	if _, found, err := sessions.Find("t"); found || err != nil {
		t.Errorf("the session is back (%v)", err)
	}
	commit("another")
	if _, found, err := sessions.Find("another"); !found || err != nil {
		t.Errorf("another session is gone (%v)", err)
	}
	now = now.Add(dropMemory + time.Second)
	if err := sessions.Delete("another"); err != nil || len(sessions.dropped) != 1 {
		t.Errorf("%d tokens are remembered, want the last one (%v)", len(sessions.dropped), err)
	}
}

func TestProbeWritesAndLeavesNothing(t *testing.T) {
	s := open(t)
	for range 2 {
		if err := s.Update(t.Context(), (*Tx).Probe); err != nil {
			t.Fatal(err)
		}
	}
	var n int
	if err := s.writer.Raw("SELECT count(*) FROM sessions").Scan(&n).Error; err != nil || n != 0 {
		t.Errorf("%d rows are left (%v)", n, err)
	}
}
