package crash

import (
	"math/rand/v2"
	"os"
	"strconv"
	"sync"
	"testing"
	"time"
)

const (
	limit   = 5 * time.Second // a server must be healthy again within it
	clients = 4
)

// crashes says how many times the server is killed.
func crashes(t *testing.T) int {
	t.Helper()
	if s := os.Getenv("STEELYARD_CRASHES"); s != "" {
		n, err := strconv.Atoi(s)
		if err != nil || n < 1 {
			t.Fatalf("STEELYARD_CRASHES: got %q, want a number of kills", s)
		}
		return n
	}
	if testing.Short() {
		return 8
	}
	return 36
}

// TestKilledAtAnyMoment kills the server while patients send their answers, and while it starts, and wants everything that
// was acknowledged, once, and nothing by half.
func TestKilledAtAnyMoment(t *testing.T) {
	t.Parallel()
	kills, folder, seed := crashes(t), t.TempDir(), rand.Uint64()
	t.Logf("seed of the answers: %d", seed)
	begun := time.Now()
	l := newLedger(t, folder, 60*kills, rand.New(rand.NewPCG(seed, 0)))
	t.Logf("%d invitations made in %s", len(l.visits), time.Since(begun).Round(time.Millisecond))

	var slowest time.Duration
	for n := range kills {
		p := start(t, folder)
		if n%6 == 5 {
			<-time.After(time.Duration(rand.IntN(int(120 * time.Millisecond)))) // somewhere on the way up
			p.kill(t)
			continue
		}
		took := p.healthy(t)
		slowest = max(slowest, took)
		if took > limit {
			t.Errorf("kill %d: healthy after %s, want %s at most", n, took, limit)
		}
		l.round(p)
	}
	l.settle(folder, kills, slowest)
}

// round lets clients in and kills the server after 50 to 300 ms.
func (l *ledger) round(p *process) {
	l.Helper()
	var wait sync.WaitGroup
	for range clients {
		wait.Go(func() { l.client(p.base) })
	}
	<-time.After(50*time.Millisecond + time.Duration(rand.IntN(int(250*time.Millisecond))))
	p.kill(l.T)
	wait.Wait()
}

// settle opens what the last kill left, and looks through it.
func (l *ledger) settle(folder string, kills int, slowest time.Duration) {
	l.Helper()
	a, err := openApp(l.Context(), folder)
	must(l, err)
	defer func() { must(l, a.Close()) }()
	wantSound(l.T, a)
	completed := wantKept(l.T, a, l.visits)
	acknowledged, tried := 0, 0
	for _, v := range l.visits {
		if v.tried {
			tried++
		}
		if !v.acked.IsZero() {
			acknowledged++
		}
	}
	l.Logf("%d kills, slowest start %s; of %d invitations %d were submitted, %d acknowledged, %d are completed; %d were sent once more",
		kills, slowest.Round(time.Millisecond), len(l.visits), tried, acknowledged, completed, l.again)
	if acknowledged < kills/2 {
		l.Errorf("only %d submissions were acknowledged in %d kills; the test tells nothing", acknowledged, kills)
	}
}
