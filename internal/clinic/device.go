package clinic

import "time"

// Tries counts the wrong birth dates that were given for a link since the last right one.
type Tries struct {
	Wrong     int
	WaitUntil time.Time // before which none is looked at
}

// FreeTries is how many wrong birth dates may be given for a link one after the other.
const FreeTries = 5

// firstPause is how long it takes until another can be given; it doubles each time, so that a link of 90 days has room for
// about twenty guesses at one of some thirty thousand days.
const (
	firstPause = 5 * time.Minute
	mostPauses = 14
)

// Again counts one more wrong one at a time.
func (t Tries) Again(now time.Time) Tries {
	t.Wrong++
	t.WaitUntil = now
	if over := t.Wrong - FreeTries; over >= 0 {
		t.WaitUntil = now.Add(firstPause << min(over, mostPauses))
	}
	return t
}

// Left is how many may still be given at once.
func (t Tries) Left() int { return max(FreeTries-t.Wrong, 0) }

// Paused says whether none is looked at now.
func (t Tries) Paused(now time.Time) bool { return now.Before(t.WaitUntil) }
