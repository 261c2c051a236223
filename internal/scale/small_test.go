package scale

import (
	"context"
	"fmt"
	"testing"
	"time"

	"steelyard/internal/clinic"
	q "steelyard/internal/questionnaire"
	"steelyard/internal/store"
	"steelyard/internal/testkit"
)

// The small clinic: persons, each with visits of four questionnaires, and beside them one more for each of shares, who has
// something open.
const (
	persons = 20
	visits  = 5
	teams   = 10 // beside the one that every clinic begins with
	staff   = 3  // of each team
	theTeam = 1  // the one of the clinician who asks
	long    = 50 // visits of whose record does not fit on its page
	heavy   = 125
	between = 21 * 24 * time.Hour
	weekly  = 7 * 24 * time.Hour
	tagged  = 3
)

// shares is which part of a large clinic's patients have what open, and how the small one comes to somebody who has.
var shares = []struct {
	part float64
	do   func(*small, clinic.PatientID)
}{
	{0.040, (*small).overdueByLink},
	{0.020, (*small).overdueByPlan},
	{0.025, (*small).dueByLink},
	{0.015, (*small).dueByPlan},
	{0.010, (*small).inProgress},
	{0.013, (*small).doneToday},
	{0.007, (*small).alerted}, // done today too
	{0.003, (*small).alertedAndOverdue},
}

// battery is what is asked on every visit.
var battery = []q.ID{"phq-9", "gad-7", "core-mood", "core-sleep"}

// small is a clinic that was lived through the use cases, and those in it.
type small struct {
	*testkit.Clinic
	t        testing.TB
	ctx      context.Context    // joins what is done into few transactions
	patients []clinic.PatientID // persons who have nothing open, and then those of shares
	long     clinic.PatientID   // with many visits
	heavy    clinic.PatientID   // with more of them
}

// newSmall lives a clinic's last months, up to testkit.Start.
func newSmall(t testing.TB, k *testkit.Clinic) *small {
	t.Helper()
	c := &small{Clinic: k, t: t}
	for _, do := range []func(){c.begin, c.liveHeavy, c.live, c.open} {
		c.must(k.Store.Joined(context.WithoutCancel(t.Context()), func(ctx context.Context, _ *store.Tx) error {
			c.ctx = ctx
			do()
			return nil
		}))
	}
	c.Pass(testkit.Start.Sub(c.Now()))
	return c
}

func (c *small) begin() {
	c.Pass(-heavy*weekly - time.Hour)
	c.colleagues()
	c.heavy, c.long = c.add("H-1", "Hedda Heavy"), c.add("H-2", "Lola Long")
}

func (c *small) liveHeavy() {
	for n := range heavy {
		c.visit(c.heavy, heavy-n)
		if heavy-n <= long {
			c.visit(c.long, heavy-n)
		}
		c.Pass(weekly)
	}
}

// visit is one of those after which so many are to come, this one included. The alerts of the last ones stay open.
func (c *small) visit(id clinic.PatientID, left int) {
	c.inPerson(id, left%4)
	if left > 4 {
		c.look(id)
	}
}

func (c *small) live() {
	c.Pass(testkit.Start.Sub(c.Now()) - visits*between - time.Hour)
	lived := persons + len(shares)
	for i := range lived {
		id := c.add(fmt.Sprintf("S-%02d", i), fmt.Sprintf("Sam Small %d", i))
		c.patients = append(c.patients, id)
		c.treat(id)
	}
	for n := range visits {
		for i, id := range c.patients {
			if i%3 == 0 {
				c.inPerson(id, (n+i)%3)
			} else {
				c.byLink(id, (n+i)%3, len(battery))
			}
			c.look(id)
			c.Pass(time.Minute)
		}
		c.Pass(between - time.Duration(lived)*time.Minute)
	}
}

// colleagues makes the teams, with clinicians who are in them.
func (c *small) colleagues() {
	hash := ""
	c.must(c.Store.View(c.ctx, func(tx *store.Tx) error {
		u, err := tx.GetUser(c.Clinician.User)
		hash = u.PasswordHash
		return err
	}))
	c.must(c.Store.Update(c.ctx, func(tx *store.Tx) error {
		for i := range teams {
			team := clinic.TeamID(fmt.Sprintf("team-%02d", i))
			if err := tx.CreateTeam(clinic.Team{ID: team, Name: fmt.Sprintf("Ward %d", i+1), CreatedAt: c.Now()}); err != nil {
				return err
			}
			for n := range staff {
				id := clinic.UserID(fmt.Sprintf("user-%02d-%d", i, n))
				u := clinic.User{ID: id, Login: string(id), Name: fmt.Sprintf("Dr. %d of ward %d", n+1, i+1), Role: clinic.Clinician, PasswordHash: hash, CreatedAt: c.Now()}
				if err := tx.CreateUser(u); err != nil {
					return err
				}
				if err := tx.AddMember(team, id); err != nil {
					return err
				}
			}
		}
		return nil
	}))
}

func (c *small) add(record, name string) clinic.PatientID {
	id, err := c.AddPatient(c.ctx, c.Clinician, clinic.Patient{RecordNumber: record, Name: name, BirthDate: "1984-03-27", Sex: clinic.Female,
		Email: "somebody@example.org", Language: "en"})
	c.must(err)
	if n := len(c.patients); n%4 == 0 {
		c.must(c.SetTags(c.ctx, c.Clinician, id, nil, fmt.Sprint("trial ", n%tagged)))
	}
	return id
}

func (c *small) treat(id clinic.PatientID) {
	for _, e := range []clinic.TreatmentEvent{
		{Kind: clinic.Medicine, Class: clinic.SSRI, Name: "sertraline", Dose: "50 mg", Step: clinic.Started, On: "2026-09-01"},
		{Kind: clinic.Medicine, Class: clinic.SSRI, Name: "sertraline", Dose: "100 mg", Step: clinic.Changed, On: "2026-10-01"},
	} {
		e.PatientID = id
		e.On = q.Date(c.Now().Format(time.DateOnly))
		c.must(c.AddTreatment(c.ctx, c.Clinician, e))
	}
}

// inPerson has staff enter a battery.
func (c *small) inPerson(id clinic.PatientID, choice int) {
	c.ask(id, choice, battery)
}

func (c *small) ask(id clinic.PatientID, choice int, battery []q.ID) {
	e, err := c.Begin(c.ctx, c.Clinician, id, battery)
	c.must(err)
	v, err := c.OpenEncounter(c.ctx, c.Clinician, e)
	c.must(err)
	for part := range v.Parts {
		_, err = c.SaveAnswers(c.ctx, &v, part, testkit.SameChoice(v.Parts[part].Entry.Definition, choice), q.DefaultLanguage)
		c.must(err)
	}
	c.must(c.Submit(c.ctx, &v, q.DefaultLanguage))
}

// byLink has the patient answer some parts of a battery, and send it where they are all.
func (c *small) byLink(id clinic.PatientID, choice, parts int) {
	ctx := c.ctx
	token, _, err := c.Invite(ctx, c.Clinician, id, battery, 14)
	c.must(err)
	v, err := c.OpenLink(ctx, token, "198.51.100.7")
	c.must(err)
	c.must(c.GiveConsent(ctx, &v, q.DefaultLanguage, v.Site.Consent(q.DefaultLanguage).Hash()))
	for part := range parts {
		_, err = c.SaveAnswers(ctx, &v, part, testkit.SameChoice(v.Parts[part].Entry.Definition, choice), q.DefaultLanguage)
		c.must(err)
	}
	if parts == len(v.Parts) {
		c.must(c.Submit(ctx, &v, q.DefaultLanguage))
	}
}

// look has the clinician read the record and see to its alerts.
func (c *small) look(id clinic.PatientID) {
	ctx := c.ctx
	r, err := c.App.Patient(ctx, c.Clinician, id)
	c.must(err)
	for _, a := range r.Alerts {
		if a.Open() {
			_, err := c.AcknowledgeAlert(ctx, c.Clinician, a.ID, "telephoned and talked")
			c.must(err)
		}
	}
}

// open leaves something open with those of shares.
func (c *small) open() {
	for i, share := range shares {
		share.do(c, c.patients[persons+i])
	}
	c.must(c.Tick(c.ctx))
}

func (c *small) dueByLink(of clinic.PatientID) {
	_, _, err := c.Invite(c.ctx, c.Clinician, of, battery, 14)
	c.must(err)
}

func (c *small) overdueByLink(of clinic.PatientID) {
	c.Pass(-16 * 24 * time.Hour)
	c.dueByLink(of)
	c.Pass(16 * 24 * time.Hour)
}

// plan has somebody asked every two weeks from so many days ago on.
func (c *small) plan(of clinic.PatientID, ago int) {
	_, err := c.AddPlan(c.ctx, c.Clinician, clinic.Plan{PatientID: of, Name: "Every two weeks", Start: q.Date(c.Now().AddDate(0, 0, -ago).Format(time.DateOnly)),
		Schedule: clinic.Schedule{Battery: []q.ID{"phq-2"}, Rhythm: clinic.Rhythm{Kind: clinic.Every, Every: 2, Unit: clinic.Weeks}, Before: 3, After: 3}})
	c.must(err)
}

func (c *small) dueByPlan(of clinic.PatientID) { c.plan(of, 0) }

func (c *small) overdueByPlan(of clinic.PatientID) {
	c.Pass(-2 * 24 * time.Hour)
	c.plan(of, 0)
	c.Pass(2 * 24 * time.Hour)
}

func (c *small) inProgress(of clinic.PatientID) {
	e, err := c.Begin(c.ctx, c.Clinician, of, battery)
	c.must(err)
	v, err := c.OpenEncounter(c.ctx, c.Clinician, e)
	c.must(err)
	_, err = c.SaveAnswers(c.ctx, &v, 0, testkit.SameChoice(v.Parts[0].Entry.Definition, 1), q.DefaultLanguage)
	c.must(err)
}

func (c *small) doneToday(of clinic.PatientID) { c.inPerson(of, 0) }

func (c *small) alerted(of clinic.PatientID) { c.inPerson(of, 3) }

func (c *small) alertedAndOverdue(of clinic.PatientID) {
	c.overdueByLink(of)
	c.inPerson(of, 3)
}

func (c *small) must(err error) {
	c.t.Helper()
	if err != nil {
		c.t.Fatal(err)
	}
}
