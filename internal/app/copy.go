package app

import (
	"context"
	"strings"

	"steelyard/internal/clinic"
	"steelyard/internal/fault"
	q "steelyard/internal/questionnaire"
	"steelyard/internal/report"
	"steelyard/internal/store"
)

// PersonCopy is everything that is kept of one person, for that person.
type PersonCopy struct {
	PatientRecord // with every encounter, link, alert and consent
	Responses     []clinic.Response
	Report        *report.Report // answers with their questions, and results with their notice
	Tags          []clinic.Tag
	Mails         []clinic.Mail
	Audit         []AuditEntry // who did what to their data and who read it, the newest first
	Names         map[clinic.UserID]string

	Retention clinic.Retention // when the last contact was
	Keepings  []clinic.Keeping // decisions to keep the record for longer, the newest first

	ConsentTexts map[q.Hash]clinic.Shown // what was agreed to, word for word
	MailConsents []clinic.MailConsent    // the newest first
	Appointments []clinic.Appointment    // also those that passed and those that were cancelled
}

// mostSeen bounds the audit entries of one copy.
const mostSeen = 100_000

// CopyForPerson gives everything that is kept of one person, with the reason why it is given out. It is itself in the audit.
func (a *App) CopyForPerson(ctx context.Context, who clinic.Actor, id clinic.PatientID, reason string) (c PersonCopy, err error) {
	if err := a.allows(ctx, who, clinic.Export, ofPatient(id)); err != nil {
		return c, err
	}
	if reason = strings.TrimSpace(reason); !readable(reason, 3, 500) {
		return c, fault.New(fault.Invalid, "Please correct what is marked.", fault.Detail{Where: "reason", What: "Say why, in 3 to 500 characters."})
	}
	err = a.view(ctx, who, clinic.Export, ofPatient(id), func(tx *store.Tx) error {
		c, err = a.personCopy(tx, who, id)
		return err
	})
	if err != nil {
		return c, err
	}
	return c, a.update(ctx, who, clinic.Export, ofPatient(id), func(tx *store.Tx) error {
		return a.note(tx, who, deed{action: "give copy of everything", patient: id, subject: "patient:" + string(id), told: reason})
	})
}

func (a *App) personCopy(tx *store.Tx, who clinic.Actor, id clinic.PatientID) (c PersonCopy, err error) {
	if c.PatientRecord, err = a.record(tx, id); err != nil {
		return c, err
	}
	if err := c.whole(tx); err != nil {
		return c, err
	}
	if c.Plans, err = a.planRecord(tx, c.Patient); err != nil {
		return c, err
	}
	if c.Report, err = a.report(tx, who, ReportRequest{Patient: id}); err != nil {
		return c, err
	}
	if err := withLogo(tx, c.Report); err != nil {
		return c, err
	}
	if c.Retention, err = tx.GetRetention(id); err != nil {
		return c, err
	}
	if c.Keepings, err = tx.KeepingsOf(id); err != nil {
		return c, err
	}
	if c.Tags, err = tx.TagsOf(id); err != nil {
		return c, err
	}
	if c.Mails, err = tx.MailsOf(id); err != nil {
		return c, err
	}
	if err = consentsOf(tx, &c); err != nil {
		return c, err
	}
	if c.Audit, err = auditOf(tx, AuditQuery{Patient: id, Limit: mostSeen}); err != nil {
		return c, err
	}
	users, err := tx.Users()
	c.Names = map[clinic.UserID]string{}
	for _, u := range users {
		c.Names[u.ID] = u.Name
	}
	return c, err
}

// consentsOf adds what was agreed to, in its own words, and every appointment.
func consentsOf(tx *store.Tx, c *PersonCopy) (err error) {
	c.ConsentTexts = map[q.Hash]clinic.Shown{}
	for _, given := range c.Consents {
		if c.ConsentTexts[given.Hash], err = tx.GetConsentText(given.Hash); err != nil {
			return err
		}
	}
	if c.MailConsents, err = tx.MailConsentsOf(c.Patient.ID); err != nil {
		return err
	}
	c.Appointments, err = tx.AllAppointmentsOf(c.Patient.ID)
	return err
}

// whole reads what the patient's page shows only lately.
func (c *PersonCopy) whole(tx *store.Tx) (err error) {
	id := c.Patient.ID
	if c.Encounters, err = tx.EncountersOf(id); err != nil {
		return err
	}
	if c.Invitations, err = tx.InvitationsOf(id); err != nil {
		return err
	}
	if c.Responses, err = tx.ResponsesOf(id); err != nil {
		return err
	}
	if c.Alerts, err = tx.AlertsOf(id); err != nil {
		return err
	}
	c.Consents, err = tx.ConsentsOf(id)
	return err
}
