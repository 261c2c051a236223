package app

import (
	"context"

	"steelyard/internal/clinic"
	"steelyard/internal/store"
)

// ReopenLink is OpenLink for a request that writes to the visit. It makes no audit entry: the page that was
// sent has one and the write has its own, so that an answer costs one durable transaction, and a database that can't be
// written still gives the page back with what was typed. What OpenLink says of ended links holds here too.
func (a *App) ReopenLink(ctx context.Context, token, from string) (Visit, error) {
	return a.ReopenLinkOn(ctx, token, from, vouched)
}

// ReopenEncounter is ReopenLink for a member of staff who enters answers.
func (a *App) ReopenEncounter(ctx context.Context, who clinic.Actor, id clinic.EncounterID) (v Visit, err error) {
	err = a.view(ctx, who, clinic.Administer, ofEncounter(id), func(tx *store.Tx) error {
		v, err = a.visitOfEncounter(tx, who, id)
		return err
	})
	return v, err
}

func (a *App) visitOfLink(tx *store.Tx, token, from string) (v Visit, err error) {
	i, err := a.openInvitation(tx, token)
	if err != nil {
		return v, err
	}
	return a.visitOfInvitation(tx, i, from)
}

func (a *App) visitOfInvitation(tx *store.Tx, i clinic.Invitation, from string) (v Visit, err error) {
	v.Actor = clinic.Actor{Invitation: i.ID, Patient: i.PatientID, From: from}
	state := i.State(a.Now())
	if state != clinic.InvitationOpen && state != clinic.InvitationFinished {
		return v, linkEnded(state)
	}
	v.Invitation, v.Finished = i, state == clinic.InvitationFinished
	return v, a.fill(tx, &v, i.EncounterID)
}

func (a *App) visitOfEncounter(tx *store.Tx, who clinic.Actor, id clinic.EncounterID) (v Visit, err error) {
	v.Actor = who
	if err := a.fill(tx, &v, id); err != nil {
		return v, err
	}
	if err := theirs(v.Encounter); err != nil {
		return v, err
	}
	v.Finished = v.allCompleted()
	v.Patient, err = tx.GetPatient(v.Encounter.PatientID)
	return v, err
}
