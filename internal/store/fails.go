package store

import (
	"errors"
	"fmt"
	"strings"

	"github.com/mattn/go-sqlite3"

	"steelyard/internal/fault"
)

// taken maps what SQLite says of a broken uniqueness to what a user is told.
var taken = []struct{ in, message string }{
	{"patients.record_key", "Another patient already has this record number."},
	{"teams.name", "Another team already has this name."},
	{"users.login_key", "Another member of staff already has this login."},
	{"responses.encounter_id", "This questionnaire was already started at this encounter."},
	{"responses.amends", "This response was already corrected. Open the correction and go on there."},
	{"passkeys.credential_id", "This passkey is registered already."},
	{"report_signatures", "You have signed this record in this meaning already, and it has not changed since."},
	{"appointments.patient_id", "There is an appointment on that day already."},
	{"invitations.token_hash", "This link exists already. Please make another one."},
}

// fails gives an error its act, and a broken uniqueness its kind and plain words.
func fails(act string, err error) error {
	if err == nil {
		return nil
	}
	if e, ok := errors.AsType[sqlite3.Error](err); ok && e.Code == sqlite3.ErrConstraint {
		switch e.ExtendedCode {
		case sqlite3.ErrConstraintUnique, sqlite3.ErrConstraintPrimaryKey:
			return fmt.Errorf("%s: %w", act, fault.Wrap(err, fault.Conflict, takenMessage(e.Error())))
		}
	}
	return fmt.Errorf("%s: %w", act, err)
}

func takenMessage(cause string) string {
	for _, t := range taken {
		if strings.Contains(cause, t.in) {
			return t.message
		}
	}
	return "This was already recorded."
}

// ErrStale is a change that was made from something that somebody else has changed since.
var ErrStale = fault.New(fault.Conflict, "This was changed meanwhile. Look at it again, then repeat your change.")

func stale(act string) error { return fmt.Errorf("%s: %w", act, ErrStale) }
