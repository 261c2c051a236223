package app

import (
	"context"

	"steelyard/internal/clinic"
	"steelyard/internal/fault"
	"steelyard/internal/post"
	"steelyard/internal/store"
)

// SendAgain puts a message that did not arrive, or may not have, back into the outbox: a person's decision.
func (a *App) SendAgain(ctx context.Context, who clinic.Actor, id clinic.MailID) (patient clinic.PatientID, err error) {
	err = a.update(ctx, who, clinic.Administer, ofMail(id), func(tx *store.Tx) error {
		m, err := tx.GetMail(id)
		if err != nil {
			return err
		}
		patient = m.PatientID
		if !m.Trouble() && m.State != clinic.MailDropped {
			return fault.New(fault.Conflict, "This e-mail was sent, or is about to be.")
		}
		_, _, why, err := a.deliverable(tx, m)
		if err == nil && why != "" {
			err = fault.New(fault.Conflict, "The e-mail can’t be sent: "+why+".")
		}
		if err != nil {
			return err
		}
		m.State, m.Attempts, m.NotBefore, m.SettledAt, m.Problem = clinic.MailWaiting, 0, a.Now(), nil, ""
		if err := tx.UpdateMail(m); err != nil {
			return err
		}
		return a.note(tx, who, deed{action: "send e-mail again", patient: patient, subject: "mail:" + string(id), why: string(m.Kind)})
	})
	return patient, err
}

var errNotOnceMore = fault.New(fault.Conflict, "No further e-mail can be sent for these questions now: none was sent yet, one is on its way, or all reminders were sent. Look at the plan again, or make a link to hand over.")

// RemindNow sends the link of an open occasion once more, as its next reminder: where an e-mail was sent and did not reach the
// patient. It needs the same consent as every e-mail, and an hour since the one before.
func (a *App) RemindNow(ctx context.Context, who clinic.Actor, id clinic.OccasionID) (patient clinic.PatientID, err error) {
	err = a.update(ctx, who, clinic.Administer, ofOccasion(id), func(tx *store.Tx) error {
		o, err := tx.GetOccasion(id)
		if err != nil {
			return err
		}
		patient = o.PatientID
		mails, err := tx.MailsIn(id)
		if err != nil {
			return err
		}
		now := a.Now()
		kind, from, ok := clinic.OnceMore(mails)
		switch {
		case o.State != clinic.Open || o.Invitation == "":
			return errNotAsked
		case !ok:
			return errNotOnceMore
		case now.Before(from):
			return fault.New(fault.Conflict, "An e-mail with the link was sent less than an hour ago and may still be on its way. The next one can be sent from "+from.In(a.Zone()).Format("15:04")+" on.")
		}
		m := clinic.Mail{ID: clinic.MailID(a.NewID()), OccasionID: id, PatientID: patient, Invitation: o.Invitation, Kind: kind, State: clinic.MailWaiting, MadeAt: now, NotBefore: now}
		_, _, why, err := a.deliverable(tx, m)
		if err == nil && why != "" {
			err = fault.New(fault.Conflict, "The e-mail can’t be sent: "+why+".")
		}
		if err != nil {
			return err
		}
		if err := tx.CreateMail(m); err != nil {
			return err
		}
		return a.note(tx, who, deed{action: "send link once more", patient: patient, subject: "mail:" + string(m.ID), why: string(kind)})
	})
	return patient, err
}

// ConfirmMail notes a person's word that a message of which it was unclear has arrived.
func (a *App) ConfirmMail(ctx context.Context, who clinic.Actor, id clinic.MailID) (patient clinic.PatientID, err error) {
	err = a.update(ctx, who, clinic.Administer, ofMail(id), func(tx *store.Tx) error {
		m, err := tx.GetMail(id)
		if err != nil {
			return err
		}
		if patient = m.PatientID; m.State != clinic.MailUnclear {
			return fault.New(fault.Conflict, "It is known what became of this e-mail.")
		}
		return a.settleMail(tx, who, m, clinic.MailSent, "as the patient said")
	})
	return patient, err
}

// PatientMail is a message with the patient it goes to.
type PatientMail struct {
	Mail    clinic.Mail
	Patient clinic.Patient
}

// MailsInTrouble gives the messages that a person should look at, of patients whom they may see, oldest first.
func (a *App) MailsInTrouble(ctx context.Context, who clinic.Actor, limit int) (list []PatientMail, err error) {
	err = a.view(ctx, who, clinic.ReadPatients, ofNobody, func(tx *store.Tx) error {
		visible, err := visibleTo(tx, who)
		if err != nil {
			return err
		}
		mails, err := tx.MailsInTrouble(visible, limit)
		if err != nil {
			return err
		}
		list = list[:0]
		for _, m := range mails {
			p, err := tx.GetPatient(m.PatientID)
			if err != nil {
				return err
			}
			list = append(list, PatientMail{m, p})
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return list, a.noteRead(ctx, who, deed{action: "read e-mails in trouble", subject: "mails"})
}

// TestMail sends a message with nothing in it, to see whether the mail server takes it.
func (a *App) TestMail(ctx context.Context, who clinic.Actor, to string) error {
	if err := a.permitted(ctx, who, clinic.ManageSite); err != nil {
		return err
	}
	if a.Mail == nil {
		return fault.New(fault.Invalid, "No mail server is set. See the settings that begin with mail- in steelyard serve --help.")
	}
	if _, err := post.Address(to); err != nil {
		return err
	}
	site, err := a.Site(ctx)
	if err != nil {
		return err
	}
	if err := a.noteRead(ctx, who, deed{action: "test mail server", subject: "site"}); err != nil {
		return err
	}
	counter, err := a.Mail.Open(ctx)
	if err != nil {
		return fault.Wrap(err, fault.Invalid, "The mail server can't be reached, or refused the sign-in: "+err.Error())
	}
	defer closed(counter)
	fate, said := counter.Send(post.Letter{ID: a.NewID(), To: to, Kind: post.Test, Site: mailName(site), Contact: site.Contact})
	if fate != post.Taken {
		return fault.New(fault.Invalid, "The mail server did not take the message: "+said+".")
	}
	return nil
}
