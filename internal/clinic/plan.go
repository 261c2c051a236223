package clinic

import (
	"fmt"
	"slices"
	"time"

	"steelyard/internal/fault"
	q "steelyard/internal/questionnaire"
)

// The names of plans and what belongs to them.
type (
	PlanID         string
	PlanTemplateID string
	OccasionID     string
	AppointmentID  string
)

// Plan is a battery that a patient is asked in a rhythm.
type Plan struct {
	ID        PlanID
	PatientID PatientID
	Name      string
	Schedule
	Start     q.Date // the first due day, or the day of discharge; empty before visits, and while the discharge is not known
	Until     q.Date // nothing is due after it; empty for no end
	State     PlanState
	CreatedBy UserID
	CreatedAt time.Time
	EndedAt   *time.Time
}

// PlanState says whether a plan still asks.
type PlanState string

// The states of a plan.
const (
	PlanActive PlanState = "active"
	PlanPaused PlanState = "paused"
	PlanEnded  PlanState = "ended"
)

// PlanTemplate is a schedule that a site keeps to make plans from.
type PlanTemplate struct {
	ID   PlanTemplateID
	Name string
	Schedule
	CreatedAt time.Time
	RemovedAt *time.Time
}

// Appointment is a day on which a patient comes in.
type Appointment struct {
	ID          AppointmentID
	PatientID   PatientID
	On          q.Date
	CreatedBy   UserID
	CreatedAt   time.Time
	CancelledAt *time.Time
}

// Slot is one time a plan asks: the due day, and the days from which and up to which answers count, both included.
type Slot struct {
	N      int // from 0
	Due    q.Date
	Opens  q.Date
	Closes q.Date
}

// Occasion is a slot of a patient's plan and what became of it.
type Occasion struct {
	ID        OccasionID
	PlanID    PlanID
	PatientID PatientID
	Slot
	State      OccasionState
	Encounter  EncounterID  // once it was opened
	Invitation InvitationID // empty where a member of staff enters the answers
	OpenedAt   *time.Time
	ClosedAt   *time.Time // when it was done, missed or cancelled
	Why        string     // why it was cancelled, or could not be asked
}

// OccasionState says what became of an occasion. The last three are final.
type OccasionState string

// The states of an occasion.
const (
	Planned   OccasionState = "planned"
	Open      OccasionState = "open"
	Done      OccasionState = "done"
	Missed    OccasionState = "missed"
	Cancelled OccasionState = "cancelled"
)

// Why an occasion was cancelled. One whose appointment was called off does not stand in the way of another on its days.
const (
	WhyVisitCancelled = "the appointment was cancelled"
	WhyPaused         = "the plan was paused"
	WhyEnded          = "the plan was ended"
	WhyWithdrawn      = "the link was withdrawn"
	WhyMoved          = "the day was changed"
	WhyTakenBack      = "the patient took back their agreement to being asked by link"
)

// Check says everything that is wrong with a new plan on a day.
func (p *Plan) Check(today q.Date) error {
	details := p.faults()
	wrong := func(field, what string) { details = append(details, fault.Detail{Where: field, What: what}) }
	if !printable(p.Name, 1, 80) {
		wrong("name", "Give it a name, up to 80 characters.")
	}
	latest := AddDays(today, 2*365)
	switch {
	case p.Rhythm.Kind == BeforeVisit && p.Start != "":
		wrong("start", "A plan that follows appointments has no first day. Leave it empty.")
	case p.Rhythm.Kind == BeforeVisit || p.Rhythm.Kind == AtDischarge && p.Start == "":
	case !isDate(p.Start) || p.Start < today || p.Start > latest:
		wrong("start", fmt.Sprintf("Enter a day from %s to %s, as year-month-day.", today, latest))
	}
	if p.Until != "" && (!isDate(p.Until) || p.Until < today || p.Until < p.Start || p.Until > AddDays(today, 20*365)) {
		wrong("until", "Enter the last day as year-month-day, not before the first, or leave it empty.")
	}
	return detailed(details)
}

// Check says everything that is wrong with a template.
func (t *PlanTemplate) Check() error {
	details := t.faults()
	if !printable(t.Name, 1, 80) {
		details = append(details, fault.Detail{Where: "name", What: "Give it a name, up to 80 characters."})
	}
	return detailed(details)
}

// Next gives the slot that comes after the occasions that there were, and that is not over before a day (empty for any).
// There is none after the last, and none while the plan waits for an appointment or a day of discharge.
func (p *Plan) Next(before []Occasion, visits []q.Date, notOver q.Date) (s Slot, ok bool) {
	before = slices.DeleteFunc(slices.Clone(before), func(o Occasion) bool {
		return o.State == Cancelled && (o.Why == WhyVisitCancelled || o.Why == WhyMoved)
	})
	switch p.Rhythm.Kind {
	case BeforeVisit:
		s, ok = p.beforeVisit(before, visits, notOver)
	case Every:
		s, ok = p.repeated(before, notOver)
	default:
		s, ok = p.slot(0, p.Start), len(before) == 0 && p.Start != "" && AddDays(p.Start, p.After) >= notOver
	}
	if ok && (p.Until != "" && s.Due > p.Until || p.Count > 0 && s.N >= p.Count) {
		return Slot{}, false
	}
	return s, ok
}

func (p *Plan) slot(n int, due q.Date) Slot {
	return Slot{N: n, Due: due, Opens: AddDays(due, -p.Before), Closes: AddDays(due, p.After)}
}

func (p *Plan) repeated(before []Occasion, notOver q.Date) (Slot, bool) {
	if !isDate(p.Start) || p.Rhythm.gap() < 1 {
		return Slot{}, false
	}
	n := 0
	for i := range before {
		n = max(n, before[i].N+1)
	}
	if gap := p.Rhythm.gap(); notOver > p.Start { // no due day lies later than as many of the longest gaps
		n = max(n, DaysBetween(p.Start, notOver)/(gap+gap/9+1)-1)
	}
	for {
		if s := p.slot(n, p.Rhythm.due(p.Start, n)); s.Closes >= notOver {
			return s, true
		}
		n++
	}
}

// beforeVisit gives the slot of the next appointment that no earlier one has served: answers count until the visit, and
// an appointment whose questions would come up while those for an earlier one are open goes with that one.
func (p *Plan) beforeVisit(before []Occasion, visits []q.Date, notOver q.Date) (Slot, bool) {
	var closed q.Date
	n := 0
	for i := range before {
		closed, n = max(closed, before[i].Closes), max(n, before[i].N+1)
	}
	for _, visit := range slices.Sorted(slices.Values(visits)) {
		due := AddDays(visit, -p.Rhythm.Lead)
		if visit < notOver || due <= closed {
			continue
		}
		s := Slot{N: n, Due: due, Opens: AddDays(due, -p.Before), Closes: visit}
		if closed != "" && s.Opens <= closed {
			s.Opens = AddDays(closed, 1)
		}
		return s, true
	}
	return Slot{}, false
}

// Waits says whether a plan without a next slot may get one later: with an appointment, or a day of discharge.
func (p *Plan) Waits(before []Occasion, today q.Date) bool {
	switch {
	case p.Until != "" && p.Until < today:
		return false
	case p.Rhythm.Kind == AtDischarge:
		return p.Start == ""
	}
	return p.Rhythm.Kind == BeforeVisit && (p.Count == 0 || len(before) < p.Count)
}

// Preview gives the first slots of a plan as if it began now.
func (p *Plan) Preview(visits []q.Date, today q.Date, most int) (list []Slot) {
	var before []Occasion
	for len(list) < most {
		s, ok := p.Next(before, visits, today)
		if !ok {
			break
		}
		list, before = append(list, s), append(before, Occasion{Slot: s})
	}
	return list
}
