package app

import (
	"context"
	"errors"
	"fmt"
	"time"

	"steelyard/internal/clinic"
	"steelyard/internal/fault"
	q "steelyard/internal/questionnaire"
	"steelyard/internal/secret"
	"steelyard/internal/store"
)

// planEvery is how often the plans are looked at.
const planEvery = 30 * time.Second

// RunPlans does the work of the plans, sends what they gave to send and tends what time changes, until the context ends. A ticker is enough for it:
// there is one job, it must not run twice at once, and what is due is read from the database, not kept in a schedule.
func (a *App) RunPlans(ctx context.Context) {
	for {
		if err := errors.Join(a.Tick(ctx), a.SendMails(ctx), a.Tend(ctx), a.TellStaff(ctx)); err != nil && ctx.Err() == nil {
			a.Log.Error("the work of time", "error", err.Error())
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(planEvery):
		}
	}
}

// Tick does everything that is to be done for plans by now, each thing in a transaction of its own. What fails for one
// plan does not keep the others from being done, and is tried again the next time.
func (a *App) Tick(ctx context.Context) error {
	var ids []clinic.PlanID
	err := a.Store.View(ctx, func(tx *store.Tx) (err error) {
		ids, err = tx.PlansToLookAt(a.today())
		return err
	})
	for _, id := range ids {
		if ctx.Err() != nil {
			return errors.Join(err, ctx.Err())
		}
		if failed := a.work(ctx, id); failed != nil {
			err = errors.Join(err, fmt.Errorf("plan %s: %w", id, failed))
		}
	}
	return err
}

// work does for one plan whatever is to be done by now.
func (a *App) work(ctx context.Context, id clinic.PlanID) error {
	for {
		more, err := a.workOnce(ctx, id)
		if err != nil || !more {
			return err
		}
	}
}

// workOnce does one thing for a plan. What it needs from outside of the transaction is got before; the transaction
// decides again.
func (a *App) workOnce(ctx context.Context, id clinic.PlanID) (more bool, err error) {
	var plan clinic.Plan
	var step clinic.Step
	err = a.Store.View(ctx, func(tx *store.Tx) error {
		w, err := a.watch(tx, id)
		plan, step = w.Plan, w.Decide(a.today())
		return err
	})
	if err != nil || step.Kind == clinic.NoStep {
		return false, err
	}
	var refs []q.Ref
	var cannot error
	if step.Kind == clinic.OpenIt {
		if refs, cannot = a.battery(ctx, plan.Battery, clinic.Online); cannot != nil && fault.KindOf(cannot) == fault.Internal {
			return false, cannot
		}
	}
	err = a.Store.Update(ctx, func(tx *store.Tx) error {
		w, err := a.watch(tx, id)
		if err != nil {
			return err
		}
		if now := w.Decide(a.today()); now != step {
			more = true // somebody was quicker
			return nil
		}
		if step.Kind == clinic.OpenIt {
			back, err := tookBack(tx, plan.PatientID)
			if err != nil {
				return err
			}
			if back {
				return a.hold(tx, step)
			}
		}
		if cannot != nil {
			return a.cannotOpen(tx, &w, step, fault.Message(cannot))
		}
		more = true
		return a.do(tx, &w, step, refs)
	})
	return more && err == nil, err
}

// do does one step in the transaction that decided it.
func (a *App) do(tx *store.Tx, w *clinic.Watch, step clinic.Step, refs []q.Ref) error {
	switch step.Kind {
	case clinic.PlanNext:
		return a.putPlanned(tx, w, step.Slot)
	case clinic.FinishPlan:
		return a.finish(tx, w)
	}
	o, err := tx.GetOccasion(step.Occasion)
	if err != nil {
		return err
	}
	switch step.Kind {
	case clinic.MissIt:
		return a.miss(tx, o)
	case clinic.OpenIt:
		return a.open(tx, w, o, refs)
	default:
		return a.remind(tx, w, o, step.Reminder)
	}
}

func (a *App) finish(tx *store.Tx, w *clinic.Watch) error {
	now := a.Now()
	w.Plan.State, w.Plan.EndedAt = clinic.PlanEnded, &now
	if err := tx.UpdatePlan(w.Plan); err != nil {
		return err
	}
	return a.note(tx, byItself, deed{action: "end plan", patient: w.Plan.PatientID, subject: "plan:" + string(w.Plan.ID), why: "nothing more will come"})
}

func (a *App) miss(tx *store.Tx, o clinic.Occasion) error {
	back, err := tookBack(tx, o.PatientID)
	if err != nil {
		return err
	}
	if back {
		return a.cancel(tx, byItself, o, clinic.WhyTakenBack)
	}
	now := a.Now()
	if o.State == clinic.Planned && o.Why == "" {
		o.Why = "it was not asked: the server did not run on these days"
	}
	o.State, o.ClosedAt = clinic.Missed, &now
	if err := tx.PutOccasion(o, ""); err != nil {
		return err
	}
	return a.noteOccasion(tx, "miss occasion", o)
}

func (a *App) noteOccasion(tx *store.Tx, action string, o clinic.Occasion) error {
	return a.note(tx, byItself, deed{action: action, patient: o.PatientID, subject: "occasion:" + string(o.ID), why: "due " + string(o.Due)})
}

// cannotOpen says beside an occasion why it can't be asked, and looks again tomorrow.
func (a *App) cannotOpen(tx *store.Tx, w *clinic.Watch, step clinic.Step, why string) error {
	o, err := tx.GetOccasion(step.Occasion)
	if err != nil {
		return err
	}
	o.Why = "it could not be asked: " + why
	if err := tx.PutOccasion(o, clinic.AddDays(a.today(), 1)); err != nil {
		return err
	}
	return a.note(tx, byItself, deed{action: "could not open occasion", patient: o.PatientID, subject: "occasion:" + string(o.ID), why: "plan " + string(w.Plan.ID)})
}

// hold keeps an occasion from being asked as long as the patient has not agreed anew to being asked, and looks again tomorrow.
// That is written down once.
func (a *App) hold(tx *store.Tx, step clinic.Step) error {
	o, err := tx.GetOccasion(step.Occasion)
	if err != nil {
		return err
	}
	known := o.Why == clinic.WhyTakenBack
	o.Why = clinic.WhyTakenBack
	if err := tx.PutOccasion(o, clinic.AddDays(a.today(), 1)); err != nil || known {
		return err
	}
	return a.note(tx, byItself, deed{action: "hold occasion", patient: o.PatientID, subject: "occasion:" + string(o.ID), why: o.Why})
}

// tookBack says whether a patient took back their agreement to being asked and has not agreed anew.
func tookBack(tx *store.Tx, patient clinic.PatientID) (bool, error) {
	c, _, err := tx.FindConsent(patient)
	return c.WithdrawnAt != nil, err
}

// open makes the link of an occasion and puts the message with it into the outbox, all in one transaction. Nobody knows the
// token that is made here: each message and each hand-over gets one of its own. Nobody made it, so that it is no contact by which
// a record would be kept.
func (a *App) open(tx *store.Tx, w *clinic.Watch, o clinic.Occasion, refs []q.Ref) error {
	now := a.Now()
	_, hash := secret.NewToken()
	e := clinic.Encounter{ID: clinic.EncounterID(a.NewID()), PatientID: o.PatientID, Mode: clinic.Online, Battery: refs, CreatedAt: now}
	i := clinic.Invitation{ID: clinic.InvitationID(a.NewID()), EncounterID: e.ID, PatientID: o.PatientID, TokenHash: hash,
		CreatedAt: now, ExpiresAt: clinic.StartOf(clinic.AddDays(o.Closes, 1), a.Zone())}
	if err := errors.Join(tx.CreateEncounter(e), tx.CreateInvitation(i)); err != nil {
		return err
	}
	o.State, o.Encounter, o.Invitation, o.OpenedAt, o.Why = clinic.Open, e.ID, i.ID, &now, ""
	w.OpenedOn, w.Reminded = a.today(), 0
	if err := tx.PutOccasion(o, w.Look(o)); err != nil {
		return err
	}
	if err := a.putMail(tx, o, clinic.Invites); err != nil {
		return err
	}
	return a.noteOccasion(tx, "open occasion", o)
}

func (a *App) remind(tx *store.Tx, w *clinic.Watch, o clinic.Occasion, n int) error {
	if err := a.putMail(tx, o, clinic.Reminds(n)); err != nil {
		return err
	}
	w.Reminded = n
	return tx.LookAgain(o.ID, w.Look(o))
}

// settle marks the occasion at which an encounter was held as answered, in the transaction that sends the answers in.
func (a *App) settle(tx *store.Tx, id clinic.EncounterID, now time.Time) error {
	o, ok, err := tx.FindOccasionOfEncounter(id)
	if err != nil || !ok || o.State != clinic.Open {
		return err
	}
	o.State, o.ClosedAt = clinic.Done, &now
	if err := tx.PutOccasion(o, ""); err != nil {
		return err
	}
	return a.finishIfOver(tx, o.PlanID)
}

func (a *App) finishIfOver(tx *store.Tx, id clinic.PlanID) error {
	w, err := a.watch(tx, id)
	if err != nil || w.Decide(a.today()).Kind != clinic.FinishPlan {
		return err
	}
	return a.finish(tx, &w)
}

// withdrawn cancels the occasion whose link a member of staff withdrew.
func (a *App) withdrawn(tx *store.Tx, who clinic.Actor, i clinic.Invitation) error {
	o, ok, err := tx.FindOccasionOfInvitation(i.ID)
	if err != nil || !ok || o.State != clinic.Open {
		return err
	}
	if err := a.cancel(tx, who, o, clinic.WhyWithdrawn); err != nil {
		return err
	}
	return a.finishIfOver(tx, o.PlanID)
}

func (a *App) cancel(tx *store.Tx, who clinic.Actor, o clinic.Occasion, why string) error {
	now := a.Now()
	o.State, o.ClosedAt, o.Why = clinic.Cancelled, &now, why
	if err := tx.PutOccasion(o, ""); err != nil {
		return err
	}
	return a.note(tx, who, deed{action: "cancel occasion", patient: o.PatientID, subject: "occasion:" + string(o.ID), why: why})
}
