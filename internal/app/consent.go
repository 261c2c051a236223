package app

import (
	"context"
	"errors"

	"steelyard/internal/clinic"
	"steelyard/internal/fault"
	q "steelyard/internal/questionnaire"
	"steelyard/internal/store"
)

// GiveConsent keeps that the holder of a link agrees to the text that stands in a language now. hash is that of the text they
// were shown: where it is another one meanwhile, nothing is kept, so that they can read the new one. Agreeing to the same text
// again changes nothing.
func (a *App) GiveConsent(ctx context.Context, v *Visit, l q.Language, hash q.Hash) error {
	return a.update(ctx, v.Actor, clinic.AnswerForm, ofEncounter(v.Encounter.ID), func(tx *store.Tx) error {
		if err := a.linkOpen(tx, v, a.Now()); err != nil {
			return err
		}
		site, err := tx.GetSite()
		if err != nil {
			return err
		}
		to := site.Consent(l)
		if to.Hash() != hash {
			return fault.New(fault.Conflict, "The text was changed just now. Please read it again.").In("consent.moved")
		}
		last, _, err := tx.FindConsent(v.Encounter.PatientID)
		if err != nil || last.Holds() && last.Hash == hash {
			return err
		}
		c := clinic.Consent{ID: clinic.AgreementID(a.NewID()), PatientID: v.Encounter.PatientID, EncounterID: v.Encounter.ID, GivenAt: a.Now()}
		if err := errors.Join(tx.AddConsent(c, to), tx.LookAtPlanned(c.PatientID, a.today())); err != nil {
			return err
		}
		return a.note(tx, v.Actor, deed{action: "give consent", patient: c.PatientID, subject: "consent:" + string(c.ID), why: "text " + string(hash[:12]) + " in " + string(to.Language)})
	})
}

// WithdrawConsent takes the agreement back for the holder of a link, also one whose answers were sent. What was sent stays.
func (a *App) WithdrawConsent(ctx context.Context, v *Visit) error {
	return a.update(ctx, v.Actor, clinic.AnswerForm, ofEncounter(v.Encounter.ID), func(tx *store.Tx) error {
		if err := ofTheirs(tx, v); err != nil {
			return err
		}
		return a.withdraw(tx, v.Actor, v.Encounter.PatientID)
	})
}

// WithdrawConsentOf takes a patient's agreement back at their word to a member of staff.
func (a *App) WithdrawConsentOf(ctx context.Context, who clinic.Actor, patient clinic.PatientID) error {
	return a.update(ctx, who, clinic.WritePatients, ofPatient(patient), func(tx *store.Tx) error {
		if _, err := tx.GetPatient(patient); err != nil {
			return err
		}
		return a.withdraw(tx, who, patient)
	})
}

// withdraw marks the consent that holds. Where none does, there is nothing to take back.
func (a *App) withdraw(tx *store.Tx, who clinic.Actor, patient clinic.PatientID) error {
	c, ok, err := tx.FindConsent(patient)
	if err != nil || !ok || !c.Holds() {
		return err
	}
	c.WithdrawnAt, c.WithdrawnBy = new(a.Now()), who.User
	if err := tx.WithdrawConsent(c); err != nil {
		return err
	}
	return a.note(tx, who, deed{action: "withdraw consent", patient: patient, subject: "consent:" + string(c.ID)})
}

// AskAgain notes that somebody who took their agreement back may be asked for a new one, at their word to a member of staff. It is
// no agreement: a link asks for that before anything else, and plans go on once it is given.
func (a *App) AskAgain(ctx context.Context, who clinic.Actor, patient clinic.PatientID) error {
	return a.update(ctx, who, clinic.Administer, ofPatient(patient), func(tx *store.Tx) error {
		c, _, err := tx.FindConsent(patient)
		if err != nil {
			return err
		}
		if !c.TakenBack() {
			return fault.New(fault.Conflict, "The patient may be asked already. Look at the page again.")
		}
		c.AskedAgainAt, c.AskedAgainBy = new(a.Now()), who.User
		if err := tx.AskAgain(c); err != nil {
			return err
		}
		return a.note(tx, who, deed{action: "may be asked again", patient: patient, subject: "consent:" + string(c.ID)})
	})
}

// AgreedWords are the words that a patient agreed to, as they were shown.
type AgreedWords struct {
	clinic.Shown
	English clinic.Shown // the text as it stands in English now; empty where that is not another one, or there is none
}

func agreedWords(tx *store.Tx, hash q.Hash) (w AgreedWords, err error) {
	if w.Shown, err = tx.GetConsentText(hash); err != nil || w.Language == q.DefaultLanguage {
		return w, err
	}
	site, err := tx.GetSite()
	if now := site.Consent(q.DefaultLanguage); now.Language == q.DefaultLanguage {
		w.English = now
	}
	return w, err
}

// mayBeAsked refuses to ask somebody by link, on whatever device, who took back their agreement to it.
func mayBeAsked(tx *store.Tx, patient clinic.PatientID) error {
	c, _, err := tx.FindConsent(patient)
	if err == nil && c.TakenBack() {
		err = errTakenBack
	}
	return err
}

var errTakenBack = fault.New(fault.Conflict, "The patient took back their agreement to being asked by link, so no link is made and no device is handed over. Talk with them first. "+
	"If they want to be asked again, note it on their page under “Agreement to being asked by link”. What they answer in a talk, or on paper, can be entered as before.")

// agreed refuses a link's answers before the person agreed. Within the visit in which somebody agreed, a text that the site
// changed meanwhile does not undo that: what they typed is kept, and the next page asks again.
func (a *App) agreed(tx *store.Tx, v *Visit) error {
	c, _, err := tx.FindConsent(v.Encounter.PatientID)
	if err != nil || c.Holds() && c.EncounterID == v.Encounter.ID {
		return err
	}
	site, err := tx.GetSite()
	if err != nil || site.Agreed(&c) {
		return err
	}
	return fault.New(fault.Denied, "Your agreement is needed before anything is asked or kept. Please open the link again.").In("consent.needed")
}

// ChooseLanguage keeps the language a visit goes on in.
func (a *App) ChooseLanguage(ctx context.Context, v *Visit, l q.Language) error {
	if !l.Valid() {
		return fault.New(fault.Invalid, "Choose one of the languages.", fault.Detail{Where: "language", What: "this is not a language"})
	}
	return a.update(ctx, v.Actor, v.action(), ofEncounter(v.Encounter.ID), func(tx *store.Tx) error {
		if err := ofTheirs(tx, v); err != nil {
			return err
		}
		if v.Encounter.Language == l {
			return nil
		}
		if err := tx.SetLanguage(v.Encounter.ID, l); err != nil {
			return err
		}
		v.Encounter.Language = l
		return a.note(tx, v.Actor, deed{action: "choose language", patient: v.Encounter.PatientID, subject: "encounter:" + string(v.Encounter.ID), why: string(l)})
	})
}
