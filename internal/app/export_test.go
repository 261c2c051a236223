package app

import (
	"context"
	"time"

	"steelyard/internal/clinic"
	"steelyard/internal/store"
)

// CountChecks counts how often a password and a code are looked at while a test runs.
func CountChecks(end func(func())) (passwords, codes *int) {
	passwords, codes = new(int), new(int)
	verify, match := verifyPassword, matchCode
	verifyPassword = func(stored, typed string) bool { *passwords++; return verify(stored, typed) }
	matchCode = func(key []byte, typed string, now time.Time, last int64) (int64, bool) {
		*codes++
		return match(key, typed, now, last)
	}
	end(func() { verifyPassword, matchCode = verify, match })
	return passwords, codes
}

// CountFewAlerts has the figures of a list be of fewer alerts while a test runs.
func CountFewAlerts(end func(func()), most int) {
	was := mostFigured
	mostFigured = most
	end(func() { mostFigured = was })
}

// ReadForChange gives how many answers are read for a comparison that nobody chose.
func ReadForChange(ctx context.Context, a *App, who clinic.Actor, id clinic.PatientID) (n int, err error) {
	err = a.Store.View(ctx, func(tx *store.Tx) error {
		m, err := a.heading(tx, who, id)
		if err != nil {
			return err
		}
		span, err := (&Changes{}).span(tx, &m)
		if err != nil {
			return err
		}
		err = a.readForChange(tx, &m, span)
		n = len(m.Completed)
		return err
	})
	return n, err
}
