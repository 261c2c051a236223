package clinic

import (
	"slices"

	q "steelyard/internal/questionnaire"
)

// Watch is everything that decides what is to be done for a plan on a day.
type Watch struct {
	Plan      Plan
	Occasions []Occasion // all there were
	Visits    []q.Date
	OpenedOn  q.Date // the day on which the open one was opened
	Reminded  int    // how many reminders were made for the open one
}

// StepKind is one thing to do for a plan.
type StepKind string

// The steps.
const (
	NoStep     StepKind = ""
	MissIt     StepKind = "miss"   // the days of an occasion are over and nothing was sent in
	OpenIt     StepKind = "open"   // an occasion's days have begun
	RemindIt   StepKind = "remind" // an open one waits since long enough
	PlanNext   StepKind = "plan"   // nothing is planned, and there is a next slot
	FinishPlan StepKind = "finish" // nothing will come any more
)

// Step is what is to be done next.
type Step struct {
	Kind     StepKind
	Occasion OccasionID // for MissIt, OpenIt and RemindIt
	Slot     Slot       // for PlanNext
	Reminder int        // for RemindIt: which one, from 1
}

// find gives the plan's occasion in a state; there is at most one that is planned and one that is open.
func (w *Watch) find(state OccasionState) *Occasion {
	if i := slices.IndexFunc(w.Occasions, func(o Occasion) bool { return o.State == state }); i >= 0 {
		return &w.Occasions[i]
	}
	return nil
}

// Decide says what is to be done next for the plan on a day. It is asked again after each step, until there is none:
// whoever was away for days goes through them one by one, and asks only for what can still be answered.
func (w *Watch) Decide(today q.Date) Step {
	open, planned := w.find(Open), w.find(Planned)
	if open != nil && open.Closes < today {
		return Step{Kind: MissIt, Occasion: open.ID}
	}
	if w.Plan.State != PlanActive {
		return Step{}
	}
	switch {
	case planned != nil && planned.Closes < today:
		return Step{Kind: MissIt, Occasion: planned.ID}
	case planned != nil && planned.Opens <= today && open == nil:
		return Step{Kind: OpenIt, Occasion: planned.ID}
	case planned == nil:
		if slot, ok := w.Plan.Next(w.Occasions, w.Visits, ""); ok {
			return Step{Kind: PlanNext, Slot: slot}
		}
		if open == nil && !w.Plan.Waits(w.Occasions, today) {
			return Step{Kind: FinishPlan}
		}
	}
	if k := w.reminder(today); open != nil && open.Invitation != "" && k > w.Reminded {
		return Step{Kind: RemindIt, Occasion: open.ID, Reminder: k}
	}
	return Step{}
}

// reminder gives the newest reminder whose day has come, from 1; those before it that were not made are left out.
func (w *Watch) reminder(today q.Date) int {
	if w.Plan.Remind == 0 || w.OpenedOn == "" {
		return 0
	}
	return min(DaysBetween(w.OpenedOn, today)/w.Plan.Remind, MaxReminders)
}

// Look gives the first day on which there may be something to do for an occasion; empty for none.
func (w *Watch) Look(o Occasion) q.Date {
	switch {
	case o.State == Open:
		look := AddDays(o.Closes, 1)
		if w.Plan.Remind > 0 && w.Plan.State == PlanActive && o.Invitation != "" && w.Reminded < MaxReminders {
			look = min(look, AddDays(w.OpenedOn, w.Plan.Remind*(w.Reminded+1)))
		}
		return look
	case o.State == Planned && w.Plan.State == PlanActive:
		return o.Opens
	}
	return ""
}
