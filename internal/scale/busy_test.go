package scale

import (
	"context"
	"fmt"
	"log/slog"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"steelyard/internal/clinic"
	q "steelyard/internal/questionnaire"
	"steelyard/internal/store"
	"steelyard/internal/testkit"
)

// busy is a clinic that grows, and in which all but few have something open. With 100 copies and more, every list fills its page,
// also for a clinician of theTeam, which looks after half of the patients; with every 100 more the last pages are as long as
// before. More alerts were left than are counted.
type busy struct {
	*small
	copies int
}

// crowd are patients with many alerts that nobody has looked at for weeks.
const (
	crowd      = 10
	alertsEach = 105
)

func newBusy(t testing.TB) *busy {
	t.Helper()
	k := testkit.At(t, filepath.Join(t.TempDir(), "steelyard.db"), slog.New(slog.DiscardHandler))
	c := &busy{small: newSmall(t, k)}
	c.Pass(-28 * 24 * time.Hour)
	for i := range crowd {
		c.must(k.Store.Joined(context.WithoutCancel(t.Context()), func(ctx context.Context, _ *store.Tx) error {
			c.ctx = ctx
			c.leave(i)
			return nil
		}))
	}
	c.Pass(28 * 24 * time.Hour)
	fatal(t, k.Store.Close())
	return c
}

// leave has one of the crowd answer.
func (c *busy) leave(i int) {
	id := c.add(fmt.Sprintf("B-%d", i), fmt.Sprintf("Bea Busy %d", i))
	for range alertsEach {
		c.ask(id, 3, []q.ID{"phq-9"})
	}
	c.must(c.PlacePatient(c.ctx, c.Administrator, clinic.Patient{ID: id, Team: clinic.TeamID(fmt.Sprintf("team-%02d", theTeam)), Revision: 1}))
}

// grow adds copies of everybody who has something open and of one who has not, until there are so many.
func (c *busy) grow(t testing.TB, copies int) {
	t.Helper()
	x := newCopier(t, c.small)
	x.chosen = append(slices.Clone(x.patients[persons:]), x.patients[0])
	x.team = func(n int) int {
		if n%2 == 1 {
			return theTeam
		}
		return n % teams
	}
	fatal(t, x.exec("BEGIN IMMEDIATE"))
	for c.copies < copies {
		c.copies++
		fatal(t, x.add(c.copies))
	}
	fatal(t, x.exec("COMMIT"))
	fatal(t, x.db.Close())
}
