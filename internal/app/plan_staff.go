package app

import (
	"context"
	"errors"

	"steelyard/internal/clinic"
	"steelyard/internal/fault"
	q "steelyard/internal/questionnaire"
	"steelyard/internal/secret"
	"steelyard/internal/store"
)

// HandOver makes one more link to an open occasion, for staff to give to the patient. Earlier links of it work too. A pause
// after wrong birth dates ends with it: whoever gets it stands before staff.
func (a *App) HandOver(ctx context.Context, who clinic.Actor, id clinic.OccasionID) (token string, i clinic.Invitation, err error) {
	token, hash := secret.NewToken()
	err = a.update(ctx, who, clinic.Administer, ofOccasion(id), func(tx *store.Tx) error {
		o, err := tx.GetOccasion(id)
		if err != nil {
			return err
		}
		if o.State != clinic.Open || o.Invitation == "" {
			return errNotAsked
		}
		if i, err = tx.GetInvitation(o.Invitation); err != nil {
			return err
		}
		if i.State(a.Now()) != clinic.InvitationOpen {
			return errNotAsked
		}
		if err := mayBeAsked(tx, o.PatientID); err != nil {
			return err
		}
		if err := errors.Join(tx.CreateAnswerToken(hash, i, a.Now()), tx.ForgetTries(i.ID)); err != nil {
			return err
		}
		return a.note(tx, who, deed{action: "hand over link", patient: o.PatientID, subject: "occasion:" + string(id)})
	})
	if err != nil {
		return "", clinic.Invitation{}, err
	}
	return token, i, nil
}

var errNotAsked = fault.New(fault.Conflict, "These questions are not open any more, or staff enter the answers. Look at the plan again.")

// AnswerHere lets staff enter the answers of an open occasion, as long as the patient has not begun. The links end.
func (a *App) AnswerHere(ctx context.Context, who clinic.Actor, id clinic.OccasionID) (at clinic.EncounterID, err error) {
	err = a.update(ctx, who, clinic.Administer, ofOccasion(id), func(tx *store.Tx) error {
		o, err := tx.GetOccasion(id)
		if err != nil {
			return err
		}
		if o.State != clinic.Open {
			return errNotAsked
		}
		if at = o.Encounter; o.Invitation == "" {
			return a.note(tx, who, deed{action: "begin encounter", patient: o.PatientID, subject: "encounter:" + string(at)})
		}
		at, err = a.takeOver(tx, who, o)
		return err
	})
	return at, err
}

func (a *App) takeOver(tx *store.Tx, who clinic.Actor, o clinic.Occasion) (clinic.EncounterID, error) {
	e, err := tx.GetEncounter(o.Encounter)
	if err != nil {
		return "", err
	}
	for _, ref := range e.Battery {
		if _, begun, err := tx.FindResponse(e.ID, ref.ID); err != nil || begun {
			return "", errors.Join(err, errBegun)
		}
	}
	i, err := tx.GetInvitation(o.Invitation)
	if err != nil {
		return "", err
	}
	now := a.Now()
	i.RevokedAt = &now
	if err := tx.UpdateInvitation(i); err != nil {
		return "", err
	}
	e = clinic.Encounter{ID: clinic.EncounterID(a.NewID()), PatientID: o.PatientID, Mode: clinic.InPerson, Battery: e.Battery, CreatedBy: who.User, CreatedAt: now}
	if err := tx.CreateEncounter(e); err != nil {
		return "", err
	}
	o.Encounter, o.Invitation = e.ID, ""
	w, err := a.watch(tx, o.PlanID)
	if err != nil {
		return "", err
	}
	if err := tx.PutOccasion(o, w.Look(o)); err != nil {
		return "", err
	}
	return e.ID, a.note(tx, who, deed{action: "begin encounter", patient: o.PatientID, subject: "encounter:" + string(e.ID)})
}

var errBegun = fault.New(fault.Conflict, "The patient has begun to answer these questions through the link. They are theirs to finish.")

// AddAppointment notes a day on which a patient comes in; plans that ask before visits follow it.
func (a *App) AddAppointment(ctx context.Context, who clinic.Actor, patient clinic.PatientID, on q.Date) (clinic.AppointmentID, error) {
	v := clinic.Appointment{ID: clinic.AppointmentID(a.NewID()), PatientID: patient, On: on, CreatedBy: who.User, CreatedAt: a.Now()}
	err := a.update(ctx, who, clinic.WritePatients, ofPatient(patient), func(tx *store.Tx) error {
		if days := clinic.DaysBetween(a.today(), on); days < 0 || days > 2*365 || clinic.AddDays(on, 0) != on || clinic.DaysBetween("2000-01-01", on) == 0 {
			const what = "Enter the day of the appointment as year-month-day, today or within two years."
			return fault.New(fault.Invalid, what, fault.Detail{Where: "on", What: what})
		}
		if err := tx.CreateAppointment(v); err != nil {
			return err
		}
		if err := a.followVisits(tx, who, patient, ""); err != nil {
			return err
		}
		return a.note(tx, who, deed{action: "add appointment", patient: patient, subject: "appointment:" + string(v.ID)})
	})
	if err != nil {
		return "", err
	}
	return v.ID, a.workFor(ctx, patient)
}

// CancelAppointment takes an appointment back. What was asked for it ends; what was sent in stays.
func (a *App) CancelAppointment(ctx context.Context, who clinic.Actor, id clinic.AppointmentID) (patient clinic.PatientID, err error) {
	err = a.update(ctx, who, clinic.WritePatients, ofAppointment(id), func(tx *store.Tx) error {
		v, err := tx.GetAppointment(id)
		if err != nil {
			return err
		}
		if patient = v.PatientID; v.CancelledAt != nil {
			return fault.New(fault.Conflict, "This appointment was cancelled already.")
		}
		now := a.Now()
		v.CancelledAt = &now
		if err := tx.CancelAppointment(v); err != nil {
			return err
		}
		if err := a.followVisits(tx, who, patient, v.On); err != nil {
			return err
		}
		return a.note(tx, who, deed{action: "cancel appointment", patient: patient, subject: "appointment:" + string(id)})
	})
	if err != nil {
		return patient, err
	}
	return patient, a.workFor(ctx, patient)
}

// followVisits plans anew before which visits is asked, and ends what was asked for one that was cancelled.
func (a *App) followVisits(tx *store.Tx, who clinic.Actor, patient clinic.PatientID, cancelled q.Date) error {
	plans, err := tx.PlansOf(patient)
	if err != nil {
		return err
	}
	for _, p := range plans {
		if p.Rhythm.Kind != clinic.BeforeVisit || p.State == clinic.PlanEnded {
			continue
		}
		if err := a.callOff(tx, who, p.ID, cancelled); err != nil {
			return err
		}
		if err := a.replan(tx, p.ID); err != nil {
			return err
		}
	}
	return nil
}

func (a *App) callOff(tx *store.Tx, who clinic.Actor, id clinic.PlanID, visit q.Date) error {
	occasions, err := tx.Occasions(id)
	if err != nil {
		return err
	}
	for _, o := range occasions {
		if o.State != clinic.Open || o.Closes != visit {
			continue
		}
		if err := a.cancel(tx, who, o, clinic.WhyVisitCancelled); err != nil {
			return err
		}
		if err := a.endLink(tx, o.Invitation); err != nil {
			return err
		}
	}
	return nil
}

// endLink revokes an invitation that is still open.
func (a *App) endLink(tx *store.Tx, id clinic.InvitationID) error {
	if id == "" {
		return nil
	}
	i, err := tx.GetInvitation(id)
	now := a.Now()
	if err != nil || i.State(now) != clinic.InvitationOpen {
		return err
	}
	i.RevokedAt = &now
	return tx.UpdateInvitation(i)
}

// workFor does for a patient's plans what is to be done by now.
func (a *App) workFor(ctx context.Context, patient clinic.PatientID) error {
	var plans []clinic.Plan
	err := a.Store.View(ctx, func(tx *store.Tx) (err error) {
		plans, err = tx.PlansOf(patient)
		return err
	})
	for _, p := range plans {
		err = errors.Join(err, a.work(ctx, p.ID))
	}
	return err
}

// PlanTemplates gives the templates that plans are made from.
func (a *App) PlanTemplates(ctx context.Context, who clinic.Actor) (list []clinic.PlanTemplate, err error) {
	err = a.view(ctx, who, clinic.ReadLibrary, ofNobody, func(tx *store.Tx) error {
		list, err = tx.PlanTemplates()
		return err
	})
	return list, err
}

// AddPlanTemplate keeps a template.
func (a *App) AddPlanTemplate(ctx context.Context, who clinic.Actor, t clinic.PlanTemplate) (clinic.PlanTemplateID, error) {
	if err := a.permitted(ctx, who, clinic.ManageSite); err != nil {
		return "", err
	}
	if err := t.Check(); err != nil {
		return "", err
	}
	if _, err := a.battery(ctx, t.Battery, clinic.Online); err != nil {
		return "", err
	}
	t.ID, t.CreatedAt, t.RemovedAt = clinic.PlanTemplateID(a.NewID()), a.Now(), nil
	err := a.update(ctx, who, clinic.ManageSite, ofNobody, func(tx *store.Tx) error {
		if err := tx.CreatePlanTemplate(t); err != nil {
			return err
		}
		return a.note(tx, who, deed{action: "add plan template", subject: "template:" + string(t.ID)})
	})
	return t.ID, err
}

// RemovePlanTemplate takes a template off the list. Plans that were made from it go on.
func (a *App) RemovePlanTemplate(ctx context.Context, who clinic.Actor, id clinic.PlanTemplateID) error {
	return a.update(ctx, who, clinic.ManageSite, ofNobody, func(tx *store.Tx) error {
		t, err := tx.GetPlanTemplate(id)
		if err != nil {
			return err
		}
		if t.RemovedAt != nil {
			return fault.New(fault.Conflict, "This template was removed already.")
		}
		now := a.Now()
		t.RemovedAt = &now
		if err := tx.RemovePlanTemplate(t); err != nil {
			return err
		}
		return a.note(tx, who, deed{action: "remove plan template", subject: "template:" + string(id)})
	})
}
