package app

import (
	"context"
	"time"

	"steelyard/internal/clinic"
	"steelyard/internal/fault"
	q "steelyard/internal/questionnaire"
	"steelyard/internal/secret"
	"steelyard/internal/store"
)

// MaxLinkDays is how long an invitation can last at most.
const MaxLinkDays = 90

// Invite makes an encounter with a battery and a link to answer it. The token is given once and never kept.
func (a *App) Invite(ctx context.Context, who clinic.Actor, patient clinic.PatientID, battery []q.ID, days int) (token string, i clinic.Invitation, err error) {
	if err := a.allows(ctx, who, clinic.Administer, ofPatient(patient)); err != nil {
		return "", i, err
	}
	refs, err := a.battery(ctx, battery, clinic.Online)
	if err != nil {
		return "", i, err
	}
	if days < 1 || days > MaxLinkDays {
		return "", i, fault.New(fault.Invalid, "A link lasts from 1 to 90 days.", fault.Detail{Where: "days", What: "Enter a number of days from 1 to 90."})
	}
	token, hash := secret.NewToken()
	now := a.Now()
	e := clinic.Encounter{ID: clinic.EncounterID(a.NewID()), PatientID: patient, Mode: clinic.Online, Battery: refs, CreatedBy: who.User, CreatedAt: now}
	i = clinic.Invitation{ID: clinic.InvitationID(a.NewID()), EncounterID: e.ID, PatientID: patient, TokenHash: hash,
		CreatedBy: who.User, CreatedAt: now, ExpiresAt: now.AddDate(0, 0, days)}
	err = a.update(ctx, who, clinic.Administer, ofPatient(patient), func(tx *store.Tx) error {
		if err := mayBeAsked(tx, patient); err != nil {
			return err
		}
		if err := tx.CreateEncounter(e); err != nil {
			return err
		}
		if err := tx.CreateInvitation(i); err != nil {
			return err
		}
		return a.note(tx, who, deed{action: "invite", patient: patient, subject: "invitation:" + string(i.ID)})
	})
	return token, i, err
}

// Revoke ends an open invitation. One that has ended already stays as it is.
func (a *App) Revoke(ctx context.Context, who clinic.Actor, id clinic.InvitationID) (patient clinic.PatientID, err error) {
	err = a.update(ctx, who, clinic.Administer, ofInvitation(id), func(tx *store.Tx) error {
		i, err := tx.GetInvitation(id)
		if err != nil {
			return err
		}
		patient = i.PatientID
		now := a.Now()
		if i.State(now) != clinic.InvitationOpen {
			return fault.New(fault.Conflict, "This link has ended already.")
		}
		i.RevokedAt = &now
		if err := tx.UpdateInvitation(i); err != nil {
			return err
		}
		if err := a.withdrawn(tx, who, i); err != nil {
			return err
		}
		return a.note(tx, who, deed{action: "revoke invitation", patient: i.PatientID, subject: "invitation:" + string(id)})
	})
	return patient, err
}

// Begin makes an encounter whose answers a member of staff enters.
func (a *App) Begin(ctx context.Context, who clinic.Actor, patient clinic.PatientID, battery []q.ID) (clinic.EncounterID, error) {
	if err := a.allows(ctx, who, clinic.Administer, ofPatient(patient)); err != nil {
		return "", err
	}
	refs, err := a.battery(ctx, battery, clinic.InPerson)
	if err != nil {
		return "", err
	}
	e := clinic.Encounter{ID: clinic.EncounterID(a.NewID()), PatientID: patient, Mode: clinic.InPerson, Battery: refs, CreatedBy: who.User, CreatedAt: a.Now()}
	err = a.update(ctx, who, clinic.Administer, ofPatient(patient), func(tx *store.Tx) error {
		if err := tx.CreateEncounter(e); err != nil {
			return err
		}
		return a.note(tx, who, deed{action: "begin encounter", patient: patient, subject: "encounter:" + string(e.ID)})
	})
	return e.ID, err
}

// linkEnded gives the words for a link that can't be used. They say nothing about whether a patient exists.
func linkEnded(state clinic.InvitationState) error {
	switch state {
	case clinic.InvitationExpired:
		return fault.New(fault.Gone, "This link has run out. Answers you saved are kept. Please ask the clinic that sent it for a new link.").In("link.expired")
	case clinic.InvitationRevoked:
		return fault.New(fault.Gone, "This link has been replaced or withdrawn by the clinic. Please ask the clinic that sent it for a new link.").In("link.revoked")
	}
	return errFinished
}

var errFinished = fault.New(fault.Gone, "The answers of this link have been sent already. There is nothing more to do. If you want to change something, please tell the clinic.").In("link.finished")

func linkUnknown() error {
	return fault.New(fault.NotFound, "This link does not work. It may be incomplete: check that it was copied in full, or ask the clinic that sent it for a new link.").In("link.unknown")
}

// openInvitation finds an invitation by its token for a link holder, whatever its state.
func (a *App) openInvitation(tx *store.Tx, token string) (clinic.Invitation, error) {
	i, ok, err := tx.FindInvitationByTokenHash(secret.HashToken(token))
	if err != nil {
		return i, err
	}
	if !ok {
		return i, linkUnknown()
	}
	return i, nil
}

// stillOpen checks, within the transaction that writes, that the visit may still be answered by its actor: a link's
// by whoever holds the link and agreed to being asked, any other by staff.
func (a *App) stillOpen(tx *store.Tx, v *Visit, now time.Time) error {
	if v.Actor.Invitation == "" {
		return theirs(v.Encounter)
	}
	if err := a.linkOpen(tx, v, now); err != nil {
		return err
	}
	return a.agreed(tx, v)
}

// ofTheirs checks that a visit is its actor's, whether or not it was finished: that of the link, or one that staff hold.
func ofTheirs(tx *store.Tx, v *Visit) error {
	if v.Actor.Invitation == "" {
		return theirs(v.Encounter)
	}
	_, err := linkOf(tx, v)
	return err
}

// linkOf gives the invitation that an actor holds, where it is to this visit.
func linkOf(tx *store.Tx, v *Visit) (clinic.Invitation, error) {
	i, err := tx.GetInvitation(v.Actor.Invitation)
	if err == nil && i.EncounterID != v.Encounter.ID {
		err = linkUnknown()
	}
	return i, err
}

// linkOpen checks that the link of a visit can still be used, at the device it is used at.
func (a *App) linkOpen(tx *store.Tx, v *Visit, now time.Time) error {
	i, err := linkOf(tx, v)
	if err != nil {
		return err
	}
	if state := i.State(now); state != clinic.InvitationOpen {
		return linkEnded(state)
	}
	return atKnownDevice(tx, v)
}

// theirs refuses staff the answering of a visit that was sent to the patient.
func theirs(e clinic.Encounter) error {
	if e.Mode != clinic.InPerson {
		return fault.New(fault.Conflict, "These questions were sent to the patient as a link, and are theirs to answer.")
	}
	return nil
}
