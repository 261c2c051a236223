package app

import (
	"slices"

	"steelyard/internal/clinic"
	"steelyard/internal/store"
)

// The grounds on which somebody may do what an entry says, which are its "why" where the deed has no reason of its own.
// They are found anew in the transaction that writes the entry, because who looks after a patient changes.
const (
	groundLink  = "holds the link"
	groundOwn   = "looks after the patient"
	groundTeam  = "in the patient's team"
	groundEvery = "every patient, by role"
	groundRole  = "by role"
	groundSelf  = "own account"
)

// ground says on what ground an actor did something about a patient, or about none. It is empty for nobody known.
func (a *App) ground(tx *store.Tx, who clinic.Actor, patient clinic.PatientID, subject string) (string, error) {
	switch {
	case who.Invitation != "":
		return groundLink, nil
	case who.User == "":
		return "", nil
	case subject == "user:"+string(who.User):
		return groundSelf, nil
	case patient == "":
		return groundRole, nil
	}
	s, found, err := tx.FindSubject(ofPatient(patient))
	if err != nil || !found {
		return groundRole, err
	}
	if s.Clinician == who.User {
		return groundOwn, nil
	}
	if who, err = asOfNow(tx, who); err != nil {
		return "", err
	}
	switch {
	case s.Team != "" && slices.Contains(who.Teams, s.Team):
		return groundTeam, nil
	case clinic.VisibleTo(who).All:
		return groundEvery, nil
	}
	return groundRole, nil
}
