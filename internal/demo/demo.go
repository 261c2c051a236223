// Package demo owns the synthetic clinic: invented people with months of plausible answers, so that a newcomer sees a
// populated product. It goes through the use cases like everybody else, with a clock of its own, and must not know rows.
package demo

import (
	"context"
	"fmt"
	"math/rand/v2"
	"time"

	"steelyard/internal/app"
	"steelyard/internal/clinic"
	q "steelyard/internal/questionnaire"
)

// The sign-in that Fill makes. It opens nothing but a throw-away database.
const (
	Login    = "demo"
	Password = "a-beam-finds-its-balance"
)

// Patients is how many people the clinic has.
const Patients = 40

// filler fills one database.
type filler struct {
	app   *app.App
	rand  *rand.Rand
	now   time.Time // the present, when the clinic is handed over
	clock time.Time // the time at which the next thing happens
	staff clinic.Actor
	other clinic.UserID      // a colleague
	teams []clinic.TeamID    // the one the site begins with, and another
	plan  []clinic.PatientID // who is asked in a rhythm
	seen  []clinic.PatientID // everybody else who answered before
}

// Fill makes the clinic in an empty database. The same seed gives the same people and answers.
func Fill(ctx context.Context, a *app.App, seed uint64) error {
	f := &filler{app: a, rand: rand.New(rand.NewPCG(seed, seed)), now: a.Now()} //nolint:gosec // invented answers need no secrecy
	present := a.Now
	a.Now = func() time.Time { // nothing is recorded in the future
		if f.clock.After(f.now) {
			return f.now
		}
		return f.clock
	}
	defer func() { a.Now = present }()
	if err := f.site(ctx); err != nil {
		return fmt.Errorf("make the demonstration's site: %w", err)
	}
	for i := range Patients {
		if err := f.patient(ctx, i); err != nil {
			return fmt.Errorf("make invented patient %d: %w", i+1, err)
		}
	}
	if err := f.plans(ctx, f.plan); err != nil {
		return fmt.Errorf("make the invented plans: %w", err)
	}
	for _, id := range f.plan {
		if err := f.lookAtAlerts(ctx, id); err != nil {
			return err
		}
	}
	if err := f.today(ctx, f.seen); err != nil {
		return fmt.Errorf("make what happens today: %w", err)
	}
	if err := f.tags(ctx, append(f.plan, f.seen...)); err != nil {
		return fmt.Errorf("tag the invented people: %w", err)
	}
	return f.signature(ctx, f.plan[0])
}

// battery is what this clinic asks on every visit.
var battery = []q.ID{"core-mood", "core-motivation", "core-sleep", "core-impulse", "core-context", "phq-9", "gad-7"}

func (f *filler) site(ctx context.Context) error {
	f.clock = f.now.AddDate(0, -7, 0)
	token, err := f.app.NewSetupLink(ctx)
	if err != nil {
		return err
	}
	u, err := f.app.CreateFirstAdministrator(ctx, token, app.NewUser{Login: Login, Name: "Dr. Ada Invented", Password: Password}, "demo")
	if err != nil {
		return err
	}
	f.staff = clinic.Actor{User: u.ID, Name: u.Name, Role: u.Role, From: "demo"}
	if err := f.secondTeam(ctx); err != nil {
		return err
	}
	if err := f.templates(ctx); err != nil {
		return err
	}
	return f.app.PutSite(ctx, f.staff, clinic.Site{
		Name:       "Harbour Street Clinic (invented)",
		Contact:    "Reception, 01234 567890, weekdays 9 to 17",
		CrisisText: "If you might harm yourself or are in danger, call 112 now, or go to the nearest emergency department. You can also ring the crisis line 01234 567899 at any hour; somebody will listen. (This clinic and its numbers are invented.)",
		LinkDays:   14,
	})
}

// secondTeam makes another team with a colleague in it, who looks after every third patient.
func (f *filler) secondTeam(ctx context.Context) error {
	list, err := f.app.Teams(ctx, f.staff)
	if err != nil {
		return err
	}
	second, err := f.app.AddTeam(ctx, f.staff, "Day clinic")
	if err != nil {
		return err
	}
	f.teams = []clinic.TeamID{list[0].Team.ID, second}
	f.other, err = f.app.AddUser(ctx, f.staff, app.NewUser{Login: "ben", Name: "Dr. Ben Invented", Role: clinic.Clinician, Password: Password, Teams: []clinic.TeamID{second}})
	return err
}

// course is how a person's difficulties run: a level at the start and one it moves towards, both from 0 to 1.
type course struct {
	from, to float64
	speed    float64 // share of the way in a month
	domains  map[q.ID]float64
	harm     float64 // how likely a safety item is answered above zero when the level is high
}

func (f *filler) course() course {
	c := course{from: 0.25 + 0.55*f.rand.Float64(), speed: 0.25 + 0.4*f.rand.Float64(), domains: map[q.ID]float64{}, harm: 0.1 * f.rand.Float64()}
	if f.rand.IntN(5) == 0 {
		c.harm += 0.3
	}
	c.to = c.from - 0.4*f.rand.Float64()
	if f.rand.IntN(4) == 0 { // some people do not get better
		c.to = c.from + 0.15*f.rand.Float64()
	}
	for _, id := range battery {
		c.domains[id] = 0.16 * f.rand.NormFloat64()
	}
	return c
}

func (c *course) level(months float64) float64 {
	left := 1.0
	for range int(months * 4) {
		left *= 1 - c.speed/4
	}
	return c.to + (c.from-c.to)*left
}

func (f *filler) patient(ctx context.Context, i int) error {
	visits := 1 + f.rand.IntN(9)
	gap := []int{14, 21, 28}[f.rand.IntN(3)]
	start := f.now.AddDate(0, 0, -gap*(visits-1)).Add(-time.Duration(72+f.rand.IntN(12*24)) * time.Hour)
	if f.clock = start; i < planned {
		f.clock = f.now.AddDate(0, 0, -45)
	}
	p := person(i, f.rand)
	if p.Team = f.teams[0]; i%3 == 2 {
		p.Team, p.Clinician = f.teams[1], f.other
	}
	id, err := f.app.AddPatient(ctx, f.staff, p)
	if err != nil {
		return err
	}
	if i == Patients-1 { // the newest patient has no answers yet
		return f.invite(ctx, id)
	}
	if i < planned { // asked by a plan, from when everybody is there
		f.plan = append(f.plan, id)
		return nil
	}
	if err := f.treatments(ctx, id, start, gap*visits); err != nil {
		return err
	}
	f.seen = append(f.seen, id)
	c := f.course()
	for v := range visits {
		f.clock = start.AddDate(0, 0, gap*v)
		if err := f.visit(ctx, id, &c, f.clock.Sub(start).Hours()/24/30); err != nil {
			return err
		}
	}
	if err := f.lookAtAlerts(ctx, id); err != nil || f.rand.IntN(3) > 0 {
		return err
	}
	f.clock = f.now.Add(-time.Duration(1+f.rand.IntN(30*24)) * time.Hour)
	return f.invite(ctx, id)
}

// invite leaves a link that was not answered yet; some of them have run out.
func (f *filler) invite(ctx context.Context, id clinic.PatientID) error {
	_, _, err := f.app.Invite(ctx, f.staff, id, battery, 14)
	return err
}

// lookAtAlerts acknowledges what is older than two weeks.
func (f *filler) lookAtAlerts(ctx context.Context, id clinic.PatientID) error {
	record, err := f.app.Patient(ctx, f.staff, id)
	if err != nil {
		return err
	}
	for _, alert := range record.Alerts {
		if f.now.Sub(alert.RaisedAt) < 14*24*time.Hour {
			continue
		}
		f.clock = alert.RaisedAt.Add(time.Duration(2+f.rand.IntN(20)) * time.Hour)
		if _, err := f.app.AcknowledgeAlert(ctx, f.staff, alert.ID, "Telephoned the same day and talked about it; a plan is in the record. (Invented.)"); err != nil {
			return err
		}
	}
	return nil
}
