package clinic

import (
	"time"

	q "steelyard/internal/questionnaire"
)

// KeepingID names a decision to keep a record for longer.
type KeepingID string

// Retention is how a patient's record stands to the years that the site keeps records.
type Retention struct {
	Patient     PatientID
	LastContact time.Time
	KeptUntil   *time.Time // when the day begins until which somebody decided to keep it; absent where nobody did
}

// Keeping is a decision to keep a record for longer than the site's years, and why.
type Keeping struct {
	ID        KeepingID
	PatientID PatientID
	Until     q.Date // it is not due before that day
	Reason    string
	By        UserID
	At        time.Time
}

// RetentionBefore gives the time at or before which a last contact makes a record due, after so many years.
func RetentionBefore(now time.Time, years int) time.Time { return now.UTC().AddDate(-years, 0, 0) }
