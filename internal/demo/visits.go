package demo

import (
	"context"
	"math"
	"slices"
	"time"

	"steelyard/internal/app"
	"steelyard/internal/clinic"
	q "steelyard/internal/questionnaire"
)

// visit invites a person and answers as they might.
func (f *filler) visit(ctx context.Context, id clinic.PatientID, c *course, months float64) error {
	token, _, err := f.app.Invite(ctx, f.staff, id, battery, 14)
	if err != nil {
		return err
	}
	f.clock = f.clock.Add(time.Duration(1+f.rand.IntN(40)) * time.Hour)
	return f.answerLink(ctx, token, c, months)
}

// answerLink opens a link, agrees to be asked where the person has not yet, and answers and sends everything.
func (f *filler) answerLink(ctx context.Context, token string, c *course, months float64) error {
	v, err := f.agreedLink(ctx, token)
	if err != nil {
		return err
	}
	for i := range v.Parts {
		d := v.Parts[i].Entry.Definition
		f.clock = f.clock.Add(time.Duration(d.Minutes*40+f.rand.IntN(60)) * time.Second)
		if _, err := f.app.SaveAnswers(ctx, &v, i, f.answers(d, c, months), q.DefaultLanguage); err != nil {
			return err
		}
	}
	return f.app.Submit(ctx, &v, q.DefaultLanguage)
}

func (f *filler) agreedLink(ctx context.Context, token string) (v app.Visit, err error) {
	if v, err = f.app.OpenLink(ctx, token, "demo"); err == nil {
		err = f.app.GiveConsent(ctx, &v, q.DefaultLanguage, v.Site.Consent(q.DefaultLanguage).Hash())
	}
	return v, err
}

// answers makes one form. A few are left out, and a rare form is hardly filled in at all.
func (f *filler) answers(d *q.Definition, c *course, months float64) q.Form {
	form, level := q.Form{}, c.level(months)+c.domains[d.ID]+0.05*f.rand.NormFloat64()
	skip := 0.01
	if f.rand.IntN(60) == 0 {
		skip = 0.5
	}
	for i := range d.Items {
		item := &d.Items[i]
		if item.Kind() != q.ChoiceItem || f.rand.Float64() < skip {
			continue
		}
		at := level + 0.17*f.rand.NormFloat64()
		if flagged(d, item.ID) {
			at -= 0.75 - c.harm
		}
		form[item.ID] = choose(d, item, at)
	}
	return form
}

// choose takes the choice at a level of difficulty from 0 to 1.
func choose(d *q.Definition, item *q.Item, level float64) string {
	choices := d.ChoicesOf(item)
	if highIsEasy(d, item.ID) {
		level = 1 - level
	}
	last := float64(len(choices) - 1)
	return string(choices[int(math.Round(last*min(1, max(0, level))))].Code)
}

// highIsEasy says whether a high answer to an item means less difficulty.
func highIsEasy(d *q.Definition, id q.ItemID) bool {
	for i := range d.Scales {
		s := &d.Scales[i]
		if slices.Contains(s.Items, id) && s.Direction != q.Neither {
			return slices.Contains(s.Reversed, id) != (s.Direction == q.WellBeing)
		}
	}
	return false
}

// flagged says whether a safety rule reads an item.
func flagged(d *q.Definition, id q.ItemID) (is bool) {
	for i := range d.Flags {
		d.Flags[i].When.Tests(func(t *q.Condition) { is = is || t.Item == id })
	}
	return is
}

// treatments notes what a person might be taking or doing.
func (f *filler) treatments(ctx context.Context, id clinic.PatientID, start time.Time, days int) error {
	options := []clinic.TreatmentEvent{
		{Kind: clinic.Medicine, Class: clinic.SSRI, Name: "Sertraline", Dose: "50 mg in the morning", Step: clinic.Started},
		{Kind: clinic.Medicine, Class: clinic.SNRI, Name: "Venlafaxine", Dose: "75 mg", Step: clinic.Started},
		{Kind: clinic.Therapy, Name: "Cognitive behavioural therapy", Step: clinic.Started},
		{Kind: clinic.Lifestyle, Name: "Walking, 30 minutes a day", Step: clinic.Started},
		{Kind: clinic.Medicine, Class: clinic.DopamineAgonist, Name: "Pramipexole", Dose: "0.18 mg three times a day", Step: clinic.Started},
	}
	for range f.rand.IntN(3) {
		e := options[f.rand.IntN(len(options))]
		f.clock = start.AddDate(0, 0, f.rand.IntN(1+days/2))
		e.PatientID, e.On = id, q.Date(f.clock.Format(time.DateOnly))
		if err := f.app.AddTreatment(ctx, f.staff, e); err != nil {
			return err
		}
	}
	return nil
}
