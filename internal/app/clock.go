package app

import (
	"context"
	"fmt"
	"time"

	"steelyard/internal/store"
)

// clockSlack is how far the clock may stand behind what is recorded without anybody being told: clocks are set by
// seconds all the time.
const clockSlack = time.Minute

// Clock is what the clock says beside the latest time that is recorded.
type Clock struct{ Now, Latest time.Time } // Latest is zero where nothing is recorded

// Wrong says whether the clock stands before what is recorded: it is wrong now, or was wrong then.
func (c Clock) Wrong() bool { return c.Latest.Sub(c.Now) > clockSlack && !c.Latest.IsZero() }

// CheckClock holds the clock to the latest time that is recorded.
func (a *App) CheckClock(ctx context.Context) (c Clock, err error) {
	err = a.Store.View(ctx, func(tx *store.Tx) error {
		c.Latest, err = tx.LatestAuditTime()
		return err
	})
	c.Now = time.Now().UTC()
	if a.Now != nil { // the doctor's app was not made by New
		c.Now = a.Now()
	}
	return c, err
}

func (a *App) lookAtClock(ctx context.Context, c *Check) error {
	clock, err := a.CheckClock(ctx)
	if err != nil {
		return err
	}
	c.Found = "not before the latest time that is recorded"
	if clock.Wrong() {
		c.problem("The clock says %s, but %s is already recorded. It is wrong now, or was wrong then: set it, and look at the times of what was recorded meanwhile.",
			said(clock.Now), said(clock.Latest))
	}
	return nil
}

func said(t time.Time) string { return fmt.Sprintf("%s UTC", t.UTC().Format("2 January 2006 15:04")) }
