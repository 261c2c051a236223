package clinic

import (
	"time"

	q "steelyard/internal/questionnaire"
)

// MaxLeftHours is the longest that a site may let an alert wait before it counts as left.
const MaxLeftHours = 720

// LeftBefore gives the time at or before which an open alert of a level was raised to count as left; ok is false for a
// level that never does.
func (s Site) LeftBefore(level q.Level, now time.Time) (t time.Time, ok bool) {
	switch level {
	case q.Urgent:
		return now.Add(-time.Duration(s.UrgentHours) * time.Hour), true
	case q.Prompt:
		return now.Add(-time.Duration(s.PromptHours) * time.Hour), true
	default:
		return t, false
	}
}

// Left says whether an alert waits for a person for longer than the site allows.
func (a *Alert) Left(s Site, now time.Time) bool {
	limit, ok := s.LeftBefore(a.Level, now)
	return ok && a.Open() && !a.RaisedAt.After(limit)
}
