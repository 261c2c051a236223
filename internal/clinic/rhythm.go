package clinic

import (
	"fmt"
	"slices"

	"steelyard/internal/fault"
	q "steelyard/internal/questionnaire"
)

// RhythmKind is when a plan's questions come round.
type RhythmKind string

// The kinds of rhythm.
const (
	Once        RhythmKind = "once"         // on a day, such as a baseline
	Every       RhythmKind = "every"        // again and again, from a day on
	BeforeVisit RhythmKind = "before-visit" // some days before each appointment
	AtDischarge RhythmKind = "at-discharge" // once, on a day that is known later
)

// Unit is what a repeated rhythm counts in.
type Unit string

// The units.
const (
	Days   Unit = "days"
	Weeks  Unit = "weeks"
	Months Unit = "months"
)

// Rhythm is a kind with its numbers.
type Rhythm struct {
	Kind  RhythmKind `json:"kind"`
	Every int        `json:"every,omitempty"` // for Every: how many units lie between two days
	Unit  Unit       `json:"unit,omitempty"`  // for Every
	Lead  int        `json:"lead,omitempty"`  // for BeforeVisit: how many days before the appointment
}

// Schedule is what is asked, when, and how patiently: the part that a plan and a template share.
type Schedule struct {
	Battery []q.ID `json:"battery"`
	Rhythm  Rhythm `json:"rhythm"`
	Before  int    `json:"before"` // how many days before the due day answers count already
	After   int    `json:"after"`  // how many days after it they still do; before a visit they count until the visit
	Remind  int    `json:"remind"` // days between reminders while nothing came in; 0 for none
	Count   int    `json:"count"`  // how often at most; 0 for no end
}

// The bounds of a schedule, in days where not said otherwise.
const (
	MaxEvery     = 60 // units
	MaxLead      = 30
	MaxTolerance = 60
	MaxCount     = 500 // times
	MaxReminders = 3   // times, for one due day
)

// due gives the n-th day, from 0, of a rhythm that begins on a day. It is always counted from the beginning, so that
// a month that was too short moves nothing that follows it.
func (r Rhythm) due(start q.Date, n int) q.Date {
	switch {
	case r.Kind != Every:
		return start
	case r.Unit == Months:
		return addMonths(start, n*r.Every)
	case r.Unit == Weeks:
		return AddDays(start, 7*n*r.Every)
	}
	return AddDays(start, n*r.Every)
}

// gap gives the fewest days between two due days; 0 where there is no fixed one.
func (r Rhythm) gap() int {
	switch {
	case r.Kind != Every:
		return 0
	case r.Unit == Months:
		return 28 * r.Every // February; several months are longer, and need no more
	case r.Unit == Weeks:
		return 7 * r.Every
	}
	return r.Every
}

// Check says everything that is wrong with a schedule.
func (s *Schedule) Check() error { return detailed(s.faults()) }

func detailed(details []fault.Detail) error {
	if len(details) == 0 {
		return nil
	}
	return fault.New(fault.Invalid, "Please correct what is marked.", details...)
}

func (s *Schedule) faults() (list []fault.Detail) {
	wrong := func(field, what string) { list = append(list, fault.Detail{Where: field, What: what}) }
	within := func(field string, n, high int) {
		if n < 0 || n > high {
			wrong(field, fmt.Sprintf("Enter a whole number from 0 to %d.", high))
		}
	}
	if len(s.Battery) == 0 || len(s.Battery) > 50 {
		wrong("battery", "Choose at least one questionnaire.")
	}
	within("before", s.Before, MaxTolerance)
	within("after", s.After, MaxTolerance)
	within("remind", s.Remind, MaxTolerance)
	within("count", s.Count, MaxCount)
	return append(list, s.Rhythm.faults(s.Before+s.After)...)
}

func (r Rhythm) faults(tolerance int) (list []fault.Detail) {
	wrong := func(field, what string) { list = append(list, fault.Detail{Where: field, What: what}) }
	switch r.Kind {
	case Once, AtDischarge:
	case Every:
		switch {
		case r.Every < 1 || r.Every > MaxEvery || !slices.Contains([]Unit{Days, Weeks, Months}, r.Unit):
			wrong("every", fmt.Sprintf("Enter a whole number from 1 to %d, and choose days, weeks or months.", MaxEvery))
		case tolerance >= r.gap():
			wrong("after", fmt.Sprintf("The days before and after must be fewer than the %d days between two times, or two would be open at once.", r.gap()))
		}
	case BeforeVisit:
		if r.Lead < 0 || r.Lead > MaxLead {
			wrong("lead", fmt.Sprintf("Enter a whole number of days from 0 to %d.", MaxLead))
		}
	default:
		wrong("rhythm", "Choose when the questions come round.")
	}
	return list
}
