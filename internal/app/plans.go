package app

import (
	"context"
	"slices"
	"time"

	"steelyard/internal/clinic"
	"steelyard/internal/fault"
	q "steelyard/internal/questionnaire"
	"steelyard/internal/store"
)

// byItself is the actor of what nobody in particular does: the work of plans as time passes.
var byItself = clinic.Actor{User: "program", Role: "program"}

// PlanRecord is what there is of a patient's plans.
type PlanRecord struct {
	Patient      clinic.Patient
	Today        q.Date // in the site's zone
	Plans        []PlanCourse
	Appointments []clinic.Appointment // from today on
	Consent      clinic.MailConsent   // the last one; its id is empty where there was never one
	NoMail       string               // why the patient gets no e-mails; empty where they do
	TakenBack    *time.Time           // when the patient took back their agreement to being asked, where they have not agreed anew
}

// PlanCourse is a plan with everything that came of it, by day.
type PlanCourse struct {
	Plan      clinic.Plan
	Occasions []OccasionCourse
}

// OccasionCourse is an occasion with its messages, oldest first.
type OccasionCourse struct {
	clinic.Occasion
	Mails []clinic.Mail
}

// Plans gives a patient's plans.
func (a *App) Plans(ctx context.Context, who clinic.Actor, patient clinic.PatientID) (r PlanRecord, err error) {
	err = a.view(ctx, who, clinic.ReadPatients, ofPatient(patient), func(tx *store.Tx) error {
		p, err := tx.GetPatient(patient)
		if err == nil {
			r, err = a.planRecord(tx, p)
		}
		return err
	})
	if err != nil {
		return r, err
	}
	return r, a.noteRead(ctx, who, deed{action: "read plans", patient: patient, subject: "patient:" + string(patient)})
}

func (a *App) planRecord(tx *store.Tx, p clinic.Patient) (r PlanRecord, err error) {
	r.Patient, r.Today = p, a.today()
	asked, _, err := tx.FindConsent(p.ID)
	if err != nil {
		return r, err
	}
	r.TakenBack = asked.WithdrawnAt
	if _, r.NoMail, err = a.mailWay(tx, p); err != nil {
		return r, err
	}
	if r.Consent, _, err = tx.FindMailConsent(p.ID); err != nil {
		return r, err
	}
	if r.Appointments, err = tx.AppointmentsOf(p.ID); err != nil {
		return r, err
	}
	r.Appointments = slices.DeleteFunc(r.Appointments, func(v clinic.Appointment) bool { return v.On < r.Today })
	r.Plans, err = courses(tx, p.ID)
	return r, err
}

func courses(tx *store.Tx, patient clinic.PatientID) (list []PlanCourse, err error) {
	plans, err := tx.PlansOf(patient)
	if err != nil || len(plans) == 0 {
		return nil, err
	}
	occasions, err := tx.OccasionsOf(patient)
	if err != nil {
		return nil, err
	}
	mails, err := tx.MailsOf(patient)
	if err != nil {
		return nil, err
	}
	of := map[clinic.OccasionID][]clinic.Mail{}
	for _, m := range mails {
		of[m.OccasionID] = append(of[m.OccasionID], m)
	}
	for _, p := range plans {
		c := PlanCourse{Plan: p}
		for _, o := range occasions {
			if o.PlanID == p.ID {
				c.Occasions = append(c.Occasions, OccasionCourse{o, of[o.ID]})
			}
		}
		list = append(list, c)
	}
	return list, nil
}

// today gives the day it is at the site.
func (a *App) today() q.Date { return clinic.DateAt(a.Now(), a.Zone()) }

// PreviewPlan gives the first times a plan would ask, without making it.
func (a *App) PreviewPlan(ctx context.Context, who clinic.Actor, p clinic.Plan) (slots []clinic.Slot, err error) {
	if err := a.checkPlan(ctx, who, &p); err != nil {
		return nil, err
	}
	err = a.view(ctx, who, clinic.Administer, ofPatient(p.PatientID), func(tx *store.Tx) error {
		visits, err := visitsOf(tx, p.PatientID)
		slots = p.Preview(visits, a.today(), 5)
		return err
	})
	return slots, err
}

func (a *App) checkPlan(ctx context.Context, who clinic.Actor, p *clinic.Plan) error {
	if err := a.allows(ctx, who, clinic.Administer, ofPatient(p.PatientID)); err != nil {
		return err
	}
	err := p.Check(a.today())
	if err != nil {
		return err
	}
	_, err = a.battery(ctx, p.Battery, clinic.Online)
	return err
}

// AddPlan begins a plan, and asks at once what is due today.
func (a *App) AddPlan(ctx context.Context, who clinic.Actor, p clinic.Plan) (clinic.PlanID, error) {
	if err := a.checkPlan(ctx, who, &p); err != nil {
		return "", err
	}
	p.ID, p.State, p.CreatedBy, p.CreatedAt, p.EndedAt = clinic.PlanID(a.NewID()), clinic.PlanActive, who.User, a.Now(), nil
	err := a.update(ctx, who, clinic.Administer, ofPatient(p.PatientID), func(tx *store.Tx) error {
		if err := tx.CreatePlan(p); err != nil {
			return err
		}
		if err := a.replan(tx, p.ID); err != nil {
			return err
		}
		return a.note(tx, who, deed{action: "add plan", patient: p.PatientID, subject: "plan:" + string(p.ID)})
	})
	if err != nil {
		return "", err
	}
	return p.ID, a.work(ctx, p.ID)
}

// PausePlan lets a plan ask nothing until it is resumed. What is open stays open, without reminders.
func (a *App) PausePlan(ctx context.Context, who clinic.Actor, id clinic.PlanID) (clinic.PatientID, error) {
	return a.turn(ctx, who, id, "pause plan", func(tx *store.Tx, w *clinic.Watch) error {
		if w.Plan.State != clinic.PlanActive {
			return errPlanTurned
		}
		w.Plan.State = clinic.PlanPaused
		return a.relook(tx, w)
	})
}

// ResumePlan lets a paused plan go on with the next time that is not over. What fell into the pause was not asked.
func (a *App) ResumePlan(ctx context.Context, who clinic.Actor, id clinic.PlanID) (clinic.PatientID, error) {
	patient, err := a.turn(ctx, who, id, "resume plan", func(tx *store.Tx, w *clinic.Watch) error {
		if w.Plan.State != clinic.PlanPaused {
			return errPlanTurned
		}
		w.Plan.State = clinic.PlanActive
		if err := a.relook(tx, w); err != nil {
			return err
		}
		if err := a.skipPaused(tx, w); err != nil {
			return err
		}
		return a.planNext(tx, w)
	})
	if err != nil {
		return patient, err
	}
	return patient, a.work(ctx, id)
}

// EndPlan ends a plan for good. Answers to what is open still count while its days last.
func (a *App) EndPlan(ctx context.Context, who clinic.Actor, id clinic.PlanID) (clinic.PatientID, error) {
	return a.turn(ctx, who, id, "end plan", func(tx *store.Tx, w *clinic.Watch) error {
		if w.Plan.State == clinic.PlanEnded {
			return errPlanTurned
		}
		now := a.Now()
		w.Plan.State, w.Plan.EndedAt = clinic.PlanEnded, &now
		if err := dropPlanned(tx, w); err != nil {
			return err
		}
		return a.relook(tx, w)
	})
}

// SetDischarge says on which day a patient is discharged, for a plan that asks then.
func (a *App) SetDischarge(ctx context.Context, who clinic.Actor, id clinic.PlanID, on q.Date) (clinic.PatientID, error) {
	patient, err := a.turn(ctx, who, id, "set day of discharge", func(tx *store.Tx, w *clinic.Watch) error {
		if w.Plan.Rhythm.Kind != clinic.AtDischarge || w.Plan.State == clinic.PlanEnded || slices.ContainsFunc(w.Occasions, came) {
			return fault.New(fault.Conflict, "This plan has asked already, or asks at another time. The day can’t be changed.")
		}
		w.Plan.Start = on
		if err := w.Plan.Check(a.today()); err != nil || on == "" {
			const what = "Enter the day of discharge as year-month-day, today or later."
			return fault.New(fault.Invalid, what, fault.Detail{Where: "start", What: what})
		}
		if err := dropPlanned(tx, w); err != nil {
			return err
		}
		return a.planNext(tx, w)
	})
	if err != nil {
		return patient, err
	}
	return patient, a.work(ctx, id)
}

func came(o clinic.Occasion) bool { return o.State != clinic.Planned && o.State != clinic.Cancelled }

var errPlanTurned = fault.New(fault.Conflict, "This plan was changed meanwhile. Look at it again.")

// turn changes a plan and keeps what was changed of it.
func (a *App) turn(ctx context.Context, who clinic.Actor, id clinic.PlanID, action string, f func(*store.Tx, *clinic.Watch) error) (patient clinic.PatientID, err error) {
	err = a.update(ctx, who, clinic.Administer, ofPlan(id), func(tx *store.Tx) error {
		w, err := a.watch(tx, id)
		if err != nil {
			return err
		}
		patient = w.Plan.PatientID
		if err := f(tx, &w); err != nil {
			return err
		}
		if err := tx.UpdatePlan(w.Plan); err != nil {
			return err
		}
		return a.note(tx, who, deed{action: action, patient: patient, subject: "plan:" + string(id)})
	})
	return patient, err
}

// relook writes anew when there may be something to do for what is planned or open.
func (a *App) relook(tx *store.Tx, w *clinic.Watch) error {
	for _, o := range w.Occasions {
		if o.State == clinic.Planned || o.State == clinic.Open {
			if err := tx.LookAgain(o.ID, w.Look(o)); err != nil {
				return err
			}
		}
	}
	return nil
}

// skipPaused cancels what would have come up while the plan was paused.
func (a *App) skipPaused(tx *store.Tx, w *clinic.Watch) error {
	for i, o := range w.Occasions {
		if o.State == clinic.Planned && o.Closes < a.today() {
			now := a.Now()
			o.State, o.ClosedAt, o.Why = clinic.Cancelled, &now, clinic.WhyPaused
			w.Occasions[i] = o
			if err := tx.PutOccasion(o, ""); err != nil {
				return err
			}
		}
	}
	return nil
}

func dropPlanned(tx *store.Tx, w *clinic.Watch) error {
	for _, o := range w.Occasions {
		if o.State == clinic.Planned {
			if err := tx.DeletePlanned(o); err != nil {
				return err
			}
		}
	}
	w.Occasions = slices.DeleteFunc(w.Occasions, func(o clinic.Occasion) bool { return o.State == clinic.Planned })
	return nil
}

// planNext plans the next time that is not over, where nothing is planned and there is one.
func (a *App) planNext(tx *store.Tx, w *clinic.Watch) error {
	if slices.ContainsFunc(w.Occasions, func(o clinic.Occasion) bool { return o.State == clinic.Planned }) {
		return nil
	}
	slot, ok := w.Plan.Next(w.Occasions, w.Visits, a.today())
	if !ok {
		return nil
	}
	return a.putPlanned(tx, w, slot)
}

func (a *App) putPlanned(tx *store.Tx, w *clinic.Watch, slot clinic.Slot) error {
	o := clinic.Occasion{ID: clinic.OccasionID(a.NewID()), PlanID: w.Plan.ID, PatientID: w.Plan.PatientID, Slot: slot, State: clinic.Planned}
	return tx.PutOccasion(o, w.Look(o))
}

// replan plans anew what did not come up yet, after what it rests on was changed.
func (a *App) replan(tx *store.Tx, id clinic.PlanID) error {
	w, err := a.watch(tx, id)
	if err != nil {
		return err
	}
	if err := dropPlanned(tx, &w); err != nil {
		return err
	}
	return a.planNext(tx, &w)
}

// watch reads everything that decides what is to be done for a plan.
func (a *App) watch(tx *store.Tx, id clinic.PlanID) (w clinic.Watch, err error) {
	if w.Plan, err = tx.GetPlan(id); err != nil {
		return w, err
	}
	if w.Occasions, err = tx.Occasions(id); err != nil {
		return w, err
	}
	if w.Visits, err = visitsOf(tx, w.Plan.PatientID); err != nil {
		return w, err
	}
	for _, o := range w.Occasions {
		if o.State != clinic.Open || o.OpenedAt == nil {
			continue
		}
		w.OpenedOn = clinic.DateAt(*o.OpenedAt, a.Zone())
		mails, err := tx.MailsIn(o.ID)
		if err != nil {
			return w, err
		}
		for n := 1; n <= clinic.MaxReminders; n++ {
			if slices.ContainsFunc(mails, func(m clinic.Mail) bool { return m.Kind == clinic.Reminds(n) }) {
				w.Reminded = n
			}
		}
	}
	return w, nil
}

func visitsOf(tx *store.Tx, patient clinic.PatientID) (visits []q.Date, err error) {
	list, err := tx.AppointmentsOf(patient)
	for _, v := range list {
		visits = append(visits, v.On)
	}
	return visits, err
}
