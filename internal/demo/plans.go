package demo

import (
	"context"
	"slices"
	"time"

	"steelyard/internal/app"
	"steelyard/internal/clinic"
	q "steelyard/internal/questionnaire"
)

// fortnightly is what the clinic asks between visits.
var fortnightly = clinic.Schedule{Battery: []q.ID{"core-mood", "phq-9", "gad-7"}, Rhythm: clinic.Rhythm{Kind: clinic.Every, Every: 2, Unit: clinic.Weeks}, After: 5, Remind: 2}

// planned is how many patients have a plan.
const planned = 5

// templates are what plans are made from.
func (f *filler) templates(ctx context.Context) error {
	for _, t := range []clinic.PlanTemplate{
		{Name: "Baseline, then every two weeks", Schedule: fortnightly},
		{Name: "Before each visit", Schedule: clinic.Schedule{Battery: battery, Rhythm: clinic.Rhythm{Kind: clinic.BeforeVisit, Lead: 3}}},
		{Name: "At discharge", Schedule: clinic.Schedule{Battery: battery, Rhythm: clinic.Rhythm{Kind: clinic.AtDischarge}, Before: 3, After: 7, Remind: 2}},
	} {
		if _, err := f.app.AddPlanTemplate(ctx, f.staff, t); err != nil {
			return err
		}
	}
	return nil
}

// plans has a few people asked in a rhythm for six weeks: some times they answered, one they missed, and the last is open. Their
// medicine was changed meanwhile, they agreed to e-mails, and they come in soon. It goes day by day over all of them, as
// the running server does.
func (f *filler) plans(ctx context.Context, people []clinic.PatientID) error {
	if len(people) == 0 {
		return nil
	}
	begin, courses := f.now.AddDate(0, 0, -45), map[clinic.PatientID]course{}
	f.clock = begin
	for _, id := range people {
		if err := f.begin(ctx, id); err != nil {
			return err
		}
		courses[id] = f.course()
	}
	worst := courses[people[len(people)-1]]
	worst.harm, worst.to = 0.9, worst.from // one alert is open
	courses[people[len(people)-1]] = worst
	for day := range 45 {
		f.clock = begin.AddDate(0, 0, day)
		if err := f.app.Tick(ctx); err != nil {
			return err
		}
		if day%14 != 1 {
			continue
		}
		for i, id := range people {
			if (day/14+i)%4 == 1 && day > 1 { // one time is left out, though not the first
				continue
			}
			f.clock = begin.AddDate(0, 0, day).Add(time.Duration(i) * time.Hour)
			c := courses[id]
			if err := f.answerPlan(ctx, id, &c, float64(day)/30); err != nil {
				return err
			}
		}
	}
	return nil
}

func (f *filler) begin(ctx context.Context, id clinic.PatientID) error {
	if err := f.app.GiveMailConsent(ctx, f.staff, id, app.MailAgreement{How: "on paper, at the first visit (invented)", Language: "en"}); err != nil {
		return err
	}
	medicine := clinic.TreatmentEvent{PatientID: id, Kind: clinic.Medicine, Class: clinic.SSRI, Name: "Escitalopram", Dose: "10 mg in the morning", Step: clinic.Started, On: q.Date(f.clock.Format(time.DateOnly))}
	if err := f.app.AddTreatment(ctx, f.staff, medicine); err != nil {
		return err
	}
	medicine.Dose, medicine.Step, medicine.On = "20 mg in the morning", clinic.Changed, q.Date(f.now.AddDate(0, 0, -20).Format(time.DateOnly))
	began := f.clock
	f.clock = f.now.AddDate(0, 0, -20)
	if err := f.app.AddTreatment(ctx, f.staff, medicine); err != nil {
		return err
	}
	f.clock = f.now
	if _, err := f.app.AddAppointment(ctx, f.staff, id, q.Date(f.now.AddDate(0, 0, 3+f.rand.IntN(10)).Format(time.DateOnly))); err != nil {
		return err
	}
	f.clock = began
	_, err := f.app.AddPlan(ctx, f.staff, clinic.Plan{PatientID: id, Name: "Baseline, then every two weeks", Schedule: fortnightly, Start: clinic.DateAt(f.clock, f.app.Zone())})
	return err
}

// answerPlan answers what a person's plan asks now.
func (f *filler) answerPlan(ctx context.Context, id clinic.PatientID, c *course, months float64) error {
	r, err := f.app.Plans(ctx, f.staff, id)
	if err != nil {
		return err
	}
	for _, p := range r.Plans {
		at := slices.IndexFunc(p.Occasions, func(o app.OccasionCourse) bool { return o.State == clinic.Open })
		if at < 0 {
			continue
		}
		token, _, err := f.app.HandOver(ctx, f.staff, p.Occasions[at].ID)
		if err != nil {
			return err
		}
		if err := f.answerLink(ctx, token, c, months); err != nil {
			return err
		}
	}
	return nil
}

// signature has the clinician sign a record as it stands, where this server can sign.
func (f *filler) signature(ctx context.Context, id clinic.PatientID) error {
	if len(f.app.ReceiptSeed) == 0 {
		return nil
	}
	f.clock = f.now
	r, err := f.app.Report(ctx, f.staff, app.ReportRequest{Patient: id, Digest: true})
	if err != nil {
		return err
	}
	_, err = f.app.SignReport(ctx, f.staff, app.Signing{Patient: id, Digest: r.Digest, Meaning: clinic.Reviewed, Presence: app.Presence{Password: Password}})
	return err
}
