package app

import (
	"slices"
	"time"

	"steelyard/internal/clinic"
	"steelyard/internal/post"
	q "steelyard/internal/questionnaire"
	"steelyard/internal/store"
)

// mailWay gives the address at which a patient gets e-mails, or why they get none.
func (a *App) mailWay(tx *store.Tx, p clinic.Patient) (address, why string, err error) {
	c, ok, err := tx.FindMailConsent(p.ID)
	switch {
	case err != nil:
		return "", "", err
	case a.Mail == nil:
		return "", "this server sends no e-mails", nil
	case p.Email == "":
		return "", "there is no address", nil
	case !ok:
		return "", "the patient has not agreed to e-mails", nil
	case !c.Holds():
		return "", "the patient wants no more e-mails", nil
	case !c.Covers(p.Email):
		return "", "the patient agreed to e-mails at another address", nil
	}
	// Whoever takes back their agreement to being asked is told that no more questions come by links, so none does.
	if back, err := tookBack(tx, p.ID); err != nil || back {
		return "", clinic.WhyTakenBack, err
	}
	return p.Email, "", nil
}

// putMail puts a message of an occasion into the outbox. One that can't be sent is kept as well, with why.
func (a *App) putMail(tx *store.Tx, o clinic.Occasion, kind clinic.MailKind) error {
	p, err := tx.GetPatient(o.PatientID)
	if err != nil {
		return err
	}
	_, why, err := a.mailWay(tx, p)
	if err != nil {
		return err
	}
	earlier, err := tx.MailsIn(o.ID)
	if err != nil {
		return err
	}
	if why == "" && slices.ContainsFunc(earlier, func(m clinic.Mail) bool { return m.State == clinic.MailWaiting || m.State == clinic.MailSending }) {
		why = "an earlier e-mail had not gone out yet"
	}
	now := a.Now()
	m := clinic.Mail{ID: clinic.MailID(a.NewID()), OccasionID: o.ID, PatientID: o.PatientID, Invitation: o.Invitation, Kind: kind,
		State: clinic.MailWaiting, MadeAt: now, NotBefore: clinic.MailTime(now, a.Zone())}
	if why != "" {
		m.State, m.SettledAt, m.Problem = clinic.MailDropped, &now, why
	}
	return tx.CreateMail(m)
}

// deliverable says to which address a message may still go, or why it may not.
func (a *App) deliverable(tx *store.Tx, m clinic.Mail) (i clinic.Invitation, address, why string, err error) {
	o, err := tx.GetOccasion(m.OccasionID)
	if err != nil {
		return i, "", "", err
	}
	if i, err = tx.GetInvitation(m.Invitation); err != nil {
		return i, "", "", err
	}
	if o.State != clinic.Open || o.Invitation != i.ID || i.State(a.Now()) != clinic.InvitationOpen {
		return i, "", "the questions are not open any more", nil
	}
	p, err := tx.GetPatient(m.PatientID)
	if err != nil {
		return i, "", "", err
	}
	address, why, err = a.mailWay(tx, p)
	return i, address, why, err
}

func (a *App) letter(tx *store.Tx, m clinic.Mail, i clinic.Invitation, address string) (l post.Letter, err error) {
	site, err := tx.GetSite()
	if err != nil {
		return l, err
	}
	p, err := tx.GetPatient(m.PatientID)
	if err != nil {
		return l, err
	}
	l = post.Letter{ID: string(m.ID), To: address, Kind: post.Questions, Site: mailName(site), Contact: site.Contact, Until: i.ExpiresAt.Add(-time.Second).In(a.Zone())}
	if m.Kind != clinic.Invites {
		l.Kind = post.Reminder
	}
	l.Language, err = letterLanguage(tx, p, site)
	return l, err
}

// letterLanguage is the language in which a patient is written to: that of their record, or else of what they agreed to last, or
// of the site, whichever there are letters in.
func letterLanguage(tx *store.Tx, p clinic.Patient, site clinic.Site) (string, error) {
	agreed, _, err := tx.FindConsent(p.ID)
	if err != nil {
		return "", err
	}
	for _, l := range []q.Language{p.Language, agreed.Language, site.Language} {
		if post.Speaks(string(l)) {
			return string(l), nil
		}
	}
	return string(q.DefaultLanguage), nil
}

func mailName(s clinic.Site) string {
	if s.MailName != "" {
		return s.MailName
	}
	return s.Name
}
