package clinic

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"steelyard/internal/fault"
	q "steelyard/internal/questionnaire"
)

const first = q.Date("2026-11-23")

func anySchedule() *rapid.Generator[Schedule] {
	return rapid.Custom(func(t *rapid.T) Schedule {
		s := Schedule{Battery: []q.ID{"phq-9"}, Rhythm: Rhythm{Kind: rapid.SampledFrom([]RhythmKind{Once, Every, BeforeVisit, AtDischarge}).Draw(t, "kind")},
			Before: rapid.IntRange(0, 20).Draw(t, "before"), After: rapid.IntRange(0, 20).Draw(t, "after"),
			Remind: rapid.IntRange(0, 5).Draw(t, "remind"), Count: rapid.SampledFrom([]int{0, 0, 1, 7}).Draw(t, "count")}
		switch s.Rhythm.Kind {
		case Every:
			s.Rhythm.Every, s.Rhythm.Unit = rapid.IntRange(1, 6).Draw(t, "every"), rapid.SampledFrom([]Unit{Days, Weeks, Months}).Draw(t, "unit")
		case BeforeVisit:
			s.Rhythm.Lead = rapid.IntRange(0, 10).Draw(t, "lead")
		}
		if s.Check() != nil {
			s.Before, s.After = 0, 0
		}
		return s
	})
}

func anyPlan() *rapid.Generator[Plan] {
	return rapid.Custom(func(t *rapid.T) Plan {
		p := Plan{Name: "x", Schedule: anySchedule().Draw(t, "schedule"), State: PlanActive}
		if p.Rhythm.Kind != BeforeVisit {
			p.Start = AddDays(first, rapid.IntRange(0, 400).Draw(t, "start"))
		}
		if err := p.Check(first); err != nil {
			t.Fatal(fault.Details(err))
		}
		return p
	})
}

func anyVisits() *rapid.Generator[[]q.Date] {
	return rapid.Custom(func(t *rapid.T) (list []q.Date) {
		for _, n := range rapid.SliceOfNDistinct(rapid.IntRange(0, 300), 0, 12, rapid.ID).Draw(t, "visits") {
			list = append(list, AddDays(first, n))
		}
		return list
	})
}

// Due days rise, windows hold their due day and never overlap, and what repeats is counted from its beginning.
func TestSlotsNeverOverlapAndNeverDrift(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		p, visits := anyPlan().Draw(rt, "plan"), anyVisits().Draw(rt, "visits")
		slots := p.Preview(visits, first, 30)
		for i, s := range slots {
			if s.Due < s.Opens && p.Rhythm.Kind != BeforeVisit || s.Closes < s.Due || s.Opens > s.Closes {
				rt.Errorf("%+v is due outside of its days", s)
			}
			if p.Rhythm.Kind == Every && s.Due != p.Rhythm.due(p.Start, s.N) {
				rt.Errorf("%+v has drifted from %s", s, p.Start)
			}
			if p.Rhythm.Kind == BeforeVisit && !slices.Contains(visits, s.Closes) {
				rt.Errorf("%+v is before no visit", s)
			}
			if i > 0 && (s.Due <= slots[i-1].Due || s.Opens <= slots[i-1].Closes || s.N != slots[i-1].N+1) {
				rt.Errorf("%+v follows %+v", s, slots[i-1])
			}
			if p.Count > 0 && s.N >= p.Count {
				rt.Errorf("%+v is one too many of %d", s, p.Count)
			}
		}
		if p.Rhythm.Kind == Every && p.Count == 0 && len(slots) != 30 {
			rt.Errorf("got %d times of a plan without an end", len(slots))
		}
	})
}

// Going on after a pause gives the same days as if there had been none, but for those that are over.
func TestNextAfterAPauseIsOnTheSameDays(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		p := anyPlan().Draw(rt, "plan")
		if p.Rhythm.Kind != Every {
			return
		}
		p.Count = 0
		today := AddDays(p.Start, rapid.IntRange(0, 900).Draw(rt, "today"))
		got, ok := p.Next(nil, nil, today)
		n := 0
		for p.slot(n, p.Rhythm.due(p.Start, n)).Closes < today {
			n++
		}
		if want := p.slot(n, p.Rhythm.due(p.Start, n)); !ok || got != want {
			rt.Errorf("on %s: got %+v, want %+v", today, got, want)
		}
	})
}

// Days counted by hand on a calendar.
func TestPlanVectors(t *testing.T) {
	cases := []struct {
		name   string
		plan   Plan
		visits []q.Date
		want   []Slot
	}{
		{"a month's last day", Plan{Start: "2027-01-31", Schedule: Schedule{Rhythm: Rhythm{Kind: Every, Every: 1, Unit: Months}, Before: 2, After: 3}}, nil,
			[]Slot{{0, "2027-01-31", "2027-01-29", "2027-02-03"}, {1, "2027-02-28", "2027-02-26", "2027-03-03"}, {2, "2027-03-31", "2027-03-29", "2027-04-03"}}},
		{"two weeks over the change of clocks", Plan{Start: "2027-03-15", Schedule: Schedule{Rhythm: Rhythm{Kind: Every, Every: 2, Unit: Weeks}}}, nil,
			[]Slot{{0, "2027-03-15", "2027-03-15", "2027-03-15"}, {1, "2027-03-29", "2027-03-29", "2027-03-29"}, {2, "2027-04-12", "2027-04-12", "2027-04-12"}}},
		{"three days before visits, two of them close together", Plan{Schedule: Schedule{Rhythm: Rhythm{Kind: BeforeVisit, Lead: 3}, Before: 1}},
			[]q.Date{"2026-12-14", "2026-12-07", "2026-12-09"},
			[]Slot{{0, "2026-12-04", "2026-12-03", "2026-12-07"}, {1, "2026-12-11", "2026-12-10", "2026-12-14"}}},
		{"a visit tomorrow", Plan{Schedule: Schedule{Rhythm: Rhythm{Kind: BeforeVisit, Lead: 3}}}, []q.Date{"2026-11-24"},
			[]Slot{{0, "2026-11-21", "2026-11-21", "2026-11-24"}}},
		{"no discharge yet", Plan{Schedule: Schedule{Rhythm: Rhythm{Kind: AtDischarge}}}, nil, nil},
		{"up to a last day", Plan{Start: "2026-11-23", Until: "2026-11-30", Schedule: Schedule{Rhythm: Rhythm{Kind: Every, Every: 1, Unit: Weeks}}}, nil,
			[]Slot{{0, "2026-11-23", "2026-11-23", "2026-11-23"}, {1, "2026-11-30", "2026-11-30", "2026-11-30"}}},
	}
	for _, c := range cases {
		if got := c.plan.Preview(c.visits, first, 3); !slices.Equal(got, c.want) {
			t.Errorf("%s: got %+v, want %+v", c.name, got, c.want)
		}
	}
}

func TestPlanCheck(t *testing.T) {
	cases := []struct {
		name   string
		change func(*Plan)
		field  string
	}{
		{"good", func(*Plan) {}, ""},
		{"nothing asked", func(p *Plan) { p.Battery = nil }, "battery"},
		{"no name", func(p *Plan) { p.Name = "" }, "name"},
		{"a first day that is over", func(p *Plan) { p.Start = AddDays(first, -1) }, "start"},
		{"no first day", func(p *Plan) { p.Start = "" }, "start"},
		{"no such day", func(p *Plan) { p.Start = "2027-02-30" }, "start"},
		{"an end before the beginning", func(p *Plan) { p.Until = AddDays(p.Start, -1) }, "until"},
		{"no rhythm", func(p *Plan) { p.Rhythm = Rhythm{} }, "rhythm"},
		{"every zero weeks", func(p *Plan) { p.Rhythm.Every = 0 }, "every"},
		{"no unit", func(p *Plan) { p.Rhythm.Unit = "years" }, "every"},
		{"windows that touch", func(p *Plan) { p.Before, p.After = 7, 7 }, "after"},
		{"windows that just don't", func(p *Plan) { p.Before, p.After = 7, 6 }, ""},
		{"a negative window", func(p *Plan) { p.Before = -1 }, "before"},
		{"too many times", func(p *Plan) { p.Count = MaxCount + 1 }, "count"},
		{"a month's windows that would meet in February", func(p *Plan) {
			p.Rhythm, p.Before, p.After = Rhythm{Kind: Every, Every: 1, Unit: Months}, 14, 14
		}, "after"},
		{"a first day before visits", func(p *Plan) { p.Rhythm = Rhythm{Kind: BeforeVisit} }, "start"},
		{"too long before visits", func(p *Plan) { p.Rhythm, p.Start = Rhythm{Kind: BeforeVisit, Lead: 31}, "" }, "lead"},
		{"discharge not known yet", func(p *Plan) { p.Rhythm, p.Start = Rhythm{Kind: AtDischarge}, "" }, ""},
	}
	for _, c := range cases {
		p := Plan{Name: "Course", Start: first, Schedule: Schedule{Battery: []q.ID{"phq-9"}, Rhythm: Rhythm{Kind: Every, Every: 2, Unit: Weeks}, After: 3}}
		c.change(&p)
		checkFields(t, c.name, p.Check(first), c.field)
	}
}

// A plan that is looked at on any days, or on none for a while, ends up with the same occasions: each time was asked or
// missed, none is left out, none comes twice, and at most one is open.
func TestNothingIsLostHoweverSeldomOneLooks(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		w := Watch{Plan: anyPlan().Draw(rt, "plan"), Visits: anyVisits().Draw(rt, "visits")}
		want := w.Plan.Preview(w.Visits, "", 1000)
		day, last := first, AddDays(first, 200)
		w.Plan.Until = last
		for day <= last {
			steps(rt, &w, day)
			day = AddDays(day, rapid.SampledFrom([]int{1, 1, 1, 2, 5, 40}).Draw(rt, "next look"))
		}
		steps(rt, &w, AddDays(last, 100))
		var got []Slot
		for _, o := range w.Occasions {
			got = append(got, o.Slot)
		}
		for i := range got {
			if i >= len(want) || got[i] != want[i] {
				rt.Fatalf("got %+v, want the beginning of %+v", got, want[:min(len(want), len(got)+2)])
			}
		}
		for _, s := range want {
			if s.Due <= last && !slices.Contains(got, s) {
				rt.Fatalf("%+v was lost", s)
			}
		}
	})
}

// steps does what a day asks for.
func steps(t *rapid.T, w *Watch, day q.Date) {
	for range 10000 {
		s := w.Decide(day)
		i := slices.IndexFunc(w.Occasions, func(o Occasion) bool { return o.ID == s.Occasion && s.Occasion != "" })
		switch s.Kind {
		case NoStep:
			if open := w.find(Open); open != nil && (day < open.Opens || day > open.Closes) {
				t.Fatalf("%+v is open on %s", open, day)
			}
			return
		case PlanNext:
			w.Occasions = append(w.Occasions, Occasion{ID: OccasionID(s.Slot.Due), Slot: s.Slot, State: Planned})
		case OpenIt:
			w.Occasions[i].State, w.Occasions[i].Invitation, w.OpenedOn, w.Reminded = Open, "i", day, 0
		case MissIt:
			w.Occasions[i].State = Missed
		case RemindIt:
			if s.Reminder <= w.Reminded || s.Reminder > MaxReminders || day == w.OpenedOn {
				t.Fatalf("reminder %d after %d on %s", s.Reminder, w.Reminded, day)
			}
			w.Reminded = s.Reminder
		case FinishPlan:
			w.Plan.State = PlanEnded
		}
	}
	t.Fatal("there is no end to it")
}

// Whoever was away for five days asks once, and sends one reminder, not five.
func TestAwayForFiveDays(t *testing.T) {
	open := Occasion{ID: "o", Slot: Slot{Due: first, Opens: first, Closes: AddDays(first, 9)}, State: Open, Invitation: "i"}
	w := Watch{Plan: Plan{State: PlanActive, Start: first, Schedule: Schedule{Rhythm: Rhythm{Kind: Once}, Remind: 1}}, Occasions: []Occasion{open}, OpenedOn: first}
	if got := w.Decide(AddDays(first, 5)); got != (Step{Kind: RemindIt, Occasion: "o", Reminder: 3}) {
		t.Errorf("got %+v, want the newest reminder alone", got)
	}
	w.Reminded = 3
	if got := w.Decide(AddDays(first, 6)); got.Kind != NoStep {
		t.Errorf("got %+v, want no more than three reminders", got)
	}
}
