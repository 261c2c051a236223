package clinic

import (
	"math"
	"slices"
	"time"
)

// Waits is how long some alerts waited until somebody acknowledged them. Those that are open are counted and are in no
// figure: how long they will have waited nobody knows.
type Waits struct {
	Raised int // how many alerts
	Open   int // of which nobody has acknowledged
	sorted []time.Duration
}

// FewestForTail is the fewest waits of which a 90th percentile is said: of fewer it is the longest one by another name.
const FewestForTail = 10

// NewWaits makes it of the waits of what was acknowledged, which it sorts, and the number of those that are open.
func NewWaits(acknowledged []time.Duration, open int) Waits {
	slices.Sort(acknowledged)
	return Waits{Raised: len(acknowledged) + open, Open: open, sorted: acknowledged}
}

// Acknowledged is of how many alerts the figures are.
func (w *Waits) Acknowledged() int { return len(w.sorted) }

// Median gives the wait in the middle, or between the two in the middle; ok is false where nothing was acknowledged.
func (w *Waits) Median() (d time.Duration, ok bool) {
	n := len(w.sorted)
	if n == 0 {
		return 0, false
	}
	low, high := w.sorted[(n-1)/2], w.sorted[n/2]
	return low + (high-low)/2, true
}

// Tail gives the 90th percentile by the nearest rank: the shortest wait that nine of ten did not exceed. ok is false where
// there are fewer than FewestForTail.
func (w *Waits) Tail() (d time.Duration, ok bool) {
	n := len(w.sorted)
	if n < FewestForTail {
		return 0, false
	}
	return w.sorted[int(math.Ceil(float64(n)*0.9))-1], true
}
