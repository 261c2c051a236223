package app

import (
	"context"
	"strings"

	"steelyard/internal/clinic"
	"steelyard/internal/fault"
	q "steelyard/internal/questionnaire"
	"steelyard/internal/secret"
	"steelyard/internal/store"
)

// MailAgreement is how a patient agreed to get e-mails, and the language in which the words were read out or shown to them.
type MailAgreement struct {
	How      string
	Language q.Language
}

// GiveMailConsent notes that a patient agreed to get e-mails at the address that is recorded now, in the words that are asked
// for now in a language. Another address is not agreed to by it.
func (a *App) GiveMailConsent(ctx context.Context, who clinic.Actor, patient clinic.PatientID, g MailAgreement) error {
	how, version := strings.TrimSpace(g.How), clinic.MailConsentVersion(g.Language)
	return a.update(ctx, who, clinic.WritePatients, ofPatient(patient), func(tx *store.Tx) error {
		if !oneLine(how, 3, 200) {
			const what = "Say how the patient agreed, such as “on paper” or “by telephone”, in 3 to 200 characters."
			return fault.New(fault.Invalid, what, fault.Detail{Where: "how", What: what})
		}
		if version == "" {
			const what = "Choose the language in which the words were read out or shown."
			return fault.New(fault.Invalid, what, fault.Detail{Where: "language", What: what})
		}
		p, err := tx.GetPatient(patient)
		if err != nil {
			return err
		}
		if p.Email == "" {
			const what = "There is no e-mail address to agree for. Add it to the patient’s details first."
			return fault.New(fault.Invalid, what, fault.Detail{Where: "how", What: what})
		}
		if _, err := a.withdrawConsent(tx, who, patient, who.User); err != nil { // the new one takes its place
			return err
		}
		c := clinic.MailConsent{ID: clinic.ConsentID(a.NewID()), PatientID: patient, Version: version, Address: p.Email, How: how, GivenAt: a.Now(), GivenTo: who.User}
		if err := tx.CreateMailConsent(c); err != nil {
			return err
		}
		return a.note(tx, who, deed{action: "note consent to e-mail", patient: patient, subject: "consent:" + string(c.ID), why: "version " + c.Version})
	})
}

// WithdrawMailConsent notes that a patient wants no more e-mails. What waits to be sent is not sent.
func (a *App) WithdrawMailConsent(ctx context.Context, who clinic.Actor, patient clinic.PatientID) error {
	return a.update(ctx, who, clinic.WritePatients, ofPatient(patient), func(tx *store.Tx) error {
		done, err := a.withdrawConsent(tx, who, patient, who.User)
		if err == nil && !done {
			err = fault.New(fault.Conflict, "There is no consent to withdraw.")
		}
		return err
	})
}

func (a *App) withdrawConsent(tx *store.Tx, who clinic.Actor, patient clinic.PatientID, by clinic.UserID) (done bool, err error) {
	c, ok, err := tx.FindMailConsent(patient)
	if err != nil || !ok || !c.Holds() {
		return false, err
	}
	now := a.Now()
	c.WithdrawnAt, c.WithdrawnBy = &now, by
	if err := tx.WithdrawMailConsent(c); err != nil {
		return false, err
	}
	return true, a.note(tx, who, deed{action: "withdraw consent to e-mail", patient: patient, subject: "consent:" + string(c.ID)})
}

// CheckStop says whether a link is one that stops e-mails. It says nothing about whom it belongs to.
func (a *App) CheckStop(ctx context.Context, token string) error {
	return a.Store.View(ctx, func(tx *store.Tx) error {
		_, err := stopOf(tx, token)
		return err
	})
}

// StopMails withdraws the consent of whoever got the link. Doing it again changes nothing and is no error.
func (a *App) StopMails(ctx context.Context, token, from string) error {
	return a.Store.Update(ctx, func(tx *store.Tx) error {
		patient, err := stopOf(tx, token)
		if err != nil {
			return err
		}
		_, err = a.withdrawConsent(tx, clinic.Actor{User: "patient", Role: "link holder", From: from}, patient, "")
		return err
	})
}

func stopOf(tx *store.Tx, token string) (clinic.PatientID, error) {
	p, ok, err := tx.FindStopToken(secret.HashToken(token))
	if err == nil && !ok {
		err = fault.New(fault.NotFound, "This link does not work. It may be incomplete: check that it was copied in full, or tell the clinic that you want no more e-mails.").In("stop.unknown")
	}
	return p, err
}
