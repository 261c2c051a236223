package clinic_test

import (
	"testing"
	"time"

	"steelyard/internal/clinic"
)

// minutes gives n waits of 1 to n minutes, the longest first.
func minutes(n int) (list []time.Duration) {
	for i := n; i > 0; i-- {
		list = append(list, time.Duration(i)*time.Minute)
	}
	return list
}

func TestWaits(t *testing.T) {
	cases := []struct {
		waits         []time.Duration
		open          int
		median, tail  time.Duration
		known, tailed bool
	}{
		{nil, 0, 0, 0, false, false},
		{nil, 3, 0, 0, false, false},
		{minutes(1), 0, time.Minute, 0, true, false},
		{minutes(2), 1, 90 * time.Second, 0, true, false},
		{minutes(9), 0, 5 * time.Minute, 0, true, false},
		{minutes(10), 0, 330 * time.Second, 9 * time.Minute, true, true},
		{minutes(11), 2, 6 * time.Minute, 10 * time.Minute, true, true},
		{minutes(100), 0, 3030 * time.Second, 90 * time.Minute, true, true},
	}
	for _, c := range cases {
		w := clinic.NewWaits(c.waits, c.open)
		median, known := w.Median()
		tail, tailed := w.Tail()
		if median != c.median || known != c.known || tail != c.tail || tailed != c.tailed || w.Acknowledged() != len(c.waits) || w.Raised != len(c.waits)+c.open || w.Open != c.open {
			t.Errorf("%d waits and %d open: got %s %t, %s %t of %d of %d", len(c.waits), c.open, median, known, tail, tailed, w.Acknowledged(), w.Raised)
		}
	}
}

func TestStaffMailRetry(t *testing.T) {
	for attempts, want := range map[int]time.Duration{0: time.Minute, 1: time.Minute, 2: 2 * time.Minute, 4: 8 * time.Minute, 5: 15 * time.Minute, 1000: 15 * time.Minute} {
		if got := clinic.StaffMailRetry(attempts); got != want {
			t.Errorf("after %d attempts: got %s, want %s", attempts, got, want)
		}
	}
}
