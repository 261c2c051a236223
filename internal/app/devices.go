package app

import (
	"context"
	"crypto/subtle"
	"errors"
	"time"

	"steelyard/internal/clinic"
	"steelyard/internal/fault"
	q "steelyard/internal/questionnaire"
	"steelyard/internal/secret"
	"steelyard/internal/store"
)

// Who may go on with a link
//
// As long as nothing was saved there is nothing to protect, and any browser may open a link. The one whose request saves the
// first answer is let in, and so is every other one whose request was on its way then, so that a double click shuts nobody out.
// From then on a browser is let in by the birth date, where the record has one. Having opened the link before is not enough: a
// mailbox looks behind links before their owner does.

// Device is the browser that a link is opened in.
type Device struct {
	Token   func(clinic.InvitationID) string // gives the secret by which it is known for a link
	Vouched bool                             // somebody on the staff handed it over: it is never asked for the birth date
}

// vouched is a device that is never asked.
var vouched = Device{Vouched: true}

// atDevice is what a visit knows of its device.
type atDevice struct {
	hash  []byte
	first bool // nothing was saved yet when the visit was opened
}

func hashDevice(token string, i clinic.InvitationID) []byte {
	return secret.HashToken(token + " " + string(i))
}

// OpenLinkOn is OpenLink in a browser, which may have to show the birth date first: then the visit says so, and has nothing
// of what was answered.
func (a *App) OpenLinkOn(ctx context.Context, token, from string, d Device) (Visit, error) {
	v, err := a.ReopenLinkOn(ctx, token, from, d)
	if err != nil || v.Asked || v.Finished && len(v.Scores) == 0 { // then it has nothing of the patient's
		return v, err
	}
	return v, a.noteRead(ctx, v.Actor, deed{action: "open invitation", patient: v.Encounter.PatientID, subject: "invitation:" + string(v.Invitation.ID)})
}

// ReopenLinkOn is OpenLinkOn for a request that writes to the visit; see ReopenLink.
func (a *App) ReopenLinkOn(ctx context.Context, token, from string, d Device) (v Visit, err error) {
	err = a.Store.View(ctx, func(tx *store.Tx) error {
		if v, err = a.visitOfLink(tx, token, from); err != nil {
			return err
		}
		return v.recognise(tx, d)
	})
	if err != nil && v.Actor.Invitation != "" { // a link of ours that has ended
		return Visit{}, a.refuse(ctx, v.Actor, clinic.AnswerForm, ofInvitation(v.Actor.Invitation), err)
	}
	return v, err
}

// recognise finds out whether a visit's device may be shown what was answered.
func (v *Visit) recognise(tx *store.Tx, d Device) error {
	if v.Guarded = v.birth != "" && !d.Vouched; !v.Guarded {
		return nil
	}
	v.device = &atDevice{hashDevice(d.Token(v.Invitation.ID), v.Invitation.ID), !v.holdsAnswers()}
	if v.device.first {
		return nil
	}
	known, err := tx.KnowsDevice(v.device.hash, v.Invitation.ID)
	if err != nil || known {
		return err
	}
	v.Asked, v.Parts, v.Alerts, v.Scores, v.Notice, v.Consent, v.Agreed = true, nil, nil, nil, nil, clinic.Consent{}, false
	return nil
}

// holdsAnswers says whether the link shows anything that was answered. A finished one gives scores at most.
func (v *Visit) holdsAnswers() bool {
	if v.Finished {
		return len(v.Scores) > 0
	}
	for i := range v.Parts {
		if v.Parts[i].Begun() {
			return true
		}
	}
	return false
}

// letIn keeps the device of a visit in the transaction that saves answers, where nothing was saved when it was opened.
func (a *App) letIn(tx *store.Tx, v *Visit) error {
	if v.device == nil || !v.device.first {
		return nil
	}
	return tx.LetDeviceIn(v.device.hash, v.Invitation, a.Now())
}

// atKnownDevice refuses what a device sends that was not let in.
func atKnownDevice(tx *store.Tx, v *Visit) error {
	if v.device == nil || v.device.first {
		return nil
	}
	known, err := tx.KnowsDevice(v.device.hash, v.Invitation.ID)
	if err == nil && !known {
		err = fault.New(fault.Denied, "Please open the link again and enter your birth date first.").In("device.first")
	}
	return err
}

// BirthProof is what came of a birth date that was given for a link.
type BirthProof struct {
	Right  bool
	Device string    // what the device is known by from now on, where it was right
	Left   int       // how many may still be tried at once; with none, one has to wait
	Until  time.Time // for how long; zero for a few minutes
}

// ProveBirthDate lets a device in that shows the birth date of a link's patient. Wrong ones are counted in the database, for
// the link, and in memory for the address they come from.
func (a *App) ProveBirthDate(ctx context.Context, token, from string, birth q.Date) (p BirthProof, err error) {
	if !a.proofs.allowProof(a.Now(), addressKey(from)) {
		return BirthProof{}, nil
	}
	device, _ := secret.NewToken()
	var who clinic.Actor
	err = a.Store.Update(ctx, func(tx *store.Tx) error {
		p, who = BirthProof{}, clinic.Actor{}
		i, err := a.openInvitation(tx, token)
		if err != nil {
			return err
		}
		who = clinic.Actor{Invitation: i.ID, Patient: i.PatientID, From: from}
		if state := i.State(a.Now()); state != clinic.InvitationOpen && state != clinic.InvitationFinished {
			return linkEnded(state)
		}
		p, err = a.prove(tx, who, i, birth, device)
		return err
	})
	switch {
	case err != nil && who.Invitation != "":
		err = a.refuse(ctx, who, clinic.AnswerForm, ofInvitation(who.Invitation), err)
	case err == nil && p.Left > 0:
		markNoted(ctx) // as a wrong birth date
	}
	return p, err
}

func (a *App) prove(tx *store.Tx, who clinic.Actor, i clinic.Invitation, birth q.Date, device string) (p BirthProof, err error) {
	now, subject := a.Now(), "invitation:"+string(i.ID)
	tries, err := tx.TriesOf(i.ID)
	if err != nil || tries.Paused(now) {
		return BirthProof{Until: tries.WaitUntil}, err
	}
	patient, err := tx.GetPatient(i.PatientID)
	if err != nil {
		return p, err
	}
	if patient.BirthDate != "" && subtle.ConstantTimeCompare([]byte(patient.BirthDate), []byte(birth)) == 0 {
		tries = tries.Again(now)
		return BirthProof{Left: tries.Left(), Until: tries.WaitUntil}, errors.Join(tx.PutTries(i, tries),
			a.note(tx, who, deed{action: "wrong birth date", patient: i.PatientID, subject: subject}))
	}
	return BirthProof{Right: true, Device: device}, errors.Join(tx.ForgetTries(i.ID), tx.LetDeviceIn(hashDevice(device, i.ID), i, now),
		a.note(tx, who, deed{action: "let device in", patient: i.PatientID, subject: subject, why: "birth date"}))
}

// forgetDevices takes away what was kept of the devices of links that have run out.
func (a *App) forgetDevices(ctx context.Context) error {
	var has bool
	err := a.Store.View(ctx, func(tx *store.Tx) (err error) {
		has, err = tx.HasDevicesOfEndedLinks(a.Now())
		return err
	})
	if err != nil || !has {
		return err
	}
	return a.Store.Update(ctx, func(tx *store.Tx) error { return tx.ForgetDevicesOfEndedLinks(a.Now()) })
}
