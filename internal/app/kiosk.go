package app

import (
	"context"

	"steelyard/internal/clinic"
	"steelyard/internal/fault"
	q "steelyard/internal/questionnaire"
	"steelyard/internal/secret"
	"steelyard/internal/store"
)

// DeviceHandOver is what a device is handed over for: an open invitation of the patient's, or new questions; and the code,
// typed twice, with which staff take it back.
type DeviceHandOver struct {
	Patient     clinic.PatientID
	Invitation  clinic.InvitationID // empty for new questions
	Battery     []q.ID              // where no invitation is named
	Code, Again string
}

// HandOverDevice lets a patient answer on the device of a member of staff. The token stays in that device and is never kept.
// Nobody knows the token of a link that is made for it, so that the questions are reached through the device only.
func (a *App) HandOverDevice(ctx context.Context, who clinic.Actor, h DeviceHandOver) (token string, err error) {
	if err := a.allows(ctx, who, clinic.Administer, ofPatient(h.Patient)); err != nil {
		return "", err
	}
	var refs []q.Ref
	if h.Invitation == "" {
		if refs, err = a.battery(ctx, h.Battery, clinic.Online); err != nil {
			return "", err
		}
	}
	if err := clinic.CheckKioskCode(h.Code, h.Again); err != nil {
		return "", err
	}
	code, err := secret.HashPassword(h.Code)
	if err != nil {
		return "", err
	}
	token, hash := secret.NewToken()
	now := a.Now()
	k := clinic.Kiosk{ID: clinic.KioskID(a.NewID()), TokenHash: hash, PatientID: h.Patient, CodeHash: code, HandedBy: who.User, BeganAt: now, ExpiresAt: now.Add(clinic.KioskLife)}
	err = a.update(ctx, who, clinic.Administer, ofPatient(h.Patient), func(tx *store.Tx) error {
		if err := mayBeAsked(tx, h.Patient); err != nil {
			return err
		}
		i, err := a.handedInvitation(tx, who, h, refs)
		if err != nil {
			return err
		}
		k.InvitationID = i.ID
		if err := tx.DropKiosks(now.Add(-clinic.KioskKept)); err != nil {
			return err
		}
		if err := tx.CreateKiosk(k); err != nil {
			return err
		}
		return a.note(tx, who, deed{action: "hand over device", patient: h.Patient, subject: kioskSubject(&k), why: "invitation " + string(i.ID)})
	})
	return token, err
}

// handedInvitation gives the open invitation that was chosen, or makes one.
func (a *App) handedInvitation(tx *store.Tx, who clinic.Actor, h DeviceHandOver, refs []q.Ref) (i clinic.Invitation, err error) {
	now := a.Now()
	if h.Invitation != "" {
		i, err = tx.GetInvitation(h.Invitation)
		if err == nil && i.PatientID != h.Patient {
			err = fault.New(fault.NotFound, "There is no such invitation.")
		}
		if err == nil && i.State(now) != clinic.InvitationOpen {
			err = fault.New(fault.Conflict, "These questions are not open any more. Choose others.")
		}
		return i, err
	}
	_, hash := secret.NewToken()
	e := clinic.Encounter{ID: clinic.EncounterID(a.NewID()), PatientID: h.Patient, Mode: clinic.Online, Battery: refs, CreatedBy: who.User, CreatedAt: now}
	i = clinic.Invitation{ID: clinic.InvitationID(a.NewID()), EncounterID: e.ID, PatientID: h.Patient, TokenHash: hash,
		CreatedBy: who.User, CreatedAt: now, ExpiresAt: now.Add(clinic.KioskLinkLife)}
	if err := tx.CreateEncounter(e); err != nil {
		return i, err
	}
	return i, tx.CreateInvitation(i)
}

func kioskSubject(k *clinic.Kiosk) string { return "kiosk:" + string(k.ID) }

// ErrKioskOver says that a device's time is over, it was given back, or nothing is known of it any more.
var ErrKioskOver = fault.New(fault.Gone, "The time for this device is over. What you answered is kept.").In("kiosk.over-words")

// KioskOf gives the hand-over of a device by its token. known is false where it is too long ago, or the person was erased.
func (a *App) KioskOf(ctx context.Context, token string) (k clinic.Kiosk, known bool, err error) {
	err = a.Store.View(ctx, func(tx *store.Tx) error {
		k, known, err = tx.FindKioskByTokenHash(secret.HashToken(token))
		return err
	})
	return k, known, err
}

// OpenKiosk gives the visit that a device was handed over for, and notes that it was read. It is that of OpenLink, without
// scores: the device goes through other hands. ErrKioskOver where there is none any more.
func (a *App) OpenKiosk(ctx context.Context, token, from string) (Visit, error) {
	v, err := a.ReopenKiosk(ctx, token, from)
	if err != nil || v.Finished {
		return v, err
	}
	return v, a.noteRead(ctx, v.Actor, deed{action: "open invitation", patient: v.Encounter.PatientID, subject: "invitation:" + string(v.Invitation.ID), why: "on a device that was handed over"})
}

// ReopenKiosk is OpenKiosk for a request that writes to the visit, as ReopenLink is for a link.
func (a *App) ReopenKiosk(ctx context.Context, token, from string) (v Visit, err error) {
	err = a.Store.View(ctx, func(tx *store.Tx) error {
		k, known, err := tx.FindKioskByTokenHash(secret.HashToken(token))
		if err != nil {
			return err
		}
		if !known || k.Over(a.Now()) {
			return ErrKioskOver
		}
		i, err := tx.GetInvitation(k.InvitationID)
		if err != nil {
			return err
		}
		v, err = a.visitOfInvitation(tx, i, from)
		return err
	})
	v.Scores, v.Notice = nil, nil
	if err != nil && v.Actor.Invitation != "" {
		return Visit{}, a.refuse(ctx, v.Actor, clinic.AnswerForm, ofInvitation(v.Actor.Invitation), err)
	}
	return v, err
}
